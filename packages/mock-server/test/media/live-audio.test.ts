import { describe, expect, test } from 'vitest';

import { createLiveSource } from '../../src/media/sources/live/live-source.js';
import type { AudioFormat } from '../../src/media/tracks/track.js';
import { TestCore } from '../support/test-core.js';
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
const ONE = { participants: [{ name: 'Ana', audio: { sampleRateHz: RATE } }] };
const TWO = {
  participants: [
    { name: 'Ana', audio: { sampleRateHz: RATE } },
    { name: 'Bo', audio: { sampleRateHz: RATE } },
  ],
};
const MIXED = { media_type: 1 };
const ALONE = { media_type: 1, media_params: { audio: { data_opt: 2 } } };

describe('pushed audio', () => {
  test('arrives sample for sample, 100 ms later, under the name of its participant', async () => {
    const core = new TestCore();
    const live = createLiveSource(ONE);
    const { media } = await core.join(ALONE, { media: live });
    const said = noise(RATE);
    pushInTime(core.clock, live, said, { rateHz: RATE });
    core.clock.advance(200);
    const packets = heard(media);
    expect(packets.map(({ atMs }) => atMs)).toEqual(Array.from({ length: 50 }, (_, i) => 100 + i * 20));
    expect(new Set(packets.map(({ name }) => name))).toEqual(new Set(['Ana']));
    expect(firstDifference(samplesIn(packets), said)).toBeUndefined();
  });

  test.each([3, 10, 50, 128])('may come in pieces of %d ms', async (pieceMs) => {
    const core = new TestCore();
    const live = createLiveSource(ONE);
    const { media } = await core.join(ALONE, { media: live });
    const said = noise((RATE * pieceMs * 20) / 1000);
    pushInTime(core.clock, live, said, { rateHz: RATE, pieceMs });
    core.clock.advance(200);
    expect(samplesIn(heard(media)).subarray(0, said.length)).toEqual(said);
  });

  test('has no gap when a push is late by less than the latency', async () => {
    const core = new TestCore();
    const live = createLiveSource(ONE);
    const { media } = await core.join(ALONE, { media: live });
    const said = noise(RATE / 5);
    pushInTime(core.clock, live, said.subarray(0, RATE / 10), { rateHz: RATE });
    core.clock.advance(80);
    pushInTime(core.clock, live, said.subarray(RATE / 10), { rateHz: RATE });
    core.clock.advance(200);
    expect(firstDifference(samplesIn(heard(media)), said)).toBeUndefined();
  });

  test('has a gap where nothing was pushed, visible in timestamps', async () => {
    const core = new TestCore();
    const live = createLiveSource(ONE);
    const { media } = await core.join(ALONE, { media: live });
    const said = noise(RATE / 5);
    pushInTime(core.clock, live, said.subarray(0, RATE / 10), { rateHz: RATE });
    core.clock.advance(907);
    pushInTime(core.clock, live, said.subarray(RATE / 10), { rateHz: RATE });
    core.clock.advance(200);
    const packets = heard(media);
    expect(packets.map(({ atMs }) => atMs)).toEqual([100, 120, 140, 160, 180, 1120, 1140, 1160, 1180, 1200]);
    expect(firstDifference(samplesIn(packets), said)).toBeUndefined();
  });

  test('is buffered when pushed faster than real time, up to a minute', async () => {
    const core = new TestCore({ keepAliveMs: 10_000_000 });
    const live = createLiveSource(ONE);
    const { media } = await core.join(ALONE, { media: live });
    const said = noise(RATE * 60);
    live.pushAudio(said);
    core.clock.advance(1000);
    expect(heard(media)).toHaveLength(46);
    core.clock.advance(60_000);
    expect(firstDifference(samplesIn(heard(media)), said)).toBeUndefined();
  });

  test('that would exceed the buffer is refused as a whole, and the error has the buffered length', async () => {
    const core = new TestCore({ keepAliveMs: 10_000_000 });
    const live = createLiveSource(ONE);
    const { media } = await core.join(ALONE, { media: live });
    const said = noise(RATE * 40);
    live.pushAudio(said);
    expect(() => live.pushAudio(new Int16Array(RATE * 30))).toThrow(
      expect.objectContaining({ code: 'buffer-full', bufferedMs: 40_100 }),
    );
    core.clock.advance(50_000);
    expect(firstDifference(samplesIn(heard(media)), said)).toBeUndefined();
    live.pushAudio(new Int16Array(RATE * 30));
  });

  test.each([40, 200, 1000])('arrives in packets of %d ms on request', async (send_rate) => {
    const core = new TestCore();
    const live = createLiveSource(ONE);
    const request = { media_type: 1, media_params: { audio: { data_opt: 2, send_rate } } };
    const { media } = await core.join(request, { media: live });
    const said = noise(RATE * 3);
    pushInTime(core.clock, live, said, { rateHz: RATE });
    core.clock.advance(send_rate + 200);
    const packets = heard(media);
    const samples = samplesIn(packets);
    expect(new Set(packets.map(({ data }) => data.length))).toEqual(new Set([(send_rate * RATE * 2) / 1000]));
    // It begins within the first packet, and nothing is missing in the others.
    const before = samples.findIndex((_, i) => samples[i] === said[0] && samples[i + 1] === said[1]);
    expect(before).toBeLessThan((send_rate * RATE) / 1000);
    expect(samples.subarray(before, before + said.length)).toEqual(said);
  });

  test.each([
    ['mono', 'stereo', 1, 2],
    ['stereo', 'mono', 2, 1],
    ['stereo', 'stereo', 2, 2],
  ] as const)('in %s arrives in %s', async (_from, _to, channels, wanted) => {
    const live = createLiveSource({
      participants: [{ name: 'Ana', audio: { sampleRateHz: RATE, channels } }],
    });
    const { clock, meeting } = inMeeting(live);
    const [left, right] = [noise(RATE / 10, 1), noise(RATE / 10, 2)];
    const both = Int16Array.from({ length: left.length * channels }, (_, i) => {
      return (channels === 2 && i % 2 === 1 ? right[i >> 1] : left[Math.floor(i / channels)]) ?? 0;
    });
    live.pushAudio(both);
    clock.advance(300);
    const format: AudioFormat = { codec: 'L16', sampleRateHz: RATE, channels: wanted, intervalMs: 20 };
    const samples = samplesIn(chunksIn(await meeting.audio({ participant: 0 }, format), 20));
    if (channels === wanted) expect(samples).toEqual(both);
    else if (wanted === 2)
      expect(samples).toEqual(Int16Array.from([...both].flatMap((sample) => [sample, sample])));
    else expect(samples).toEqual(left.map((sample, i) => Math.round((sample + (right[i] ?? 0)) / 2)));
  });

  test.each([8000, 12_000, 22_050, 24_000, 44_100, 48_000, 96_000])(
    'at %d Hz is resampled without a seam',
    async (sampleRateHz) => {
      const live = createLiveSource({ participants: [{ name: 'Ana', audio: { sampleRateHz } }] });
      const { clock, meeting } = inMeeting(live);
      const format: AudioFormat = { codec: 'L16', sampleRateHz: RATE, channels: 1, intervalMs: 20 };
      const track = await meeting.audio({ participant: 0 }, format);
      const packets: Buffer[] = [];
      const said = tone(440, sampleRateHz, 500);
      const piece = sampleRateHz / 50;
      for (let at = 0; at < said.length + sampleRateHz / 5; at += piece) {
        if (at < said.length) live.pushAudio(said.subarray(at, at + piece));
        const chunk = track.chunkAt(packets.length + 5);
        if (clock.now() >= 100 && chunk) packets.push(chunk.data);
        clock.advance(20);
      }
      const samples = samplesIn(packets.map((data) => ({ data })));
      expect(samples).toHaveLength(RATE / 2);
      const expected = tone(440, RATE, 500);
      const worst = samples.reduce((most, sample, i) => {
        const inside = i > 100 && i < samples.length - 100;
        return inside ? Math.max(most, Math.abs(sample - (expected[i] ?? 0))) : most;
      }, 0);
      expect(worst).toBeLessThan(20);
    },
  );
});

