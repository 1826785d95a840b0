/** Encodes plain WAV files to every audio format, in this process: for machines without ffmpeg. */
import { open } from 'node:fs/promises';

import { createAudioEncoder } from '../../codecs/audio-encoder.js';
import { createPcmReader, type PcmSource } from '../../codecs/pcm-reader.js';
import { mixInto } from '../../codecs/pcm.js';
import type { PcmAudio } from '../../codecs/wav.js';
import type { AudioFormat } from '../../tracks/track.js';
import { framePacket } from './packet-file.js';

/** Audio encoded in one go, in milliseconds; other work of the process runs in between. Opus goes by packet. */
const STEP_MS = 100;

/** One encoding. Inputs are mixed. */
export interface WavEncoding {
  readonly inputs: readonly PcmAudio[];
  readonly format: AudioFormat;
  /** Length of the output; inputs that are shorter end with silence. */
  readonly durationMs: number;
  /** Output file, with the same content as ffmpeg would write, except that Opus is a packet file. */
  readonly path: string;
  readonly signal: AbortSignal;
  /** Called with the fraction that is done, 0 to 1. */
  readonly onProgress: (fraction: number) => void;
}

/** Encodes. Rejects with the signal's reason, or the system's error when the file cannot be written. */
export async function encodeWav(encoding: WavEncoding): Promise<void> {
  const { format, durationMs, path, signal, onProgress } = encoding;
  const { codec, sampleRateHz, channels, intervalMs } = format;
  const stepMs = codec === 'OPUS' ? intervalMs : STEP_MS;
  const voices = encoding.inputs.map((input) => createPcmReader(readable(input), sampleRateHz, channels));
  using encoder = await createAudioEncoder(format);
  const file = await open(path, 'wx');
  try {
    for (let atMs = 0; atMs < durationMs; atMs += stepMs) {
      signal.throwIfAborted();
      // The last Opus packet is whole, even if the audio ends within it.
      const partMs = codec === 'OPUS' ? stepMs : Math.min(stepMs, durationMs - atMs);
      const count = (sampleRateHz / 1000) * partMs;
      const mixed = new Int16Array(count * channels);
      for (const voice of voices) mixInto(mixed, voice((sampleRateHz / 1000) * atMs, count), 0);
      const encoded = encoder.encode(mixed);
      await file.write(codec === 'OPUS' ? framePacket(encoded) : encoded);
      onProgress(Math.min(1, (atMs + stepMs) / durationMs));
    }
  } finally {
    await file.close();
  }
}

/** The samples of a file, with silence before and after them. */
function readable({ sampleRateHz, channels, samples }: PcmAudio): PcmSource {
  return {
    sampleRateHz,
    channels,
    read: (from, count) => {
      const frames = new Int16Array(count * channels);
      const first = Math.max(0, from);
      const available = samples.subarray(first * channels, Math.max(first, from + count) * channels);
      if (available.length > 0) frames.set(available, (first - from) * channels);
      return frames;
    },
  };
}
