/** Encodes PCM samples into every audio format of PROTOCOL.md §11.2. */
import type { AudioFormat } from '../tracks/track.js';
import { encodeALaw } from './g711.js';
import { createG722Encoder } from './g722.js';
import { createOpusEncoder } from './opus.js';
import { encodeL16 } from './pcm.js';

/** Encodes one stream. Must be disposed, which frees memory outside of the heap. */
export interface AudioEncoder extends Disposable {
  /** @param samples interleaved, continuing those of the previous call; for Opus exactly one packet */
  encode(samples: Int16Array): Buffer;
}

/** @param format a format that passed `checkAudioFormat` */
export async function createAudioEncoder(format: AudioFormat): Promise<AudioEncoder> {
  switch (format.codec) {
    case 'L16':
      return withoutResources(encodeL16);
    case 'G711':
      return withoutResources(encodeALaw);
    case 'G722':
      return withoutResources(createG722Encoder());
    case 'OPUS':
      return createOpusEncoder(format);
  }
}

function withoutResources(encode: (samples: Int16Array) => Buffer): AudioEncoder {
  return { encode, [Symbol.dispose]: () => {} };
}
