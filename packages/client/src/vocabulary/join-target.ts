import type { EntityIds } from '@rtms-mock/protocol';

/** The stream to join, with everything that the handshakes need. */
export interface JoinTarget {
  /** The id with the key that the handshakes send it under. */
  readonly ids: EntityIds;
  /** The id alone: of the meeting, webinar, session, engagement or call. */
  readonly entityId: string;
  /** True for Contact Center, where the event types from 8 on have other meanings (PROTOCOL.md §18.6). */
  readonly contactCenter: boolean;
  /** `rtms_stream_id`. */
  readonly streamId: string;
  /** Signature of both handshakes (PROTOCOL.md §5). */
  readonly signature: string;
  /** Signaling URLs in the order in which they are tried; at least one. */
  readonly urls: readonly string[];
  /** Time limit of joining, in ms. */
  readonly timeoutMs: number;
}
