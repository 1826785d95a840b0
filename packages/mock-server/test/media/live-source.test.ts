import { EventType, MessageType } from '@rtms-mock/protocol';
import { describe, expect, test } from 'vitest';

import { createLiveSource } from '../../src/media/sources/live/live-source.js';
import type { LiveSourceErrorCode } from '../../src/media/sources/live/live-source-error.js';
import { MediaUnavailableError } from '../../src/media/media-unavailable-error.js';
import type { AudioSelection } from '../../src/media/sources/media-source.js';
import type { AudioFormat } from '../../src/media/tracks/track.js';
import { TestCore } from '../support/test-core.js';
import { testSource } from '../support/test-source.js';
import {
  chunksIn,
  firstDifference,
  heard,
  noise,
  inMeeting,
  pushInTime,
  samplesIn,
  tone,
} from './live-support.js';

const RATE = 16_000;
const L16: AudioFormat = { codec: 'L16', sampleRateHz: RATE, channels: 1, intervalMs: 20 };
const CAST = {
  participants: [
    { name: 'Ana', audio: { sampleRateHz: RATE }, video: 'H264' },
    { name: 'Bo', audio: { sampleRateHz: RATE, channels: 2 }, video: 'JPG' },
    { name: 'Cleo', audio: false },
  ],
  share: 'PNG',
} as const;

/** The code of the error that a push throws. */
function codeOf(push: () => void): LiveSourceErrorCode | undefined {
  try {
    push();
    return undefined;
  } catch (error) {
    return (error as { readonly code: LiveSourceErrorCode }).code;
  }
}

describe('an invalid push is refused with a code, and has no effect', () => {
  const live = createLiveSource(CAST);
  const idr = Buffer.from([0, 0, 0, 1, 0x65, 0x88]);
  const cases: readonly (readonly [string, LiveSourceErrorCode, () => void])[] = [
    ['half a frame of stereo', 'invalid-audio', () => live.pushAudio(new Int16Array(3), { participant: 1 })],
    ['floats', 'invalid-audio', () => live.pushAudio(new Float32Array(4) as unknown as Int16Array)],
    ['bytes of audio', 'invalid-audio', () => live.pushAudio(Buffer.alloc(4) as unknown as Int16Array)],
    [
      'audio of an unknown participant',
      'unknown-participant',
      () => live.pushAudio(new Int16Array(4), { participant: 3 }),
    ],
    [
      'a frame of an unknown participant',
      'unknown-participant',
      () => live.pushVideo(idr, { participant: -1 }),
    ],
    [
      'audio of a participant without audio',
      'not-declared',
      () => live.pushAudio(new Int16Array(4), { participant: 2 }),
    ],
    ['a frame without a camera', 'not-declared', () => live.pushVideo(idr, { participant: 2 })],
    ['an empty frame', 'invalid-frame', () => live.pushVideo(Buffer.alloc(0))],
    ['no bytes', 'invalid-frame', () => live.pushVideo('frame' as unknown as Uint8Array)],
    ['H.264 with lengths', 'invalid-frame', () => live.pushVideo(Buffer.from([0, 0, 0, 2, 0x65, 0x88]))],
    ['a key frame before SPS and PPS', 'invalid-frame', () => live.pushVideo(idr)],
    ['H.264 for JPG', 'invalid-frame', () => live.pushVideo(idr, { participant: 1 })],
    ['H.264 for PNG', 'invalid-frame', () => live.pushShare(idr)],
    ['a huge frame', 'invalid-frame', () => live.pushVideo(Buffer.alloc(17 * 1024 ** 2))],
    ['more than a minute', 'buffer-full', () => live.pushAudio(new Int16Array(61 * RATE))],
  ];

  test.each(cases)('%s: %s', async (_what, code, push) => {
    const { clock, meeting } = inMeeting(live);
    const track = await meeting.audio({ participant: 0 }, L16);
    const said = noise(RATE / 10);
    live.pushAudio(said.subarray(0, RATE / 20));
    expect(codeOf(push)).toBe(code);
    live.pushAudio(said.subarray(RATE / 20));
    clock.advance(300);
    expect(firstDifference(samplesIn(chunksIn(track, 20)), said)).toBeUndefined();
  });

  test.each([
    [{ participants: [] }, 'participants'],
    [
      { participants: [{ name: 'Ana', audio: { sampleRateHz: 11_025 } }] },
      'participants[0].audio.sampleRateHz',
    ],
    [{ participants: [{ name: 'Ana', audio: { channels: 6 as 2 } }] }, 'participants[0].audio.channels'],
    [{ participants: [{ name: 'Ana', video: 'VP8' as 'H264' }] }, 'participants[0].video'],
    [{ share: 'GIF' as 'PNG' }, 'share'],
    [{ latencyMs: 0 }, 'latencyMs'],
    [{ latencyMs: NaN }, 'latencyMs'],
  ])('options %j name the field', (options, field) => {
    expect(() => createLiveSource(options)).toThrow(
      expect.objectContaining({ code: 'invalid-option', message: expect.stringContaining(field) as string }),
    );
  });
});

