import type { DialectName, Framing, MediaShape } from '@rtms-mock/protocol';
import { DEV_CREDENTIALS } from '../credentials.js';
import { BOOLEAN, choice, BYTES_OR_OFF, instance, milliseconds, PATH } from '../input/kinds.js';
import { silentLogger, type Logger } from '../log.js';
import {
  DUPLICATE_POLICIES,
  ENCRYPTION_POLICIES,
  HANDSHAKE_FAILURES,
  MEDIA_TYPE_MASKS,
  MEDIA_KEEP_ALIVES,
  PROTOCOLS,
  SUBSCRIPTION_LIFETIMES,
  type DuplicatePolicy,
  type EncryptionPolicy,
  type HandshakeFailure,
  type MediaKeepAlive,
  type MediaTypeMasks,
  type SubscriptionLifetime,
} from '../policies.js';
import { CREDENTIALS } from './credentials-kind.js';
import { API_TOKEN, HOST, HOST_NAMES, ORIGINS, PORT, PUBLIC_URL } from './kinds.js';
import type { Options, Settled } from './option.js';
import { PLAYBACK_SETTINGS } from './playback-settings.js';
import { WEBHOOK_SETTINGS } from './webhook-settings.js';

const LOGGER = instance<Logger>(['log'], 'an object with a log method');

/**
 * Options of {@link SETTINGS}, except those of webhooks and of playback. Types, checks, defaults, flags, environment
 * variables, keys of the configuration file, help and documentation come from this table: to add an option, add an entry
 * with a docblock.
 */
const OWN_SETTINGS = {
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
   * Name by which requests reach the server, such as that of a service in Kubernetes or Compose; the option is an array of
   * them. `*.example.test` stands for all names one level below. Requests with another `Host` are refused, except for
   * localhost, addresses, `host` and the name in `publicUrl`: a web page could send them.
   *
   * @default none
   */
  allowHosts: {
    kind: HOST_NAMES,
    default: [],
    defaultText: 'none',
    group: 'network',
    flag: 'allowHost',
    description:
      'name by which requests reach the server, such as that of a service in Kubernetes or Compose; may be repeated. localhost, own addresses and the name in --public-url are accepted always',
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
  /**
   * Encryption of media payloads, a scheme of this server: apps receive no keys, may request encryption, or have to
   * (PROTOCOL.md §12.5).
   *
   * @default optional in 2025; off in 2026 and in strict mode
   */
  encryption: {
    kind: choice<EncryptionPolicy>(ENCRYPTION_POLICIES),
    defaultText: 'optional in 2025; off in 2026 and in strict mode',
    group: 'protocol',
    description:
      'encryption of media payloads, a scheme of this server: apps receive no keys, may request encryption, or have to',
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
   * Lifetime of event subscriptions: the stream, or the signaling socket. With `stream`, a signaling socket continues those
   * of the one before it; with `socket`, an app has to subscribe again after each reconnection (PROTOCOL.md §9.5).
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
  /** Receiver of log lines. @default none, the server is silent */
  logger: {
    kind: LOGGER,
    default: silentLogger,
    defaultText: 'none, the server is silent',
    description: 'receiver of log lines',
  },
} as const satisfies Options;

/**
 * Options that any part of the server may need. The type refers to the tables, so that declarations keep their docblocks.
 */
export const SETTINGS: typeof OWN_SETTINGS & typeof PLAYBACK_SETTINGS & typeof WEBHOOK_SETTINGS = {
  ...OWN_SETTINGS,
  ...PLAYBACK_SETTINGS,
  ...WEBHOOK_SETTINGS,
};

/** Server options with all defaults applied, as the parts of the server read them. */
export interface ServerSettings extends Settled<typeof SETTINGS> {
  /** Further host names under which the server can be reached: those of its certificate. */
  readonly names: readonly string[];
}
