/** Media as objects: what streams and events give, in place of four arguments. */
import type { MediaDataCallback } from '../vocabulary/callbacks.js';
import type { Metadata } from '../vocabulary/metadata.js';

/** A piece of audio, video or shared screen. */
export interface MediaFrame {
  /** The bytes: PCM, Opus, H.264, JPEG, as was asked for. Shared with other listeners: do not write to it. */
  readonly data: Buffer;
  /** Unix milliseconds. */
  readonly timestamp: number;
  /** 0 for mixed audio. */
  readonly userId: number;
  /** Empty for mixed audio. */
  readonly userName: string;
  readonly metadata: Metadata;
}

/** Something that was said. */
export interface TranscriptLine {
  readonly text: string;
  /** Unix milliseconds. */
  readonly timestamp: number;
  /** Unix milliseconds, 0 where the service did not say. */
  readonly startTs: number;
  /** Unix milliseconds, 0 where the service did not say. */
  readonly endTs: number;
  readonly userId: number;
  readonly userName: string;
}

export function mediaFrame(...[data, , timestamp, metadata]: Parameters<MediaDataCallback>): MediaFrame {
  return { data, timestamp, userId: metadata.userId, userName: metadata.userName, metadata };
}

export function transcriptLine(
  ...[data, , timestamp, metadata]: Parameters<MediaDataCallback>
): TranscriptLine {
  const { startTs, endTs, userId, userName } = metadata;
  return { text: data.toString(), timestamp, startTs, endTs, userId, userName };
}
