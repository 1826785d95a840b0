import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

import { describeWithTool } from '../../../../test/support/require-tool.js';
import { toVideoYcc } from '../../src/media/codecs/colour.js';
import type { IndexedImage } from '../../src/media/codecs/indexed-image.js';
import { builtInConversation } from '../../src/media/sources/built-in/built-in-conversation.js';
import { readManifest } from '../../src/media/sources/built-in/conversation-assets.js';
import { createTypeface } from '../../src/media/sources/built-in/lettering.js';
import { createCanvases, type Scene } from '../../src/media/sources/rendering/scene.js';
import { slideDeck } from '../../src/media/sources/built-in/slide-deck.js';
import { testCard } from '../../src/media/sources/built-in/test-card.js';
import { runSteps } from '../../src/media/tracks/steps.js';
import type { Track, VideoFormat } from '../../src/media/tracks/track.js';

const source = builtInConversation();
const manifest = readManifest();
const typeface = createTypeface();

const SIZES = [
  [640, 360],
  [854, 480],
  [1280, 720],
  [1920, 1080],
  [2560, 1440],
] as const;

function join(track: Track, from: number, to: number): Buffer {
  const data = Array.from({ length: to - from }, (_, i) => track.chunkAt(from + i)?.data);
  return Buffer.concat(data.filter((bytes) => bytes !== undefined));
}

/** Paints a scene at a position on a new canvas. */
function painted(scene: Scene, positionMs: number): IndexedImage {
  const [canvas] = runSteps(createCanvases(scene, 1));
  canvas?.show(scene.spritesAt(positionMs) ?? []);
  return canvas?.image as IndexedImage;
}

/** Converts an image to cropped planes, with chroma at half size. */
function toYuv420({ width, height, stride, pixels, palette }: IndexedImage): Buffer {
  const colours = palette.map(toVideoYcc);
  const at = (x: number, y: number, part: 0 | 1 | 2): number =>
    colours[pixels[y * stride + x] as number]?.[part] ?? 0;
  const planes = Buffer.alloc((width * height * 3) / 2);
  let next = 0;
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) planes[next++] = at(x, y, 0);
  for (const part of [1, 2] as const) {
    for (let y = 0; y < height; y += 2) {
      for (let x = 0; x < width; x += 2) {
        planes[next++] =
          (at(x, y, part) + at(x + 1, y, part) + at(x, y + 1, part) + at(x + 1, y + 1, part) + 2) >> 2;
      }
    }
  }
  return planes;
}

