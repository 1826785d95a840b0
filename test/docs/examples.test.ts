/** Runs the programs of the documentation as readers run them. The other examples are tests themselves. */
import { DEV_CREDENTIALS, startMockServer } from '@rtms-mock/server';
import { expect, test, vi } from 'vitest';
import { handshakeRequest, outcomeOf } from '../../examples/read-and-write-messages.js';
import { startYourApp } from '../../examples/your-app.js';
import { documentedApp } from '../e2e/documented-app.js';
import { Program } from '../e2e/processes.js';

test('start-a-meeting.mjs runs a meeting that an app joins, and ends', async () => {
  await using app = await startYourApp(DEV_CREDENTIALS);
  await using program = new Program('examples/start-a-meeting.mjs', [], { WEBHOOK_URL: app.webhookUrl });

  expect(await program.exit(), program.output).toBe(0);
  await app.notes(); // resolves after the app has received the end of the meeting
});

test('receive-a-meeting.mjs prints the transcript and the stop reason', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0, speed: 10 });
  const [{ clientId, clientSecret }] = server.credentials.apps;
  const settings = {
    ZM_RTMS_CLIENT: clientId,
    ZM_RTMS_SECRET: clientSecret,
    ZM_RTMS_WEBHOOK_SECRET: server.credentials.secretToken,
    ZM_RTMS_PORT: '0',
  };
  await using program = new Program('examples/receive-a-meeting.mjs', [], settings);
  const listening = await program.line(/Listening for webhooks at/);

  const meeting = await server.startMeeting({ webhookUrl: /http:[^\s,]+/.exec(listening)?.[0] ?? '' });
  await program.line(/^Ana Ruiz: Good morning/);
  await meeting.end();
  await program.line(/^ended, reason 6$/);
  expect(program.output).not.toMatch(/WARN|ERROR/);
});

test('event-websocket.mjs receives the events of a meeting and ends', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0 });
  await using program = new Program('examples/event-websocket.mjs', [], { BASE_URL: server.controlUrl });
  await program.line(/^connected$/);
  const meeting = await server.startMeeting();
  await program.line(new RegExp(`^meeting.rtms_started ${meeting.streamId}$`));
  await meeting.end();
  await program.line(new RegExp(`^meeting.rtms_stopped ${meeting.streamId}$`));
  expect(await program.exit(), program.output).toBe(0);
});

test('the app for load tests names the variables that it lacks', async () => {
  await using program = new Program('examples/load/app.mjs', [], { ZM_RTMS_CLIENT: 'client' });
  expect(await program.exit()).toBe(1);
  expect(program.output).toBe(
    'Set ZM_RTMS_SECRET: the app signs its handshakes with client id and client secret',
  );
});

test('docs/load.md starts that app with the credentials of the server, at the URL of its first command', () => {
  const [{ clientId, clientSecret }] = DEV_CREDENTIALS.apps;
  const { variables, file } = documentedApp();
  expect(file).toBe('examples/load/app.mjs');
  expect(variables).toEqual({
    ZM_RTMS_CLIENT: clientId,
    ZM_RTMS_SECRET: clientSecret,
    ZM_RTMS_PORT: '3000',
    ZM_RTMS_PATH: '/webhook',
  });
});

test('your-app.ts has the credentials of the server that it is given, not those of the environment', async () => {
  for (const name of ['ZM_RTMS_CLIENT', 'ZM_RTMS_SECRET', 'ZM_RTMS_WEBHOOK_SECRET', 'ZOOM_SECRET_TOKEN']) {
    vi.stubEnv(name, 'of another app');
  }
  await using server = await startMockServer({ port: 0, mediaPort: 0, speed: 10 });
  await using app = await startYourApp(server.credentials);
  const meeting = await server.startMeeting({ webhookUrl: app.webhookUrl });
  await meeting.waitFor('streaming');
  await meeting.end();
  expect(meeting.problems('warning')).toEqual([]);
});

test('read-and-write-messages.ts signs a handshake and names its outcome', () => {
  const request = JSON.parse(handshakeRequest('4f2kQd8sT0uXy9ZbAa1BcQ==', 'rtms_stream_0001')) as {
    signature: string;
  };
  expect(request.signature).toBe('a628a3624f684ec458b1d3e547700496befddfb36609a91fb0485a6f80674c21');
  expect(outcomeOf('{"msg_type":2,"protocol_version":1,"status_code":0,"reason":""}')).toBe('STATUS_OK');
  expect(outcomeOf('{"msg_type":2')).toMatch(/^invalid: /);
});
