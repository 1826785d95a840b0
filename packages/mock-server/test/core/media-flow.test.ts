import { EventType, MessageType } from '@rtms-mock/protocol';
import { describe, expect, test } from 'vitest';
import { TestCore, type TestPeer } from '../support/test-core.js';
import { labelOf } from '../support/test-source.js';

function labels(peer: TestPeer, type: 14 | 15 | 16): string[] {
  return peer.ofType(type).map(({ content }) => labelOf(content.data));
}

describe('audio', () => {
  test('mixed audio has one packet per interval with user 0 and timestamps that increase by the interval', async () => {
    const core = new TestCore();
    const { media } = await core.join({ media_type: 1, media_params: { audio: { send_rate: 100 } } });
    core.clock.advance(1000);
    const audio = media.ofType(MessageType.MEDIA_DATA_AUDIO);
    expect(audio).toHaveLength(11);
    expect(new Set(audio.map(({ content }) => content.user_id))).toEqual(new Set([0]));
    const steps = audio
      .slice(1)
      .map(({ content }, i) => content.timestamp - (audio[i]?.content.timestamp ?? 0));
    expect(new Set(steps)).toEqual(new Set([100]));
  });

  test('audio per participant contains the id and name of each speaker', async () => {
    const core = new TestCore();
    const { media } = await core.join({ media_type: 1, media_params: { audio: { data_opt: 2 } } });
    core.clock.advance(20);
    const speakers = media
      .ofType(MessageType.MEDIA_DATA_AUDIO)
      .map(({ content }) => [content.user_id, content.user_name]);
    expect(speakers.slice(0, 2)).toEqual([
      [16_778_240, 'Ana'],
      [16_779_264, 'Bo'],
    ]);
  });

  test('does not drift: after 60 s of stream time the last packet is on time', async () => {
    const core = new TestCore({ mediaKeepAlive: 'off', keepAliveMs: 1_000_000 });
    const { media } = await core.join({ media_type: 1 });
    core.clock.advance(60_000);
    const audio = media.ofType(MessageType.MEDIA_DATA_AUDIO);
    expect(audio).toHaveLength(3001);
    expect((audio.at(-1)?.content.timestamp ?? 0) - (audio[0]?.content.timestamp ?? 0)).toBe(60_000);
    expect(labels(media, 14).at(-1)).toBe('mixed#0');
  });
});

