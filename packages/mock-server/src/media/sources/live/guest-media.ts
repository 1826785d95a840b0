/** Media of one participant who joins a running meeting: a live source for each codec that the producer offers. */
import { setMaxListeners } from 'node:events';
import { readAccessUnit } from '../../codecs/access-unit.js';
import { readSequence } from '../../codecs/h264-sequence.js';
import { MediaUnavailableError } from '../../media-unavailable-error.js';
import type { AudioFormat, Track, VideoFormat } from '../../tracks/track.js';
import type { MeetingContext } from '../media-source.js';
import type { LivePlayback } from './live-meeting.js';
import type { LiveAudio, VideoCodec } from './live-options.js';
import { LiveSourceError } from './live-source-error.js';
import { createLiveSource, type LiveSource } from './live-source.js';

/** Delay between a push and the moment at which the media is due, in milliseconds of meeting time. */
export const GUEST_LATENCY_MS = 80;

/** Frames that a producer sends: of the camera, or of a shared screen. */
export type FrameKind = 'video' | 'share';

/** Media that a guest sends. */
export interface GuestFormats {
  /** Display name. */
  readonly name: string;
  /** Format of the audio. `undefined`: no audio. */
  readonly audio: LiveAudio | undefined;
  /** Codecs in which the camera is offered. Empty: no camera. */
  readonly video: readonly VideoCodec[];
  /** Codecs in which a shared screen is offered. Empty: no share. */
  readonly share: readonly VideoCodec[];
}

/** Notifications of the producer, so that it encodes only what is used. */
export interface GuestDemand {
  /** The codecs that apps use have changed. */
  wanted(video: readonly VideoCodec[], share: readonly VideoCodec[]): void;
  /** A decoder starts now: a keyframe is needed. */
  keyframe(of: FrameKind): void;
}

/** A live source, and its playback in the meeting. */
interface Part {
  readonly source: LiveSource;
  readonly playback: LivePlayback;
}

/** Pushed media of a guest. A push that is refused throws a `LiveSourceError` and has no effect. */
export class GuestMedia {
  readonly formats: GuestFormats;
  readonly #demand: GuestDemand;
  /** One source per codec, because a live source has one codec. The first also carries the audio. */
  readonly #parts: ReadonlyMap<VideoCodec | 'audio', Part>;
  /** Number of users by kind and codec. */
  readonly #users = new Map<string, number>();
  /** Aborted when the guest has left, whom connections then do not hold any more. */
  readonly #closing = new AbortController();

  /** @throws {@link LiveSourceError} `invalid-option` for a sample rate that is not supported */
  constructor(formats: GuestFormats, context: MeetingContext, demand: GuestDemand) {
    this.formats = formats;
    this.#demand = demand;
    const codecs = new Set([...formats.video, ...formats.share]);
    const part = (codec: VideoCodec | undefined, audio: LiveAudio | false): Part => {
      const isVideo = codec !== undefined && formats.video.includes(codec);
      const isShare = codec !== undefined && formats.share.includes(codec);
      const source = createLiveSource({
        participants: [{ name: formats.name, audio, video: isVideo && codec }],
        share: isShare && codec,
        latencyMs: GUEST_LATENCY_MS,
      });
      return { source, playback: source.forMeeting(context) };
    };
    this.#parts = new Map<VideoCodec | 'audio', Part>([
      ['audio', part(undefined, formats.audio ?? false)],
      ...[...codecs].map((codec) => [codec, part(codec, false)] as const),
    ]);
  }

  /** Pushes audio: see {@link LiveSource.pushAudio}. */
  pushAudio(samples: Int16Array): void {
    this.#parts.get('audio')?.source.pushAudio(samples);
  }

  /** Pushes a frame of the camera or of a shared screen, in one of the offered codecs. */
  pushFrame(of: FrameKind, codec: VideoCodec, frame: Uint8Array): void {
    if (codec === 'H264') this.#requireReadableSequence(of, frame);
    const source = this.#parts.get(codec)?.source;
    if (of === 'video') source?.pushVideo(frame);
    else source?.pushShare(frame);
  }

  /** A stream that no app can decode would end the video of everyone who is shown on the same connection. */
  #requireReadableSequence(of: FrameKind, frame: Uint8Array): void {
    const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
    const sequences = readAccessUnit(bytes)?.sequenceParameters ?? [];
    if (sequences.every((unit) => readSequence(unit) !== undefined)) return;
    const device = of === 'video' ? 'camera' : 'shared screen';
    throw new LiveSourceError(
      'invalid-frame',
      `invalid frame of the ${device} of ${this.formats.name}: its SPS cannot be read, so no app could decode it; push what an encoder has made`,
    );
  }

  /** Returns true if audio that is not silent plays at a position in milliseconds, short pauses included. */
  isSpeakingAt(positionMs: number): boolean {
    return this.#parts.get('audio')?.playback.isSpeakingAt(0, positionMs) === true;
  }

  /** Returns the audio in a format; `undefined` without audio. */
  async audio(format: AudioFormat, signal?: AbortSignal): Promise<Track | undefined> {
    if (this.formats.audio === undefined) return undefined;
    return this.#parts.get('audio')?.playback.audio({ participant: 0 }, format, signal);
  }

  /**
   * Returns the frames of camera or share; `undefined` without one. The codec is wanted until the signal aborts.
   *
   * @throws MediaUnavailableError `format-unsupported` for a codec that is not offered
   */
  async frames(of: FrameKind, format: VideoFormat, signal: AbortSignal): Promise<Track | undefined> {
    const { name, [of]: codecs } = this.formats;
    if (codecs.length === 0) return undefined;
    const { codec } = format;
    if (!codecs.includes(codec)) {
      throw new MediaUnavailableError(
        'format-unsupported',
        `the ${of === 'video' ? 'camera' : 'shared screen'} of ${name} is sent as ${codecs.join(' and ')}, and ${codec} was requested; ` +
          `live frames are not converted: request ${codecs.join(' or ')}, or send ${codec} too`,
      );
    }
    const playback = this.#parts.get(codec)?.playback;
    const track = of === 'video' ? await playback?.video(0, format) : await playback?.share(format);
    if (!signal.aborted && !this.#closing.signal.aborted) this.#use(of, codec, signal);
    return track;
  }

  /** Requests a keyframe, because a decoder starts now. */
  requestKeyframe(of: FrameKind): void {
    if (this.#users.get(`${of} H264`) !== undefined) this.#demand.keyframe(of);
  }

  /** Ends the media: what is buffered is still played. Nothing is announced any more. */
  close(): void {
    this.#closing.abort();
    for (const { source } of this.#parts.values()) source.close();
  }

  #use(of: FrameKind, codec: VideoCodec, signal: AbortSignal): void {
    const key = `${of} ${codec}`;
    this.#users.set(key, (this.#users.get(key) ?? 0) + 1);
    if (this.#users.get(key) === 1) this.#announce();
    if (codec === 'H264') this.#demand.keyframe(of);
    // One listener per guest and media type.
    setMaxListeners(0, signal, this.#closing.signal);
    const unused = (): void => {
      const left = (this.#users.get(key) ?? 1) - 1;
      if (left > 0) this.#users.set(key, left);
      else {
        this.#users.delete(key);
        this.#announce();
      }
    };
    signal.addEventListener('abort', unused, { signal: this.#closing.signal });
  }

  #announce(): void {
    const used = (of: FrameKind): VideoCodec[] =>
      this.formats[of].filter((codec) => this.#users.has(`${of} ${codec}`));
    this.#demand.wanted(used('video'), used('share'));
  }
}
