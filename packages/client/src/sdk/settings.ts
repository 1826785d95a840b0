import type { Clock } from '@rtms-mock/protocol';
import { realClock } from '@rtms-mock/protocol/clock';
import { RtmsError } from '../errors.js';
import { bindDatagramSocket, type BindDatagramSocket } from '../network/udp-socket.js';

/** Options of a client. Not part of the SDK, whose `Client` has no options. */
export interface ClientOptions {
  /**
   * Protocol generation whose names the log uses for statuses. It has no other effect: the client understands
   * both generations, and only distinguishes success from failure.
   * @default the environment variable `RTMS_MOCK_PROTOCOL`; without it the log has the numbers and the server's
   * reasons, because the same number has different names in the two generations
   */
  protocol?: '2025' | '2026';
  /**
   * Throw for calls that otherwise only log a warning: method names that the SDK has removed, and audio
   * parameters that it would refuse.
   * @default true if the environment variable `RTMS_MOCK_STRICT` is `1` or `true`
   */
  strict?: boolean;
  /**
   * Reconnect after a media socket or signaling is lost, within the time that the service waits. With false,
   * the loss of signaling ends the stream, and a lost media socket stays closed. `join` may override it.
   * @default true, unless the environment variable `RTMS_MOCK_RECONNECT` is `0` or `false`
   */
  reconnect?: boolean;
  /**
   * One socket for each media type (`split`), as the SDK opens them, or one for everything (`unified`, `media_type`
   * 32): the service then sends all media in the app's scope, and the client discards what was not requested. If
   * the server has no URL for all media, `unified` opens one socket for each type too.
   * @default 'split'
   */
  mediaSockets?: 'split' | 'unified';
  /**
   * Clock of all timers: time limits, delays before reconnecting, the watch over silent sockets, and the end of a stream.
   * The `clock` of a mock server in the same process puts them into its time, which may be virtual.
   * @default real time
   */
  clock?: Clock;
  /**
   * Request encrypted media and decrypt it: the scheme `rtms-mock-1` of this project's mock server, because that of
   * the service is not published (PROTOCOL.md §12.5). Joining fails if the server does not grant it. Media that
   * cannot be decrypted is dropped, logged and counted in `mediaStatistics`.
   * @default false
   */
  encryption?: boolean;
  /**
   * Transport of audio, video and screen share. `udp` receives RTP, always encrypted, from this project's mock server:
   * the service offers WebSockets only (PROTOCOL.md §12.6). Packets wait up to 60 ms for an earlier one; `metadata.lost`
   * has the number of lost ones. Audio is mixed, video is H.264. A cassette has none of this media.
   * @default 'websocket'
   */
  transport?: 'websocket' | 'udp';
  /**
   * Cassette in which the sockets of this client are recorded, `FILE.rtms.jsonl` or `FILE.rtms.jsonl.gz`. Clients with the
   * same path share it. An existing file stays: `FILE-2.rtms.jsonl` is written, and the log says so. Signatures and keys
   * are never recorded.
   * @default the environment variable `ZM_RTMS_RECORD`; without it nothing is recorded
   */
  record?: string;
  /**
   * Parts of the recording that are replaced: `names` of people, and `text`, which is transcripts and chat.
   * @default the environment variable `ZM_RTMS_RECORD_REDACT`, names with commas; without it only secrets are
   */
  recordRedact?: readonly ('names' | 'text')[];
}

/** The options with all defaults applied. */
export type ClientSettings = Required<Omit<ClientOptions, 'protocol' | 'record' | 'recordRedact'>> & {
  /** Path of the cassette; `undefined` if nothing is recorded. */
  readonly record: string | undefined;
  /** Parts of the recording that are replaced. */
  readonly recordRedact: readonly string[];
  /** Generation of the server; `undefined` if it is not known. */
  readonly protocol: ClientOptions['protocol'];
  /** Binds UDP ports; `undefined` if media comes over WebSockets. */
  readonly bindUdp: BindDatagramSocket | undefined;
};

/**
 * Applies the environment variables and the defaults.
 * @throws RtmsError `invalid-join` if `RTMS_MOCK_PROTOCOL` has an unknown value.
 */
export function clientSettings(options: ClientOptions, environment: NodeJS.ProcessEnv): ClientSettings {
  return {
    protocol: options.protocol ?? protocolFrom(environment['RTMS_MOCK_PROTOCOL']),
    strict: options.strict ?? /^(1|true)$/i.test(environment['RTMS_MOCK_STRICT'] ?? ''),
    reconnect: options.reconnect ?? !/^(0|false)$/i.test(environment['RTMS_MOCK_RECONNECT'] ?? ''),
    mediaSockets: options.mediaSockets ?? 'split',
    clock: options.clock ?? realClock,
    encryption: options.encryption ?? options.transport === 'udp',
    transport: options.transport ?? 'websocket',
    bindUdp: options.transport === 'udp' ? bindDatagramSocket : undefined,
    record: options.record ?? (environment['ZM_RTMS_RECORD'] || undefined),
    recordRedact: options.recordRedact ?? namesIn(environment['ZM_RTMS_RECORD_REDACT']),
  };
}

function namesIn(value = ''): string[] {
  return value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function protocolFrom(value: string | undefined): ClientOptions['protocol'] {
  if (value === undefined || value === '') return undefined;
  if (value === '2025' || value === '2026') return value;
  throw new RtmsError('invalid-join', `RTMS_MOCK_PROTOCOL must be 2025 or 2026, found "${value}"`);
}
