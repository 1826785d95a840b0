/** Properties of a stream that handshakes are checked against. */
import type { NumericGeneration } from '@rtms-mock/protocol';
import type { AppCredentials } from '@rtms-mock/protocol/signature';

/** The stream that the `rtms_stream_id` of a handshake names. */
export interface HandshakeStream {
  /** Id that the product uses: meeting UUID, session id, engagement id or call id. */
  readonly entityId: string;
  /** Credentials of the app, and whether its client secret is no longer valid. */
  readonly app: AppCredentials & { readonly isSecretExpired?: boolean };
  /** Terminated, or stopped and not started again. */
  readonly ended: boolean;
  /** The stream has an open signaling connection. */
  readonly hasSignaling: boolean;
}

/** The stream that a media handshake names, with its media types. */
export interface MediaHandshakeStream extends HandshakeStream {
  readonly generation: NumericGeneration;
  /** Media types that the app may receive, as a mask. */
  readonly scope: number;
  /** `media_type` of each open media connection of this stream: 32 for all types, else an OR of types. */
  readonly openTypes: readonly number[];
}
