/** Decodes mono speech in Ogg Opus files (RFC 7845) with libopus compiled to WebAssembly. */
import type { OpusDecoderHandle } from 'libopus-wasm';
import { oggPackets } from './ogg.js';

/** Packets before the audio: OpusHead and OpusTags. */
const HEADER_PACKETS = 2;
/** Position of the pre-skip in OpusHead, which counts samples at 48 kHz. */
const PRE_SKIP_OFFSET = 10;
const PRE_SKIP_RATE_HZ = 48_000;
/** Number of decoders that are ready. Each file needs a decoder without history, so that it always sounds the same. */
const SPARE_DECODERS = 8;
/** Packets of 60 ms that are decoded before the event loop runs. */
const PACKETS_PER_SLICE = 2;

/** Decodes files at one sample rate. */
export interface OggOpusDecoder {
  /** Decodes a file at once, to `length` samples. Blocks for about a millisecond per second of speech. */
  decode(file: Buffer, length: number): Int16Array;
  /** Like {@link decode}, but yields to the event loop every few packets. */
  decodeInSlices(file: Buffer, length: number): Promise<Int16Array>;
}

/** Loads libopus and creates a decoder of files. */
export async function createOggOpusDecoder(sampleRateHz: 16_000): Promise<OggOpusDecoder> {
  const { createDecoder } = await import('libopus-wasm');
  const create = (): Promise<OpusDecoderHandle> => createDecoder({ sampleRate: sampleRateHz, channels: 1 });
  const spare = await Promise.all(Array.from({ length: SPARE_DECODERS }, create));
  /** Used if all spare ones were taken in one turn of the event loop. What it decoded before fades within 10 ms. */
  const reserve = await create();

  function release(decoder: OpusDecoderHandle): void {
    if (decoder !== reserve) decoder.free();
    void refill();
  }

  async function refill(): Promise<void> {
    const decoder = await create();
    if (spare.length < SPARE_DECODERS) spare.push(decoder);
    else decoder.free();
  }

  function* slices(decoder: OpusDecoderHandle, file: Buffer, samples: Int16Array): Generator<void, void> {
    const [head, , ...packets] = oggPackets(file);
    if (!head || packets.length === 0)
      throw new Error(`expected ${HEADER_PACKETS} headers and audio in the Ogg file`);
    let at = -Math.round((head.readUInt16LE(PRE_SKIP_OFFSET) * sampleRateHz) / PRE_SKIP_RATE_HZ);
    for (const [index, packet] of packets.entries()) {
      const decoded = decoder.decode(packet);
      const from = Math.max(0, -at);
      if (at + from < samples.length)
        samples.set(decoded.subarray(from, Math.max(from, samples.length - at)), at + from);
      at += decoded.length;
      if ((index + 1) % PACKETS_PER_SLICE === 0) yield;
    }
  }

  return {
    decode(file, length) {
      const decoder = spare.pop() ?? reserve;
      const samples = new Int16Array(length);
      for (const _ of slices(decoder, file, samples));
      release(decoder);
      return samples;
    },
    async decodeInSlices(file, length) {
      const decoder = spare.pop() ?? (await create());
      const samples = new Int16Array(length);
      for (const _ of slices(decoder, file, samples)) await new Promise(setImmediate);
      release(decoder);
      return samples;
    },
  };
}
