/** A stream as the rules of both handshakes see it. */
import type { NumericGeneration } from '@rtms-mock/protocol';
import type { AppCredentials } from '@rtms-mock/protocol/signature';

/** What a handshake is judged against: the stream that its `rtms_stream_id` names, when there is one. */
export interface HandshakeStream {
  readonly entityId: string;
  readonly app: AppCredentials;
  /** Terminated, or stopped and not started again. */
  readonly ended: boolean;
  /** Its signaling connection is open and not interrupted. */
  readonly hasSignaling: boolean;
}

/** What a media handshake is judged against. */
export interface MediaHandshakeStream extends HandshakeStream {
  readonly generation: NumericGeneration;
  /** Media types that the app may receive, as a mask. */
  readonly scope: number;
  /** Types that other open media connections of this stream carry; 32 when one carries all. */
  readonly openTypes: readonly number[];
}
