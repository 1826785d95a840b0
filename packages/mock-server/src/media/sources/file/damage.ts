/** Recordings that can be read in part: a copy that was broken off, a disk with a bad spot. */
import type { MediaFacts } from '../../codecs/ffmpeg-probe.js';
import { readThrough } from '../../codecs/ffmpeg-readable.js';
import type { Ffmpeg } from '../../codecs/ffmpeg.js';

/** What is lacking and makes no difference: sound and pictures seldom end together. */
const TOLERATED_MS = 500;

/**
 * What to tell of a recording of which ffmpeg can read a part only. `undefined` when it complains of nothing, or
 * loses nothing by it. Rejects with the signal's reason; what else fails is told when the recording is converted.
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
      `${fileName} is damaged: of its ${whole} s only ${part} s could be read (ffmpeg says: ${read.lastError}); ` +
      'it plays on, silent and with a still picture where something is missing'
    );
  } catch {
    signal?.throwIfAborted();
    return undefined;
  }
}