describe('an app that joins late', () => {
  test('gets up to a minute of earlier audio, with its original timestamps', async () => {
    const core = new TestCore({ keepAliveMs: 10_000_000 });
    const live = createLiveSource(ONE);
    const meeting = await core.startMeeting({ media: live });
    const signaling = core.joinSignaling(meeting);
    const said = noise(RATE * 90);
    pushInTime(core.clock, live, said, { rateHz: RATE, pieceMs: 100 });
    const media = core.joinMedia(meeting, ALONE);
    await core.ready(signaling, meeting);
    core.clock.advance(300);
    const packets = heard(media);
    expect(packets[0]?.atMs).toBe(30_000);
    expect(firstDifference(samplesIn(packets), said.subarray(29.9 * RATE))).toBeUndefined();
  });

  test.each([
    { codec: 'L16', sampleRateHz: RATE },
    { codec: 'G722', sampleRateHz: RATE },
  ] as const)('gets no older audio in $codec', async (codec) => {
    const live = createLiveSource(ONE);
    const { clock, meeting } = inMeeting(live);
    const track = await meeting.audio({ participant: 0 }, { ...codec, channels: 1, intervalMs: 20 });
    pushInTime(clock, live, noise(RATE * 130), { rateHz: RATE, pieceMs: 1000 });
    const kept = chunksIn(track, 130 * 50).map(({ index }) => index);
    expect(kept[0]).toBeGreaterThanOrEqual(67 * 50);
    expect(kept[0]).toBeLessThan(70 * 50);
    expect(kept.at(-1)).toBe(130 * 50 - 1);
  });

  test.each([
    { codec: 'G722', sampleRateHz: 16_000 },
    { codec: 'OPUS', sampleRateHz: 48_000 },
  ] as const)('gets $codec from where it was encoded for others, and from before', async (codec) => {
    const live = createLiveSource(ONE);
    const { clock, meeting } = inMeeting(live);
    const format: AudioFormat = { ...codec, channels: 1, intervalMs: 20 };
    pushInTime(clock, live, noise(RATE * 2), { rateHz: RATE });
    const first = await meeting.audio({ participant: 0 }, format);
    const early = first.chunkAt(60);
    pushInTime(clock, live, noise(RATE), { rateHz: RATE });
    clock.advance(100);
    const second = await meeting.audio({ participant: 0 }, format);
    expect(chunksIn(second, 200).map(({ index }) => index)).toEqual(
      Array.from({ length: 150 }, (_, i) => i + 5),
    );
    expect(second.chunkAt(60)).toBe(early);
    expect(first.chunkAt(100)).toBe(second.chunkAt(100));
  });
});