test('explains which media are not available', async () => {
  const { meeting } = inMeeting(createLiveSource(CAST));
  const reason = (selection: AudioSelection, format = L16): Promise<unknown> =>
    meeting.audio(selection, format).then(
      () => undefined,
      (error: unknown) =>
        error instanceof MediaUnavailableError ? `${error.code}: ${error.message}` : error,
    );
  expect(await reason({ participant: 2 })).toMatch(/^no-audio: Cleo was declared with audio: false/);
  expect(await reason({ participant: 3 })).toMatch(/^no-audio: .* has 3, counted from 0/);
  expect(await reason('mixed', { ...L16, codec: 'OPUS', intervalMs: 200 })).toMatch(/^format-unsupported: /);
  expect(await meeting.video(2, { codec: 'H264', width: 640, height: 360, fps: 25 })).toBeUndefined();
  await expect(createLiveSource().audio('mixed', L16)).rejects.toThrow('only in a meeting');
});

test('a source without options has one participant with audio and a camera', async () => {
  const live = createLiveSource();
  expect(live.participants).toEqual([{ name: 'Live', hasAudio: true, hasVideo: true }]);
  const { clock, meeting } = inMeeting(live);
  live.pushAudio(tone(440, 48_000, 100));
  clock.advance(300);
  expect(chunksIn(await meeting.audio('mixed', L16), 10)).toHaveLength(5);
  expect(await meeting.share({ codec: 'H264', width: 640, height: 360, fps: 5 })).toBeUndefined();
  expect(codeOf(() => live.pushShare(Buffer.alloc(4)))).toBe('not-declared');
});

test('after close, buffered audio is still played and pushes are refused', async () => {
  const core = new TestCore();
  const live = createLiveSource(CAST);
  const { media } = await core.join(
    { media_type: 1, media_params: { audio: { data_opt: 2 } } },
    { media: live },
  );
  const said = noise(RATE);
  live.pushAudio(said);
  live.close();
  live.close();
  live.stopSharing();
  const frame = Buffer.alloc(4);
  const pushes = [() => live.pushAudio(said), () => live.pushVideo(frame), () => live.pushShare(frame)];
  for (const push of pushes) expect(codeOf(push)).toBe('closed');
  core.clock.advance(1500);
  expect(firstDifference(samplesIn(heard(media)), said)).toBeUndefined();
  const meeting = await core.startMeeting({ media: live });
  expect(meeting.state).toBe('created');
});

test('a share ends with the source', () => {
  const live = createLiveSource({ share: 'JPG' });
  const { clock, meeting } = inMeeting(live);
  live.pushShare(Buffer.from('ffd8ffd9', 'hex'));
  expect(meeting.sharerAt?.(clock.now())).toBeUndefined();
  clock.advance(100);
  expect(meeting.sharerAt?.(clock.now())).toBe(0);
  live.close();
  clock.advance(100);
  expect(meeting.sharerAt?.(clock.now())).toBeUndefined();
});