describe('video', () => {
  test('follows the active speaker, switching at a keyframe', async () => {
    const core = new TestCore();
    const { media } = await core.join({ media_type: 2, media_params: { video: { codec: 7, fps: 25 } } });
    core.clock.advance(6000);
    const seen = labels(media, 15);
    expect(seen[0]).toBe('camera0#0');
    const switchAt = seen.findIndex((label) => label.startsWith('camera1'));
    expect(seen[switchAt]).toBe('camera1#100');
    expect(seen[switchAt - 1]).toBe('camera0#99');
    const users = new Set(media.ofType(MessageType.MEDIA_DATA_VIDEO).map(({ content }) => content.user_name));
    expect(users).toEqual(new Set(['Ana', 'Bo']));
  });

  test('starts again with a keyframe after a pause', async () => {
    const core = new TestCore();
    const { meeting, media } = await core.join({
      media_type: 2,
      media_params: { video: { codec: 7, fps: 25 } },
    });
    core.clock.advance(200);
    meeting.pause();
    core.clock.advance(1000);
    const before = labels(media, 15).length;
    meeting.resume();
    core.clock.advance(1000);
    expect(labels(media, 15)[before]).toMatch(/#\d*0$/);
  });

  test('in 2026 individual video starts when the app has chosen a participant', async () => {
    const core = new TestCore({ protocol: '2026' });
    const { signaling, media } = await core.join({
      media_type: 2,
      media_params: { video: { codec: 7, fps: 25, data_opt: 4 } },
    });
    core.clock.advance(1000);
    expect(labels(media, 15)).toEqual([]);
    signaling.send({ msg_type: 28, user_id: 16_779_264, subscribe: true, timestamp: 1 });
    signaling.send({ msg_type: 28, user_id: 16_779_264, subscribe: true, timestamp: 1 });
    signaling.send({ msg_type: 28, user_id: 5, subscribe: true, timestamp: 1 });
    const codes = signaling.bodies
      .filter((body) => body['msg_type'] === 29)
      .map((body) => body['status_code']);
    expect(codes).toEqual([0, 44, 4]);
    core.clock.advance(1000);
    expect(new Set(labels(media, 15).map((label) => label.split('#')[0]))).toEqual(new Set(['camera1']));
  });
});

test('the shared screen is sent only while a participant shares it', async () => {
  const core = new TestCore();
  const { media, signaling } = await core.join({ media_type: 4, media_params: { deskshare: { fps: 5 } } });
  signaling.send({ msg_type: 5, events: [5, 6] });
  core.clock.advance(4900);
  expect(labels(media, 16)).toEqual([]);
  core.clock.advance(5000);
  const shown = media.ofType(MessageType.MEDIA_DATA_SHARE);
  expect(shown.length).toBeGreaterThan(4);
  expect(shown[0]?.content.user_name).toBe('Bo');
  const events = signaling.ofType(MessageType.EVENT_UPDATE).map(({ event }) => event.event_type);
  expect(events).toEqual([EventType.FIRST_PACKET_TIMESTAMP, EventType.SHARING_START, EventType.SHARING_STOP]);
});

test('a transcript is sent once per utterance, at its end, in each loop', async () => {
  const core = new TestCore({ protocol: '2026' });
  const { media } = await core.join({ media_type: 8 });
  core.clock.advance(2999);
  expect(media.ofType(MessageType.MEDIA_DATA_TRANSCRIPT)).toHaveLength(0);
  core.clock.advance(1);
  const [first] = media.ofType(MessageType.MEDIA_DATA_TRANSCRIPT);
  expect(first?.content).toMatchObject({ user_name: 'Ana', data: 'Hello from Ana.', language: 9 });
  expect((first?.content.end_time ?? 0) - (first?.content.start_time ?? 0)).toBe(2000);
  expect(first?.content.timestamp).toBe(first?.content.start_time);
  core.clock.advance(20_000);
  const texts = media.ofType(MessageType.MEDIA_DATA_TRANSCRIPT).map(({ content }) => content.data);
  expect(texts).toEqual([
    'Hello from Ana.',
    'Hello from Bo.',
    'Hello from Ana.',
    'Hello from Bo.',
    'Hello from Ana.',
  ]);
});

test('events are sent only to subscribers, starting with the current state', async () => {
  const core = new TestCore();
  const { signaling } = await core.join();
  core.clock.advance(10_000);
  expect(signaling.ofType(MessageType.EVENT_UPDATE)).toHaveLength(1);
  signaling.send({
    msg_type: 5,
    events: [
      { event_type: 3, subscribe: true },
      { event_type: 2, subscribe: true },
    ],
  });
  const events = signaling.ofType(MessageType.EVENT_UPDATE).map(({ event }) => event);
  expect(events[1]).toMatchObject({
    event_type: 3,
    participants: [
      { user_id: 16_778_240, user_name: 'Ana' },
      { user_id: 16_779_264, user_name: 'Bo' },
    ],
  });
  expect(events[2]).toMatchObject({ event_type: 2, user_name: 'Ana' });
  core.clock.advance(4000);
  expect(
    signaling
      .ofType(MessageType.EVENT_UPDATE)
      .map(({ event }) => event)
      .at(-1),
  ).toMatchObject({ user_name: 'Bo' });
});

test('the flat shape puts the payload into content itself', async () => {
  const core = new TestCore({ mediaShape: 'flat' });
  const { media } = await core.join({ media_type: 9 });
  core.clock.advance(3000);
  const audio = media.bodies.find((body) => body['msg_type'] === 14);
  const transcript = media.bodies.find((body) => body['msg_type'] === 17);
  expect(audio).toMatchObject({ content: expect.any(String) as string, user_id: 0 });
  expect(transcript).toMatchObject({ content: 'Hello from Ana.', user_name: 'Ana' });
});

test('a client that stops reading loses media, which is counted, and no other client is affected', async () => {
  const core = new TestCore({ mediaKeepAlive: 'off', keepAliveMs: 10_000_000 });
  const slow = await core.join({ media_type: 1 });
  const healthy = await core.join({ media_type: 1 });
  const served = slow.meeting.view().connections.find(({ socket }) => socket === 'media');
  expect(served?.state).toBe('streaming');
  slow.media.stopReading();
  core.clock.advance(1_200_000);
  expect(slow.meeting.view().media['audio']?.dropped).toBeGreaterThan(0);
  expect(healthy.meeting.view().media['audio']?.dropped).toBe(0);
  expect(healthy.media.ofType(MessageType.MEDIA_DATA_AUDIO)).toHaveLength(60_001);
});
