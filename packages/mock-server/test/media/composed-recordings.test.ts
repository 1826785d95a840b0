import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { describeWithTool } from '../../../../test/support/require-tool.js';
import { openMediaFolder } from '../../src/media/sources/file/media-folder.js';
import type { MediaSource } from '../../src/media/sources/media-source.js';
import type { VideoFormat } from '../../src/media/tracks/track.js';
import {
  madeChunksOf,
  record,
  temporaryCache,
  temporaryFolder,
  tone,
  watchedFfmpeg,
} from './file-support.js';

const png: VideoFormat = { codec: 'PNG', width: 640, height: 360, fps: 1 };

describeWithTool('ffmpeg', 'composed video of several recordings', (ffmpeg) => {
  /** Ana is red for four seconds, Bo blue for two, Cleo has no camera, Dan is green for four seconds. */
  async function fourPeople(): Promise<MediaSource> {
    const folder = mkdtempSync(join(temporaryFolder(), 'people-'));
    const colour = (name: string, seconds: number): string[] =>
      `-f lavfi -i color=${name}:size=320x180:rate=10:duration=${seconds} -pix_fmt yuv444p -c:v ffv1`.split(
        ' ',
      );
    record(ffmpeg, join(folder, 'Ana.mkv'), colour('red', 4));
    record(ffmpeg, join(folder, 'Bo.mkv'), colour('blue', 2));
    record(ffmpeg, join(folder, 'Cleo.wav'), tone(440, 1));
    record(ffmpeg, join(folder, 'Dan.mkv'), colour('lime', 4));
    return openMediaFolder(folder, { ffmpeg: watchedFfmpeg(ffmpeg), cache: temporaryCache() });
  }

  /** Initials of the colours at positions of an image; `-` for black. */
  function colours(picture: Buffer, places: readonly (readonly [number, number])[]): string {
    const args = [
      '-v',
      'error',
      '-f',
      'png_pipe',
      '-i',
      'pipe:0',
      '-f',
      'rawvideo',
      '-pix_fmt',
      'rgb24',
      'pipe:1',
    ];
    const raw = execFileSync(ffmpeg, args, { input: picture });
    return places
      .map(([x, y]) => {
        const at = (y * png.width + x) * 3;
        const [red = 0, green = 0, blue = 0] = raw.subarray(at, at + 3);
        return red > 128 ? 'r' : green > 128 ? 'g' : blue > 128 ? 'b' : '-';
      })
      .join('');
  }

  test('the gallery shows all cameras side by side, without participants who have none', async () => {
    const source = await fourPeople();
    const view = { kind: 'gallery', participants: [0, 1, 2, 3] } as const;
    const [first] = await madeChunksOf((await source.composed!(view, png))!);
    expect(
      colours(first!, [
        [160, 90],
        [480, 90],
        [160, 270],
        [480, 270],
      ]),
    ).toBe('rbg-');
  });

  test('the speaker view shows one camera large, and the others in a column', async () => {
    const source = await fourPeople();
    const view = { kind: 'speaker', speaker: 3, participants: [0, 1, 2, 3] } as const;
    const [first] = await madeChunksOf((await source.composed!(view, png))!);
    expect(
      colours(first!, [
        [240, 180],
        [560, 90],
        [560, 180],
        [560, 330],
      ]),
    ).toBe('grb-');
  });

  test('is H.264 that another decoder reads, as long as the longest recording', async () => {
    const source = await fourPeople();
    const format: VideoFormat = { codec: 'H264', width: 640, height: 360, fps: 10 };
    const track = (await source.composed!({ kind: 'gallery', participants: [0, 3] }, format))!;
    const chunks = await madeChunksOf(track);
    expect(chunks).toHaveLength(40);
    const args = ['-v', 'error', '-xerror', '-f', 'h264', '-i', 'pipe:0', '-f', 'null', '-'];
    execFileSync(ffmpeg, args, { input: Buffer.concat(chunks) });
  });

  test('a view without cameras has no track', async () => {
    const source = await fourPeople();
    expect(await source.composed!({ kind: 'gallery', participants: [2] }, png)).toBeUndefined();
  });
});
