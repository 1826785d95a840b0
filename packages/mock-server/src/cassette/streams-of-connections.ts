import type { CassetteLine } from '@rtms-mock/protocol/cassette';
import { isObject } from '../input/kinds.js';
import { readRecorded, type Fields } from './recorded-message.js';

/**
 * Assigns the lines of a cassette to streams. A WebSocket belongs to the stream that its handshake names, so the line that
 * opens it belongs to a stream only if the recorder knew it, or once the handshake has come.
 */
export class StreamsOfConnections {
  readonly #streams = new Map<string, string>();
  readonly #sockets = new Map<string, 'signaling' | 'media'>();

  /** Kind of the WebSocket with this id. */
  socketOf(connection: string): 'signaling' | 'media' | undefined {
    return this.#sockets.get(connection);
  }

  /** Id of the stream that a line belongs to; `undefined` if it is not known. Must be called with each line in order. */
  streamOf(line: CassetteLine): string | undefined {
    if (line.kind === 'open') this.#sockets.set(line.connection, line.detail.socket);
    const named = streamIdOf(line);
    const { connection } = line;
    if (connection === null) return named;
    const known = this.#streams.get(connection);
    if (known !== undefined) return known;
    if (named !== undefined) this.#streams.set(connection, named);
    return named;
  }
}

/** Id of the stream that a line names itself. */
export function streamIdOf(line: CassetteLine): string | undefined {
  switch (line.kind) {
    case 'open':
    case 'answer':
      return line.detail.streamId;
    case 'webhook':
      return line.detail.streamId ?? inPayload(line.detail.body);
    case 'close':
      return line.streamId;
    case 'text':
    case 'binary':
      return line.meta?.streamId ?? (line.direction === 'to-service' ? inMessage(line) : undefined);
    case 'ping':
    case 'pong':
      return undefined;
    default:
      return line.meta?.streamId;
  }
}

function inMessage(line: CassetteLine & { readonly kind: 'text' | 'binary' }): string | undefined {
  return idIn(readRecorded(line).body);
}

function inPayload(body: unknown): string | undefined {
  if (!isObject(body) || !isObject(body['payload'])) return undefined;
  const { payload } = body;
  return idIn(payload) ?? (isObject(payload['object']) ? idIn(payload['object']) : undefined);
}

function idIn({ rtms_stream_id: id }: Fields): string | undefined {
  return typeof id === 'string' ? id : undefined;
}
