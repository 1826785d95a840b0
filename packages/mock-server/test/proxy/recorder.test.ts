import { once } from 'node:events';
import { verifyWebhook } from '@rtms-mock/protocol/signature';
import { cassetteText } from '@rtms-mock/protocol/cassette';
import { describe, expect, test } from 'vitest';
import { wallClockSeconds } from '../../src/clock.js';
import { DEV_CREDENTIALS } from '../../src/credentials.js';
import { MemoryTarget } from '../cassette/memory-target.js';
import { connect, FakeApp, FakeService, postWebhook, recording } from './service-and-app.js';

const { secretToken } = DEV_CREDENTIALS;

function started(url: string): string {
  const payload = { meeting_uuid: 'uuid', rtms_stream_id: 'stream', server_urls: url };
  return JSON.stringify({ event: 'meeting.rtms_started', event_ts: 1, payload });
}

describe('a webhook', () => {
  test('reaches the app with the URL of the proxy and a signature of its own', async () => {
    await using app = await new FakeApp().start();
    await using proxy = await recording(app.url);
    const response = await postWebhook(
      proxy.recorder.webhookUrl,
      started('wss://service.test/x'),
      secretToken,
    );
    expect(response.status).toBe(200);
    expect(await response.json()).toStrictEqual({ plainToken: 'a', encryptedToken: 'b' });
    const [{ headers, body } = { headers: {}, body: '' }] = app.webhooks;
    expect(body).toBe(started(`${proxy.recorder.signalingUrl}/r1/x`));
    const verification = verifyWebhook({
      signature: String(headers['x-zm-signature']),
      timestamp: String(headers['x-zm-request-timestamp']),
      rawBody: body,
      secretToken,
      nowSeconds: wallClockSeconds(),
    });
    expect(verification).toStrictEqual({ ok: true });

    const [webhook, answer] = await proxy.end();
    expect(webhook).toMatchObject({
      kind: 'webhook',
      connection: 'w1',
      detail: {
        event: 'meeting.rtms_started',
        streamId: 'stream',
        headers: { 'x-zm-signature': expect.stringMatching(/^….{4}$/) as string },
        body: JSON.parse(started('wss://service.test/x')) as object,
      },
    });
    expect(answer).toMatchObject({ kind: 'answer', connection: 'w1', detail: { status: 200 } });
  });

  test.each([
    ['with a wrong signature', 'other-token', 401, /signature does not match; give the secret token/],
    ['that is none', secretToken, 400, /is no webhook/],
  ])('%s is refused, and the app never sees it', async (name, token, status, message) => {
    await using app = await new FakeApp().start();
    await using proxy = await recording(app.url);
    const body = name === 'that is none' ? '{"hello":1}' : started('ws://a');
    const response = await postWebhook(proxy.recorder.webhookUrl, body, token);
    expect(response.status).toBe(status);
    expect(await response.text()).toMatch(message);
    expect(app.webhooks).toHaveLength(0);
    expect(await proxy.end()).toStrictEqual([]);
  });

  test('gets the answer of the app, or 502 and the reason without one', async () => {
    const app = await new FakeApp().start();
    await using proxy = await recording(app.url);
    app.status = 418;
    expect((await postWebhook(proxy.recorder.webhookUrl, started('ws://a'), secretToken)).status).toBe(418);
    await app[Symbol.asyncDispose]();
    const response = await postWebhook(proxy.recorder.webhookUrl, started('ws://a'), secretToken);
    expect(response.status).toBe(502);
    const lines = await proxy.end();
    expect(lines.map((line) => line.kind)).toStrictEqual(['webhook', 'answer', 'webhook', 'answer']);
    expect(lines.at(-1)).toMatchObject({ detail: { error: expect.stringContaining('127.0.0.1') as string } });
  });
});

