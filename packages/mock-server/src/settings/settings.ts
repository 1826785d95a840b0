import type { DialectName, MediaShape } from '@rtms-mock/protocol';
import type { Credentials } from '../credentials.js';
import type { Logger } from '../log.js';
import type { DuplicatePolicy, HandshakeFailure, LateFrames, MediaKeepAlive } from '../policies.js';
import type { RetryPolicy } from '../webhooks/retry.js';

/** Server options with all defaults applied. */
export interface ServerSettings {
  readonly host: string;
  readonly port: number;
  readonly mediaPort: number;
  readonly publicUrl: string | undefined;
  /** Further host names under which the server can be reached: those of its certificate. */
  readonly names: readonly string[];
  readonly protocol: DialectName;
  readonly mediaShape: MediaShape;
  readonly auth: 'required' | 'off';
  readonly credentials: Credentials;
  readonly webhookUrl: string | undefined;
  readonly handshakeFailure: HandshakeFailure | undefined;
  readonly keepMediaOnSignalingLoss: boolean;
  readonly keepAliveMs: number | undefined;
  readonly mediaKeepAlive: MediaKeepAlive;
  readonly duplicatePolicy: DuplicatePolicy;
  readonly lateFrames: LateFrames;
  readonly mediaBufferBytes: number;
  readonly strict: boolean;
  readonly endNoticeMs: number;
  readonly quiet: boolean;
  readonly speed: number;
  readonly seed: number | undefined;
  readonly webhookServerUrls: 'string' | 'array';
  readonly webhookInsecure: boolean;
  readonly webhookRetry: RetryPolicy | undefined;
  readonly logger: Logger;
}
