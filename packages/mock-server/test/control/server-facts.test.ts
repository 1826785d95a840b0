import { expect, test } from 'vitest';
import { signHandshake } from '@rtms-mock/protocol/signature';
import { DEV_CREDENTIALS } from '../../src/credentials.js';
import { startMockServer } from '../../src/index.js';
import { fakeServer } from './fake-server.js';

const [DEV_APP] = DEV_CREDENTIALS.apps;
const OWN = {
  apps: [{ ...DEV_APP, clientId: 'mine', clientSecret: 'hidden-secret' }],
  streams: [],
  secretToken: 'hidden-token',
} as const;

test('the server says what it is, and the built-in credentials', async () => {
  await using server = await fakeServer({
    settings: { webhookUrl: 'http://user:password@localhost:3000/webhook' },
  });
  const { status, json, text } = await server.get('/api/server');
  expect(status).toBe(200);
  expect(json).toMatchObject({
    version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
    protocol: '2025',
    protocols: expect.arrayContaining(['string', '2025', '2026']) as string[],
    signalingUrl: 'ws://127.0.0.1:9092',
    requiresSignature: true,
    requiresToken: false,
    webhookUrl: 'http://localhost:3000/webhook',
    credentials: {
      builtIn: true,
      clientIds: [DEV_APP.clientId],
      clientSecret: DEV_APP.clientSecret,
      secretToken: DEV_CREDENTIALS.secretToken,
    },
    messageTypes: expect.arrayContaining([{ name: 'MEDIA_DATA_AUDIO', number: 14 }]) as object[],
  });
  expect(text).not.toContain('password');
});

test('secrets of the user are not shown', async () => {
  await using server = await fakeServer({ credentials: OWN });
  const { json, text } = await server.get('/api/server');
  expect(json?.['credentials']).toEqual({ builtIn: false, clientIds: ['mine'] });
  expect(text).not.toContain('hidden');
});

test('a signature is that of the app that receives the stream, and the secret stays on the server', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0, credentials: OWN });
  const { streamId, meetingUuid, serverUrls } = await server.startMeeting();
  const response = await fetch(`${server.controlUrl}/api/meetings/${streamId}/signature`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  const text = await response.text();
  expect(response.status).toBe(200);
  expect(JSON.parse(text)).toEqual({
    clientId: 'mine',
    meetingUuid,
    streamId,
    serverUrls,
    signature: signHandshake(OWN.apps[0], meetingUuid, streamId),
  });
  expect(text).not.toContain('hidden');
});

test('a signature is not for pages of other sites, nor for streams that do not exist', async () => {
  await using server = await fakeServer();
  server.add('one');
  const path = '/api/meetings/one/signature';
  expect((await server.post(path, {}, { origin: 'https://foreign.test' })).status).toBe(403);
  expect((await server.call('POST', path, '{}', { 'content-type': 'text/plain' })).status).toBe(415);
  expect((await server.post(path, {}, { host: 'foreign.test' })).status).toBe(403);
  expect((await server.post('/api/meetings/none/signature', {})).status).toBe(404);
  expect((await server.get(path)).status).toBe(405);
});
