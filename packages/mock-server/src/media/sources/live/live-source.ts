/**
 * Media that other code pushes while a meeting runs. The way of what is pushed:
 *
 *   live-source.ts      checks it, once, and hands it to every meeting that plays it
 *   live-meeting.ts     puts it on the time line of a meeting, where it waits and is kept for a while
 *   live-audio-track.ts, live-picture-track.ts   what apps get of it, packet by packet and picture by picture
 */
import { MediaUnavailableError } from '../../media-unavailable-error.js';
import type { MediaSource, MeetingStage } from '../media-source.js';
import { LiveMeeting, type LiveCast } from './live-meeting.js';
import {
  resolveLiveOptions,
  type LiveAudio,
  type LivePerson,
  type LiveSourceOptions,
} from './live-options.js';
import { LiveSourceError } from './live-source-error.js';
import { createPictureIntake } from './picture-intake.js';

/** The most sound that may wait for its time, in milliseconds. */
const LONGEST_AHEAD_MS = 60_000;

/** Whose media is pushed. */
export interface LivePush {
  /** Place in `participants` of the options, counted from 0. Default 0. */
  readonly participant?: number;
}

export interface LiveFramePush extends LivePush {
  /**
   * Whether a decoder can begin with this H.264 picture. Default: it can with an IDR picture. JPG and PNG always
   * can.
   */
  readonly isKeyFrame?: boolean;
}

/**
 * A source for `startMeeting({ media })` that plays what is pushed into it. Any number of meetings may play one
 * source; each plays what is pushed from its beginning on. While none does, pushes are checked and forgotten.
 *
 * All three ways to push copy what they get, return at once, and throw {@link LiveSourceError} when they take
 * nothing: `closed`, `unknown-participant`, `not-declared`, and the codes that they name.
 */
export interface LiveSource extends MediaSource {
  /**
   * Sound that follows what was pushed before: interleaved samples at the declared rate, of any length. It goes
   * on where the last push ended; when that has been played already there is a gap, where nothing is sent. Sound
   * is never dropped: who pushes faster than time makes it wait, up to a minute.
   *
   * Throws `invalid-audio` when these are no whole 16-bit samples of all channels, and `too-far-ahead` when more
   * than a minute would wait; the error has `waitingMs`.
   */
  pushAudio(samples: Int16Array, push?: LivePush): void;
  /**
   * A picture of a camera: one H.264 access unit with start codes (Annex B), or one whole JPG or PNG, as declared.
   * Apps get the very bytes; what it shows, how large it is and how many come is the producer's affair.
   *
   * H.264 needs a key frame every few seconds, as apps and camera changes can begin only there. SPS and PPS may
   * come once, also by themselves: they are put in front of key frames that have none. An app that asks for fewer
   * pictures a second than come has some left out, up to the next key frame.
   *
   * Throws `invalid-picture` when the bytes are something else.
   */
  pushVideo(frame: Uint8Array, push?: LiveFramePush): void;
  /**
   * A picture of a shared screen, otherwise like {@link pushVideo}. The first one begins the share, also when
   * somebody else was sharing; a screen that does not change is still shared, so only {@link stopSharing} ends it.
   */
  pushShare(frame: Uint8Array, push?: LiveFramePush): void;
  /** Ends the share, as much later as pictures are shown later. Does nothing when nobody shares. */
  stopSharing(): void;
  /** Nothing more will come: what waits is still played, and a share ends. Safe to call twice. */
  close(): void;
}

/**
 * Creates a source that other code pushes media into. Time is that of the meetings: with `speed: 10` a second of
 * sound has to be pushed every tenth of a second. Throws {@link LiveSourceError} with code `invalid-option`.
 */
