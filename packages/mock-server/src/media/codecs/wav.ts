/** Reads 16-bit PCM WAV files. */

/** Sound as samples: interleaved when there is more than one channel. */
export interface PcmAudio {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly samples: Int16Array;
}

const PCM_FORMAT = 1;
const EXTENSIBLE_FORMAT = 0xfffe;

/** Throws an `Error` that says what was found when the bytes are not a 16-bit PCM WAV file. */
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
      if (!format) throw new Error('not a valid WAV file: the data comes before the format');
      if ((format.codec !== PCM_FORMAT && format.codec !== EXTENSIBLE_FORMAT) || format.bits !== 16) {
        throw new Error(
          `a WAV file with 16-bit PCM is needed, found format ${format.codec} with ${format.bits} bits`,
        );
      }
      const bytes = file.subarray(body, Math.min(file.length, body + size));
      return { sampleRateHz: format.sampleRateHz, channels: format.channels, samples: samplesOf(bytes) };
    }
    at = body + size + (size % 2);
  }
  throw new Error('not a valid WAV file: it has no data');
}

/** Little-endian 16-bit samples as numbers. */
export function samplesOf(bytes: Buffer): Int16Array {
  const samples = new Int16Array(bytes.length >> 1);
  for (let i = 0; i < samples.length; i++) samples[i] = bytes.readInt16LE(i * 2);
  return samples;
}