describe('a WebSocket', () => {
  test('passes messages, frame types, pings and close codes in both directions', async () => {
    await using service = await new FakeService().start();
    await using proxy = await recording('http://127.0.0.1:1/', service.url);
    const app = await connect(`${proxy.recorder.signalingUrl}/audio`);
    const [{ socket, got, request } = { socket: app.socket, got: [], request: undefined }] = service.sockets;
    expect(request?.url).toBe('/audio');

    app.socket.send('{"msg_type":3}');
    app.socket.send(Buffer.from([255, 1]));
    app.socket.ping('p');
    const [ping] = (await once(socket, 'ping')) as [Buffer];
    socket.pong(ping);
    await once(app.socket, 'pong');
    socket.send('{"msg_type": 4}');
    socket.send(Buffer.from('{"msg_type":14}'));
    socket.close(4001, 'enough');
    const [code, reason] = (await once(app.socket, 'close')) as [number, Buffer];

    expect([code, reason.toString()]).toStrictEqual([4001, 'enough']);
    expect(got).toStrictEqual([
      { text: '{"msg_type":3}', isBinary: false },
      { text: Buffer.from([255, 1]).toString(), isBinary: true },
    ]);
    expect(app.got).toStrictEqual([
      { text: '{"msg_type": 4}', isBinary: false },
      { text: '{"msg_type":14}', isBinary: true },
    ]);
    const lines = await proxy.end();
    expect(lines.map((line) => ({ ...line, ms: 0 }))).toStrictEqual([
      {
        ms: 0,
        kind: 'open',
        connection: 'm1',
        direction: 'to-service',
        detail: { socket: 'media', url: `${service.url}/audio` },
      },
      { ms: 0, kind: 'text', connection: 'm1', direction: 'to-service', message: { msg_type: 3 } },
      {
        ms: 0,
        kind: 'binary',
        connection: 'm1',
        direction: 'to-service',
        message: '/wE=',
        meta: { encoding: 'base64' },
      },
      { ms: 0, kind: 'ping', connection: 'm1', direction: 'to-service', data: 'cA==' },
      { ms: 0, kind: 'pong', connection: 'm1', direction: 'to-app', data: 'cA==' },
      { ms: 0, kind: 'text', connection: 'm1', direction: 'to-app', message: '{"msg_type": 4}' },
      { ms: 0, kind: 'binary', connection: 'm1', direction: 'to-app', message: { msg_type: 14 } },
      { ms: 0, kind: 'close', connection: 'm1', direction: 'to-app', code: 4001, reason: 'enough' },
    ]);
  });

  test.each([
    ['closes without a code', (socket: { close(): void }) => socket.close(), 1005],
    ['is cut', (socket: { terminate(): void }) => socket.terminate(), 1006],
  ])('of an app that %s ends the same way at the service', async (_, act, code) => {
    await using service = await new FakeService().start();
    await using proxy = await recording('http://127.0.0.1:1/', service.url);
    const app = await connect(proxy.recorder.signalingUrl);
    act(app.socket);
    const [{ socket } = { socket: app.socket }] = service.sockets;
    expect((await once(socket, 'close'))[0]).toBe(code);
    const lines = await proxy.end();
    expect(lines.at(-1)).toMatchObject({
      kind: 'close',
      code,
      direction: code === 1006 ? null : 'to-service',
    });
  });

  test('is refused as the service refuses it, and with 404 where no address is known', async () => {
    await using service = await new FakeService().start();
    await using proxy = await recording('http://127.0.0.1:1/', service.url);
    await expect(connect(`${proxy.recorder.signalingUrl}/refused`)).rejects.toThrow('503');
    await using dead = await recording('http://127.0.0.1:1/', 'ws://127.0.0.1:1');
    await expect(connect(dead.recorder.signalingUrl)).rejects.toThrow('502');
    expect(await dead.end()).toMatchObject([{ type: 'upstream-unreachable' }]);
    await using other = await recording('http://127.0.0.1:1/');
    await expect(connect(`${other.recorder.signalingUrl}/r1`)).rejects.toThrow('404');
    expect(await proxy.end()).toMatchObject([
      { kind: 'note', type: 'upstream-refused', detail: { status: 503 } },
    ]);
  });

  test('for media leads to the address in the response to the handshake', async () => {
    await using service = await new FakeService().start();
    await using app = await new FakeApp().start();
    await using proxy = await recording(app.url);
    await postWebhook(proxy.recorder.webhookUrl, started(`${service.url}/sig`), secretToken);
    const signaling = await connect(`${proxy.recorder.signalingUrl}/r1/sig`);
    const media = { server_urls: { all: `${service.url}/all`, audio: `${service.url}/audio` } };
    const response = { msg_type: 2, status_code: 0, media_server: media };
    service.sockets[0]?.socket.send(JSON.stringify(response));
    await once(signaling.socket, 'message');
    const { media_server } = JSON.parse(signaling.got[0]?.text ?? '{}') as typeof response;
    expect(media_server.server_urls.audio).toBe(`${proxy.recorder.signalingUrl}/r3/audio`);
    await connect(media_server.server_urls.audio);
    expect(service.sockets[1]?.request.url).toBe('/audio');

    const lines = await proxy.end();
    expect(proxy.target.lines[0]).toContain('"generation":"2025"');
    const recorded = lines.find((line) => line.kind === 'text');
    expect(cassetteText(recorded?.kind === 'text' ? recorded.message : '')).toBe(JSON.stringify(response));
    const opened = lines.filter((line) => line.kind === 'open').map((line) => line.detail);
    expect(opened).toStrictEqual([
      { socket: 'signaling', url: `${service.url}/sig`, streamId: 'stream' },
      { socket: 'media', url: `${service.url}/audio`, streamId: 'stream' },
    ]);
  });
});

test('a full disk never loses a relayed message, and is said once', async () => {
  await using service = await new FakeService().start();
  const disk = new MemoryTarget();
  disk.capacity = 0;
  await using proxy = await recording('http://127.0.0.1:1/', service.url, disk);
  const app = await connect(proxy.recorder.signalingUrl);
  const handshake = '{"msg_type":2,"status_code":0,"reason":""}';
  service.sockets[0]?.socket.send(handshake);
  for (let i = 0; i < 200; i += 1) service.sockets[0]?.socket.send(`{"msg_type":12,"timestamp":${i}}`);
  await expect.poll(() => app.got.length).toBe(201);
  expect(app.got.at(-1)?.text).toBe('{"msg_type":12,"timestamp":199}');
  await proxy.end();
  expect(disk.content).toHaveLength(0);
  expect(proxy.log.filter((line) => line.startsWith('error'))).toStrictEqual([
    'error: The cassette cannot be written (ENOSPC: no space left on device, write); trying again each second',
  ]);
});

test('a slow app slows the service down, and gets everything', async () => {
  await using service = await new FakeService().start();
  await using proxy = await recording('http://127.0.0.1:1/', service.url);
  const app = await connect(proxy.recorder.signalingUrl);
  const [{ socket } = { socket: app.socket }] = service.sockets;
  app.socket.pause();
  const frame = 'x'.repeat(1024 * 1024);
  for (let i = 0; i < 16; i += 1) socket.send(frame);
  await expect.poll(() => proxy.recorder.counts.messages).toBeGreaterThan(1);
  const waiting = socket.bufferedAmount;
  expect(waiting).toBeGreaterThan(0);
  app.socket.resume();
  await expect.poll(() => app.got.length, { timeout: 10_000 }).toBe(16);
});
