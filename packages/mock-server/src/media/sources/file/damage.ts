/** Detection of recordings that can be read only in part: an interrupted copy, a disk with bad sectors. */
import type { MediaFacts } from '../../codecs/ffmpeg-probe.js';
import { readThrough } from '../../codecs/ffmpeg-readable.js';
import type { Ffmpeg } from '../../codecs/ffmpeg.js';

/** Missing part that is not reported: audio and video of an intact file seldom end together. */
const TOLERATED_MS = 500;

/**
 * Returns a warning for a recording that ffmpeg can read only in part; `undefined` when ffmpeg reports no error, or
 * loses nothing by it. Rejects with the signal's reason. Other failures are ignored here: the conversion reports them.
 */
export async function describeDamage(
  recording: {
    readonly path: string;
    readonly fileName: string;
    readonly facts: MediaFacts;
    readonly ffmpeg: Ffmpeg;
  },
  signal?: AbortSignal,
): Promise<string | undefined> {
  const { path, fileName, facts, ffmpeg } = recording;
  try {
    const program = await ffmpeg.need(fileName);
    const read = await readThrough(program, path, facts.hasAudio ? '0:a:0' : '0:V:0', signal);
    if (read.lastError === '' || read.readMs + TOLERATED_MS > facts.durationMs) return undefined;
    const [whole, part] = [facts.durationMs, read.readMs].map((ms) => (ms / 1000).toFixed(1));
    return (
      `${fileName} is damaged: only ${part} s of its ${whole} s could be read (ffmpeg says: ${read.lastError}); ` +
      'missing parts are played as silence and a frozen frame'
    );
  } catch {
    signal?.throwIfAborted();
    return undefined;
  }
}
