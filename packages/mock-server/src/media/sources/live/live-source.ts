/**
 * Media that other code pushes while a meeting runs. The path of a push:
 *
 *   live-source.ts      checks it once, and passes it to every meeting that plays the source
 *   live-meeting.ts     places it on the time line of the meeting, where it is buffered and kept for a while
 *   live-audio-track.ts, live-video-track.ts   what apps get of it, packet by packet and frame by frame
 */
import { MediaUnavailableError } from '../../media-unavailable-error.js';
import type { Track } from '../../tracks/track.js';
import type { MediaSource, MeetingContext } from '../media-source.js';
import { createFrameIntake, type FrameIntake } from './frame-intake.js';
import { LiveMeeting, type LiveIdentity, type LivePlayback } from './live-meeting.js';
import {
  resolveLiveOptions,
  type LiveAudio,
  type LiveSettings,
  type LiveSourceOptions,
  type ResolvedParticipant,
} from './live-options.js';
import { LiveSourceError } from './live-source-error.js';

/** Max audio per participant that may be buffered, in milliseconds. */
const MAX_BUFFERED_MS = 60_000;

/** Options of a push. */
export interface LivePush {
  /**
   * Index into `participants` of {@link LiveSourceOptions}.
   *
   * @default 0
   */
  readonly participant?: number;
}

/** Options of a pushed video frame. */
export interface LiveFramePush extends LivePush {
  /**
   * Set when a decoder can start at this H.264 frame. JPG and PNG frames are always keyframes.
   *
   * @default true for an IDR frame, else false
   */
  readonly isKeyFrame?: boolean;
}

/**
 * A source for `startMeeting({ media })` that plays what is pushed into it. Any number of meetings may play one
 * source; each plays what is pushed after it began. While no meeting plays it, pushes are checked and discarded.
 *
 * `pushAudio`, `pushVideo` and `pushShare` copy their input and return at once. A push that is refused has no
 * effect and throws a {@link LiveSourceError}, with the codes `closed`, `unknown-participant` and `not-declared`
 * for all three, and those that each method names.
 */
export interface LiveSource extends MediaSource {
  /**
   * Pushes audio that continues the participant's previous push: interleaved 16-bit samples at the declared rate,
   * any number of them. If the previous audio has been played to its end already, there is a gap, during which
   * nothing is sent for this participant. Audio is never dropped: what is pushed faster than real time is buffered,
   * up to a minute.
   *
   * @throws {@link LiveSourceError} `invalid-audio` for anything but an `Int16Array` with the same number of samples
   * for each channel; `buffer-full` when more than a minute would be buffered, with `bufferedMs`
   */
  pushAudio(samples: Int16Array, push?: LivePush): void;
  /**
   * Pushes a frame of a camera: one H.264 access unit with start codes (Annex B), or one whole JPG or PNG file, as
   * declared. Apps get exactly these bytes; resolution, quality and frame rate are up to the producer.
   *
   * H.264 needs a keyframe every few seconds, since apps and camera changes can start only there. SPS and PPS may be
   * pushed once, in front of a keyframe or alone: they are prepended to keyframes that have none. If an app requests
   * a lower frame rate than is pushed, frames up to the next keyframe are dropped for it.
   *
   * @throws {@link LiveSourceError} `invalid-frame` for anything else, and for a keyframe without SPS and PPS
   */
  pushVideo(frame: Uint8Array, push?: LiveFramePush): void;
  /**
   * Pushes a frame of a shared screen, otherwise like {@link pushVideo}. The first frame starts the share and ends
   * that of another participant. A screen that does not change is still shared: only {@link stopSharing} ends it.
   *
   * @throws {@link LiveSourceError} `invalid-frame`, as {@link pushVideo}
   */
  pushShare(frame: Uint8Array, push?: LiveFramePush): void;
  /** Ends the share after the latency, like a frame that is pushed now. No effect when no one shares. */
  stopSharing(): void;
  /** Called by each meeting that plays the source. */
  forMeeting(context: MeetingContext): LivePlayback;
  /** Ends the source: buffered media is still played, a share ends, further pushes are refused. Idempotent. */
  close(): void;
}

/**
 * Creates a source that other code pushes media into. Times are those of the meeting: with `speed: 10` a second of
 * audio has to be pushed every tenth of a second.
 *
 * @throws {@link LiveSourceError} with code `invalid-option`
 */
export function createLiveSource(options: LiveSourceOptions = {}): LiveSource {
  return new PushedMedia(resolveLiveOptions(options));
}

