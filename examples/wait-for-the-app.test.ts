import { startMockServer } from '@rtms-mock/server';
import { expect, test } from 'vitest';
import { startYourApp } from './your-app.js';

test('the app comes back after the loss of its media', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0, speed: 20 });
  await using app = await startYourApp(server.credentials);
  const meeting = await server.startMeeting({ webhookUrl: app.webhookUrl });

  await meeting.waitFor('active'); // the meeting begins now
  await meeting.waitFor({ type: 'CLIENT_READY_ACK', direction: 'received' });
  await meeting.inject({ fault: 'cut-socket', socket: 'media' });
  await meeting.waitFor('interrupted');
  await meeting.waitFor('active', { timeoutMs: 15_000 }); // real time
  await meeting.end();

  expect(server.journal.find({ type: 'media-late' })).toEqual([]);
});