describe('several receivers', () => {
  test('two apps on one meeting get the same packets', async () => {
    const core = new TestCore();
    const live = createLiveSource(ONE);
    const { meeting, media: first } = await core.join(ALONE, { media: live });
    const { media: second } = await core.join(ALONE, { meeting: meeting.streamId });
    const said = noise(RATE);
    pushInTime(core.clock, live, said, { rateHz: RATE });
    core.clock.advance(200);
    expect(firstDifference(samplesIn(heard(first)), said)).toBeUndefined();
    expect(firstDifference(samplesIn(heard(second)), said)).toBeUndefined();
  });

  test('each meeting plays what is pushed after it began', async () => {
    const core = new TestCore();
    const live = createLiveSource(ONE);
    const first = await core.join(ALONE, { media: live });
    const said = noise(RATE);
    pushInTime(core.clock, live, said.subarray(0, RATE / 2), { rateHz: RATE });
    const second = await core.join(ALONE, { media: live });
    pushInTime(core.clock, live, said.subarray(RATE / 2), { rateHz: RATE });
    core.clock.advance(200);
    expect(firstDifference(samplesIn(heard(first.media)), said)).toBeUndefined();
    expect(firstDifference(samplesIn(heard(second.media)), said.subarray(RATE / 2))).toBeUndefined();
  });

  test('a meeting that has ended buffers nothing, so it cannot block others', async () => {
    const core = new TestCore({ endNoticeMs: 0 });
    const live = createLiveSource(ONE);
    const old = await core.join(ALONE, { media: live });
    live.pushAudio(noise(RATE * 50));
    await old.meeting.end();
    const { media } = await core.join(ALONE, { media: live });
    const said = noise(RATE * 20);
    live.pushAudio(said);
    core.clock.advance(10_000);
    expect(firstDifference(samplesIn(heard(media)), said.subarray(0, RATE * 9.9))).toBeUndefined();
  });
});

describe('mixed audio', () => {
  test('has all participants, begins with the first audio and then continues with silence', async () => {
    const core = new TestCore();
    const live = createLiveSource(TWO);
    const { media } = await core.join(MIXED, { media: live });
    core.clock.advance(200);
    const [ana, bo] = [noise(RATE / 10, 1), noise(RATE / 10, 2)];
    live.pushAudio(ana, { participant: 0 });
    live.pushAudio(bo, { participant: 1 });
    core.clock.advance(1000);
    const packets = heard(media);
    expect(packets[0]?.atMs).toBe(300);
    expect(packets).toHaveLength(46);
    const samples = samplesIn(packets);
    expect(samples.subarray(0, ana.length)).toEqual(ana.map((sample, i) => sample + (bo[i] ?? 0)));
    expect(samples.subarray(ana.length).every((sample) => sample === 0)).toBe(true);
  });

  test('leaves out participants who are not in the meeting', async () => {
    const core = new TestCore();
    const live = createLiveSource(TWO);
    const participants = [{ name: 'Ana' }, { name: 'Bo', present: false }];
    const { media } = await core.join(MIXED, { media: live, participants });
    const said = noise(RATE / 10, 1);
    live.pushAudio(said, { participant: 0 });
    live.pushAudio(noise(RATE / 10, 2), { participant: 1 });
    core.clock.advance(180);
    expect(firstDifference(samplesIn(heard(media)), said)).toBeUndefined();
  });

  test('is separate per participant on request', async () => {
    const core = new TestCore();
    const live = createLiveSource(TWO);
    const { media } = await core.join(ALONE, { media: live });
    const [ana, bo] = [noise(RATE / 10, 1), noise(RATE / 5, 2)];
    live.pushAudio(ana, { participant: 0 });
    live.pushAudio(bo, { participant: 1 });
    core.clock.advance(1000);
    const of = (name: string) => samplesIn(heard(media).filter((packet) => packet.name === name));
    expect(of('Ana')).toEqual(ana);
    expect(of('Bo')).toEqual(bo);
  });
});
