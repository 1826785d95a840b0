import type { EntityIds } from '@rtms-mock/protocol';

/** Everything that the handshakes need to know. */
export interface JoinTarget {
  /** The id under the key that goes into the handshakes. */
  readonly ids: EntityIds;
  readonly entityId: string;
  /** In Contact Center, events from 8 on have meanings of their own. */
  readonly contactCenter: boolean;
  readonly streamId: string;
  readonly signature: string;
  readonly urls: readonly string[];
  readonly timeoutMs: number;
}
