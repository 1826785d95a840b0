/** Everything that the app receives, as plain data. */
import type { AudioChoice, VideoChoice } from './media-choice.js';

/** The participant whom media comes from. */
export interface Sender {
  readonly userId: number;
  readonly userName: string;
}

/** One packet of audio, or one frame of video or screen share. */
export type ReceivedMedia = Sender & {
  readonly streamId: string;
  /** Unix milliseconds. */
  readonly timestamp: number;
  readonly data: Buffer;
} & (
    | { readonly kind: 'audio'; readonly format: AudioChoice }
    | { readonly kind: 'video' | 'share'; readonly format: VideoChoice }
  );

/** One utterance or chat message. */
export interface ReceivedText extends Sender {
  readonly kind: 'transcript' | 'chat';
  readonly text: string;
  /** Unix milliseconds. */
  readonly timestamp: number;
  /** Start of the utterance in Unix milliseconds; 0 if it is not known. */
  readonly startTs: number;
  /** End of the utterance in Unix milliseconds; 0 if it is not known. */
  readonly endTs: number;
}

/** A change in the meeting or of the connection. */
export interface ReceivedEvent {
  readonly kind: 'event';
  /** Name of the event: `participant join`, `interrupted`. */
  readonly name: string;
  /** Fields of the event for a person. */
  readonly text: string;
}

/** A webhook, as it was received. */
export interface ReceivedWebhook {
  readonly kind: 'webhook';
  /** `meeting.rtms_started`. */
  readonly event: string;
  /** The body as indented JSON, cut to 4,000 characters. */
  readonly body: string;
}

/** A line of one of the lists. */
export type Entry = (ReceivedText | ReceivedEvent | ReceivedWebhook) & {
  /** Increases by one with each entry of the app. */
  readonly seq: number;
  /** Time of arrival in Unix milliseconds. */
  readonly atMs: number;
  /** `undefined` for webhooks that name no stream. */
  readonly streamId: string | undefined;
};

/** An entry without its number and time. */
export type NewEntry = (ReceivedText | ReceivedEvent | ReceivedWebhook) & {
  readonly streamId: string | undefined;
};
