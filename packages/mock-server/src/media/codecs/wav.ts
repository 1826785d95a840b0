/** Parses 16-bit PCM WAV files. */
import { IS_LITTLE_ENDIAN } from './pcm.js';

/** Audio samples, interleaved when there is more than one channel. */
export interface PcmAudio {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly samples: Int16Array;
}

const PCM_FORMAT = 1;
const EXTENSIBLE_FORMAT = 0xfffe;

/**
 * Parses a WAV file.
 *
 * @throws Error when it is not a 16-bit PCM WAV file; the message says what was found
 */
export function parseWav(file: Buffer): PcmAudio {
  if (file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE') {
    throw new Error('not a WAV file: it does not start with RIFF and WAVE');
  }
  let format: { codec: number; channels: number; sampleRateHz: number; bits: number } | undefined;
  for (let at = 12; at + 8 <= file.length;) {
    const id = file.toString('latin1', at, at + 4);
    const size = file.readUInt32LE(at + 4);
    const body = at + 8;
    if (id === 'fmt ' && size >= 16 && body + 16 <= file.length) {
      format = {
        codec: file.readUInt16LE(body),
        channels: file.readUInt16LE(body + 2),
        sampleRateHz: file.readUInt32LE(body + 4),
        bits: file.readUInt16LE(body + 14),
      };
    }
    if (id === 'data') {
      if (!format) throw new Error('not a valid WAV file: the data chunk precedes the format chunk');
      if ((format.codec !== PCM_FORMAT && format.codec !== EXTENSIBLE_FORMAT) || format.bits !== 16) {
        throw new Error(`not 16-bit PCM: format ${format.codec} with ${format.bits} bits`);
      }
      const bytes = file.subarray(body, Math.min(file.length, body + size));
      return { sampleRateHz: format.sampleRateHz, channels: format.channels, samples: samplesOf(bytes) };
    }
    at = body + size + (size % 2);
  }
  throw new Error('not a valid WAV file: it has no data chunk');
}

/** Decodes little-endian 16-bit samples. */
export function samplesOf(bytes: Buffer): Int16Array {
  const samples = new Int16Array(bytes.length >> 1);
  // Copied at once: a file of 20 MiB that is sent to a running meeting must not delay it.
  const copy = Buffer.from(samples.buffer);
  bytes.copy(copy, 0, 0, copy.length);
  if (!IS_LITTLE_ENDIAN) copy.swap16();
  return samples;
}
