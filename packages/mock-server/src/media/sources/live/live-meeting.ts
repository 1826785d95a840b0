import { createAudioEncoder, type AudioEncoder } from '../../codecs/audio-encoder.js';
import { createTrackCache } from '../../tracks/track-cache.js';
import type { AudioFormat, Track, VideoFormat } from '../../tracks/track.js';
import { checkAudioFormat, isStatefulCodec } from '../../formats.js';
import { MediaUnavailableError } from '../../media-unavailable-error.js';
import {
  isSelected,
  isSingleParticipant,
  type AudioSelection,
  type MediaSource,
  type MeetingContext,
  type SourceParticipant,
} from '../media-source.js';
import { LiveAudioTimeline } from './live-audio-timeline.js';
import { FrameBuffer, type PushedFrame } from './frame-buffer.js';
import { liveTrack, LiveTrackInOrder } from './live-audio-track.js';
import type { LiveSettings, VideoCodec } from './live-options.js';
import { LiveTime } from './live-time.js';
import { LiveVideoTrack } from './live-video-track.js';
import { packetSamples } from './packet-samples.js';
import { placeAudio } from './placement.js';
import { Shares } from './shares.js';
import { Speakers } from './speakers.js';

/** Members of a live source that are the same in every meeting. */
export interface LiveIdentity {
  readonly label: string;
  readonly participants: readonly SourceParticipant[];
}

/** A live source as one meeting plays it. */
export interface LivePlayback extends MediaSource {
  /** Returns true if a participant speaks at a position in milliseconds, short pauses included. */
  isSpeakingAt(participant: number, positionMs: number): boolean;
}

/** Pushed media as one meeting plays it. Everything that is buffered of a source is buffered here. */
export class LiveMeeting implements LivePlayback {
  readonly label: string;
  readonly durationMs = Infinity;
  readonly participants: readonly SourceParticipant[];
  readonly utterances = [];
  readonly shares = [];
  readonly #settings: LiveSettings;
  readonly #context: MeetingContext;
  readonly #time: LiveTime;
  readonly #tracks = createTrackCache();
  /** Tracks are collected when no one plays them; the memory of their encoders is outside of the heap. */
  readonly #unusedEncoders = new FinalizationRegistry<AudioEncoder>((encoder) => encoder[Symbol.dispose]());
  /** By participant; `undefined` for those without audio. */
  readonly #audio: readonly (LiveAudioTimeline | undefined)[];
  readonly #speakers: Speakers;
  /** By participant, also for those without a camera. */
  readonly #cameras: readonly FrameBuffer[];
  readonly #screen = new FrameBuffer();
  readonly #sharing = new Shares();

  constructor({ label, participants }: LiveIdentity, settings: LiveSettings, context: MeetingContext) {
    this.label = label;
    this.participants = participants;
    this.#settings = settings;
    this.#context = context;
    this.#time = new LiveTime(context);
    this.#audio = settings.participants.map(({ audio }) => audio && new LiveAudioTimeline(audio));
    this.#speakers = new Speakers(settings.participants.length);
    this.#cameras = settings.participants.map(() => new FrameBuffer());
  }

  // Pushed media

