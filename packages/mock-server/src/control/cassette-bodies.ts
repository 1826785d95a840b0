/** Bodies of the HTTP API about cassettes. The schemas of its description follow from these types. */
import type { DialectName, Product } from '@rtms-mock/protocol';
import type { Count, Milliseconds } from '../units.js';

/** Response of `GET /api/cassettes`. */
export interface CassetteList {
  /** Cassettes that meetings can play. */
  readonly cassettes: readonly {
    /** Name for `replay` of `POST /api/meetings`. */
    readonly name: string;
    /** True for the cassette that every meeting plays that names none. */
    readonly isDefault: boolean;
    /** Time of the recording in ISO 8601. */
    readonly startedAt: string;
    /** Generation of the protocol. */
    readonly protocol: DialectName;
    /** Recorded streams, which take turns. */
    readonly streams: readonly {
      /** Id in the recording. */
      readonly streamId: string;
      /** Kind of conversation. */
      readonly product: Product;
      /** Length in milliseconds. */
      readonly durationMs: Milliseconds;
      /** Names of the participants. */
      readonly participants: readonly string[];
      /** Number of messages of each media type. */
      readonly media: { readonly [type: string]: Count };
    }[];
    /** Sentences about what cannot be played. */
    readonly notes: readonly string[];
  }[];
}
