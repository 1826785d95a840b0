/** Media as objects, as streams and events have it in place of the four arguments of a callback. */
import type { MediaDataCallback } from '../vocabulary/callbacks.js';
import type { Metadata } from '../vocabulary/metadata.js';

/** A packet of audio, or a frame of video or screen share. */
export interface MediaFrame {
  /** The bytes in the requested codec: PCM, Opus, H.264, JPEG. Shared with other listeners: do not modify them. */
  readonly data: Buffer;
  /** Time of the frame in Unix milliseconds. */
  readonly timestamp: number;
  /** User id of the participant. -1 for mixed audio. */
  readonly userId: number;
  /** Display name of the participant. Empty for mixed audio. */
  readonly userName: string;
  /** All metadata, as the callbacks have it. */
  readonly metadata: Metadata;
}

/** One utterance. */
export interface TranscriptLine {
  /** The words. */
  readonly text: string;
  /** Time of the message in Unix milliseconds. */
  readonly timestamp: number;
  /** Start of the utterance in Unix milliseconds; 0 if the service sent none. */
  readonly startTs: number;
  /** End of the utterance in Unix milliseconds; 0 if the service sent none. */
  readonly endTs: number;
  /** User id of the speaker. */
  readonly userId: number;
  /** Display name of the speaker. */
  readonly userName: string;
  /** Line of the party, in Contact Center and Phone: there it identifies the speaker. Absent in other products. */
  readonly channelId?: string;
}

/** Converts the arguments of a media callback. */
export function mediaFrame(...[data, , timestamp, metadata]: Parameters<MediaDataCallback>): MediaFrame {
  return { data, timestamp, userId: metadata.userId, userName: metadata.userName, metadata };
}

/** Converts the arguments of `onTranscriptData`. */
export function transcriptLine(
  ...[data, , timestamp, metadata]: Parameters<MediaDataCallback>
): TranscriptLine {
  const { startTs, endTs, userId, userName, channelId } = metadata;
  const line = { text: data.toString(), timestamp, startTs, endTs, userId, userName };
  return channelId === undefined ? line : { ...line, channelId };
}
