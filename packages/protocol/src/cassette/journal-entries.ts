/** Lines of a cassette as the journal of the server that sent the messages, to judge an app from a recording. */
import { isJsonObject, type JsonObject } from '../checks/fields.js';
import type { Dialect } from '../dialects/dialect.js';
import { createDialect } from '../dialects/index.js';
import { MessageType, messageTypeName } from '../message-type.js';
import { cassetteText } from './encode.js';
import type { RecordedDetail, RecordedEntry } from './journal-lines.js';
import type {
  CassetteAnswer,
  CassetteClose,
  CassetteHeader,
  CassetteLine,
  CassetteMessage,
  CassetteWebhook,
} from './lines.js';

/** Later responses are late: the service sends the webhook again (PROTOCOL.md §6.1). */
const ANSWER_LIMIT_MS = 3000;

const MEDIA_TYPES: ReadonlySet<string> = new Set(
  Object.keys(MessageType).filter((name) => name.startsWith('MEDIA_DATA_')),
);

/** Turns lines into entries, in their order. */
export class JournalEntries {
  readonly #startedAtUnixMs: number;
  readonly #dialect: Dialect;
  readonly #stringDialect: Dialect;
  readonly #sockets = new Map<string, 'signaling' | 'media'>();
  readonly #streams = new Map<string, string>();
  readonly #webhooks = new Map<string, CassetteWebhook>();
  /** Connections and media types of which a frame has been returned. */
  readonly #seenMedia = new Set<string>();
  #seq = 0;

  /** `header`: that of the cassette. */
  constructor({ generation, startedAtUnixMs }: CassetteHeader) {
    this.#startedAtUnixMs = startedAtUnixMs;
    this.#dialect = createDialect(generation);
    this.#stringDialect = createDialect('string');
  }

  /**
   * Returns the entry of a line. `undefined` for what a journal does not have: pings, and further frames of a media type on
   * a connection.
   */
  entry(line: CassetteLine): RecordedEntry | undefined {
    const content = this.#content(line);
    if (content === undefined) return undefined;
    this.#seq += 1;
    const { ms } = line;
    return { seq: this.#seq, atMs: ms, unixMs: Math.round(this.#startedAtUnixMs + ms), ...content };
  }

  #content(line: CassetteLine): Content | undefined {
    switch (line.kind) {
      case 'open':
        this.#sockets.set(line.connection, line.detail.socket);
        this.#remember(line.connection, line.detail.streamId);
        return { kind: 'connection', type: 'opened', ...this.#about(line.connection), detail: {} };
      case 'close':
        this.#remember(line.connection, line.streamId);
        return {
          kind: 'connection',
          type: 'closed',
          ...this.#about(line.connection),
          detail: { code: line.code, reason: line.reason, ...closedBy(line) },
        };
      case 'text':
      case 'binary':
        return this.#message(line);
      case 'webhook':
        return this.#webhook(line);
      case 'answer':
        return this.#answer(line);
      case 'ping':
      case 'pong':
        return undefined;
      default: {
        const { kind, type, connection, detail, meta = {} } = line;
        return { kind, type, ...meta, ...(connection !== null && { connectionId: connection }), detail };
      }
    }
  }

  #message(line: CassetteMessage): Content | undefined {
    const { connection, message, meta = {} } = line;
    const parsed = typeof message === 'string' ? undefined : message;
    const { type, detail } =
      meta.type === undefined
        ? this.#decoded(message)
        : { type: meta.type, detail: meta.detail ?? objectOf(parsed) };
    if (meta.type === undefined && this.#isFurtherMedia(connection, type)) return undefined;
    this.#remember(connection, meta.streamId ?? streamIdIn(parsed));
    return {
      kind: 'message',
      direction: line.direction === 'to-app' ? 'sent' : 'received',
      type,
      ...this.#about(connection),
      detail,
      wire: cassetteText(message),
      ...(line.kind === 'binary' && { frame: 'binary' }),
    };
  }

  /** Decodes a message as the server that sent it has recorded it. */
  #decoded(message: unknown): { readonly type: string; readonly detail: RecordedDetail } {
    const text = cassetteText(message);
    const isNamed = isJsonObject(message) && typeof message['msg_type'] === 'string';
    const decoded = (isNamed ? this.#stringDialect : this.#dialect).decode(text);
    if (decoded.ok) {
      const { msg_type } = decoded.message;
      return { type: messageTypeName(msg_type) ?? String(msg_type), detail: { ...decoded.message } };
    }
    const { messageType = -1 } = decoded.problem;
    return { type: messageTypeName(messageType) ?? 'INVALID', detail: { problem: decoded.problem } };
  }

  #isFurtherMedia(connection: string, type: string): boolean {
    if (!MEDIA_TYPES.has(type)) return false;
    const key = `${connection} ${type}`;
    if (this.#seenMedia.has(key)) return true;
    this.#seenMedia.add(key);
    return false;
  }

  #webhook(line: CassetteWebhook): Content {
    const { event, streamId, url, body, detail } = line.detail;
    this.#webhooks.set(line.connection, line);
    const shown: RecordedDetail = detail ?? (url === undefined ? {} : { url });
    return {
      kind: 'webhook',
      direction: 'sent',
      type: event,
      ...(streamId !== undefined && { streamId }),
      detail: 'body' in shown ? shown : { ...shown, body },
      wire: cassetteText(body),
    };
  }

