import { RtmsError } from '../errors.js';

/** What a client can be told beside the SDK's own arguments; the SDK's `Client` takes none of these. */
export interface ClientOptions {
  /**
   * Generation of the protocol whose names log lines use for statuses. Nothing else depends on it: both are
   * understood, and told apart only by success or failure. Default `RTMS_MOCK_PROTOCOL`, else `2026`, the
   * real service's.
   */
  protocol?: '2025' | '2026';
  /**
   * Also refuse what is only tolerated: names that the current SDK has dropped, audio parameters that it
   * would not take. Default: whether `RTMS_MOCK_STRICT` is `1` or `true`.
   */
  strict?: boolean;
  /**
   * Set up again what breaks: a media socket, signaling, or both, within the time the service waits for it.
   * False ends the stream with the signaling connection, and leaves a lost media socket closed. `join` may
   * say otherwise. Default true, unless `RTMS_MOCK_RECONNECT` is `0` or `false`.
   */
  reconnect?: boolean;
  /**
   * One socket for all media (`unified`), or one for each type (`split`). Unified falls back to split where
   * the server has no URL for all. Default `unified`.
   */
  mediaSockets?: 'unified' | 'split';
}

/** Options with everything decided. */
export type ClientSettings = Required<ClientOptions>;

/** What was said, else what the environment says, else the defaults. */
export function clientSettings(options: ClientOptions, environment: NodeJS.ProcessEnv): ClientSettings {
  return {
    protocol: options.protocol ?? protocolFrom(environment['RTMS_MOCK_PROTOCOL']),
    strict: options.strict ?? /^(1|true)$/i.test(environment['RTMS_MOCK_STRICT'] ?? ''),
    reconnect: options.reconnect ?? !/^(0|false)$/i.test(environment['RTMS_MOCK_RECONNECT'] ?? ''),
    mediaSockets: options.mediaSockets ?? 'unified',
  };
}

function protocolFrom(value: string | undefined): '2025' | '2026' {
  if (value === undefined || value === '') return '2026';
  if (value === '2025' || value === '2026') return value;
  throw new RtmsError('invalid-join', `RTMS_MOCK_PROTOCOL must be 2025 or 2026, found "${value}"`);
}
