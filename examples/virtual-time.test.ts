import { startMockServer } from '@rtms-mock/server';
import { expect, test } from 'vitest';
import { startYourApp } from './your-app.js';

test('the app reads an hour of a meeting, and leaves when it ends', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0, time: 'virtual', seed: 1 });
  await using app = await startYourApp(server.credentials);
  const meeting = await server.startMeeting({ webhookUrl: app.webhookUrl });

  await meeting.waitFor('active'); // time stands still until the app has connected
  const { lagging } = await server.advance('1h');
  await meeting.end();

  expect(lagging).toEqual([]); // the app has read and answered everything
  expect((await app.notes()).length).toBeGreaterThan(1000);
});
