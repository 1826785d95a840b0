import { EventType, MessageType } from '@rtms-mock/protocol';
import { expect, test } from 'vitest';
import { createLiveSource } from '../../src/media/sources/live/live-source.js';
import { builtInConversation } from '../../src/media/sources/built-in/built-in-conversation.js';
import { delegateSource } from '../../src/media/sources/delegate-source.js';
import type { MediaSource } from '../../src/media/sources/media-source.js';
import { settled, TestCore } from '../support/test-core.js';
import { testSource } from '../support/test-source.js';

const READY = { timelineStart: 'ready' } as const;

/** The test source; its audio and video are prepared when `prepare` is called. */
function slowSource(): { readonly source: MediaSource; readonly prepare: () => void } {
  let prepare = (): void => {};
  const prepared = new Promise<void>((resolve) => {
    prepare = resolve;
  });
  const fast = testSource();
  const source = delegateSource(fast, {
    audio: async (...args) => {
      await prepared;
      return fast.audio(...args);
    },
    video: async (...args) => {
      await prepared;
      return fast.video(...args);
    },
  });
  return { source, prepare };
}

test('a meeting begins when the first app is ready and its media is prepared; nothing before is missing', async () => {
  const { source, prepare } = slowSource();
  const core = new TestCore({ ...READY, media: source, keepAliveMs: 1_000_000 });
  const { meeting, signaling, media } = await core.join();
  core.clock.advance(20_000);
  await settled();
  expect(meeting.state).toBe('signaling');
  expect(media.bodies).toHaveLength(1);
  expect(signaling.ofType(MessageType.EVENT_UPDATE)).toEqual([]);

  prepare();
  await meeting.waitFor('active');
  core.clock.advance(3000);
  const audio = media.ofType(MessageType.MEDIA_DATA_AUDIO).map(({ content }) => content.timestamp);
  expect(audio).toHaveLength(151);
  const [transcript] = media.ofType(MessageType.MEDIA_DATA_TRANSCRIPT);
  expect(transcript?.content).toMatchObject({ data: 'Hello from Ana.', end_time: (audio[0] ?? 0) + 3000 });
  const [event] = signaling.ofType(MessageType.EVENT_UPDATE);
  expect(event?.event).toEqual({ event_type: EventType.FIRST_PACKET_TIMESTAMP, timestamp: audio[0] });
  for (const counters of Object.values(meeting.view().media)) expect(counters.skipped).toBe(0);
});

test('sockets that open while the meeting waits need a CLIENT_READY_ACK of their own', async () => {
  const { source, prepare } = slowSource();
  const core = new TestCore({ ...READY, media: source });
  const { meeting, signaling, media } = await core.join({ media_type: 1 });
  const transcript = core.joinMedia(meeting, { media_type: 8 });
  prepare();
  await meeting.waitFor('active');
  core.clock.advance(1000);
  expect(media.ofType(MessageType.MEDIA_DATA_AUDIO)).not.toEqual([]);
  core.clock.advance(2500);
  expect(transcript.bodies).toHaveLength(1);
  await core.ready(signaling, meeting);
  core.clock.advance(2500);
  expect(transcript.ofType(MessageType.MEDIA_DATA_TRANSCRIPT)).toHaveLength(1);
});

test('steps with a time wait for the beginning, those at 0 s and those after a condition do not', async () => {
  const core = new TestCore(READY);
  const meeting = await core.startMeeting({
    scenario: {
      name: 'steps',
      timeline: [
        { on: 'handshake', after: '1s', do: 'video-off', participant: 'Ana' },
        { at: '0s', do: 'share-start', participant: 'Ana' },
        { at: '10s', do: 'share-stop' },
      ],
    },
  });
  const performed = (): string[] =>
    core.journal
      .find({ kind: 'note', streamId: meeting.streamId })
      .map(({ type }) => type)
      .filter((type) => type !== 'silence');
  core.clock.advance(30_000);
  expect(performed()).toEqual(['share-start']);
  const signaling = core.joinSignaling(meeting);
  core.clock.advance(1000);
  expect(performed()).toEqual(['share-start', 'video-off']);
  core.joinMedia(meeting);
  await core.ready(signaling, meeting);
  await meeting.waitFor('active');
  core.clock.advance(9999);
  expect(performed()).not.toContain('share-stop');
  core.clock.advance(1);
  expect(performed()).toContain('share-stop');
});

