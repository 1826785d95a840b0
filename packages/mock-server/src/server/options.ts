import type { Clock, DialectName, MediaShape } from '@rtms-mock/protocol';
import { DEV_CREDENTIALS, type Credentials } from '../credentials.js';
import { silentLogger, type Logger } from '../log.js';
import type { OpenMedia } from '../media/sources/open-media.js';
import type { MediaSource } from '../media/sources/media-source.js';
import type { ScenarioChoice } from '../scenarios/choose.js';
import { DEFAULT_SCENARIO } from '../scenarios/built-in-scenarios.js';
import type { Scenario } from '../scenarios/scenario.js';
import type { DuplicatePolicy, HandshakeFailure, LateFrames, MediaKeepAlive } from '../policies.js';
import type { ServerSettings } from '../settings/settings.js';
import type { RetryPolicy } from '../webhooks/retry.js';
import type { TlsOption } from '../sockets/tls/tls.js';

/** Options of {@link startMockServer}. Every one has a default for a developer's own machine. */
export interface MockServerOptions {
  /** Address to listen on. Default `127.0.0.1`. */
  readonly host?: string;
  /** Port for signaling, HTTP API and page. 0 takes any free one. Default 9092. */
  readonly port?: number;
  /** Port for media. 0 takes any free one. Default 8081. */
  readonly mediaPort?: number;
  /**
   * Base of every advertised URL, when clients reach the server by another name. A path in it is served with and
   * without that path, whether or not a proxy takes it off.
   */
  readonly publicUrl?: string;
  /**
   * Serves `wss` beside `ws`, on the same ports, and advertises it. `true` makes a certificate whose authority
   * is kept and named in `caFile`. Default false.
   */
  readonly tls?: TlsOption;
  /**
   * Generation of streams that say nothing else. `string`, the beta of early 2025, decides about webhooks only:
   * on sockets its clients are known by their first message. Default `2025`.
   */
  readonly protocol?: DialectName;
  /** Shape of media messages. Default `nested`. */
  readonly mediaShape?: MediaShape;
  /** `off` accepts clients without a signature. Default `required`. */
  readonly auth?: 'required' | 'off';
  readonly credentials?: Credentials;
  /** Where webhooks go when a meeting names no other URL. Default: nowhere. */
  readonly webhookUrl?: string;
  /** Scenario of meetings that name none: a built-in one by name, or one as an object. Default `two-speakers`. */
  readonly scenario?: ScenarioChoice;
  /**
   * What follows a refused handshake (PROTOCOL.md §15.1): an answer and then a close, an answer only, or a
   * close without an answer. Default `respond-only` in 2025, `respond-close` in 2026.
   */
  readonly handshakeFailure?: HandshakeFailure;
  /**
   * Keep media sockets open when signaling is lost, with media flowing on them until the stream ends, as some older
   * apps expect (PROTOCOL.md §14.2). Default false.
   */
  readonly keepMediaOnSignalingLoss?: boolean;
  /** What meetings play when they name nothing else. Default: the built-in conversation. */
  readonly media?: MediaSource;
  /** Opens recordings that requests and scenarios name. Default: they cannot name files. */
  readonly openMedia?: OpenMedia;
  /** Milliseconds between keep-alives. Default 5000 in 2025, 10000 in 2026. */
  readonly keepAliveMs?: number;
  /** Default `idle`. */
  readonly mediaKeepAlive?: MediaKeepAlive;
  /** Default `reject`. */
  readonly duplicatePolicy?: DuplicatePolicy;
  /**
   * Frames that the server itself sends late: all of them, or only those that are still current. After more
   * than 10 s either goes on with now. What is left out is counted as `skipped`. Default `burst`.
   */
  readonly lateFrames?: LateFrames;
  /** Bytes of media that wait for a slow reader before the oldest are dropped. Default 4 MiB. */
  readonly mediaBufferBytes?: number;
  /** Reject what the current documents forbid. Default false. */
  readonly strict?: boolean;
  /**
   * Real milliseconds between the last messages of a stream and the close of its sockets, so that apps
   * read why it ends before it does. Default 150.
   */
  readonly endNoticeMs?: number;
  /** Send nothing that was not asked for: no unsolicited events and state updates. Default false. */
  readonly quiet?: boolean;
  /** How much faster than real time meetings run. Default 1. */
  readonly speed?: number;
  /** Makes generated ids repeatable. Default: random. */
  readonly seed?: number;
  /** `server_urls` of webhooks as one text, or as a list of one (PROTOCOL.md §6.6). Default `string`. */
  readonly webhookServerUrls?: 'string' | 'array';
  /** Accept webhook receivers with certificates that nobody vouches for. Default false. */
  readonly webhookInsecure?: boolean;
  /**
   * Sends again what a receiver did not take within 3 s. `documentedRetryPolicy()` is the schedule of the real
   * service (PROTOCOL.md §6.1); its waiting times are in meeting time. Default: everything is sent once.
   */
  readonly webhookRetry?: RetryPolicy;
  readonly logger?: Logger;
  /** Time for tests; replaces `speed`. */
  readonly clock?: Clock;
}

/** Options that have been read: the scenario is no longer a name or plain data. */
export interface CheckedOptions extends Omit<MockServerOptions, 'scenario'> {
  readonly scenario?: Scenario;
}

/** Options with every default in place. */
export interface ResolvedOptions extends ServerSettings {
  /** Scenario of meetings that name none. */
  readonly scenario: Scenario;
}

/** Puts the defaults in place. */
export function resolveOptions(options: CheckedOptions): ResolvedOptions {
  return {
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 9092,
    mediaPort: options.mediaPort ?? 8081,
    publicUrl: options.publicUrl,
    names: typeof options.tls === 'object' && 'names' in options.tls ? (options.tls.names ?? []) : [],
    protocol: options.protocol ?? '2025',
    mediaShape: options.mediaShape ?? 'nested',
    auth: options.auth ?? 'required',
    credentials: options.credentials ?? DEV_CREDENTIALS,
    webhookUrl: options.webhookUrl,
    scenario: options.scenario ?? DEFAULT_SCENARIO,
    handshakeFailure: options.handshakeFailure,
    keepMediaOnSignalingLoss: options.keepMediaOnSignalingLoss ?? false,
    keepAliveMs: options.keepAliveMs,
    mediaKeepAlive: options.mediaKeepAlive ?? 'idle',
    duplicatePolicy: options.duplicatePolicy ?? 'reject',
    lateFrames: options.lateFrames ?? 'burst',
    mediaBufferBytes: options.mediaBufferBytes ?? 4 * 1024 * 1024,
    strict: options.strict ?? false,
    endNoticeMs: options.endNoticeMs ?? 150,
    quiet: options.quiet ?? false,
    speed: options.speed ?? 1,
    seed: options.seed,
    webhookServerUrls: options.webhookServerUrls ?? 'string',
    webhookInsecure: options.webhookInsecure ?? false,
    webhookRetry: options.webhookRetry,
    logger: options.logger ?? silentLogger,
  };
}