  #answer({ connection, ms, detail: answer }: CassetteAnswer): Content {
    const sent = this.#webhooks.get(connection);
    this.#webhooks.delete(connection);
    const streamId = answer.streamId ?? sent?.detail.streamId;
    return {
      kind: 'webhook',
      direction: 'received',
      type: answer.event ?? sent?.detail.event ?? 'unknown',
      ...(streamId !== undefined && { streamId }),
      detail: answer.detail ?? outcomeOf(answer, sent, ms),
      ...(answer.body !== undefined && { wire: answer.body }),
    };
  }

  #remember(connection: string, streamId: string | undefined): void {
    if (streamId !== undefined) this.#streams.set(connection, streamId);
  }

  #about(connectionId: string): Pick<RecordedEntry, 'connectionId' | 'socket' | 'streamId'> {
    const socket = this.#sockets.get(connectionId);
    const streamId = this.#streams.get(connectionId);
    return {
      ...(streamId !== undefined && { streamId }),
      ...(socket !== undefined && { socket }),
      connectionId,
    };
  }
}

/** The side that closed a WebSocket, if it is known. */
function closedBy({ direction }: CassetteClose): { readonly by?: 'server' | 'app' } {
  return direction === null ? {} : { by: direction === 'to-app' ? 'server' : 'app' };
}

type Content = Omit<RecordedEntry, 'seq' | 'atMs' | 'unixMs'>;

function objectOf(value: unknown): RecordedDetail {
  return isJsonObject(value) ? value : {};
}

function streamIdIn(message: unknown): string | undefined {
  const id = isJsonObject(message) ? message['rtms_stream_id'] : undefined;
  return typeof id === 'string' ? id : undefined;
}

/** The outcome of a webhook, as the server that sends it would have recorded it. */
function outcomeOf(
  { status, body, error }: CassetteAnswer['detail'],
  sent: CassetteWebhook | undefined,
  atMs: number,
): JsonObject {
  const ms = Math.round(atMs - (sent?.ms ?? atMs));
  const shown = {
    ...(sent?.detail.url !== undefined && { url: sent.detail.url }),
    ...(body !== undefined && { answer: body }),
  };
  if (status === undefined) {
    const message = error ?? 'No response arrived.';
    return { ...shown, outcome: { status: 'failed', code: 'no-response', message, ms } };
  }
  const isDelivered = status === 200 || status === 204;
  return {
    ...shown,
    outcome: {
      status: isDelivered ? 'delivered' : 'refused',
      httpStatus: status,
      ms,
      late: ms > ANSWER_LIMIT_MS,
    },
  };
}