describeWithTool('ffmpeg', 'video, decoded by ffmpeg', (ffmpeg) => {
  /** Runs the decoder and fails on any error output. */
  function run(input: Buffer, format: readonly string[], output: readonly string[]): Buffer {
    const args = [
      '-v',
      'error',
      '-err_detect',
      'explode',
      ...format,
      '-i',
      'pipe:0',
      '-vsync',
      'passthrough',
    ];
    const result = spawnSync(ffmpeg, [...args, ...output, 'pipe:1'], { input, maxBuffer: 1 << 28 });
    expect({ status: result.status, complaints: result.stderr.toString() }).toEqual({
      status: 0,
      complaints: '',
    });
    return result.stdout;
  }

  /** Decodes some of the frames to raw pixels. */
  function decode(
    input: Buffer,
    format: readonly string[],
    select: readonly number[],
    pixels: string,
  ): Buffer {
    const filter = select.map((n) => `eq(n\\,${n})`).join('+');
    return run(input, format, ['-vf', `select=${filter}`, '-pix_fmt', pixels, '-f', 'rawvideo']);
  }

  function countPictures(input: Buffer): number {
    const lines = run(input, ['-f', 'h264'], ['-f', 'framecrc']).toString().split('\n');
    return lines.filter((line) => line.startsWith('0,')).length;
  }

  test.each(SIZES.flatMap(([width, height]) => [5, 25, 30].map((fps) => [width, height, fps] as const)))(
    'H264 at %d × %d, %d per second: every frame decodes to exactly what was painted',
    async (width, height, fps) => {
      const format: VideoFormat = { codec: 'H264', width, height, fps };
      const scene = testCard({ manifest, participant: 0, name: 'Ana Ruiz', format, typeface });
      const track = (await source.video(0, format)) as Track;
      // From silence to speech, across a keyframe.
      const count = 2 * fps + 2;
      const stream = join(track, 0, count);
      expect(countPictures(stream)).toBe(count);

      const wanted = [0, 1, fps, count - 1];
      const seen = decode(stream, ['-f', 'h264'], wanted, 'yuv420p');
      const expected = wanted.map((n) => toYuv420(painted(scene, (n * 1000) / fps)));
      expect(seen.equals(Buffer.concat(expected))).toBe(true);
    },
  );

  test('two repetitions of H264 decode without errors', async () => {
    const track = (await source.video(1, { codec: 'H264', width: 640, height: 360, fps: 25 })) as Track;
    const round = join(track, 0, track.length);
    expect(countPictures(Buffer.concat([round, round]))).toBe(2 * track.length);
  });

  test('a decoder can start at any keyframe', async () => {
    const format: VideoFormat = { codec: 'H264', width: 1280, height: 720, fps: 10 };
    const track = (await source.video(1, format)) as Track;
    expect(track.isKeyFrame?.(40)).toBe(true);
    const seen = decode(join(track, 40, 56), ['-f', 'h264'], [15], 'yuv420p');
    const scene = testCard({ manifest, participant: 1, name: 'Bo Lind', format, typeface });
    expect(seen.equals(toYuv420(painted(scene, 5500)))).toBe(true);
  });

  test.each([
    [1280, 720, 30],
    [1920, 1080, 5],
  ] as const)(
    'slides in H264 at %d × %d, %d per second, from one to the next',
    async (width, height, fps) => {
      const format: VideoFormat = { codec: 'H264', width, height, fps };
      const scene = slideDeck({ share: manifest.share!, name: 'Ana Ruiz', format, typeface });
      const track = (await source.share(format)) as Track;
      const stream = join(track, 18 * fps, 21 * fps);
      expect(countPictures(stream)).toBe(3 * fps);
      const seen = decode(stream, ['-f', 'h264'], [2 * fps - 1, 2 * fps + 1], 'yuv420p');
      const expected = [20 * fps - 1, 20 * fps + 1].map((n) => toYuv420(painted(scene, (n * 1000) / fps)));
      expect(seen.equals(Buffer.concat(expected))).toBe(true);
    },
  );

  test.each(SIZES)('PNG at %d × %d is exactly what was painted', async (width, height) => {
    const format: VideoFormat = { codec: 'PNG', width, height, fps: 5 };
    const scene = testCard({ manifest, participant: 0, name: 'Ana Ruiz', format, typeface });
    const track = (await source.video(0, format)) as Track;
    const seen = decode(track.chunkAt(3)?.data as Buffer, ['-f', 'png_pipe'], [0], 'rgb24');
    const { palette, pixels, stride } = painted(scene, 600);
    const expected = Buffer.alloc(width * height * 3);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++)
        expected.set(palette[pixels[y * stride + x] as number] ?? [], (y * width + x) * 3);
    }
    expect(seen.equals(expected)).toBe(true);
  });

  test.each(SIZES)('JPG at %d × %d looks like what was painted', async (width, height) => {
    const format: VideoFormat = { codec: 'JPG', width, height, fps: 5 };
    const scene = testCard({ manifest, participant: 0, name: 'Ana Ruiz', format, typeface });
    const track = (await source.video(0, format)) as Track;
    track.chunkAt(2);
    const seen = decode(track.chunkAt(3)?.data as Buffer, ['-f', 'jpeg_pipe'], [0], 'yuvj420p');
    expect(seen).toHaveLength(width * height + 2 * Math.ceil(width / 2) * Math.ceil(height / 2));

    const { palette, pixels, stride } = painted(scene, 600);
    const luma = palette.map(([red, green, blue]) => 0.299 * red + 0.587 * green + 0.114 * blue);
    let squares = 0;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        squares += ((seen[y * width + x] ?? 0) - (luma[pixels[y * stride + x] as number] ?? 0)) ** 2;
      }
    }
    const psnr = 10 * Math.log10(255 ** 2 / (squares / (width * height)));
    expect(psnr).toBeGreaterThan(40);
  });
});
