/** All losses of PROTOCOL.md §14.2 between the client and the real mock server. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import rtms, { type ClientOptions, type JoinParams } from '@rtms-mock/client';
import { startMockServer, type MockMeeting, type MockServer } from '@rtms-mock/server';
import { describe, expect, test } from 'vitest';
import { BreakingProxy } from './breaking-proxy.js';

rtms.configureLogger({ enabled: false });

/** A client that has joined a running meeting through a network that can fail. */
async function joinThrough(
  proxy: BreakingProxy,
  server: MockServer,
  meeting: MockMeeting,
  options: ClientOptions = {},
) {
  const [app] = server.credentials.apps;
  const client = new rtms.Client(options);
  const notified: string[] = [];
  client.setProxy('http', proxy.url);
  client.onLeave((reason) => notified.push(`left ${reason}`));
  client.onMediaConnectionInterrupted(() => notified.push('onMediaConnectionInterrupted'));
  client.events.on('interrupted', ({ part }) => notified.push(`interrupted ${part}`));
  client.events.on('reconnected', ({ part }) => notified.push(`reconnected ${part}`));
  const confirmed = once(client.events, 'joined');
  client.onAudioData(() => {});
  client.join({
    meeting_uuid: meeting.meetingUuid,
    rtms_stream_id: meeting.streamId,
    server_urls: server.signalingUrl,
    client: app.clientId,
    secret: app.clientSecret,
  });
  await confirmed;
  await once(client.events, 'audio');
  return { client, notified, [Symbol.dispose]: () => void client.leave() };
}

const quickly = { port: 0, mediaPort: 0, speed: 4 } as const;

describe.each(['2025', '2026'] as const)('with a server of %s', (protocol) => {
  test('a lost media socket reconnects, and media continues', async () => {
    await using server = await startMockServer({ ...quickly, protocol });
    await using proxy = await BreakingProxy.start();
    const meeting = await server.startMeeting();
    using joined = await joinThrough(proxy, server, meeting);
    const reconnected = once(joined.client.events, 'reconnected');
    proxy.cut(server.mediaPort);
    await meeting.waitFor('interrupted');
    await reconnected;
    await once(joined.client.events, 'audio');
    await meeting.waitFor('active');
    expect(proxy.connections.get(server.port)).toBe(1);
    expect(proxy.connections.get(server.mediaPort)).toBe(2);
    expect(joined.notified.toSorted()).toEqual([
      'interrupted media',
      'onMediaConnectionInterrupted',
      'reconnected media',
    ]);
  });

  test('lost signaling reconnects, then all media', async () => {
    await using server = await startMockServer({ ...quickly, protocol });
    await using proxy = await BreakingProxy.start();
    const meeting = await server.startMeeting();
    using joined = await joinThrough(proxy, server, meeting);
    const reconnected = once(joined.client.events, 'reconnected');
    proxy.cut(server.port);
    await meeting.waitFor('interrupted');
    await reconnected;
    await once(joined.client.events, 'audio');
    expect(meeting.state).toBe('active');
    expect([proxy.connections.get(server.port), proxy.connections.get(server.mediaPort)]).toEqual([2, 2]);
    expect(joined.notified).toEqual(['interrupted signaling', 'reconnected signaling']);
  });

  test('both lost at the same time reconnect', async () => {
    await using server = await startMockServer({ ...quickly, protocol });
    await using proxy = await BreakingProxy.start();
    const meeting = await server.startMeeting();
    using joined = await joinThrough(proxy, server, meeting);
    const reconnected = once(joined.client.events, 'reconnected');
    proxy.cut(server.mediaPort, server.port);
    await reconnected;
    await once(joined.client.events, 'audio');
    expect(meeting.state).toBe('active');
    expect(joined.notified.at(-1)).toBe('reconnected signaling');
  });
});

test('with a socket for each media type, all of them reconnect', async () => {
  await using server = await startMockServer(quickly);
  await using proxy = await BreakingProxy.start();
  const meeting = await server.startMeeting();
  using joined = await joinThrough(proxy, server, meeting, { mediaSockets: 'split' });
  joined.client.onTranscriptData(() => {});
  await expect.poll(() => meeting.view().media['transcript']?.frames ?? 0).toBeGreaterThan(0);
  const carried = (): string[] =>
    meeting
      .view()
      .connections.flatMap(({ mediaTypes }) => (mediaTypes.length > 0 ? mediaTypes.join('+') : []));
  expect(carried().toSorted()).toEqual(['audio', 'transcript']);
  const reconnected = once(joined.client.events, 'reconnected');
  proxy.cut(server.mediaPort);
  await reconnected;
  await once(joined.client.events, 'audio');
  expect(carried().toSorted()).toEqual(['audio', 'transcript']);
  expect(joined.notified.filter((line) => line.startsWith('reconnected'))).toEqual(['reconnected media']);
});

test('retries a server that cannot be reached for some time', async () => {
  await using server = await startMockServer(quickly);
  await using proxy = await BreakingProxy.start();
  const meeting = await server.startMeeting();
  using joined = await joinThrough(proxy, server, meeting);
  const attempts: number[] = [];
  joined.client.events.on('reconnecting', ({ attempt }) => {
    attempts.push(attempt);
    if (attempt === 2) proxy.allow(server.port);
  });
  proxy.refuse(server.port);
  proxy.cut(server.port);
  await once(joined.client.events, 'reconnected');
  expect(attempts).toEqual([1, 2]);
});

