/** Decodes Opus with WebCodecs. */
import type { MediaHeader } from './bodies.js';

type AudioHeader = Extract<MediaHeader, { readonly kind: 'audio' }>;

/** Decoders of Opus, one for each participant. */
export class OpusPlayer {
  readonly #decoded: (header: AudioHeader, samples: Int16Array, rateHz: number) => void;
  readonly #failed: (sentence: string) => void;
  readonly #decoders = new Map<number, AudioDecoder>();

  /** `failed` receives one sentence. */
  constructor(
    decoded: (header: AudioHeader, samples: Int16Array, rateHz: number) => void,
    failed: (sentence: string) => void,
  ) {
    this.#decoded = decoded;
    this.#failed = failed;
  }

  /** Decodes one packet. */
  decode(header: AudioHeader, data: Uint8Array<ArrayBuffer>): void {
    if (typeof AudioDecoder === 'undefined') {
      this.#failed('This browser decodes no Opus here: open the page as localhost, or choose another codec.');
      return;
    }
    let decoder = this.#decoders.get(header.userId);
    if (decoder === undefined || decoder.state === 'closed') {
      decoder = this.#create(header);
      this.#decoders.set(header.userId, decoder);
    }
    decoder.decode(new EncodedAudioChunk({ type: 'key', timestamp: header.timestamp * 1000, data }));
  }

  #create(header: AudioHeader): AudioDecoder {
    const decoder = new AudioDecoder({
      output: (audio) => {
        const samples = samplesOf(audio);
        this.#decoded({ ...header, timestamp: audio.timestamp / 1000 }, samples, audio.sampleRate);
        audio.close();
      },
      error: ({ message }) => this.#failed(`The audio cannot be decoded: ${message}`),
    });
    const { rateHz, channels } = header.format;
    decoder.configure({ codec: 'opus', sampleRate: rateHz, numberOfChannels: channels });
    return decoder;
  }
}

/** The first channel as 16-bit samples. */
function samplesOf(audio: AudioData): Int16Array {
  const plane = new Float32Array(audio.numberOfFrames);
  audio.copyTo(plane, { planeIndex: 0, format: 'f32-planar' });
  return Int16Array.from(plane, (value) => Math.max(-1, Math.min(1, value)) * 32_767);
}
