import { createAudioEncoder, type AudioEncoder } from '../../codecs/audio-encoder.js';
import type { AudioFormat, Track, VideoFormat } from '../../tracks/track.js';
import { checkAudioFormat, isStatefulCodec } from '../../formats.js';
import { createTrackCache } from '../../tracks/track-cache.js';
import { MediaUnavailableError } from '../../media-unavailable-error.js';
import {
  isOneVoice,
  isSelected,
  type AudioSelection,
  type MediaSource,
  type MeetingStage,
  type SourceParticipant,
} from '../media-source.js';
import { liveTrack, LiveTrackInOrder } from './live-audio-track.js';
import type { LiveSettings, VideoCodec } from './live-options.js';
import { LivePictureTrack } from './live-picture-track.js';
import { liveSound } from './live-sound.js';
import { LiveTime } from './live-time.js';
import { PictureShelf, type PushedPicture } from './picture-shelf.js';
import { placeSound } from './placement.js';
import { Shares } from './shares.js';
import { SoundTimeline } from './sound-timeline.js';
import { Speakers } from './speakers.js';

/** What a live source is called and who is in it; the same in every meeting. */
export interface LiveCast {
  readonly label: string;
  readonly participants: readonly SourceParticipant[];
}

/** What is pushed, as one meeting plays it. All that is kept of it is kept here. */
export class LiveMeeting implements MediaSource {
  readonly label: string;
  readonly durationMs = Infinity;
  readonly participants: readonly SourceParticipant[];
  readonly utterances = [];
  readonly shares = [];
  readonly #settings: LiveSettings;
  readonly #stage: MeetingStage;
  readonly #time: LiveTime;
  readonly #tracks = createTrackCache();
  /** Tracks are let go when nobody plays them; what encoders hold outside of the heap has to go with them. */
  readonly #unusedEncoders = new FinalizationRegistry<AudioEncoder>((encoder) => encoder[Symbol.dispose]());
  /** By participant; those without sound have none. */
  readonly #sounds: readonly (SoundTimeline | undefined)[];
  readonly #speakers: Speakers;
  /** By participant, whether they have a camera or not. */
  readonly #cameras: readonly PictureShelf[];
  readonly #screen = new PictureShelf();
  readonly #sharing = new Shares();

  constructor({ label, participants }: LiveCast, settings: LiveSettings, stage: MeetingStage) {
    this.label = label;
    this.participants = participants;
    this.#settings = settings;
    this.#stage = stage;
    this.#time = new LiveTime(stage);
    this.#sounds = settings.people.map(({ audio }) => audio && new SoundTimeline(audio));
    this.#speakers = new Speakers(settings.people.length);
    this.#cameras = settings.people.map(() => new PictureShelf());
  }

  // What is pushed

  /** Whether anybody receives this meeting. What is pushed while nobody does is not kept, nor what was before. */
  get isPlaying(): boolean {
    if (!this.#stage.isOver()) return true;
    for (const sound of this.#sounds) sound?.clear();
    for (const shelf of [...this.#cameras, this.#screen]) shelf.clear();
    return false;
  }

  /** Milliseconds of somebody's sound that are not due yet. */
  waitingMs(participant: number): number {
    const sound = this.#sounds[participant];
    return sound ? Math.max(0, endMs(sound) - this.#time.nowMs) : 0;
  }

  putSound(participant: number, samples: Int16Array): void {
    const sound = this.#sounds[participant];
    if (!sound || samples.length === 0) return;
    const framesIn = (ms: number): number => Math.round((ms * sound.sampleRateHz) / 1000);
    const { nowMs, oldestMs } = this.#time;
    const { latencyMs } = this.#settings;
    const atMs = placeSound({ nowMs, latencyMs, endMs: endMs(sound) });
    sound.append(samples, framesIn(atMs));
    sound.forgetBefore(framesIn(oldestMs));
    this.#speakers.hear(participant, samples, atMs, sound);
    this.#speakers.forgetBefore(oldestMs);
  }

  putVideo(participant: number, picture: PushedPicture): void {
    this.#cameras[participant]?.put({ ...picture, atMs: this.#soonMs });
  }

  putShare(participant: number, picture: PushedPicture): void {
    this.#sharing.begin(participant, this.#soonMs);
    this.#screen.put({ ...picture, atMs: this.#soonMs });
  }

  stopSharing(): void {
    this.#sharing.end(this.#soonMs);
  }

  /** When something that is pushed now is due. */
  get #soonMs(): number {
    return this.#time.nowMs + this.#settings.latencyMs;
  }

  // What is played

  async audio(selection: AudioSelection, format: AudioFormat, signal?: AbortSignal): Promise<Track> {
    checkAudioFormat(format);
    const everybody = this.#sounds.filter((sound) => sound !== undefined);
    const voices = this.#sounds.filter((sound, index) => sound && isSelected(selection, index));
    const heard = voices.filter((sound) => sound !== undefined);
    if (heard.length === 0) throw new MediaUnavailableError('no-audio', this.#whySilent(selection));
    const sound = { voices: heard, format, ...(!isOneVoice(selection) && { everybody }) };
    const key = JSON.stringify([
      selection,
      format.codec,
      format.sampleRateHz,
      format.channels,
      format.intervalMs,
    ]);
    const track = await this.#tracks.getOrMake(key, async () => {
      const encoder = await createAudioEncoder(format);
      const input = { format, samplesAt: liveSound(sound), encoder, time: this.#time };
      const made = isStatefulCodec(format) ? new LiveTrackInOrder(input) : liveTrack(input);
      this.#unusedEncoders.register(made, encoder);
      return made;
    });
    if (track instanceof LiveTrackInOrder) await track.catchUp(signal);
    return track;
  }

  #whySilent(selection: AudioSelection): string {
    const { people } = this.#settings;
    const names = people.filter((_, index) => isSelected(selection, index)).map(({ name }) => name);
    if (names.length > 0) return `${names.join(', ')} was declared with audio: false`;
    return `there is no such participant; ${this.label} has ${people.length}, counted from 0`;
  }

  async video(participant: number, format: VideoFormat): Promise<Track | undefined> {
    const person = this.#settings.people[participant];
    const shelf = this.#cameras[participant];
    if (person?.video === undefined || !shelf) return undefined;
    checkCodec(person.video, format.codec, `${person.name}'s camera`);
    return this.#pictures(`video ${participant}`, shelf, format.fps);
  }

  async share(format: VideoFormat): Promise<Track | undefined> {
    const { share } = this.#settings;
    if (share === undefined) return undefined;
    checkCodec(share, format.codec, 'the shared screen');
    return this.#pictures('share', this.#screen, format.fps);
  }

  /** Size and quality of pictures are the producer's affair. */
  #pictures(what: string, shelf: PictureShelf, fps: number): Promise<Track> {
    return this.#tracks.getOrMake(`${what} ${fps}`, () => new LivePictureTrack(shelf, this.#time, fps));
  }

  activeSpeakerAt(positionMs: number): number {
    return this.#speakers.at(positionMs);
  }

  sharerAt(positionMs: number): number | undefined {
    return this.#sharing.at(positionMs);
  }
}

function endMs(sound: SoundTimeline): number {
  return (sound.endFrame * 1000) / sound.sampleRateHz;
}

function checkCodec(pushed: VideoCodec, asked: VideoCodec, what: string): void {
  if (pushed === asked) return;
  throw new MediaUnavailableError(
    'format-unsupported',
    `${what} gives ${pushed}, and ${asked} was asked for; live pictures are not converted: ask for ${pushed}, or push ${asked}`,
  );
}