test('retries a server that considers the old connection alive', async () => {
  await using server = await startMockServer({ ...quickly, protocol: '2026' });
  await using proxy = await BreakingProxy.start();
  const meeting = await server.startMeeting();
  using joined = await joinThrough(proxy, server, meeting);
  const delays: number[] = [];
  joined.client.events.on('reconnecting', ({ delayMs }) => {
    delays.push(delayMs);
    if (delays.length === 2) proxy.cutFar(server.port);
  });
  proxy.cutNear(server.port);
  await once(joined.client.events, 'reconnected');
  expect(delays).toEqual([1000, 1500]);
  const refused = server.journal.find({ type: 'SIGNALING_HAND_SHAKE_RESP' });
  expect(JSON.stringify(refused)).toContain('duplicate signal request');
});

test('a lost server instance: the same client joins the new one at the next rtms_started', async () => {
  await using proxy = await BreakingProxy.start();
  const first = await startMockServer(quickly);
  const meeting = await first.startMeeting();
  using joined = await joinThrough(proxy, first, meeting);
  proxy.refuse(first.port);
  proxy.cut(first.port);
  await once(joined.client.events, 'interrupted');
  await first.close();

  await using second = await startMockServer(quickly);
  const again = await second.startMeeting();
  const [app] = second.credentials.apps;
  joined.client.join({
    meeting_uuid: again.meetingUuid,
    rtms_stream_id: again.streamId,
    server_urls: second.signalingUrl,
    client: app.clientId,
    secret: app.clientSecret,
  });
  await once(joined.client.events, 'audio');
  await again.waitFor('active');
  expect(joined.notified).toEqual(['interrupted signaling']);
});

test.each(['same', 'new'])('a lost instance with the %s stream id: a new client takes over', async (ids) => {
  await using server = await startMockServer(quickly);
  const [app] = server.credentials.apps;
  const credentials = { client: app.clientId, secret: app.clientSecret };
  const notified: string[] = [];
  const clients: InstanceType<typeof rtms.Client>[] = [];
  let audioReceived = (): void => {};
  const webhooks = createServer(
    rtms.createWebhookHandler(({ event, payload }) => {
      if (event !== 'meeting.rtms_started') return;
      const name = `client ${clients.length + 1}`;
      const client = new rtms.Client();
      clients.push(client);
      client.onJoinConfirm((status) => notified.push(`${name} joined ${status}`));
      client.onLeave((reason) => notified.push(`${name} left ${reason}`));
      client.onAudioData(() => audioReceived());
      client.join({ ...payload, ...credentials } as JoinParams);
    }, '/'),
  );
  webhooks.listen(0, '127.0.0.1');
  await once(webhooks, 'listening');
  const { port } = webhooks.address() as AddressInfo;
  const meeting = await server.startMeeting({ webhookUrl: `http://127.0.0.1:${port}/` });
  await meeting.waitFor('streaming');

  await meeting.inject({ fault: 'new-instance', ids });
  await expect.poll(() => notified, { timeout: 10_000 }).toContain('client 2 joined 0');
  await expect
    .poll(() => notified, { timeout: 10_000 })
    .toContain(`client 1 left ${ids === 'same' ? 12 : 13}`);
  await new Promise<void>((resolve) => {
    audioReceived = resolve;
  });
  expect(notified).toHaveLength(3);
  for (const client of clients) client.leave();
  webhooks.close();
  await once(webhooks, 'close');
});

test.each(['cut-socket', 'close-socket'] as const)(
  'comes back after %s, on each kind of socket',
  async (fault) => {
    await using server = await startMockServer(quickly);
    await using proxy = await BreakingProxy.start();
    const meeting = await server.startMeeting();
    using joined = await joinThrough(proxy, server, meeting);
    for (const socket of ['media', 'signaling', 'all']) {
      const reconnected = once(joined.client.events, 'reconnected');
      await meeting.inject({ fault, socket });
      await reconnected;
      await once(joined.client.events, 'audio');
    }
    expect(meeting.state).toBe('active');
  },
);

test('does not reconnect after an announced end', async () => {
  await using server = await startMockServer(quickly);
  await using proxy = await BreakingProxy.start();
  const meeting = await server.startMeeting();
  using joined = await joinThrough(proxy, server, meeting);
  const left = once(joined.client.events, 'left');
  await meeting.end();
  expect(await left).toEqual([rtms.StopReason.STOP_BC_MEETING_ENDED]);
  expect(joined.notified).toEqual(['left 6']);
  expect([proxy.connections.get(server.port), proxy.connections.get(server.mediaPort)]).toEqual([1, 1]);
});

test('does not reconnect with reconnect off', async () => {
  await using server = await startMockServer(quickly);
  await using proxy = await BreakingProxy.start();
  const meeting = await server.startMeeting();
  const [app] = server.credentials.apps;
  const client = new rtms.Client({ reconnect: false });
  client.setProxy('http', proxy.url);
  client.onAudioData(() => {});
  client.join({
    meeting_uuid: meeting.meetingUuid,
    rtms_stream_id: meeting.streamId,
    server_urls: server.signalingUrl,
    client: app.clientId,
    secret: app.clientSecret,
  });
  await once(client.events, 'audio');
  const left = once(client.events, 'left');
  proxy.cut(server.port);
  expect(await left).toEqual([rtms.StopReason.STOP_BC_SIGNAL_CONNECTION_INTERRUPTED]);
  expect(proxy.connections.get(server.port)).toBe(1);
});
