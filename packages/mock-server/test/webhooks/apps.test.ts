/** Several apps with receivers and secrets of their own, and what happens when a secret changes. */
import { MessageType } from '@rtms-mock/protocol';
import { signHandshake, signWebhook } from '@rtms-mock/protocol/signature';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { DEV_CREDENTIALS, type App, type Credentials } from '../../src/credentials.js';
import { startMockServer, type MockMeeting, type MockServer } from '../../src/index.js';
import { RotatingCredentials } from '../../src/server/rotating-credentials.js';
import { RestCaller, basic } from '../rest/rest-calls.js';
import { receiver, type Received } from './receiver.js';

const [BASE] = DEV_CREDENTIALS.apps;

function credentialsOf(...apps: readonly Partial<App>[]): Credentials {
  const [first = BASE, ...others] = apps.map((app) => ({ ...BASE, ...app }));
  return { ...DEV_CREDENTIALS, apps: [first, ...others] };
}

function isSignedBy(request: Received | undefined, token: string): boolean {
  if (!request) return false;
  const seconds = Number(request.headers['x-zm-request-timestamp']);
  return signWebhook(token, seconds, request.body)['x-zm-signature'] === request.headers['x-zm-signature'];
}

/** Posts JSON to the HTTP API. */
async function post(server: MockServer, path: string, body: object) {
  const response = await fetch(`${server.controlUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, json: (await response.json()) as { readonly [key: string]: unknown } };
}

/** The response to a signaling handshake with this secret. */
async function handshake(
  url: string,
  { meetingUuid, streamId }: Pick<MockMeeting, 'meetingUuid' | 'streamId'>,
  { clientId, clientSecret }: Pick<App, 'clientId' | 'clientSecret'>,
): Promise<{ readonly [key: string]: unknown }> {
  const socket = new WebSocket(url);
  const answer = new Promise<string>((resolve, reject) => {
    socket.once('message', (data) => resolve((data as Buffer).toString('utf8')));
    socket.once('error', reject);
  });
  await new Promise((resolve) => socket.once('open', resolve));
  socket.send(
    JSON.stringify({
      msg_type: MessageType.SIGNALING_HAND_SHAKE_REQ,
      protocol_version: 1,
      meeting_uuid: meetingUuid,
      rtms_stream_id: streamId,
      signature: signHandshake({ clientId, clientSecret }, meetingUuid, streamId),
    }),
  );
  const text = await answer;
  socket.terminate();
  return JSON.parse(text) as { readonly [key: string]: unknown };
}

describe('several installed apps', () => {
  test('receive one meeting, each with its own stream, scope, receiver and secret token', async () => {
    await using first = await receiver();
    await using second = await receiver();
    await using rest = await receiver();
    const credentials = credentialsOf(
      { clientId: 'a', webhookUrl: first.url, secretToken: 'token-a' },
      { clientId: 'b', webhookUrl: second.url, secretToken: 'token-b', scope: 1 },
      { clientId: 'c' },
    );
    await using server = await startMockServer({ port: 0, mediaPort: 0, credentials, webhookUrl: rest.url });
    const { status, json } = await post(server, '/api/meetings', {
      clientIds: 'all',
      meetingId: '91234567890',
      meetingUuid: 'my-uuid==',
    });

    expect(status).toBe(201);
    expect(json).toMatchObject({
      meetingId: '91234567890',
      meetingUuid: 'my-uuid==',
      streams: [
        { clientId: 'a', streamId: json['streamId'] },
        { clientId: 'b', webhook: { status: 'delivered' } },
        { clientId: 'c' },
      ],
    });
    expect(json).not.toHaveProperty('warnings');
    const requests = [first, second, rest].map((app) => app.requests[0]);
    expect(
      requests.map((request, index) => isSignedBy(request, ['token-a', 'token-b'][index] ?? '')),
    ).toEqual([true, true, false]);
    expect(isSignedBy(requests[2], DEV_CREDENTIALS.secretToken)).toBe(true);
    const payloads = requests.map(
      (request) => (JSON.parse(request?.body ?? '{}') as { payload: object }).payload,
    );
    const ids = { meeting_id: '91234567890', meeting_uuid: 'my-uuid==' };
    expect(payloads).toMatchObject([ids, ids, ids]);
    const [stream] = server.meetings().filter((meeting) => meeting.view().clientId === 'b');
    if (!stream) throw new Error('no stream of b');
    const answer = await handshake(server.signalingUrl, stream, { ...BASE, clientId: 'b' });
    expect(Object.keys((answer['media_server'] as { server_urls: object }).server_urls)).toEqual([
      'audio',
      'all',
    ]);
  });

  test('are checked: unknown ones, repeated ones, and one app beside several', async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    const refusals = await Promise.all(
      [
        { clientIds: ['x'] },
        { clientIds: [BASE.clientId, BASE.clientId] },
        { clientIds: [] },
        { clientIds: 'all', clientId: BASE.clientId },
        { meetingId: 'undefined' },
      ].map((body) => post(server, '/api/meetings', body)),
    );
    expect(
      refusals.map(({ status, json }) => [status, (json['error'] as { message: string }).message]),
    ).toEqual([
      [400, 'clientId "x" is not in the credentials.'],
      [400, 'clientIds names "rtms-mock-client-id" twice.'],
      [400, 'clientIds must be an array of client ids, or "all", found an array.'],
      [400, 'clientIds cannot be combined with clientId; keep one of them.'],
      [400, 'meetingId must be a string of 1 to 20 digits, found "undefined".'],
    ]);
    expect(server.meetings()).toEqual([]);
  });

  test('validate their URLs with their own token', async () => {
    const tokens: string[] = [];
    await using app = await receiver((request, respond) => {
      tokens.push(isSignedBy(request, 'token-a') ? 'a' : 'server');
      respond(404);
    });
    const credentials = credentialsOf(
      { clientId: 'a', webhookUrl: app.url, secretToken: 'token-a' },
      { clientId: 'b' },
    );
    await using server = await startMockServer({ port: 0, mediaPort: 0, credentials });
    await post(server, '/api/webhooks/validate', { url: app.url });
    await post(server, '/api/webhooks/validate', { url: app.url, clientId: 'b' });
    expect(tokens).toEqual(['a', 'server']);
    const { status } = await post(server, '/api/webhooks/validate', { url: app.url, clientId: 'x' });
    expect(status).toBe(400);
  });
});

describe('secrets', () => {
  test('are rotated by a step: old signatures fail, and webhooks have the new token', async () => {
    await using app = await receiver();
    await using server = await startMockServer({ port: 0, mediaPort: 0, webhookUrl: app.url });
    const meeting = await server.startMeeting();
    const { status } = await post(server, `/api/meetings/${meeting.streamId}/steps`, {
      do: 'rotate-secret',
      clientSecret: 'new-secret-1',
      secretToken: 'new-token-1',
    });
    expect(status).toBe(200);

    expect(await handshake(server.signalingUrl, meeting, BASE)).toMatchObject({ status_code: 15 });
    const renewed = { ...BASE, clientSecret: 'new-secret-1' };
    expect(await handshake(server.signalingUrl, meeting, renewed)).toMatchObject({ status_code: 0 });
    await meeting.end();
    const [started, stopped] = [app.requests[0], app.requests.at(-1)];
    expect(isSignedBy(started, DEV_CREDENTIALS.secretToken)).toBe(true);
    expect(isSignedBy(stopped, 'new-token-1')).toBe(true);
    expect(JSON.stringify(server.journal.find())).not.toMatch(/new-secret-1|new-token-1/);
  });

  test('expire: handshakes and token requests are refused until the secret is rotated', async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    const rest = new RestCaller(server);
    const meeting = await server.startMeeting();
    await meeting.inject({ do: 'expire-secret' });

    expect(await handshake(server.signalingUrl, meeting, BASE)).toMatchObject({
      status_code: 15,
      reason: 'the client secret of rtms-mock-client-id has expired',
    });
    expect(await rest.token({ grant_type: 'client_credentials' })).toMatchObject({
      status: 400,
      body: { error: 'invalid_client', reason: 'the client secret of rtms-mock-client-id has expired' },
    });
    await meeting.inject({ do: 'rotate-secret', clientSecret: 'fresh' });
    const renewed = { ...BASE, clientSecret: 'fresh' };
    expect(await handshake(server.signalingUrl, meeting, renewed)).toMatchObject({ status_code: 0 });
    const token = await rest.token({ grant_type: 'client_credentials' }, basic(BASE.clientId, 'fresh'));
    expect(token.status).toBe(200);
  });

  test('are random without values, and only those of the named app', async () => {
    const credentials = credentialsOf({ clientId: 'a' }, { clientId: 'b' });
    await using server = await startMockServer({ port: 0, mediaPort: 0, credentials });
    const meeting = await server.startMeeting();
    await meeting.inject({ do: 'rotate-secret', clientId: 'b' });
    const [a, b] = server.credentials.apps;
    expect(a).toEqual({ ...BASE, clientId: 'a' });
    expect(b?.clientSecret).toMatch(/^[\w-]{32}$/);
    await expect(meeting.inject({ do: 'expire-secret', clientId: 'x' })).rejects.toThrow(
      'no app has the client id x; known are a, b',
    );
  });

  test('that the program replaces take precedence over an earlier rotation', () => {
    let configured = credentialsOf({ clientId: 'a', secretToken: 't1' });
    const rotating = new RotatingCredentials({
      get apps() {
        return configured.apps;
      },
      streams: [],
      secretToken: 's',
    });
    rotating.rotate('a', { clientSecret: 'r', secretToken: 'rt' });
    rotating.expire('a');
    expect(rotating.apps[0]).toMatchObject({ clientSecret: 'r', secretToken: 'rt', isSecretExpired: true });
    configured = credentialsOf({ clientId: 'a', secretToken: 't1', clientSecret: 'replaced' });
    expect(rotating.apps[0]).toEqual({ ...BASE, clientId: 'a', clientSecret: 'replaced', secretToken: 'rt' });
  });

  test('sign an old timestamp on request', async () => {
    await using app = await receiver();
    await using server = await startMockServer({ port: 0, mediaPort: 0, webhookUrl: app.url });
    const meeting = await server.startMeeting({ start: false });
    await meeting.inject({ do: 'webhook', event: 'rtms_started', signatureAge: '10m' });
    const [request] = app.requests;
    const ageSeconds = Date.now() / 1000 - Number(request?.headers['x-zm-request-timestamp']);
    expect(ageSeconds).toBeGreaterThan(590);
    expect(isSignedBy(request, DEV_CREDENTIALS.secretToken)).toBe(true);
  });
});

test('the URL of a new instance answers handshakes and media', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0 });
  const meeting = await server.startMeeting();
  await meeting.inject({ do: 'new-instance' });
  expect(meeting.serverUrls).toBe(`${server.signalingUrl}/instance/2`);
  const answer = await handshake(meeting.serverUrls, meeting, BASE);
  expect(answer).toMatchObject({ status_code: 0 });
  const { audio } = (answer['media_server'] as { server_urls: { audio: string } }).server_urls;
  expect(audio).toBe(`${server.mediaUrl}/instance/2/audio`);
  const media = new WebSocket(audio);
  await new Promise((resolve, reject) => media.once('open', resolve).once('error', reject));
  media.terminate();
});
