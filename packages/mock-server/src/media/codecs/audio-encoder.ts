/** Every audio format of PROTOCOL.md §11.2 out of samples. */
import type { AudioFormat } from '../tracks/track.js';
import { encodeALaw } from './g711.js';
import { createG722Encoder } from './g722.js';
import { createOpusEncoder } from './opus.js';
import { encodeL16 } from './pcm.js';

/** Encodes one stream. Dispose of it to free what it holds. */
export interface AudioEncoder extends Disposable {
  /** Interleaved samples that follow those of the last call; for Opus, those of exactly one packet. */
  encode(samples: Int16Array): Buffer;
}

/** `format` must be one that can be made: `checkAudioFormat` tells. */
export async function createAudioEncoder(format: AudioFormat): Promise<AudioEncoder> {
  switch (format.codec) {
    case 'L16':
      return plain(encodeL16);
    case 'G711':
      return plain(encodeALaw);
    case 'G722':
      return plain(createG722Encoder());
    case 'OPUS':
      return createOpusEncoder(format);
  }
}

function plain(encode: (samples: Int16Array) => Buffer): AudioEncoder {
  return { encode, [Symbol.dispose]: () => {} };
}