  /**
   * True while any app receives this meeting. Reading it while none does drops everything that is buffered, so a
   * meeting that is over takes no memory.
   */
  get isPlaying(): boolean {
    if (!this.#context.isOver()) return true;
    for (const timeline of this.#audio) timeline?.clear();
    for (const frames of [...this.#cameras, this.#screen]) frames.clear();
    return false;
  }

  /** Milliseconds of a participant's audio that are not due yet. */
  bufferedMs(participant: number): number {
    const timeline = this.#audio[participant];
    return timeline ? Math.max(0, endMs(timeline) - this.#time.nowMs) : 0;
  }

  /** Places audio on the time line of the meeting. */
  addAudio(participant: number, samples: Int16Array): void {
    const timeline = this.#audio[participant];
    if (!timeline || samples.length === 0) return;
    const framesIn = (ms: number): number => Math.round((ms * timeline.sampleRateHz) / 1000);
    const { nowMs, oldestMs } = this.#time;
    const { latencyMs } = this.#settings;
    const atMs = placeAudio({ nowMs, latencyMs, endMs: endMs(timeline) });
    timeline.append(samples, framesIn(atMs));
    timeline.forgetBefore(framesIn(oldestMs));
    this.#speakers.hear(participant, samples, atMs, timeline);
    this.#speakers.forgetBefore(oldestMs);
  }

  /** Adds a frame of a participant's camera. */
  addVideo(participant: number, frame: PushedFrame): void {
    this.#cameras[participant]?.append({ ...frame, atMs: this.#dueMs });
  }

  /** Adds a frame of the shared screen, and starts the share of this participant if it is not theirs. */
  addShare(participant: number, frame: PushedFrame): void {
    this.#sharing.begin(participant, this.#dueMs);
    this.#screen.append({ ...frame, atMs: this.#dueMs });
  }

  /** Ends the current share after the latency. */
  stopSharing(): void {
    this.#sharing.end(this.#dueMs);
  }

  /** Position at which media that is pushed now is due. */
  get #dueMs(): number {
    return this.#time.nowMs + this.#settings.latencyMs;
  }

  // Played media

  async audio(selection: AudioSelection, format: AudioFormat, signal?: AbortSignal): Promise<Track> {
    checkAudioFormat(format);
    const all = this.#audio.filter((timeline) => timeline !== undefined);
    const selected = this.#audio.filter((_, index) => isSelected(selection, index));
    const voices = selected.filter((timeline) => timeline !== undefined);
    if (voices.length === 0) throw new MediaUnavailableError('no-audio', this.#whyNoAudio(selection));
    const { codec, sampleRateHz, channels, intervalMs } = format;
    const key = JSON.stringify([selection, codec, sampleRateHz, channels, intervalMs]);
    const track = await this.#tracks.getOrMake(key, async () => {
      const encoder = await createAudioEncoder(format);
      const samplesAt = packetSamples({ voices, format, ...(!isSingleParticipant(selection) && { all }) });
      const input = { format, samplesAt, encoder, time: this.#time };
      const made = isStatefulCodec(format) ? new LiveTrackInOrder(input) : liveTrack(input);
      this.#unusedEncoders.register(made, encoder);
      return made;
    });
    if (track instanceof LiveTrackInOrder) await track.catchUp(signal);
    return track;
  }

  #whyNoAudio(selection: AudioSelection): string {
    const { participants } = this.#settings;
    const names = participants.filter((_, index) => isSelected(selection, index)).map(({ name }) => name);
    if (names.length > 0) return `${names.join(', ')} was declared with audio: false`;
    return `there is no such participant; ${this.label} has ${participants.length}, counted from 0`;
  }

  async video(participant: number, format: VideoFormat): Promise<Track | undefined> {
    const declared = this.#settings.participants[participant];
    const frames = this.#cameras[participant];
    if (declared?.video === undefined || !frames) return undefined;
    checkCodec(declared.video, format.codec, `${declared.name}'s camera`);
    return this.#videoTrack(`video ${participant}`, frames, format.fps);
  }

  async share(format: VideoFormat): Promise<Track | undefined> {
    const { share } = this.#settings;
    if (share === undefined) return undefined;
    checkCodec(share, format.codec, 'the shared screen');
    return this.#videoTrack('share', this.#screen, format.fps);
  }

  /** One track per frame rate: resolution and quality are up to the producer. */
  #videoTrack(name: string, frames: FrameBuffer, fps: number): Promise<Track> {
    return this.#tracks.getOrMake(`${name} ${fps}`, () => new LiveVideoTrack(frames, this.#time, fps));
  }

  activeSpeakerAt(positionMs: number): number {
    return this.#speakers.at(positionMs);
  }

  isSpeakingAt(participant: number, positionMs: number): boolean {
    return this.#speakers.isSpeakingAt(participant, positionMs);
  }

  sharerAt(positionMs: number): number | undefined {
    return this.#sharing.at(positionMs);
  }
}

function endMs(timeline: LiveAudioTimeline): number {
  return (timeline.endFrame * 1000) / timeline.sampleRateHz;
}

function checkCodec(pushed: VideoCodec, requested: VideoCodec, producer: string): void {
  if (pushed === requested) return;
  throw new MediaUnavailableError(
    'format-unsupported',
    `${producer} provides ${pushed}, and ${requested} was requested; live frames are not converted: request ${pushed}, or push ${requested}`,
  );
}
