import { startMockServer } from '@rtms-mock/server';
import { expect, test } from 'vitest';
import { startYourApp } from './your-app.js';

test('the app collects the transcript of a meeting', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0, speed: 10 });
  await using app = await startYourApp(server.credentials);

  const meeting = await server.startMeeting({ webhookUrl: app.webhookUrl });
  await meeting.waitFor('streaming');
  await meeting.waitFor({ type: 'MEDIA_DATA_TRANSCRIPT' });
  await meeting.end();

  expect(await app.notes()).toContain('Good morning, Bo. Thanks for joining on time.');
});
