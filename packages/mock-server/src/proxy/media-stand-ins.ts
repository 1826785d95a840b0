/** Replaces the media of people: a tone for what they say, colour bars for what their cameras and screens show. */
import { DEFAULT_AUDIO_PARAMS, type AudioParams } from '@rtms-mock/protocol';
import type { RecordedMedia, RecordedPayload } from '@rtms-mock/protocol/cassette';
import { readAccessUnit } from '../media/codecs/access-unit.js';
import { encodeALaw } from '../media/codecs/g711.js';
import { createG722Encoder } from '../media/codecs/g722.js';
import { readSequence } from '../media/codecs/h264-sequence.js';
import { encodeL16 } from '../media/codecs/pcm.js';
import { audioFormat } from '../media/formats.js';
import { renderScene } from '../media/sources/rendering/render-scene.js';
import { colourBars, toneSource } from '../media/sources/tone-source.js';
import type { AudioFormat, Track, VideoFormat } from '../media/tracks/track.js';
import { sizeOfImage } from './image-size.js';

/** Length of the colour bars before they repeat, and their frame rate: each frame of a source is the next one. */
const BARS = { durationMs: 2000, fps: 25 };

const TONE = { hertz: 440, peak: 0.25 * 32_767 };

/** Size of H.264 video whose parameter sets have not come yet. */
const USUAL_SIZE = { width: 1280, height: 720 };

const HANDSHAKE = /"msg_type"\s*:\s*(?:[34]|"DATA_HAND_SHAKE_RE(?:Q|SP)")/;

/** Handshakes are short. */
const MAX_HANDSHAKE_BYTES = 16 * 1024;

/** Stand-ins for the media of one recording: same codec, size, number of frames and keyframes as the original. */
export class MediaStandIns {
  /** Formats of audio by connection, from the handshakes. */
  readonly #formats = new Map<string, AudioFormat>();
  readonly #opus = new Map<string, Promise<Track>>();
  readonly #opusTracks = new Map<string, Track>();
  readonly #sources = new Map<string, (bytes: Buffer) => Buffer | undefined>();
  readonly #bars = new Map<string, Track>();

  /**
   * Reads the audio format of a connection from a handshake. Returns a promise if its stand-in takes time: no media of this
   * connection may be replaced before it resolves. Other messages have no effect.
   */
  learn(connection: string, bytes: Uint8Array): Promise<void> | undefined {
    if (bytes.length > MAX_HANDSHAKE_BYTES) return undefined;
    const text = Buffer.from(bytes).toString('utf8');
    if (!HANDSHAKE.test(text)) return undefined;
    const format = audioFormat({ ...DEFAULT_AUDIO_PARAMS, ...audioParamsIn(text) });
    this.#formats.set(connection, format);
    return format.codec === 'OPUS' ? this.#prepareOpus(format) : undefined;
  }

  /** Returns the stand-in for a payload. Without a format that can be encoded, the payload is left out. */
  readonly record = ({ type, connection, source, data }: RecordedMedia): RecordedPayload => {
    const original = Buffer.from(data, 'base64');
    const key = `${connection} ${type} ${source}`;
    const replace = this.#sources.get(key) ?? (type === 'audio' ? this.#audio(connection) : this.#video());
    this.#sources.set(key, replace);
    const replaced = replace(original);
    if (replaced === undefined) return { data: '', payload: { bytes: original.length }, isRedacted: true };
    return { data: replaced.toString('base64'), length: replaced.length, isRedacted: true };
  };

  #prepareOpus(format: AudioFormat): Promise<void> {
    const key = JSON.stringify(format);
    const track = this.#opus.get(key) ?? toneSource().audio('mixed', format);
    this.#opus.set(key, track);
    // A format that cannot be encoded has no stand-in; its payloads are left out.
    return track.then(
      (ready) => void this.#opusTracks.set(key, ready),
      () => {},
    );
  }

  /** A tone that continues from packet to packet, of as many bytes as the original; with Opus, the next packet of one. */
  #audio(connection: string): (bytes: Buffer) => Buffer | undefined {
    const format = this.#formats.get(connection) ?? audioFormat(DEFAULT_AUDIO_PARAMS);
    const { codec, sampleRateHz, channels } = format;
    const samples = toneSamples(sampleRateHz, channels);
    if (codec === 'L16') return (bytes) => encodeL16(samples(bytes.length / 2));
    if (codec === 'G711') return (bytes) => encodeALaw(samples(bytes.length));
    if (codec === 'G722') {
      const encode = createG722Encoder();
      return (bytes) => encode(samples(2 * bytes.length));
    }
    let index = 0;
    return () => {
      const track = this.#opusTracks.get(JSON.stringify(format));
      return track?.chunkAt(index++ % track.length)?.data;
    };
  }

  /** The next frame of colour bars of the same size, from the start wherever the original has a keyframe. */
  #video(): (bytes: Buffer) => Buffer | undefined {
    let size = USUAL_SIZE;
    let index = 0;
    return (bytes) => {
      const image = sizeOfImage(bytes);
      const unit = image === undefined ? readAccessUnit(bytes) : undefined;
      const [sequence] = unit?.sequenceParameters ?? [];
      size = image ?? (sequence === undefined ? undefined : readSequence(sequence)) ?? size;
      if (unit?.slice === 'idr') index = 0;
      const { width, height } = size;
      const track = this.#track({ codec: image?.codec ?? 'H264', width, height, fps: BARS.fps });
      return track.chunkAt(index++ % track.length)?.data;
    };
  }

  #track(format: VideoFormat): Track {
    const key = JSON.stringify(format);
    const track = this.#bars.get(key) ?? renderScene(() => colourBars(format), BARS.durationMs, format);
    this.#bars.set(key, track);
    return track;
  }
}

/** Returns a function that continues a tone by a number of samples, the same in all channels. */
function toneSamples(rateHz: number, channels: number): (count: number) => Int16Array {
  let at = 0;
  return (count) => {
    const samples = Int16Array.from({ length: Math.floor(count) }, (_, i) => {
      const frame = at + Math.floor(i / channels);
      return Math.round(TONE.peak * Math.sin((2 * Math.PI * TONE.hertz * frame) / rateHz));
    });
    at += Math.floor(count / channels);
    return samples;
  };
}

/** Audio parameters that a handshake names, as far as this package knows their values. */
function audioParamsIn(text: string): Partial<AudioParams> {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    // No handshake after all.
    return {};
  }
  const audio = (message as { readonly media_params?: { readonly audio?: object } }).media_params?.audio;
  const known = Object.entries(audio ?? {}).filter(([, value]) => typeof value === 'number');
  return Object.fromEntries(known);
}
