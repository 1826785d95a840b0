/** H.264 as apps receive it: it can be decoded from the first frame, and has the frame rate in its SPS. */
import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MessageType } from '@rtms-mock/protocol';
import { describe, expect, test } from 'vitest';

import { describeWithTool } from '../../../../test/support/require-tool.js';
import { builtInConversation } from '../../src/media/sources/built-in/built-in-conversation.js';
import { delegateSource } from '../../src/media/sources/delegate-source.js';
import { openMediaFile } from '../../src/media/sources/file/file-source.js';
import { toneSource } from '../../src/media/sources/tone-source.js';
import { judgeKeyframe } from '../../src/media/h264-check.js';
import type { Track, VideoFormat } from '../../src/media/tracks/track.js';
import { TestCore } from '../support/test-core.js';
import { testSource } from '../support/test-source.js';
import {
  madeChunksOf,
  picture,
  record,
  temporaryCache,
  temporaryFolder,
  watchedFfmpeg,
} from './file-support.js';

const RATES = [1, 5, 7, 15, 24, 29, 30];
const h264 = (fps: number): VideoFormat => ({ codec: 'H264', width: 640, height: 360, fps });

async function firstFrame(track: Track | undefined): Promise<Buffer> {
  await track?.prepare?.(0);
  const length = track?.length ?? 0;
  for (let index = 0; index < length; index += 1) {
    const chunk = track?.chunkAt(index);
    if (chunk) return chunk.data;
  }
  throw new Error('the track has no frames');
}

describe('the first frame has SPS, PPS, IDR slice and the frame rate', () => {
  test.each(RATES)('of the built-in meeting, its screen and a test signal at %i fps', async (fps) => {
    const meeting = builtInConversation();
    const frames = [
      await firstFrame(await meeting.video(0, h264(fps))),
      await firstFrame(await meeting.share(h264(fps))),
      await firstFrame(await toneSource({ signal: { kind: 'tone', hertz: 440 } }).video(0, h264(fps))),
    ];
    for (const frame of frames) {
      expect(judgeKeyframe(frame)).toMatchObject({
        ok: true,
        sequence: { width: 640, height: 360, fps, reorders: false },
      });
    }
  });
});

/**
 * An ffmpeg whose only H.264 encoder is named libopenh264 and behaves like it: where the output asks for it, as the segment
 * muxer does, parameter sets are written outside of the frames only.
 */
function withoutX264(ffmpeg: string): string {
  const path = join(temporaryFolder(), 'ffmpeg');
  writeFileSync(
    path,
    `#!/bin/sh
for argument in "$@"; do
  if [ "$argument" = -encoders ]; then
    "${ffmpeg}" "$@" | sed -e 's/libx264rgb/nothing/' -e 's/libx264 /libopenh264 /'
    exit
  fi
done
count=$#
while [ "$count" -gt 0 ]; do
  argument=$1
  shift
  case "$argument" in
    libopenh264) set -- "$@" libx264 -preset ultrafast -profile:v baseline -sc_threshold 0 ;;
    *) set -- "$@" "$argument" ;;
  esac
  count=$((count - 1))
done
exec "${ffmpeg}" "$@"
`,
  );
  chmodSync(path, 0o755);
  return path;
}

describeWithTool('ffmpeg', 'the H.264 of a recording', (ffmpeg) => {
  const recording = (): string =>
    record(ffmpeg, join(temporaryFolder(), 'talk.mp4'), picture('320x240', 25, 6));

  test.each(RATES)(
    'has the frame rate in its SPS at %i fps, with either encoder',
    { timeout: 60_000 },
    async (fps) => {
      for (const program of [ffmpeg, withoutX264(ffmpeg)]) {
        const tools = { ffmpeg: watchedFfmpeg(program), cache: temporaryCache() };
        const source = await openMediaFile(recording(), tools);
        const frame = await firstFrame(await source.video(0, h264(fps)));
        expect(judgeKeyframe(frame)).toMatchObject({ ok: true, sequence: { width: 640, height: 360, fps } });
      }
    },
  );

  test('can be decoded whole, from every keyframe, without libx264', async () => {
    const tools = { ffmpeg: watchedFfmpeg(withoutX264(ffmpeg)), cache: temporaryCache() };
    const source = await openMediaFile(recording(), tools);
    const track = await source.video(0, h264(25));
    const chunks = await madeChunksOf(track!);
    expect(tools.ffmpeg.conversions[0]).toContain('libopenh264');
    const decode = (bytes: Buffer): number => {
      const args = ['-v', 'error', '-xerror', '-f', 'h264', '-i', 'pipe:0', '-f', 'framemd5', 'pipe:1'];
      return execFileSync(ffmpeg, args, { input: bytes }).toString().match(/^0,/gm)?.length ?? 0;
    };
    expect(decode(Buffer.concat(chunks))).toBe(150);
    expect(decode(Buffer.concat(chunks.slice(100)))).toBe(50);
  });

  test('keeps its length when it is copied by a program that trusts the timing', async () => {
    const tools = { ffmpeg: watchedFfmpeg(withoutX264(ffmpeg)), cache: temporaryCache() };
    const source = await openMediaFile(recording(), tools);
    const track = await source.video(0, h264(30));
    const path = join(temporaryFolder(), 'copy.mp4');
    const args = ['-v', 'error', '-f', 'h264', '-i', 'pipe:0', '-c', 'copy', path];
    execFileSync(ffmpeg, args, { input: Buffer.concat(await madeChunksOf(track!)) });
    const copied = await openMediaFile(path, { ffmpeg: watchedFfmpeg(ffmpeg), cache: temporaryCache() });
    expect(copied.durationMs).toBe(6000);
  });
});

test('a source whose first frame no decoder can start with is refused with one sentence', async () => {
  const fake = testSource();
  const source = delegateSource(fake, {
    video: async (participant) => fake.video(participant, { codec: 'JPG', width: 640, height: 360, fps: 25 }),
  });
  const core = new TestCore({ media: source });
  const params = { audio: { send_rate: 20 }, video: { codec: 7, fps: 25 } };
  const { meeting, media } = await core.join({ media_type: 3, media_params: params });
  core.clock.advance(1000);
  expect(media.ofType(MessageType.MEDIA_DATA_VIDEO)).toEqual([]);
  expect(media.ofType(MessageType.MEDIA_DATA_AUDIO)).toHaveLength(51);
  const notes = core.journal.find({ type: 'media-unavailable', streamId: meeting.streamId });
  expect(notes.map(({ detail }) => detail)).toEqual([
    {
      kind: 'video',
      reason:
        'test provides H.264 that no app can decode: its first frame does not begin with a start code (Annex B); begin each keyframe with SPS, PPS and IDR slice',
    },
  ]);
});