export function createLiveSource(options: LiveSourceOptions = {}): LiveSource {
  const settings = resolveLiveOptions(options);
  const { people } = settings;
  const cast: LiveCast = {
    label: `live: ${people.map(({ name }) => name).join(', ')}`,
    participants: people.map(({ name, audio, video }) => ({
      name,
      hasAudio: audio !== undefined,
      hasVideo: video !== undefined,
    })),
  };
  const cameras = people.map(({ name, video }) => video && createPictureIntake(video, `${name}'s camera`));
  const takeShared = settings.share && createPictureIntake(settings.share, 'the shared screen');
  const meetings = new Set<LiveMeeting>();
  let isClosed = false;

  function personAt(participant: number): LivePerson {
    if (isClosed) throw new LiveSourceError('closed', 'this live source is closed; create another one');
    const person = people[participant];
    if (person) return person;
    throw new LiveSourceError(
      'unknown-participant',
      `participant ${participant} does not exist; this source has ${people.length}, counted from 0`,
    );
  }

  function playing(): LiveMeeting[] {
    return [...meetings].filter((meeting) => meeting.isPlaying);
  }

  return {
    ...cast,
    durationMs: Infinity,
    utterances: [],
    shares: [],

    pushAudio(samples, { participant = 0 } = {}) {
      const person = personAt(participant);
      const { channels, sampleRateHz } = formatOf(person, samples);
      const lengthMs = (samples.length * 1000) / (channels * sampleRateHz);
      const receivers = playing();
      const waitingMs = Math.max(0, ...receivers.map((meeting) => meeting.waitingMs(participant)));
      if (waitingMs + lengthMs > LONGEST_AHEAD_MS) {
        throw new LiveSourceError(
          'too-far-ahead',
          `${Math.round(waitingMs)} ms of ${person.name}'s sound wait already, and ${Math.round(lengthMs)} ms more ` +
            `would be above ${LONGEST_AHEAD_MS} ms; push it later, or in smaller pieces`,
          waitingMs,
        );
      }
      for (const meeting of receivers) meeting.putSound(participant, samples);
    },

    pushVideo(frame, { participant = 0, isKeyFrame } = {}) {
      const person = personAt(participant);
      const take = cameras[participant];
      if (!take)
        throw new LiveSourceError(
          'not-declared',
          `${person.name} has no camera; declare it with video: 'H264'`,
        );
      const picture = take(frame, isKeyFrame);
      if (!picture) return;
      for (const meeting of playing()) meeting.putVideo(participant, picture);
    },

    pushShare(frame, { participant = 0, isKeyFrame } = {}) {
      personAt(participant);
      if (!takeShared) {
        throw new LiveSourceError(
          'not-declared',
          "nobody shares a screen here; declare it with share: 'H264'",
        );
      }
      const picture = takeShared(frame, isKeyFrame);
      if (!picture) return;
      for (const meeting of playing()) meeting.putShare(participant, picture);
    },

    stopSharing() {
      for (const meeting of playing()) meeting.stopSharing();
    },

    close() {
      if (isClosed) return;
      isClosed = true;
      for (const meeting of playing()) meeting.stopSharing();
    },

    forMeeting(stage: MeetingStage): MediaSource {
      const meeting = new LiveMeeting(cast, settings, stage);
      meetings.add(meeting);
      return meeting;
    },

    // Outside of a meeting there is nothing to play.
    audio: () =>
      Promise.reject(new MediaUnavailableError('no-audio', `${cast.label} can be heard in a meeting only`)),
    video: () => Promise.resolve(undefined),
    share: () => Promise.resolve(undefined),
    activeSpeakerAt: () => 0,
  };
}

/** The declared format of samples that can be taken. */
function formatOf({ name, audio }: LivePerson, samples: Int16Array): Required<LiveAudio> {
  if (!audio) throw new LiveSourceError('not-declared', `${name} was declared with audio: false`);
  if (!(samples instanceof Int16Array)) {
    throw new LiveSourceError(
      'invalid-audio',
      `sound of ${name} is no Int16Array; push signed 16-bit samples`,
    );
  }
  if (samples.length % audio.channels === 0) return audio;
  throw new LiveSourceError(
    'invalid-audio',
    `sound of ${name} has ${samples.length} samples for ${audio.channels} channels; push whole frames, interleaved`,
  );
}
