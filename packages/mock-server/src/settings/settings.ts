import type { DialectName, Framing, MediaShape } from '@rtms-mock/protocol';
import { DEV_CREDENTIALS } from '../credentials.js';
import { START_REFUSAL_CODES } from '../faults/start-refusals.js';
import { BOOLEAN, BYTES, choice, BYTES_OR_OFF, instance, milliseconds, PATH } from '../input/kinds.js';
import { silentLogger, type Logger } from '../log.js';
import {
  DUPLICATE_POLICIES,
  HANDSHAKE_FAILURES,
  LATE_FRAMES,
  MEDIA_TYPE_MASKS,
  MEDIA_KEEP_ALIVES,
  PROTOCOLS,
  SUBSCRIPTION_LIFETIMES,
  WEBHOOK_HEADERS,
  type DuplicatePolicy,
  type HandshakeFailure,
  type LateFrames,
  type MediaKeepAlive,
  type MediaTypeMasks,
  type SubscriptionLifetime,
  type WebhookHeaders,
} from '../policies.js';
import { RETRY_POLICY } from '../webhooks/retry.js';
import { WEBHOOK_URL } from '../webhooks/webhook-url.js';
import { CREDENTIALS } from './credentials-kind.js';
import { API_TOKEN, HOST, ORIGINS, PORT, PUBLIC_URL, SEED, SPEED } from './kinds.js';
import type { Options, Settled } from './option.js';

const LOGGER = instance<Logger>(['log'], 'an object with a log method');

/**
 * Options that any part of the server may need. Types, checks, defaults, flags, environment variables, keys of the
 * configuration file, help and documentation come from this table: to add an option, add an entry with a docblock.
 */
