/** What a stream looks like from outside: HTTP API, page, programs. Plain JSON. */

/** Where a stream is in its life. */
export type StreamStateName = 'created' | 'signaling' | 'active' | 'paused' | 'interrupted' | 'terminated';

/** Counters of one media type on one stream. */
export interface MediaCounters {
  readonly frames: number;
  /** Bytes before base64. */
  readonly bytes: number;
  /** Frames that a slow reader made us drop. */
  readonly dropped: number;
  /** Frames left out because the server itself was late: see the option `lateFrames`. */
  readonly skipped: number;
  /** How late frames were handed to the socket: the worst and the sum, in milliseconds. */
  readonly latenessMaxMs: number;
  readonly latenessMeanMs: number;
}

/** One connection of a stream. */
export interface ConnectionView {
  readonly id: string;
  readonly socket: 'signaling' | 'media';
  readonly state: string;
  /** Media types it carries, by name. Empty for signaling. */
  readonly mediaTypes: readonly string[];
  /** Milliseconds since it opened. */
  readonly ageMs: number;
  readonly bufferedBytes: number;
}

/** One stream with its meeting. */
export interface StreamView {
  readonly streamId: string;
  readonly meetingUuid: string;
  /** Numeric meeting id, as text. */
  readonly meetingId: string;
  readonly topic: string;
  readonly product: string;
  readonly protocol: string;
  readonly clientId: string;
  readonly state: StreamStateName;
  readonly stopReason: string | null;
  /** Whether the meeting is over. While it is not, a stream that is `terminated` can be started again. */
  readonly meetingEnded: boolean;
  readonly serverUrls: string;
  readonly webhookUrl: string | null;
  readonly participants: readonly { readonly userId: number; readonly name: string }[];
  readonly connections: readonly ConnectionView[];
  /** By media type name: `audio`, `video`, `deskshare`, `transcript`, `chat`. */
  readonly media: { readonly [type: string]: MediaCounters };
}
