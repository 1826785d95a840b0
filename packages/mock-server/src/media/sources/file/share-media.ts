/** Screen shares of recordings: a video, a folder of images, or the pages of a PDF. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { promisify } from 'node:util';

import { inputArguments } from '../../codecs/ffmpeg-probe.js';
import { MediaUnavailableError } from '../../media-unavailable-error.js';
import type { ConversionTools } from './conversion.js';
import { flags } from './recipe.js';
import { openRecording, type Recording } from './recording.js';

/** Time for which each image or page is shown, in milliseconds. */
export const SLIDE_MS = 10_000;

/** Max number of images or pages. */
const MAX_SLIDES = 200;

/** Size in which slides are kept, in pixels; each app receives them in the size that it requests. */
const SLIDE_SIZE = { width: 1920, height: 1080 } as const;

const IMAGE_EXTENSIONS = new Set(['.png', '.jpg', '.jpeg', '.webp', '.bmp', '.gif', '.tif', '.tiff']);

const PDF_HINT =
  'install it (Debian, Ubuntu: apt-get install poppler-utils; macOS: brew install poppler), or share a folder of images';

/** Options of {@link openShare}. */
export interface ShareOptions {
  readonly tools: ConversionTools;
  /** True if the path is a folder. */
  readonly isFolder: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Program that converts pages of a PDF to images. Default: `pdftoppm` of poppler, found on `PATH`. */
  readonly pdftoppm?: string;
}

/**
 * Opens a screen share. Images of a folder are shown in order of their names, pages of a PDF in their order, ten seconds
 * each. Pages are converted by `pdftoppm` of poppler, images by ffmpeg.
 *
 * @param path absolute
 * @throws `MediaUnavailableError`, as `openRecording` does, and with `file-unreadable` for a recording without video, a
 *   folder without images, a PDF that cannot be read, or where pdftoppm is missing
 */
export async function openShare(path: string, options: ShareOptions): Promise<Recording> {
  const { tools, isFolder, signal } = options;
  if (isFolder) return openSlides(path, await imagesIn(path), tools, signal);
  if (extname(path).toLowerCase() === '.pdf') return openPdf(path, options);
  const recording = await openRecording(path, tools.ffmpeg, signal);
  if (recording.hasVideo) return recording;
  throw unreadable(path, 'it has no video; share a video, a folder of images or a PDF');
}

function unreadable(path: string, why: string, cause?: unknown): MediaUnavailableError {
  return new MediaUnavailableError('file-unreadable', `${basename(path)} cannot be shared: ${why}`, {
    cause,
  });
}

async function imagesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  const images = names
    .filter((name) => !name.startsWith('.') && IMAGE_EXTENSIONS.has(extname(name).toLowerCase()))
    .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  if (images.length === 0) throw unreadable(folder, 'the folder contains no images, such as 1.png and 2.png');
  return images.map((name) => join(folder, name));
}

async function openPdf(path: string, options: ShareOptions): Promise<Recording> {
  const folder = await mkdtemp(join(tmpdir(), 'rtms-mock-pdf-'));
  try {
    const pages = await convertPages(path, folder, options);
    return await openSlides(path, pages, options.tools, options.signal);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function convertPages(path: string, folder: string, options: ShareOptions): Promise<string[]> {
  const { pdftoppm = 'pdftoppm', signal } = options;
  const size = ['-scale-to-x', '-1', '-scale-to-y', `${SLIDE_SIZE.height}`];
  const args = ['-png', '-l', `${MAX_SLIDES}`, ...size, path, join(folder, 'page')];
  try {
    await promisify(execFile)(pdftoppm, args, { windowsHide: true, ...(signal && { signal }) });
  } catch (cause) {
    signal?.throwIfAborted();
    const { code, stderr = '' } = cause as { code?: unknown; stderr?: string };
    if (code === 'ENOENT')
      throw unreadable(path, `a PDF needs pdftoppm of poppler, which was not found; ${PDF_HINT}`, cause);
    const [line = 'pdftoppm failed'] = stderr.trim().split('\n');
    throw unreadable(path, `${line}; open it in a viewer, or share a folder of images`, cause);
  }
  const pages = (await readdir(folder)).toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  if (pages.length === 0) throw unreadable(path, 'it has no pages');
  return pages.map((name) => join(folder, name));
}

/** Makes a video of images, which is kept in the cache, and opens it. */
async function openSlides(
  path: string,
  images: readonly string[],
  tools: ConversionTools,
  signal: AbortSignal | undefined,
): Promise<Recording> {
  if (images.length > MAX_SLIDES) {
    throw unreadable(path, `it has ${images.length} images, and ${MAX_SLIDES} are shown at most`);
  }
  const content = await Promise.all(
    images.map(async (image) =>
      createHash('sha256')
        .update(await readFile(image))
        .digest('hex'),
    ),
  );
  const program = await tools.ffmpeg.need(`${basename(path)} as a screen share`);
  const args = slideArguments(images);
  const key = {
    by: 'ffmpeg',
    content,
    arguments: slideArguments(images.map((_, index) => `image ${index}`)),
  };
  const file = await tools.cache.file(
    key,
    '.slides',
    async (output, making) => {
      try {
        await program.run(['-v', 'error', ...args, `file:${output}`], { signal: making });
      } catch (cause) {
        making.throwIfAborted();
        throw unreadable(path, 'one of its images cannot be read; open them in a viewer', cause);
      }
    },
    signal,
  );
  const recording = await openRecording(file.path, tools.ffmpeg, signal);
  return { ...recording, fileName: basename(path), name: basename(path, extname(path)) };
}

function slideArguments(images: readonly string[]): string[] {
  const { width, height } = SLIDE_SIZE;
  const fit = `scale=${width}:${height}:force_original_aspect_ratio=decrease,pad=${width}:${height}:(ow-iw)/2:(oh-ih)/2,setsar=1,format=yuvj420p`;
  const seconds = SLIDE_MS / 1000;
  const inputs = images.flatMap((image) => [
    ...flags({ f: 'image2', pattern_type: 'none', loop: 1, framerate: '1/5', t: seconds }),
    ...inputArguments(image),
  ]);
  const fitted = images.map((_, index) => `[${index}:v]${fit}[slide${index}]`);
  const all = images.map((_, index) => `[slide${index}]`).join('');
  const graph = [...fitted, `${all}concat=n=${images.length}:v=1[out]`].join(';');
  return [
    ...inputs,
    ...flags({ filter_complex: graph, map: '[out]', 'c:v': 'mjpeg', 'q:v': 2, f: 'matroska' }),
  ];
}
