/** What the parts of a server are set to, and the policies that they follow. */
import type { DialectName, NumericGeneration, MediaShape } from '@rtms-mock/protocol';
import type { Credentials } from './credentials.js';
import type { Logger } from './log.js';

/**
 * How media sockets are kept alive: pinged only while nothing is sent, always, or never (PROTOCOL.md §13).
 */
export type MediaKeepAlive = 'idle' | 'always' | 'off';

/**
 * What happens to a second connection for the same thing while the first is healthy (PROTOCOL.md §14.3).
 *
 * - `reject`: the second is refused with a status.
 * - `replace`: the second is accepted and the first closes with 1000. Signaling has to say that it is ready again;
 *   a media socket takes over from all that carry one of its types, and nothing counts as interrupted.
 * - `allow`: both live. What the service has to say goes to every signaling connection of the stream, events to those
 *   that subscribed themselves; either may say that media may flow, and signaling is lost when the last of them is.
 *   Media goes to every media socket.
 */
export type DuplicatePolicy = 'reject' | 'replace' | 'allow';

/** What follows a refused handshake. */
export type HandshakeFailure = 'respond-close' | 'respond-only' | 'close-only';

export const HANDSHAKE_FAILURES = [
  'respond-close',
  'respond-only',
  'close-only',
] as const satisfies readonly HandshakeFailure[];

/**
 * What happens to frames that the server itself sends late because the process or the machine stood still.
 *
 * - `burst`: all are sent, as fast as possible, so that nothing is missing.
 * - `skip`: frames that a later one has overtaken are left out and counted, so that what arrives is never old.
 */
export type LateFrames = 'burst' | 'skip';

export const LATE_FRAMES = ['burst', 'skip'] as const satisfies readonly LateFrames[];

/** When a webhook is sent again that its receiver did not accept in time. */
export interface RetryPolicy {
  /** Waiting time before each further attempt, counted from the end of the attempt before it, in milliseconds. */
  readonly delaysMs: readonly number[];
}

/** Options with every default in place. */
export interface ServerSettings {
  readonly host: string;
  readonly port: number;
  readonly mediaPort: number;
  readonly publicUrl: string | undefined;
  /** Further host names under which the server may be reached: those given for the certificate. */
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

/** The generation whose numbers and limits hold: the string generation has those of 2025. */
export function generationOf(protocol: DialectName): NumericGeneration {
  return protocol === 'string' ? '2025' : protocol;
}

/** Time between keep-alives of a generation (PROTOCOL.md §13): 5 s in 2025, 10 s in 2026. */
export function defaultKeepAliveMs(protocol: NumericGeneration): number {
  return protocol === '2025' ? 5000 : 10_000;
}

/** Audio that is kept for an app that is not ready yet or has lost a connection, in milliseconds (PROTOCOL.md §14.4). */
export const MAX_AUDIO_BACKLOG_MS = 60_000;
