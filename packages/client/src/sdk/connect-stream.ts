import { createDialect } from '@rtms-mock/protocol';
import type { ConnectionHandlers, RequestedContent } from '../connection/connection-needs.js';
import { StreamConnection } from '../connection/stream-connection.js';
import { processLogger } from '../logger.js';
import { tapeOf } from '../network/tape.js';
import { socketOptions } from '../network/trust.js';
import { webSocketConnect, type SocketOptions } from '../network/ws-socket.js';
import type { JoinTarget } from '../vocabulary/join-target.js';
import type { JoinParams } from './join-params.js';
import { sdkTrust } from './sdk-state.js';
import type { ClientSettings } from './settings.js';

/** Input of {@link connectStream}. */
export interface StreamJoin {
  /** The stream. */
  readonly target: JoinTarget;
  /** Arguments of `join`, which override the settings and the options of `Client.initialize`. */
  readonly params: Partial<JoinParams>;
  readonly settings: ClientSettings;
  /** Proxy of all sockets; `undefined` if there is none. */
  readonly proxy: URL | undefined;
  readonly content: RequestedContent;
  readonly handlers: ConnectionHandlers;
}

/** Creates the connection of a stream, with sockets, TLS options and cassette as the client is configured. */
export function connectStream(input: StreamJoin): StreamConnection {
  const { target, params, settings, proxy, content, handlers } = input;
  const { caPath, verify, userAgent } = sdkTrust();
  const trust = {
    caPath: params.ca ?? caPath,
    verify: params.is_verify_cert ?? verify,
    userAgent: params.agent ?? userAgent,
  };
  const connect = webSocketConnect({
    ...socketOptions(trust, processLogger),
    ...(proxy && { proxy }),
    ...tapeOption(settings),
  });
  const needs = {
    clock: settings.clock,
    connect,
    dialect: createDialect(settings.protocol ?? '2026'),
    generation: settings.protocol,
    logger: processLogger,
  };
  return new StreamConnection(needs, target, content, handlers, {
    reconnect: params.reconnect ?? settings.reconnect,
    mediaLayout: settings.mediaSockets,
    encryption: settings.encryption,
    bindUdp: settings.bindUdp,
  });
}

/** The cassette, if the sockets are recorded. */
function tapeOption({ record, recordRedact }: ClientSettings): Pick<SocketOptions, 'tape'> {
  return record === undefined ? {} : { tape: tapeOf(record, recordRedact, processLogger) };
}
