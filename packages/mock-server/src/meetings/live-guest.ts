import { LiveSourceError } from '../media/sources/live/live-source-error.js';
import {
  GuestMedia,
  type FrameKind,
  type GuestDemand,
  type GuestFormats,
} from '../media/sources/live/guest-media.js';
import type { LiveAudio, VideoCodec } from '../media/sources/live/live-options.js';
import { chatMessage } from './chat-message.js';
import type { Guest } from './guests.js';
import type { Meeting } from './meeting.js';
import { transcriptMessage } from './transcript-message.js';

/** Max. number of guests of a meeting. */
export const MAX_GUESTS = 20;

/** Max. number of characters of a caption or a chat message of a guest. */
export const MAX_TEXT_CHARACTERS = 4000;

/** Options of a participant who joins with live media. */
export interface LiveGuestOptions {
  /** Display name, as apps see it. */
  readonly name: string;
  /**
   * Format of the pushed audio. `false`: a participant without audio.
   *
   * @default mono at 48000 Hz
   */
  readonly audio?: LiveAudio | false;
  /**
   * Codecs in which frames of the camera may be pushed. Frames are not converted, so an app gets them only in these.
   *
   * @default none: a participant without a camera
   */
  readonly video?: readonly VideoCodec[];
  /** Codecs in which frames of a shared screen may be pushed. @default none: a participant who shares nothing */
  readonly share?: readonly VideoCodec[];
  /** Language of the captions: a BCP 47 tag or its English name. @default `en` */
  readonly language?: string;
}

/** Notifications of the producer of live media. All are optional. */
export interface LiveGuestListener {
  /** The codecs that apps use have changed: only these need to be pushed. */
  wanted?(video: readonly VideoCodec[], share: readonly VideoCodec[]): void;
  /** A decoder starts now: push a keyframe. */
  keyframe?(of: FrameKind): void;
  /** A step has muted or unmuted the participant, or the producer itself has. */
  muted?(isMuted: boolean): void;
  /** A step has turned the camera on or off, or has ended the share. Frames are ignored while it is off. */
  turned?(of: FrameKind, isOn: boolean): void;
  /** The participant has left: by a step, at the end of the meeting, or by {@link LiveGuest.leave}. Called once. */
  left?(): void;
}

/** The meeting has no place for a further guest. */
export class TooManyGuestsError extends Error {
  override readonly name = 'TooManyGuestsError';
}

/**
 * A participant who brings live media into a running meeting. Every app gets the audio in the format that it requests, and
 * frames in the codecs that are pushed. Pushes that are refused throw a {@link LiveSourceError} and have no effect.
 */
export interface LiveGuest {
  /** User id, as apps see it. */
  readonly userId: number;
  /** Display name. */
  readonly name: string;
  /** True once the participant has left. Further calls have no effect. */
  readonly hasLeft: boolean;
  /** Pushes audio that continues the previous push: see {@link LiveSource.pushAudio}. */
  pushAudio(samples: Int16Array): void;
  /**
   * Pushes a frame of the camera or of a shared screen: see {@link LiveSource.pushVideo}. The first frame turns the camera
   * on, or starts the share.
   */
  pushFrame(of: FrameKind, codec: VideoCodec, frame: Uint8Array): void;
  /** Turns the camera or the share off, or on again. */
  turn(of: FrameKind, isOn: boolean): void;
  /** Mutes or unmutes the participant. */
  mute(isMuted: boolean): void;
  /** Sends a caption: words that ended now and began `startedMsAgo` milliseconds before. */
  caption(text: string, startedMsAgo?: number): void;
  /** Sends a chat message to everyone. */
  chat(text: string): void;
  /** Leaves the meeting. */
  leave(): void;
}

/**
 * Lets a participant with live media join.
 *
 * @throws {@link TooManyGuestsError}
 * @throws {@link LiveSourceError} `invalid-option` for a format that is not supported
 */
export function joinAsGuest(
  meeting: Meeting,
  options: LiveGuestOptions,
  listener: LiveGuestListener = {},
): LiveGuest {
  if (meeting.hasEnded) throw new LiveSourceError('closed', 'the meeting has ended; start another one');
  if (meeting.guests.all.length >= MAX_GUESTS) {
    throw new TooManyGuestsError(`the meeting has ${MAX_GUESTS} live participants, and no more may join`);
  }
  return new MeetingGuest(meeting, options, listener);
}

