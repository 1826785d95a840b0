/** Reasons why a conversion fails, as errors that say what to do. */
import { FfmpegError, lastLines } from '../../codecs/ffmpeg-process.js';
import { MediaUnavailableError } from '../../media-unavailable-error.js';
import type { DiskCache } from '../../tracks/disk-cache.js';
import { namesOf, type Conversion } from './conversion.js';

/**
 * Runs a conversion. Rethrows errors of ffmpeg and of the file system as `MediaUnavailableError` with
 * `conversion-failed`, and all others, such as the reason of an abort, unchanged.
 */
export async function explainFailure<T>(
  { recordings, label }: Conversion,
  cache: DiskCache,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const what = `${namesOf(recordings)} could not be converted to ${label}`;
    // Segments are written by ffmpeg itself, which reports a full disk only in its output.
    if (cause instanceof FfmpegError && cause.stderr.includes('No space left on device')) {
      const why = describeCacheError({ code: 'ENOSPC' }, cache.folder);
      throw new MediaUnavailableError('conversion-failed', `${what}: ${why}`, { cause });
    }
    if (cause instanceof FfmpegError) {
      const output = lastLines(cause.stderr);
      const why = output === '' ? cause.message : `ffmpeg says: ${output}`;
      throw new MediaUnavailableError('conversion-failed', `${what}; ${why}`, { cause });
    }
    if (typeof (cause as NodeJS.ErrnoException).syscall !== 'string') throw cause;
    const why = describeCacheError(cause as NodeJS.ErrnoException, cache.folder);
    throw new MediaUnavailableError('conversion-failed', `${what}: ${why}`, { cause });
  }
}

function describeCacheError(
  { code, syscall }: Pick<NodeJS.ErrnoException, 'code' | 'syscall'>,
  folder: string,
): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return `no space left on the disk of the cache folder ${folder}; free some space, or set another folder with --cache-dir`;
    default:
      return `the cache folder ${folder} cannot be used (${code} in ${syscall}); correct its permissions, or set another one with --cache-dir`;
  }
}

/** Min fraction from which the final size is estimated: the first seconds of a recording say little about it. */
const MIN_FRACTION = 0.02;

/**
 * Checks that the output, or its estimated final size, fits into the cache. A file that alone is larger than the
 * cache would displace everything else, and might fill the disk.
 *
 * @throws `MediaUnavailableError` with `conversion-failed`
 */
export function checkOutputSize(options: {
  readonly outBytes: number;
  readonly fraction: number;
  readonly cache: DiskCache;
  readonly conversion: Conversion;
}): void {
  const { outBytes, fraction, cache, conversion } = options;
  const expected = fraction > MIN_FRACTION ? outBytes / fraction : outBytes;
  if (expected <= cache.maxBytes) return;
  const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new MediaUnavailableError(
    'conversion-failed',
    `${namesOf(conversion.recordings)} as ${conversion.label} would take about ${gigabytes(expected)}, and the cache ${cache.folder} ` +
      `has a max size of ${gigabytes(cache.maxBytes)}; request another format or a lower frame rate, play a shorter file, or set a larger size with --cache-size`,
  );
}
