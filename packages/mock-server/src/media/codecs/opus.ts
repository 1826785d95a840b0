/** Opus encoding with libopus compiled to WebAssembly, which is loaded on first use. */
import type { AudioFormat } from '../tracks/track.js';

/** Sufficient for clear speech. */
const BITS_PER_SECOND_AND_CHANNEL = 32_000;

/**
 * 0 to 10. With `Application.Audio` this takes a quarter of the time of the speech mode, and sounds the same at this
 * bitrate.
 */
const COMPLEXITY = 4;

/** Opus encoder. Must be disposed, which frees its WebAssembly memory. */
export interface OpusPacketEncoder extends Disposable {
  /** Encodes one packet from the interleaved samples of exactly one interval. */
  encode(samples: Int16Array): Buffer;
}

/** @param format must have a rate of 8, 16 or 48 kHz and packets of 20, 40 or 60 ms */
export async function createOpusEncoder(format: AudioFormat): Promise<OpusPacketEncoder> {
  const { Application, createEncoder } = await import('libopus-wasm');
  const encoder = await createEncoder({
    sampleRate: format.sampleRateHz as 8000 | 16_000 | 48_000,
    channels: format.channels,
    application: Application.Audio,
    bitrate: BITS_PER_SECOND_AND_CHANNEL * format.channels,
    complexity: COMPLEXITY,
    frameSize: (format.sampleRateHz / 1000) * format.intervalMs,
  });
  return {
    encode: (samples) => Buffer.from(encoder.encode(samples)),
    [Symbol.dispose]: () => encoder.free(),
  };
}