class MeetingGuest implements LiveGuest {
  readonly #meeting: Meeting;
  readonly #listener: LiveGuestListener;
  readonly #language: string;
  readonly #guest: Guest;
  /** `waiting`: the first frame turns it on. `off`: frames are ignored. */
  readonly #state: Record<FrameKind, 'waiting' | 'on' | 'off'> = { video: 'waiting', share: 'waiting' };
  #hasLeft = false;

  constructor(meeting: Meeting, options: LiveGuestOptions, listener: LiveGuestListener) {
    const { name, audio = {}, video = [], share = [], language = 'en' } = options;
    const formats: GuestFormats = { name, audio: audio === false ? undefined : audio, video, share };
    this.#meeting = meeting;
    this.#listener = listener;
    this.#language = language;
    const demand: GuestDemand = {
      wanted: (...codecs) => listener.wanted?.(...codecs),
      keyframe: (of) => listener.keyframe?.(of),
    };
    this.#guest = meeting.addGuest(name, (context) => ({
      media: new GuestMedia(formats, context, demand),
      onMute: (isMuted) => listener.muted?.(isMuted),
      onLeave: () => {
        this.#hasLeft = true;
        listener.left?.();
      },
    }));
  }

  get userId(): number {
    return this.#guest.participant.userId;
  }

  get name(): string {
    return this.#guest.participant.name;
  }

  get hasLeft(): boolean {
    return this.#hasLeft;
  }

  pushAudio(samples: Int16Array): void {
    if (!this.#hasLeft) this.#guest.media.pushAudio(samples);
  }

  pushFrame(of: FrameKind, codec: VideoCodec, frame: Uint8Array): void {
    if (this.#hasLeft) return;
    if (!this.#guest.media.formats[of].includes(codec)) {
      const codecs = this.#guest.media.formats[of].join(' and ');
      throw new LiveSourceError(
        'not-declared',
        `${codec} was not declared for the ${of === 'video' ? 'camera' : 'share'} of ${this.name}; declared: ${codecs || 'nothing'}`,
      );
    }
    this.#followSteps(of);
    if (this.#state[of] === 'off') return;
    this.#guest.media.pushFrame(of, codec, frame);
    if (this.#state[of] === 'waiting') this.turn(of, true);
  }

  /** A step may have turned the camera off and on again, or ended the share. */
  #followSteps(of: FrameKind): void {
    if (this.#state[of] === 'waiting') return;
    const isOn =
      of === 'video'
        ? this.#meeting.cameras.isVisible(this.#guest.participant)
        : this.#meeting.share.isSharing(this.#guest.participant);
    if (isOn === (this.#state[of] === 'on')) return;
    this.#state[of] = isOn ? 'on' : 'off';
    this.#listener.turned?.(of, isOn);
  }

  turn(of: FrameKind, isOn: boolean): void {
    if (this.#hasLeft) return;
    const { cameras, share } = this.#meeting;
    const { participant } = this.#guest;
    this.#state[of] = isOn ? 'on' : 'off';
    if (of === 'video') cameras.turn(participant, isOn);
    else if (isOn) share.start(participant);
    else share.release(participant);
  }

  mute(isMuted: boolean): void {
    if (!this.#hasLeft) this.#meeting.mute(this.#guest.participant, isMuted);
  }

  caption(text: string, startedMsAgo = 0): void {
    if (this.#hasLeft) return;
    const endUnixMs = this.#nowUnixMs;
    const { participant } = this.#guest;
    this.#meeting.say(
      transcriptMessage({
        sender: this.#meeting.senderOf(participant),
        text: checkedText(text),
        startUnixMs: endUnixMs - Math.max(0, Math.round(startedMsAgo)),
        endUnixMs,
        language: this.#language,
      }),
    );
  }

  chat(text: string): void {
    if (this.#hasLeft) return;
    const messageId = this.#meeting.nextMessageId();
    const { participant: sender } = this.#guest;
    this.#meeting.say(
      chatMessage({ sender, text: checkedText(text), timestamp: this.#nowUnixMs, messageId }),
    );
  }

  get #nowUnixMs(): number {
    return this.#meeting.unixMsAt(this.#meeting.positionNowMs);
  }

  leave(): void {
    if (!this.#hasLeft) this.#meeting.leave(this.#guest.participant);
  }
}

function checkedText(text: string): string {
  if (text.trim() === '') throw new LiveSourceError('invalid-frame', 'the text is empty');
  if (text.length <= MAX_TEXT_CHARACTERS) return text;
  throw new LiveSourceError(
    'invalid-frame',
    `the text has ${text.length} characters, and ${MAX_TEXT_CHARACTERS} are sent at most`,
  );
}