export const SETTINGS = {
  /** Address to listen on. @default `'127.0.0.1'` */
  host: {
    kind: HOST,
    default: '127.0.0.1',
    group: 'network',
    isCommon: true,
    description: 'address to listen on',
  },
  /** Port of signaling, HTTP API and page; 0 takes any free port. @default `9092` */
  port: {
    kind: PORT,
    default: 9092,
    group: 'network',
    isCommon: true,
    description: 'port of signaling, HTTP API and page; 0 takes any free port',
  },
  /** Port of media; 0 takes any free port. @default `8081` */
  mediaPort: {
    kind: PORT,
    default: 8081,
    group: 'network',
    isCommon: true,
    description: 'port of media; 0 takes any free port',
  },
  /**
   * Base of advertised URLs, for apps that reach the server by another name. A path in it is served with and without
   * that path, whether or not a proxy removes it. Media has the host and port of this URL too.
   *
   * @default the address of host; 127.0.0.1 for 0.0.0.0 and ::
   */
  publicUrl: {
    kind: PUBLIC_URL,
    defaultText: 'the address of host; 127.0.0.1 for 0.0.0.0 and ::',
    group: 'network',
    isCommon: true,
    description: 'base of advertised URLs, for apps that reach the server by another name',
  },
  /**
   * Origin of pages that may open sockets and call the HTTP API; the option is an array of them. Signaling and media sockets
   * accept pages of this machine, of the host that they dial and of `publicUrl` always.
   *
   * @default none
   */
  allowOrigins: {
    kind: ORIGINS,
    default: [],
    defaultText: 'none',
    group: 'network',
    flag: 'allowOrigin',
    description:
      'origin of pages that may open sockets and call the HTTP API; may be repeated. Signaling and media sockets accept pages of this machine, of the host that they dial and of --public-url always',
  },
  /**
   * Token that the HTTP API, the page and `/logs` require: `Authorization: Bearer`, `X-Api-Token`, or `?token=` once in a
   * browser. Signaling, media and the service's own REST calls do not require it.
   *
   * @default none on loopback, else generated at start
   */
  apiToken: {
    kind: API_TOKEN,
    defaultText: 'none on loopback, else generated at start',
    group: 'network',
    description: 'token that the HTTP API, the page and /logs require',
  },
  /**
   * Generation of the protocol for streams that name none: 2026 is today's service, string the beta of early 2025.
   * The latter concerns webhooks only: on sockets, clients of that generation are recognised by their first message.
   *
   * @default `'2025'`
   */
  protocol: {
    kind: choice<DialectName>(PROTOCOLS),
    default: '2025',
    group: 'protocol',
    isCommon: true,
    description:
      "generation of the protocol for streams that name none: 2026 is today's service, string the beta of early 2025",
  },
  /** Shape of media messages (PROTOCOL.md §12). @default `'nested'` */
  mediaShape: {
    kind: choice<MediaShape>(['nested', 'flat']),
    default: 'nested',
    group: 'protocol',
    description: 'shape of media messages',
  },
  /** Type of the WebSocket frames that contain the messages of the server. @default `'text'` */
  frames: {
    kind: choice<Framing['type']>(['text', 'binary']),
    default: 'text',
    group: 'protocol',
    description: 'type of the WebSocket frames that contain the messages of the server',
  },
  /**
   * Max. payload of a WebSocket frame: longer messages of the server are sent in fragments of that size, such as 4k; a
   * number is in bytes. With `off` each message is one frame.
   *
   * @default `'off'`
   */
  fragment: {
    kind: BYTES_OR_OFF,
    default: 'off',
    group: 'protocol',
    description:
      'max. payload of a WebSocket frame: longer messages of the server are sent in fragments of that size, such as 4k',
  },
  /** Signatures of apps: required, or not checked. @default `'required'` */
  auth: {
    kind: choice(['required', 'off']),
    default: 'required',
    group: 'apps',
    description: 'signatures of apps: required, or not checked',
  },
  /**
   * Client ids and secrets of apps, and the secret token of webhooks, such as `DEV_CREDENTIALS`. Programs may replace them while
   * the server runs: the
   * object is read each time.
   *
   * @default built in, for development
   */
  credentials: {
    kind: CREDENTIALS,
    default: DEV_CREDENTIALS,
    defaultText: 'built in, for development',
    group: 'apps',
    flagKind: { ...PATH, argument: 'FILE' },
    isCommon: true,
    description: 'client ids and secrets of apps, and the secret token of webhooks',
  },
  /** URL that webhooks are posted to, unless the meeting names another. @default none */
  webhookUrl: {
    kind: WEBHOOK_URL,
    defaultText: 'none',
    group: 'apps',
    isCommon: true,
    description: 'URL that webhooks are posted to, unless the meeting names another',
  },
  /** Form of `server_urls` in webhooks: a string, or an array of one string (PROTOCOL.md §6.6). @default `'string'` */
  webhookServerUrls: {
    kind: choice(['string', 'array']),
    default: 'string',
    group: 'apps',
    description: 'form of server_urls in webhooks: a string, or an array of one string',
  },
  /**
   * Names of the signature header: documented (x-zm-signature), or readme (x-zoom-signature too). `readme` also sends
   * `x-zoom-webhook-validator` in a URL validation. An old README of the SDK prints these names; the service does not
   * send them (PROTOCOL.md §6.2). @default `'documented'`
   */
  webhookHeaders: {
    kind: choice<WebhookHeaders>(WEBHOOK_HEADERS),
    default: 'documented',
    group: 'apps',
    description:
      'names of the signature header: documented (x-zm-signature), or readme (x-zoom-signature too)',
  },
  /**
   * Sends meeting.started before rtms_started, and meeting.ended after rtms_stopped, once for each app of the meeting. They are
   * `webinar.…` and `session.…` for those products; Contact Center and Phone have none.
   *
   * @default `false`
   */
  meetingWebhooks: {
    kind: BOOLEAN,
    default: false,
    group: 'apps',
    description: 'sends meeting.started before rtms_started, and meeting.ended after rtms_stopped',
  },
  /**
   * Refuses the next start by the service's REST call with this error. 403 is an HTTP status; the others are codes of status
   * 400 (PROTOCOL.md §7.1). The step `reject-start` does the same while the server runs.
   *
   * @default no start is refused
   */
  rejectStart: {
    kind: choice(START_REFUSAL_CODES),
    defaultText: 'no start is refused',
    group: 'apps',
    description: "refuses the next start by the service's REST call with this error",
  },
  /**
   * Answer to the service's REST call start for a meeting that does not exist: 404, or create it. Meetings exist once
   * `POST /api/meetings` or a program has created them, also without a stream that runs (`start: false`).
   *
   * @default `'refuse'`
   */
  unknownMeetings: {
    kind: choice(['refuse', 'create']),
    default: 'refuse',
    group: 'apps',
    description:
      "answer to the service's REST call start for a meeting that does not exist: 404, or create it",
  },
  /** Disables verification of the TLS certificates of webhook receivers, for self-signed ones. @default `false` */
  webhookInsecure: {
    kind: BOOLEAN,
    default: false,
    group: 'apps',
    description: 'disables verification of the TLS certificates of webhook receivers, for self-signed ones',
  },
  /**
   * Sends a webhook again that is not accepted within 3 s, as the real service does (PROTOCOL.md §6.1). Delays are in
   * meeting time. `documentedRetryPolicy(scale)` is the schedule of the real service: with a scale of 1 it waits 5, 20
   * and 60 minutes, with 0.01 a hundredth of that.
   *
   * @default each webhook is sent once
   */
  webhookRetry: {
    kind: RETRY_POLICY,
    defaultText: 'each webhook is sent once',
    group: 'apps',
    description:
      'sends a webhook again that is not accepted within 3 s, as the real service does; a scale of 1 waits 5, 20 and 60 minutes, 0.01 a hundredth of that',
  },
  /** Reaction to a refused handshake: respond, close the socket, or both (PROTOCOL.md §15.1). @default respond-only in 2025, respond-close in 2026 */
  handshakeFailure: {
    kind: choice<HandshakeFailure>(HANDSHAKE_FAILURES),
    defaultText: 'respond-only in 2025, respond-close in 2026',
    group: 'protocol',
    description: 'reaction to a refused handshake: respond, close the socket, or both',
  },
  /**
   * Treatment of media handshakes with several flags in `media_type`, except 31. The service of 2026 refuses them with 14,
   * then neither answers nor closes the socket for about 90 s; `handshakeFailure` does not apply to this refusal
   * (PROTOCOL.md §9.3).
   *
   * @default refuse in 2026, accept in 2025 and string
   */
  mediaTypeMasks: {
    kind: choice<MediaTypeMasks>(MEDIA_TYPE_MASKS),
    defaultText: 'refuse in 2026, accept in 2025 and string',
    group: 'protocol',
    description: 'treatment of media handshakes with several flags in media_type, except 31',
  },
  /**
   * Keeps media sockets open, and media flowing on them, when signaling is lost, until the stream ends, as some older apps
   * expect (PROTOCOL.md §14.2).
   *
   * @default `false`
   */
  keepMediaOnSignalingLoss: {
    kind: BOOLEAN,
    default: false,
    group: 'protocol',
    description: 'keeps media sockets open, and media flowing on them, when signaling is lost',
  },
  /** Time between keep-alives, in milliseconds (PROTOCOL.md §13). @default 5s in 2025, 10s in 2026 */
  keepAliveMs: {
    kind: milliseconds(1),
    defaultText: '5s in 2025, 10s in 2026',
    group: 'protocol',
    flag: 'keepAlive',
    description: 'time between keep-alives',
  },
  /** Keep-alives on media sockets: only while no media is sent, always, or never (PROTOCOL.md §13). @default `'idle'` */
  mediaKeepAlive: {
    kind: choice<MediaKeepAlive>(MEDIA_KEEP_ALIVES),
    default: 'idle',
    group: 'protocol',
    description: 'keep-alives on media sockets: only while no media is sent, always, or never',
  },
  /** Treatment of a second connection of the same kind while the first is healthy (PROTOCOL.md §14.3). @default `'reject'` */
  duplicatePolicy: {
    kind: choice<DuplicatePolicy>(DUPLICATE_POLICIES),
    default: 'reject',
    group: 'protocol',
    description: 'treatment of a second connection of the same kind while the first is healthy',
  },
  /**
   * Lifetime of event subscriptions. `stream`: a signaling socket continues those of the one before it. `socket`: an app
   * has to subscribe again after each reconnection (PROTOCOL.md §9.5).
   *
   * @default `'stream'`
   */
  subscriptions: {
    kind: choice<SubscriptionLifetime>(SUBSCRIPTION_LIFETIMES),
    default: 'stream',
    group: 'protocol',
    description: 'lifetime of event subscriptions: the stream, or the signaling socket',
  },
  /** Rejects messages that the current documents forbid. @default `false` */
  strict: {
    kind: BOOLEAN,
    default: false,
    group: 'protocol',
    description: 'rejects messages that the current documents forbid',
  },
  /** Sends no unsolicited events and state updates. @default `false` */
  quiet: {
    kind: BOOLEAN,
    default: false,
    group: 'protocol',
    description: 'sends no unsolicited events and state updates',
  },
  /**
   * Real milliseconds between the last messages of a stream and the close of its sockets, so that apps read the reason
   * before they see the close.
   *
   * @default `150`
   */
  endNoticeMs: {
    kind: milliseconds(0),
    default: 150,
    description: 'real milliseconds between the last messages of a stream and the close of its sockets',
  },
  /** Speed of meetings: 10 is ten times as fast as real time. @default `1` */
  speed: {
    kind: SPEED,
    default: 1,
    group: 'meetings',
    isCommon: true,
    description: 'speed of meetings: 10 is ten times as fast as real time',
  },
  /** Makes generated ids repeatable. @default random ids */
  seed: {
    kind: SEED,
    defaultText: 'random ids',
    group: 'meetings',
    description: 'makes generated ids repeatable',
  },
  /**
   * Frames that the server itself sends late: all of them, or only those that are still current. After a delay of more
   * than 10 s both continue with the current frames. Frames left out are counted as `skipped`.
   *
   * @default `'burst'`
   */
  lateFrames: {
    kind: choice<LateFrames>(LATE_FRAMES),
    default: 'burst',
    group: 'media',
    description:
      'frames that the server itself sends late: all of them, or only those that are still current',
  },
  /** Bytes of media that wait for a slow app before the oldest are dropped, such as 512k. @default `4M` */
  mediaBufferBytes: {
    kind: BYTES,
    default: 4 * 1024 * 1024,
    defaultText: '4M',
    group: 'media',
    flag: 'mediaBuffer',
    description: 'bytes of media that wait for a slow app before the oldest are dropped, such as 512k',
  },
  /** Receiver of log lines. @default none, the server is silent */
  logger: {
    kind: LOGGER,
    default: silentLogger,
    defaultText: 'none, the server is silent',
    description: 'receiver of log lines',
  },
} as const satisfies Options;

/** Server options with all defaults applied, as the parts of the server read them. */
export interface ServerSettings extends Settled<typeof SETTINGS> {
  /** Further host names under which the server can be reached: those of its certificate. */
  readonly names: readonly string[];
}
