/** Opus packets through libopus compiled to WebAssembly, loaded when the first is needed. */
import type { AudioFormat } from '../tracks/track.js';

/** Enough for clear speech. */
const BITS_PER_SECOND_AND_CHANNEL = 32_000;

/**
 * Of 0 to 10. With `Application.Audio` this takes a quarter of the time that the speech mode takes,
 * and sounds the same at this rate.
 */
const COMPLEXITY = 4;

/** Makes one packet from the samples of one interval, interleaved. Dispose of it to free its memory. */
export interface OpusPacketEncoder extends Disposable {
  encode(samples: Int16Array): Buffer;
}

/** `format` must be one that Opus knows: 8, 16 or 48 kHz, packets of 20, 40 or 60 ms. */
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
