import { MessageType } from '@rtms-mock/protocol';
import { describe, expect, test } from 'vitest';
import { startMockServer, type HeldMessages, type MockMeeting, type MockServer } from '../../src/index.js';
import { joinAsApp } from '../support/app-sockets.js';
import { QueuedSocket, type Received } from '../support/queued-socket.js';
import { identity, settled, TestCore } from '../support/test-core.js';

const PORTS = { port: 0, mediaPort: 0 };

/** One call of the HTTP API on a stream. */
async function call(
  { controlUrl }: MockServer,
  { streamId }: MockMeeting,
  path: string,
  body?: object,
): Promise<{ status: number; json: Received }> {
  const response = await fetch(`${controlUrl}/api/meetings/${streamId}/${path}`, {
    ...(body && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  return { status: response.status, json: (await response.json()) as Received };
}

const isStateUpdate = ({ msg_type }: Received): boolean => msg_type === MessageType.SESSION_STATE_UPDATE;

test('a message is held, shown, changed and sent', async () => {
  await using server = await startMockServer(PORTS);
  const meeting = await server.startMeeting();
  await using app = await joinAsApp(meeting);
  await app.media();
  using page = await QueuedSocket.open(`${server.signalingUrl}/api/events?topics=held`);
  const step = { do: 'hold', type: 'SESSION_STATE_UPDATE', socket: 'signaling', direction: 'sent', times: 1 };
  const { json: done } = await call(server, meeting, 'steps', step);
  expect(done['explanation']).toBe(
    'The next SESSION_STATE_UPDATE sent on the signaling socket is held for at most 60 s.',
  );
  meeting.pause();
  const { held } = (await page.next(({ held }) => (held as unknown[]).length > 0)) as unknown as HeldMessages;
  expect(held).toMatchObject([
    {
      streamId: meeting.streamId,
      direction: 'sent',
      socket: 'signaling',
      type: 'SESSION_STATE_UPDATE',
      message: { msg_type: 9, state: 3 },
    },
  ]);
  expect(meeting.view().held).toBe(1);
  // Later messages overtake it.
  await app.signaling.next(({ msg_type }) => msg_type === MessageType.STREAM_STATE_UPDATE);
  const [first] = held;
  const message = { ...first?.message, state: 99, extra: 'added' };
  expect(await call(server, meeting, `held/${first?.id}`, { action: 'release', message })).toMatchObject({
    status: 200,
    json: { action: 'release' },
  });
  expect(await app.signaling.next(isStateUpdate)).toMatchObject({ state: 99, extra: 'added' });
  expect((await call(server, meeting, 'held')).json).toEqual({ breakpoints: [], held: [] });
  // The journal has what was really sent, and when it was held.
  expect(server.journal.find({ type: 'SESSION_STATE_UPDATE' }).at(-1)?.wire).toContain('"state":99');
  expect(server.journal.find({ type: 'released' })[0]?.detail).toMatchObject({ changed: true });
});

test('messages of an app are held too, the first one included; signatures stay secret and valid', async () => {
  await using server = await startMockServer(PORTS);
  const meeting = await server.startMeeting();
  await meeting.inject({ do: 'hold', direction: 'received', socket: 'signaling', times: 1 });
  using app = await QueuedSocket.open(meeting.serverUrls);
  const handshake = { msg_type: MessageType.SIGNALING_HAND_SHAKE_REQ, ...identity(meeting) };
  app.socket.send(JSON.stringify(handshake));
  await meeting.waitFor({ type: 'held' });
  const { json } = await call(server, meeting, 'held');
  const [held] = (json as unknown as HeldMessages).held;
  expect(held).toMatchObject({ direction: 'received', type: 'SIGNALING_HAND_SHAKE_REQ' });
  expect(JSON.stringify(json)).not.toContain(String(handshake['signature' as keyof typeof handshake]));
  const message = { ...held?.message, sequence: 7 };
  await call(server, meeting, `held/${held?.id}`, { action: 'release', message });
  const answer = await app.next(({ msg_type }) => msg_type === MessageType.SIGNALING_HAND_SHAKE_RESP);
  expect(answer).toMatchObject({ status_code: 0 });
});

test('media is held without stopping other media', async () => {
  await using server = await startMockServer(PORTS);
  const meeting = await server.startMeeting();
  await using app = await joinAsApp(meeting);
  await app.media();
  await meeting.inject({ do: 'hold', type: 'MEDIA_DATA_VIDEO', times: 1 });
  await meeting.waitFor({ type: 'held' });
  await app.media(MessageType.MEDIA_DATA_AUDIO);
  const [held] = meeting.held().held;
  const { content } = (held?.message ?? {}) as { content?: { timestamp: number } };
  const timestamp = content?.timestamp;
  await meeting.inject({ do: 'release', id: held?.id ?? '' });
  const late = await app.media(MessageType.MEDIA_DATA_VIDEO, (content) => content['timestamp'] === timestamp);
  expect(late).toHaveProperty('msg_type', MessageType.MEDIA_DATA_VIDEO);
});

describe('on a clock that is turned by hand', () => {
  const states = (peer: { readonly bodies: readonly Received[] }): unknown[] =>
    peer.bodies.filter(isStateUpdate).map(({ state }) => state);

  test('a held message goes on by itself after its time', async () => {
    const core = new TestCore();
    const { meeting, signaling } = await core.join();
    await meeting.inject({ do: 'hold', type: 'SESSION_STATE_UPDATE', for: '10s' });
    meeting.pause();
    expect(states(signaling)).not.toContain(3);
    core.clock.advance(9_999);
    expect(meeting.held().held).toMatchObject([{ heldMs: 9999, releasesInMs: 1 }]);
    expect(states(signaling)).not.toContain(3);
    core.clock.advance(1);
    expect(states(signaling)).toContain(3);
  });

  test('release lets everything go on in order and ends the breakpoints; drop loses a message', async () => {
    const core = new TestCore();
    const { meeting, signaling } = await core.join();
    const before = states(signaling).length;
    await meeting.inject({ do: 'hold', type: 'SESSION_STATE_UPDATE' });
    meeting.pause();
    meeting.resume();
    meeting.pause();
    const [, second] = meeting.held().held;
    await meeting.inject({ do: 'release', id: second?.id ?? '', drop: true });
    expect(states(signaling)).toHaveLength(before);
    await meeting.inject({ do: 'release' });
    expect(states(signaling).slice(before)).toEqual([3, 3]);
    expect(meeting.held()).toEqual({ breakpoints: [], held: [] });
    meeting.resume();
    expect(states(signaling)).toHaveLength(before + 3);
  });

  test('only so many messages are held; further ones pass', async () => {
    const core = new TestCore();
    const { meeting, signaling } = await core.join();
    await meeting.inject({ do: 'hold', type: 'SESSION_STATE_UPDATE' });
    const before = states(signaling).length;
    for (let round = 0; round < 60; round += 1) {
      meeting.pause();
      meeting.resume();
    }
    expect(meeting.held().held).toHaveLength(100);
    expect(states(signaling)).toHaveLength(before + 20);
    expect(core.journal.find({ type: 'hold-full' })).toHaveLength(1);
  });

  test('everything ends with the stream, and with the connection', async () => {
    const core = new TestCore();
    const { meeting, signaling } = await core.join();
    await meeting.inject({ do: 'hold', socket: 'signaling', direction: 'sent' });
    meeting.pause();
    expect(meeting.held().held.length).toBeGreaterThan(0);
    signaling.socket.close();
    expect(meeting.held()).toMatchObject({ held: [], breakpoints: [{ socket: 'signaling' }] });
    await meeting.stop();
    await settled();
    expect(meeting.held()).toEqual({ breakpoints: [], held: [] });
    await expect(meeting.inject({ do: 'hold' })).rejects.toThrow('the stream has ended');
    core.clock.advance(120_000);
    expect(core.journal.find({ type: 'released' })).toEqual([]);
  });

  test('what is not possible is refused', async () => {
    const core = new TestCore();
    const { meeting } = await core.join();
    await expect(meeting.inject({ do: 'release', id: 'h99' })).rejects.toThrow('no message h99 is held');
    await expect(meeting.inject({ do: 'release', drop: true })).rejects.toThrow('need the id');
    for (let count = 0; count < 100; count += 1) await meeting.inject({ do: 'hold' });
    await expect(meeting.inject({ do: 'hold' })).rejects.toThrow('too many breakpoints');
  });
});

test('an id that does not exist, and a wrong body, are refused by the API', async () => {
  await using server = await startMockServer(PORTS);
  const meeting = await server.startMeeting();
  expect(await call(server, meeting, 'held/h1', { action: 'drop' })).toMatchObject({
    status: 404,
    json: { error: { code: 'unknown-held' } },
  });
  expect((await call(server, meeting, 'held/h1', { action: 'eat' })).status).toBe(400);
  const both = { action: 'release', message: {}, text: 'x' };
  expect((await call(server, meeting, 'held/h1', both)).status).toBe(400);
});
