import { execFileSync, spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

import { describeWithTool } from '../../../../test/support/require-tool.js';
import { samplesOf } from '../../src/media/codecs/wav.js';
import { builtInConversation } from '../../src/media/sources/built-in/built-in-conversation.js';
import { createLiveSource } from '../../src/media/sources/live/live-source.js';
import type { AudioFormat, VideoFormat } from '../../src/media/tracks/track.js';
import { chunksIn, inMeeting, pushInTime, tone } from './live-support.js';
import { oggOpus } from './ogg.js';

const RATE = 44_100;

/** The strongest frequency, to 10 Hz, and its part of the whole energy. */
function strongest(samples: Int16Array, rateHz: number): { readonly hertz: number; readonly part: number } {
  const energy = samples.reduce((sum, sample) => sum + sample * sample, 0);
  let best = { hertz: 0, part: 0 };
  for (let hertz = 100; hertz < 3000; hertz += 10) {
    let [re, im] = [0, 0];
    for (const [i, sample] of samples.entries()) {
      re += sample * Math.cos((2 * Math.PI * hertz * i) / rateHz);
      im += sample * Math.sin((2 * Math.PI * hertz * i) / rateHz);
    }
    const part = (2 * (re * re + im * im)) / samples.length / energy;
    if (part > best.part) best = { hertz, part };
  }
  return best;
}

describeWithTool('ffmpeg', 'live media in another decoder', (ffmpeg) => {
  /** Decodes to mono at the rate of the comparison; fails on any error. */
  function decode(input: Buffer, before: readonly string[]): Int16Array {
    const args = ['-v', 'error', '-xerror', ...before, '-i', 'pipe:0', '-f', 's16le', '-ac', '1'];
    return samplesOf(execFileSync(ffmpeg, [...args, '-ar', '8000', 'pipe:1'], { input }));
  }

  test.each([
    {
      format: { codec: 'L16', sampleRateHz: 32_000, channels: 2, intervalMs: 100 },
      input: ['-f', 's16le', '-ar', '32000', '-ac', '2'],
    },
    {
      format: { codec: 'G711', sampleRateHz: 8000, channels: 1, intervalMs: 20 },
      input: ['-f', 'alaw', '-ar', '8000', '-ac', '1'],
    },
    { format: { codec: 'G722', sampleRateHz: 16_000, channels: 1, intervalMs: 20 }, input: ['-f', 'g722'] },
    { format: { codec: 'OPUS', sampleRateHz: 48_000, channels: 1, intervalMs: 20 }, input: ['-f', 'ogg'] },
    { format: { codec: 'OPUS', sampleRateHz: 48_000, channels: 2, intervalMs: 20 }, input: ['-f', 'ogg'] },
  ] as const)(
    '$format.codec, $format.channels channel(s): a tone, a gap, and another tone',
    async ({ format, input }) => {
      const live = createLiveSource({ participants: [{ name: 'Ana', audio: { sampleRateHz: RATE } }] });
      const { clock, meeting } = inMeeting(live);
      const track = await meeting.audio({ participant: 0 }, format satisfies AudioFormat);
      pushInTime(clock, live, tone(440, RATE, 1000), { rateHz: RATE });
      clock.advance(1000);
      pushInTime(clock, live, tone(1000, RATE, 1000), { rateHz: RATE });
      clock.advance(200);
      const packets = chunksIn(track, 3200 / format.intervalMs).map(({ data }) => data);
      const bytes = format.codec === 'OPUS' ? oggOpus(packets, format.channels) : Buffer.concat(packets);
      const heard = decode(bytes, input);
      // With packets of 100 ms the last of each tone is not full.
      expect(heard.length / 8000).toBeGreaterThanOrEqual(2);
      expect(heard.length / 8000).toBeLessThanOrEqual(2.2);
      const first = strongest(heard.subarray(1600, 6400), 8000);
      const second = strongest(heard.subarray(heard.length - 6400, heard.length - 1600), 8000);
      expect([first.hertz, second.hertz]).toEqual([440, 1000]);
      expect(Math.min(first.part, second.part)).toBeGreaterThan(0.99);
    },
  );

  test('H.264 of another source, joined in the middle, decodes from the next keyframe on', async () => {
    const format: VideoFormat = { codec: 'H264', width: 640, height: 360, fps: 25 };
    const camera = await builtInConversation().video(0, format);
    const live = createLiveSource({ participants: [{ name: 'Ana', video: 'H264' }] });
    const { clock, meeting } = inMeeting(live);
    const track = await meeting.video(0, format);
    const pushed: Buffer[] = [];
    for (let index = 10; index < 140; index++) {
      const frame = camera?.chunkAt(index)?.data ?? Buffer.alloc(0);
      if (pushed.length > 0 || camera?.isKeyFrame?.(index)) pushed.push(frame);
      live.pushVideo(frame);
      clock.advance(40);
    }
    clock.advance(200);
    const places = track ? chunksIn(track, 200) : [];
    const stream = Buffer.concat(places.map(({ data }) => data));
    expect(stream.equals(Buffer.concat(pushed))).toBe(true);
    expect(track?.isKeyFrame?.(places[0]?.index ?? -1)).toBe(true);
    const args = [
      '-v',
      'error',
      '-err_detect',
      'explode',
      '-f',
      'h264',
      '-i',
      'pipe:0',
      '-f',
      'framecrc',
      'pipe:1',
    ];
    const { stdout, stderr } = spawnSync(ffmpeg, args, { input: stream });
    expect(stderr.toString()).toBe('');
    expect(stdout.toString().match(/^0,/gm)).toHaveLength(pushed.length);
  });
});
