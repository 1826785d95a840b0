/** Opus encoding with libopus compiled to WebAssembly, which is loaded on first use. */
import { nextTurn } from '../../clock.js';
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

/**
 * Creates an encoder in a thread that plays streams: what delays them on first use is done bit by bit.
 *
 * @param format must have a rate of 8, 16 or 48 kHz and packets of 20, 40 or 60 ms
 */
export async function createOpusEncoder(format: AudioFormat): Promise<OpusPacketEncoder> {
  warmUp ??= encodeOnce(format).catch(() => {
    // The next encoder tries again. If there is an error in this one, its creation below reports it.
    warmUp = undefined;
  });
  await warmUp;
  return createOpusEncoderAtOnce(format);
}

/** Done once per thread. */
let warmUp: Promise<void> | undefined;

/**
 * Imports libopus and encodes a packet, so that the code is compiled, in turns of the event loop of their own: all of it at
 * once would delay every stream by more than 10 ms.
 */
async function encodeOnce(format: AudioFormat): Promise<void> {
  await import('libopus-wasm');
  await nextTurn();
  using encoder = await createOpusEncoderAtOnce(format);
  await nextTurn();
  const tone = new Int16Array((format.sampleRateHz / 1000) * format.intervalMs * format.channels);
  encoder.encode(tone.map((_, index) => 8000 * Math.sin(index / 9)));
  await nextTurn();
}

/**
 * Creates an encoder in a thread that plays no streams.
 *
 * @param format as for {@link createOpusEncoder}
 */
export async function createOpusEncoderAtOnce(format: AudioFormat): Promise<OpusPacketEncoder> {
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
