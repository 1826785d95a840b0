/** What a stream looks like from outside: HTTP API, page, programs. Plain JSON. */
import type { DialectName, Product } from '@rtms-mock/protocol';
import type { Count, Milliseconds } from '../units.js';

/** Where a stream is in its life. */
export type StreamStateName = 'created' | 'signaling' | 'active' | 'paused' | 'interrupted' | 'terminated';

/** Counters of one media type on one stream. */
export interface MediaCounters {
  readonly frames: Count;
  /** Bytes before base64. */
  readonly bytes: Count;
  /** Frames that a slow reader made us drop. */
  readonly dropped: Count;
  /** Frames left out because the server itself was late: see the option `lateFrames`. */
  readonly skipped: Count;
  /** How late frames were handed to the socket: the worst and the sum, in milliseconds. */
  readonly latenessMaxMs: Milliseconds;
  readonly latenessMeanMs: Milliseconds;
}

/** One connection of a stream. */
export interface ConnectionView {
  readonly id: string;
  readonly socket: 'signaling' | 'media';
  readonly state: string;
  /** Media types it carries, by name. Empty for signaling. */
  readonly mediaTypes: readonly string[];
  /** Milliseconds since it opened. */
  readonly ageMs: Milliseconds;
  readonly bufferedBytes: Count;
}

/** One stream with its meeting. */
export interface StreamView {
  readonly streamId: string;
  readonly meetingUuid: string;
  /** Numeric meeting id, as text. */
  readonly meetingId: string;
  readonly topic: string;
  readonly product: Product;
  readonly protocol: DialectName;
  readonly clientId: string;
  readonly state: StreamStateName;
  readonly stopReason: string | null;
  /** Whether the meeting is over. While it is not, a stream that is `terminated` can be started again. */
  readonly meetingEnded: boolean;
  readonly serverUrls: string;
  readonly webhookUrl: string | null;
  readonly participants: readonly { readonly userId: Count; readonly name: string }[];
  readonly connections: readonly ConnectionView[];
  /** By media type name: `audio`, `video`, `deskshare`, `transcript`, `chat`. */
  readonly media: { readonly [type: string]: MediaCounters };
}