test('while no meeting plays it, pushes are discarded', async () => {
  const live = createLiveSource(CAST);
  for (let i = 0; i < 10; i++) live.pushAudio(noise(RATE * 30));
  const { clock, meeting } = inMeeting(live);
  clock.advance(1000);
  expect(chunksIn(await meeting.audio({ participant: 0 }, L16), 60)).toEqual([]);
});

test('lines and chat of a source that never repeats are sent once', async () => {
  const core = new TestCore({ keepAliveMs: 10_000_000 });
  const chats = [{ sender: 0, atMs: 2000, text: 'Hi.' }];
  const { media } = await core.join(undefined, { media: { ...testSource(), durationMs: Infinity, chats } });
  core.clock.advance(30_000);
  expect(media.ofType(MessageType.MEDIA_DATA_TRANSCRIPT)).toHaveLength(2);
  expect(media.ofType(MessageType.MEDIA_DATA_CHAT)).toHaveLength(1);
});

describe('the active speaker', () => {
  const loud = tone(300, RATE, 1000);

  test('is the last speaker; quiet audio and pauses change nothing', () => {
    const live = createLiveSource({
      participants: [
        { name: 'Ana', audio: { sampleRateHz: RATE } },
        { name: 'Bo', audio: { sampleRateHz: RATE } },
      ],
    });
    const { clock, meeting } = inMeeting(live);
    const at = (ms: number): number => meeting.activeSpeakerAt(ms);
    live.pushAudio(loud, { participant: 1 });
    clock.advance(2000);
    live.pushAudio(
      loud.map((sample) => sample / 100),
      { participant: 0 },
    );
    clock.advance(2000);
    live.pushAudio(loud, { participant: 0 });
    clock.advance(300);
    live.pushAudio(loud, { participant: 1 });
    clock.advance(2000);
    expect([0, 500, 1500, 2500, 3500].map(at)).toEqual([0, 1, 1, 1, 1]);
    // Bo begins while Ana speaks, and becomes the active speaker once she has been silent for a moment.
    expect([4500, 4900, 5300, 5600, 6500].map(at)).toEqual([0, 0, 0, 1, 1]);
  });

  test('is announced to subscribed apps, and their camera is sent', async () => {
    const core = new TestCore({ keepAliveMs: 10_000_000 });
    const live = createLiveSource({
      participants: [
        { name: 'Ana', audio: { sampleRateHz: RATE }, video: 'JPG' },
        { name: 'Bo', audio: { sampleRateHz: RATE }, video: 'JPG' },
      ],
    });
    const { media, signaling } = await core.join(
      { media_type: 2, media_params: { video: { codec: 5, fps: 5 } } },
      { media: live },
    );
    const events = [{ event_type: EventType.ACTIVE_SPEAKER_CHANGE, subscribe: true }];
    signaling.send({ msg_type: MessageType.EVENT_SUBSCRIPTION, events });
    for (const participant of [0, 1, 0]) {
      for (const who of [0, 1]) live.pushVideo(Buffer.from('ffd8ffd9', 'hex'), { participant: who });
      pushInTime(core.clock, live, loud, { rateHz: RATE, participant });
      for (const who of [0, 1]) live.pushVideo(Buffer.from('ffd8ffd9', 'hex'), { participant: who });
      core.clock.advance(1000);
    }
    const told = signaling
      .ofType(MessageType.EVENT_UPDATE)
      .flatMap(({ event }) => (event.event_type === EventType.ACTIVE_SPEAKER_CHANGE ? [event] : []));
    expect(told.map(({ user_name }) => user_name)).toEqual(['Ana', 'Bo', 'Ana']);
    const shown = media.ofType(MessageType.MEDIA_DATA_VIDEO).map(({ content }) => content.user_name);
    expect(shown).toEqual(['Ana', 'Ana', 'Bo', 'Bo', 'Ana', 'Ana']);
  });
});
