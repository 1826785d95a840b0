import { startMockServer } from '@rtms-mock/server';
import { expect, test } from 'vitest';
import { startYourApp } from './your-app.js';

test('the app does nothing that the real service would refuse', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0, speed: 10 });
  await using app = await startYourApp(server.credentials);

  const meeting = await server.startMeeting({ webhookUrl: app.webhookUrl });
  await meeting.waitFor('streaming');
  await meeting.end();

  expect(meeting.problems('warning')).toEqual([]);
});
