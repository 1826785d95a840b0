/** Text messages of the WebSocket `/api/meetings/:streamId/live`. */
import { array, BOOLEAN, choice, dataKind, integer, isObject, STRING, type Kind } from '../../input/kinds.js';
import { optional, readObject, required, withDefault } from '../../input/object.js';
import { bad, good, mustBe, namedClause, type Reading } from '../../input/reading.js';
import { asSentence } from '../../input/sentence.js';
import type { FrameKind } from '../../media/sources/live/guest-media.js';
import { LIVE_SAMPLE_RATES, type LiveAudio, type VideoCodec } from '../../media/sources/live/live-options.js';
import type { LiveGuestOptions } from '../../meetings/live-guest.js';
import { PARTICIPANT_NAME } from '../../server/meeting-fields.js';

/** The first message of a producer: the new participant and the media that will be sent. */
export interface LiveHello {
  /**
   * Display name.
   *
   * @minLength 1
   * @maxLength 200
   */
  readonly name: string;
  /** Format of the audio, by default 16 kHz mono; false: no audio. */
  readonly audio?:
    | false
    | {
        /**
         * Samples per second of each channel.
         *
         * @default 16000
         * @TJS-type integer
         */
        readonly sampleRateHz?: number;
        /**
         * Number of channels.
         *
         * @default 1
         */
        readonly channels?: 1 | 2;
      };
  /** Codecs of the camera; false, the default: no camera. */
  readonly video?: VideoCodec | readonly VideoCodec[] | false;
  /** Codecs of the share; false, the default: no share. */
  readonly share?: VideoCodec | readonly VideoCodec[] | false;
  /** Language of the captions: a BCP 47 tag or its English name. Default: `en`. */
  readonly language?: string;
}

/** A message of the server to a producer. */
export type LiveServerMessage =
  | {
      /** The producer is a participant now. */
      readonly type: 'joined';
      /** The new participant. */
      readonly participant: { readonly userId: number; readonly name: string };
      /** Delay between a frame and the moment at which it is due, in milliseconds. */
      readonly latencyMs: number;
      /** Max. size of a frame, in bytes. */
      readonly maxFrameBytes: number;
    }
  | {
      /** The first message was not accepted; the socket closes with 1008. */
      readonly type: 'refused';
      /** Short and stable, for programs. */
      readonly code: string;
      /** One sentence that says what is wrong. */
      readonly message: string;
    }
  | {
      /** The codecs that apps use have changed. Only these need to be sent. */
      readonly type: 'wanted';
      /** Codecs of the camera. */
      readonly video: readonly VideoCodec[];
      /** Codecs of the share. */
      readonly share: readonly VideoCodec[];
    }
  | {
      /** A decoder starts now: a keyframe is needed. */
      readonly type: 'keyframe';
      /** Camera or share. */
      readonly of: FrameKind;
    }
  | {
      /** The microphone is off, or on again; the camera is on or off; the share is on or has ended. */
      readonly type: 'muted' | 'camera' | 'share';
      /** The new state. */
      readonly on: boolean;
    }
  | {
      /** A frame or message was not accepted and is lost; everything else goes on. `slow`: more than is accepted. */
      readonly type: 'error' | 'slow';
      /** Short and stable, for programs. */
      readonly code: string;
      /** One sentence that says what is wrong. */
      readonly message: string;
    };

/** A message of a producer after the first. */
export interface LiveControl {
  /** The device that is turned on or off. */
  readonly type: 'mute' | 'camera' | 'share';
  /** The new state. */
  readonly on: boolean;
}

const CODEC = choice(['H264', 'JPG', 'PNG']);
const CODECS_FORM = 'a codec (H264, JPG, PNG), an array of codecs, or false';

/** A codec, several, or false for none. */
const CODECS: Kind<readonly VideoCodec[]> = dataKind(CODECS_FORM, (value) => {
  if (value === false) return good([]);
  if (Array.isArray(value)) return array(CODEC, 3).read(value);
  const reading = CODEC.read(value);
  return reading.ok ? good([reading.value]) : reading;
});

const RATE_FORM = `one of ${LIVE_SAMPLE_RATES.join(', ')}`;
const RATE: Kind<number> = dataKind(RATE_FORM, (value) =>
  typeof value === 'number' && LIVE_SAMPLE_RATES.includes(value) ? good(value) : mustBe(RATE_FORM, value),
);

const AUDIO_FIELDS = {
  sampleRateHz: withDefault(RATE, 16_000),
  channels: withDefault(integer(1, 2), 1),
};

const AUDIO: Kind<LiveAudio | false> = dataKind<LiveAudio | false>(
  'an object such as {"sampleRateHz": 16000, "channels": 1}, or false',
  (value) => {
    if (value === false) return good(false);
    const reading = readObject(AUDIO_FIELDS, value);
    if (!reading.ok) return reading;
    const { sampleRateHz, channels } = reading.value;
    return good({ sampleRateHz, channels: channels === 2 ? 2 : 1 });
  },
);

const HELLO = {
  name: required(PARTICIPANT_NAME),
  audio: optional(AUDIO),
  video: optional(CODECS),
  share: optional(CODECS),
  language: optional(STRING),
};

const CONTROL = {
  type: required(choice(['mute', 'camera', 'share'])),
  on: required(BOOLEAN),
};

/** A value, or one sentence that says what is wrong. */
export type MessageReading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string };

/** Reads the first message of a producer. */
export function readHello(text: string): MessageReading<LiveGuestOptions> {
  const reading = sentenceOf(parsed(text, (data) => readObject(HELLO, data, { unknown: 'ignore' })));
  if (!reading.ok) return reading;
  const { audio = { sampleRateHz: 16_000, channels: 1 }, ...others } = reading.value;
  return { ok: true, value: { ...others, audio } };
}

/** Reads a later message of a producer. */
export function readControl(text: string): MessageReading<LiveControl> {
  return sentenceOf(parsed(text, (data) => readObject(CONTROL, data, { unknown: 'ignore' })));
}

function parsed<T>(text: string, read: (data: unknown) => Reading<T>): Reading<T> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return bad('is not JSON');
  }
  return isObject(data) ? read(data) : bad('must be a JSON object');
}

function sentenceOf<T>(reading: Reading<T>): MessageReading<T> {
  if (reading.ok) return reading;
  const [problem] = reading.problems;
  return { ok: false, message: asSentence(namedClause(problem, 'The message')) };
}