class PushedMedia implements LiveSource {
  readonly label: string;
  readonly participants: LiveIdentity['participants'];
  readonly durationMs = Infinity;
  readonly utterances = [];
  readonly shares = [];
  readonly #settings: LiveSettings;
  /** By participant; `undefined` for those without a camera. */
  readonly #cameras: readonly (FrameIntake | undefined)[];
  readonly #screen: FrameIntake | undefined;
  readonly #meetings = new Set<LiveMeeting>();
  #isClosed = false;

  constructor(settings: LiveSettings) {
    const { participants, share } = settings;
    this.#settings = settings;
    this.label = `live: ${participants.map(({ name }) => name).join(', ')}`;
    this.participants = participants.map(({ name, audio, video }) => ({
      name,
      hasAudio: audio !== undefined,
      hasVideo: video !== undefined,
    }));
    this.#cameras = participants.map(
      ({ name, video }) => video && createFrameIntake(video, `${name}'s camera`),
    );
    this.#screen = share && createFrameIntake(share, 'the shared screen');
  }

  pushAudio(samples: Int16Array, { participant = 0 }: LivePush = {}): void {
    const declared = this.#participantAt(participant);
    const { channels, sampleRateHz } = checkAudio(declared, samples);
    const lengthMs = (samples.length * 1000) / (channels * sampleRateHz);
    const meetings = this.#playing();
    const bufferedMs = Math.max(0, ...meetings.map((meeting) => meeting.bufferedMs(participant)));
    if (bufferedMs + lengthMs > MAX_BUFFERED_MS) {
      throw new LiveSourceError(
        'buffer-full',
        `${Math.round(bufferedMs)} ms of ${declared.name}'s audio are buffered, and ${Math.round(lengthMs)} ms more ` +
          `would exceed the max of ${MAX_BUFFERED_MS} ms; push it later, or in smaller pieces`,
        bufferedMs,
      );
    }
    for (const meeting of meetings) meeting.addAudio(participant, samples);
  }

  pushVideo(data: Uint8Array, { participant = 0, isKeyFrame }: LiveFramePush = {}): void {
    const { name } = this.#participantAt(participant);
    const takeFrame = this.#cameras[participant];
    if (!takeFrame) {
      throw new LiveSourceError('not-declared', `${name} has no camera; declare it with video: 'H264'`);
    }
    const frame = takeFrame(data, isKeyFrame);
    if (!frame) return;
    for (const meeting of this.#playing()) meeting.addVideo(participant, frame);
  }

  pushShare(data: Uint8Array, { participant = 0, isKeyFrame }: LiveFramePush = {}): void {
    this.#participantAt(participant);
    if (!this.#screen) {
      throw new LiveSourceError(
        'not-declared',
        "this source has no screen share; declare it with share: 'H264'",
      );
    }
    const frame = this.#screen(data, isKeyFrame);
    if (!frame) return;
    for (const meeting of this.#playing()) meeting.addShare(participant, frame);
  }

  stopSharing(): void {
    for (const meeting of this.#playing()) meeting.stopSharing();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.stopSharing();
  }

  forMeeting(context: MeetingContext): LivePlayback {
    const meeting = new LiveMeeting(this, this.#settings, context);
    this.#meetings.add(meeting);
    return meeting;
  }

  // Outside of a meeting there is nothing to play.

  audio(): Promise<Track> {
    return Promise.reject(
      new MediaUnavailableError('no-audio', `${this.label} can be played only in a meeting`),
    );
  }

  video(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  share(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  activeSpeakerAt(): number {
    return 0;
  }

  #participantAt(index: number): ResolvedParticipant {
    if (this.#isClosed) {
      throw new LiveSourceError('closed', 'this live source is closed; create another one');
    }
    const { participants } = this.#settings;
    const participant = participants[index];
    if (participant) return participant;
    throw new LiveSourceError(
      'unknown-participant',
      `participant ${index} does not exist; this source has ${participants.length}, counted from 0`,
    );
  }

  #playing(): LiveMeeting[] {
    return [...this.#meetings].filter((meeting) => meeting.isPlaying);
  }
}

/** Returns the declared format of samples that are valid for it. */
function checkAudio({ name, audio }: ResolvedParticipant, samples: Int16Array): Required<LiveAudio> {
  if (!audio) throw new LiveSourceError('not-declared', `${name} was declared with audio: false`);
  if (!(samples instanceof Int16Array)) {
    throw new LiveSourceError(
      'invalid-audio',
      `audio of ${name} must be an Int16Array of signed 16-bit samples`,
    );
  }
  if (samples.length % audio.channels === 0) return audio;
  throw new LiveSourceError(
    'invalid-audio',
    `audio of ${name} has ${samples.length} samples for ${audio.channels} channels; push the same number for each, interleaved`,
  );
}