test('steps after the first CLIENT_READY_ACK count from the beginning', async () => {
  const { source, prepare } = slowSource();
  const core = new TestCore({ ...READY, media: source, keepAliveMs: 1_000_000 });
  const { meeting } = await core.join({ media_type: 1 }, { scenario: 'media-failover' });
  core.clock.advance(20_000);
  prepare();
  await meeting.waitFor('active');
  core.clock.advance(4999);
  expect(meeting.state).toBe('active');
  core.clock.advance(1);
  expect(meeting.state).toBe('interrupted');
});

test('a second app of a running meeting does not start it again', async () => {
  const core = new TestCore(READY);
  const first = await core.join();
  await first.meeting.waitFor('active');
  core.clock.advance(5000);
  const again = await core.startMeeting({ meeting: first.meeting.meetingUuid });
  const signaling = core.joinSignaling(again);
  const media = core.joinMedia(again, { media_type: 8 });
  await core.ready(signaling, again);
  core.clock.advance(1000);
  expect(media.ofType(MessageType.MEDIA_DATA_TRANSCRIPT).map(({ content }) => content.data)).toEqual([
    'Hello from Bo.',
  ]);
});

test('a meeting that ends before the app is ready does not begin afterwards', async () => {
  const { source, prepare } = slowSource();
  const core = new TestCore({ ...READY, media: source });
  const { meeting, media } = await core.join();
  await meeting.end();
  prepare();
  await settled();
  core.clock.advance(5000);
  expect(meeting.state).toBe('terminated');
  expect(media.bodies).toHaveLength(1);
});

test('a live source begins with the meeting', async () => {
  const live = createLiveSource({ participants: [{ name: 'Ana' }] });
  const core = new TestCore({ ...READY, media: live });
  const meeting = await core.startMeeting();
  core.clock.advance(1000);
  const signaling = core.joinSignaling(meeting);
  core.joinMedia(meeting, { media_type: 1 });
  await core.ready(signaling, meeting);
  expect(meeting.state).toBe('active');
});

test('with a clock that is turned by hand, 60 s of the built-in meeting have every Opus packet', async () => {
  const core = new TestCore({
    ...READY,
    media: builtInConversation(),
    mediaKeepAlive: 'off',
    keepAliveMs: 1_000_000,
  });
  const { meeting, media } = await core.join({
    media_type: 1,
    media_params: { audio: { codec: 4, sample_rate: 1, send_rate: 20 } },
  });
  await meeting.waitFor('active', { timeoutMs: 30_000 });
  core.clock.advance(60_000);
  expect(media.ofType(MessageType.MEDIA_DATA_AUDIO)).toHaveLength(3001);
}, 30_000);

test('video that is prepared too late for a running meeting is counted and reported', async () => {
  const { source, prepare } = slowSource();
  const core = new TestCore({ media: source });
  const params = { audio: { send_rate: 20 }, video: { codec: 7, fps: 25 } };
  const { meeting, media } = await core.join({ media_type: 11, media_params: params });
  core.clock.advance(2000);
  prepare();
  await settled();
  core.clock.advance(1000);
  expect(media.ofType(MessageType.MEDIA_DATA_AUDIO)).toHaveLength(151);
  expect(media.ofType(MessageType.MEDIA_DATA_VIDEO)).toHaveLength(26);
  const { video, audio } = meeting.view().media;
  expect(video).toMatchObject({ frames: 26, skipped: 50 });
  expect(audio).toMatchObject({ frames: 151, skipped: 0 });
  const late = core.journal.find({ type: 'media-late', streamId: meeting.streamId });
  expect(late.map(({ detail }) => detail)).toEqual([
    { kind: 'audio', waitedMs: 2000, missed: 0 },
    { kind: 'video', waitedMs: 2000, missed: 50 },
  ]);
});

test('audio keeps its place while it is prepared: a socket that is lost meanwhile loses nothing', async () => {
  const { source, prepare } = slowSource();
  const core = new TestCore({ media: source });
  const { meeting, signaling, media } = await core.join({ media_type: 1 });
  core.clock.advance(1000);
  media.socket.terminate();
  prepare();
  const again = core.joinMedia(meeting, { media_type: 1 });
  await core.ready(signaling, meeting);
  core.clock.advance(1000);
  expect(again.ofType(MessageType.MEDIA_DATA_AUDIO)).toHaveLength(101);
});
