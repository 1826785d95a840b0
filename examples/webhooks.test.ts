import { DEV_CREDENTIALS, startMockServer, type Credentials } from '@rtms-mock/server';
import { expect, test } from 'vitest';
import { startYourApp } from './your-app.js';

test('the app ignores events that it does not handle', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0, speed: 10 });
  await using app = await startYourApp(server.credentials);
  const meeting = await server.startMeeting({ webhookUrl: app.webhookUrl });
  await meeting.waitFor('streaming');
  const payload = { object: { participant: { user_name: 'Ana' } } };
  await meeting.inject({ do: 'webhook', event: 'meeting.participant_joined', payload, times: 3 });
  expect(meeting.state).toBe('active');
});

test('two apps receive one meeting, each at its own URL', async () => {
  const [app] = DEV_CREDENTIALS.apps;
  const notes = { ...app, clientId: 'notes', clientSecret: 'notes-secret', secretToken: 'token-1' };
  const captions = { ...app, clientId: 'captions', clientSecret: 'captions-secret', secretToken: 'token-2' };
  await using notesApp = await startYourApp({ ...DEV_CREDENTIALS, apps: [notes] });
  await using captionsApp = await startYourApp({ ...DEV_CREDENTIALS, apps: [captions] });
  const credentials: Credentials = {
    ...DEV_CREDENTIALS,
    apps: [
      { ...notes, webhookUrl: notesApp.webhookUrl },
      { ...captions, webhookUrl: captionsApp.webhookUrl },
    ],
  };
  await using server = await startMockServer({ port: 0, mediaPort: 0, speed: 10, credentials });
  const meeting = await server.startMeeting({ clientIds: 'all' });
  const streams = [meeting, ...meeting.siblings];
  await Promise.all(streams.map((stream) => stream.waitFor('streaming')));
  await meeting.end();
});

test('the app is refused once its secret has expired', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0 });
  await using app = await startYourApp(server.credentials);
  const meeting = await server.startMeeting({ start: false, webhookUrl: app.webhookUrl });
  await meeting.inject({ do: 'expire-secret' });
  await meeting.start();
  const { detail } = (await meeting.waitFor({ type: 'SIGNALING_HAND_SHAKE_RESP' })) ?? {};
  expect(detail).toMatchObject({ status: 'STATUS_INVALID_SIGNATURE' });
});
