/** The journal of a mock server as lines of a cassette. */
import type { CassetteLine } from './lines.js';
import { messageOfText } from './encode.js';

/** Data of a journal entry. */
export interface RecordedDetail {
  /** A value by its name. */
  readonly [key: string]: unknown;
}

/** An entry of a mock server's journal, as its HTTP API and its log socket show it. */
export interface RecordedEntry {
  /** Sequence number: 1, 2, 3, … */
  readonly seq: number;
  /** Monotonic time since the server started, in milliseconds. */
  readonly atMs: number;
  /** Unix time, in milliseconds. */
  readonly unixMs: number;
  /** Kind of the entry. */
  readonly kind: 'message' | 'connection' | 'state' | 'webhook' | 'fault' | 'note';
  /** Direction as seen from the server. Only for messages and webhooks. */
  readonly direction?: 'sent' | 'received';
  /** Stream that the entry is about. */
  readonly streamId?: string;
  /** Kind of the socket, for entries about a connection. */
  readonly socket?: 'signaling' | 'media';
  /** Id of the connection. */
  readonly connectionId?: string;
  /** Name of the message type, new state, webhook event or fault. */
  readonly type: string;
  /** Data of the entry. */
  readonly detail: RecordedDetail;
  /** Only for messages and webhooks: the text, with secrets masked and long strings shortened. */
  readonly wire?: string;
  /** The message was in a binary frame. */
  readonly frame?: 'binary';
}

/** Marks a string that the journal has shortened: `AAAA… (1707 characters)`. */
const SHORTENED = /… \(\d+ characters\)/;

/** Turns entries into lines, in their order. A `JournalEntries` turns them back. */
export class JournalLines {
  #webhooks = 0;
  /** Ids of webhooks without an answer, by what they are about. */
  readonly #waiting = new Map<string, string[]>();

  /** Returns the line of an entry. Its time is that of the server. */
  line(entry: RecordedEntry): CassetteLine {
    switch (entry.kind) {
      case 'message':
        return messageLine(entry);
      case 'webhook':
        return entry.direction === 'received' ? this.#answer(entry) : this.#webhook(entry);
      case 'connection':
        return connectionLine(entry);
      default:
        return journalLine(entry, entry.kind);
    }
  }

  #webhook({ atMs: ms, type: event, streamId, detail, wire }: RecordedEntry): CassetteLine {
    this.#webhooks += 1;
    const connection = `w${this.#webhooks}`;
    const { body, ...rest } = detail;
    const recorded = wire === undefined ? body : messageOfText(wire);
    const isSame = JSON.stringify(recorded) === JSON.stringify(body);
    const key = keyOf(event, streamId, detail);
    this.#waiting.set(key, [...(this.#waiting.get(key) ?? []), connection]);
    return {
      kind: 'webhook',
      ms,
      connection,
      direction: 'to-app',
      detail: {
        event,
        ...(streamId !== undefined && { streamId }),
        ...(typeof detail['url'] === 'string' && { url: detail['url'] }),
        body: recorded,
        ...(wire !== undefined && SHORTENED.test(wire) && { shortened: true }),
        detail: isSame ? rest : detail,
      },
    };
  }

  #answer({ atMs: ms, type: event, streamId, detail, wire }: RecordedEntry): CassetteLine {
    const key = keyOf(event, streamId, detail);
    const [connection = 'w0', ...others] = this.#waiting.get(key) ?? [];
    if (others.length === 0) this.#waiting.delete(key);
    else this.#waiting.set(key, others);
    const { outcome } = detail as {
      readonly outcome?: { readonly httpStatus?: unknown; readonly message?: unknown };
    };
    return {
      kind: 'answer',
      ms,
      connection,
      direction: 'to-service',
      detail: {
        ...(typeof outcome?.httpStatus === 'number' && { status: outcome.httpStatus }),
        ...(wire !== undefined && { body: wire }),
        ...(typeof outcome?.message === 'string' && { error: outcome.message }),
        event,
        ...(streamId !== undefined && { streamId }),
        detail,
      },
    };
  }
}

function keyOf(event: string, streamId: string | undefined, detail: RecordedDetail): string {
  return JSON.stringify([event, streamId, detail['url'], detail['attempt']]);
}

function messageLine(entry: RecordedEntry): CassetteLine {
  const { atMs: ms, connectionId = '', direction, type, streamId, detail, wire, frame } = entry;
  const message = messageOfText(wire ?? JSON.stringify(detail));
  const isSame = JSON.stringify(message) === JSON.stringify(detail);
  return {
    kind: frame === 'binary' ? 'binary' : 'text',
    ms,
    connection: connectionId,
    direction: direction === 'received' ? 'to-service' : 'to-app',
    message,
    meta: {
      ...(wire !== undefined && SHORTENED.test(wire) && { shortened: true }),
      ...(streamId !== undefined && { streamId }),
      type,
      ...(!isSame && { detail }),
    },
  };
}

function connectionLine(entry: RecordedEntry): CassetteLine {
  const { atMs: ms, connectionId: connection, type, socket, streamId, detail } = entry;
  if (connection === undefined || socket === undefined) return journalLine(entry, 'connection');
  const about = streamId === undefined ? {} : { streamId };
  if (type === 'opened' && Object.keys(detail).length === 0) {
    return { kind: 'open', ms, connection, direction: 'to-service', detail: { socket, ...about } };
  }
  const { code, reason, by, ...rest } = detail;
  if (type === 'closed' && typeof code === 'number' && typeof reason === 'string' && isEmpty(rest)) {
    const direction = by === 'server' ? 'to-app' : by === 'app' ? 'to-service' : null;
    return { kind: 'close', ms, connection, direction, code, reason, ...about };
  }
  return journalLine(entry, 'connection');
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}

function journalLine(
  { atMs: ms, connectionId, type, detail, streamId, socket }: RecordedEntry,
  kind: 'state' | 'connection' | 'fault' | 'note',
): CassetteLine {
  const meta = { ...(streamId !== undefined && { streamId }), ...(socket !== undefined && { socket }) };
  const line = { kind, ms, connection: connectionId ?? null, direction: null, type, detail } as const;
  return isEmpty(meta) ? line : { ...line, meta };
}
