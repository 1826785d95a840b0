/** Decodes the lines of a cassette. What is wrong is a value, never an exception. */
import { isJsonObject, type JsonObject } from '../checks/fields.js';
import {
  CASSETTE_CAPABILITIES,
  CASSETTE_FORMAT,
  CASSETTE_KINDS,
  CASSETTE_RECORDERS,
  CASSETTE_VERSION,
  PAYLOAD_MODES,
  REDACTABLE,
  type CassetteDirection,
  type CassetteHeader,
  type CassetteLine,
} from './lines.js';

/** A header, or the reason why there is none. */
export type CassetteHeaderResult =
  | {
      /** True: the line is a header. */
      readonly ok: true;
      /** The header. */
      readonly header: CassetteHeader;
    }
  | {
      /** False: the file cannot be read as a cassette. */
      readonly ok: false;
      /** A clause that follows the name of the file, such as `is not a cassette: …`. */
      readonly problem: string;
    };

/** A line, the name of a kind that this version does not have, or a clause about a broken line. */
export type CassetteLineResult =
  | {
      /** The line can be used. */
      readonly outcome: 'line';
      /** The decoded line. */
      readonly line: CassetteLine;
    }
  | {
      /** The line is of a kind that this version does not have; it can be skipped. */
      readonly outcome: 'unknown-kind';
      /** Name of the kind. */
      readonly kind: string;
    }
  | {
      /** The line is broken. */
      readonly outcome: 'problem';
      /** A clause that follows the number of the line, such as `must be a JSON array`. */
      readonly problem: string;
    };

/** Decodes the first line. Capabilities and redactions with unknown names are left out. */
export function decodeCassetteHeader(text: string): CassetteHeaderResult {
  const header = parsed(text);
  if (!isJsonObject(header) || header['format'] !== CASSETTE_FORMAT) {
    return no(`is not a cassette: its first line must be a JSON object with "format": "${CASSETTE_FORMAT}"`);
  }
  const { version, generation, recorder, startedAtUnixMs } = header;
  if (version !== CASSETTE_VERSION) {
    return no(
      `has version ${shown(version)} of the format; this program reads version ${CASSETTE_VERSION} only`,
    );
  }
  if (generation !== 'string' && generation !== '2025' && generation !== '2026') {
    return no(`has the generation ${shown(generation)}; string, 2025 and 2026 are supported`);
  }
  if (typeof startedAtUnixMs !== 'number' || !Number.isFinite(startedAtUnixMs)) {
    return no('has no startedAtUnixMs in its header');
  }
  const product = isJsonObject(header['product']) ? header['product'] : {};
  return {
    ok: true,
    header: {
      format: CASSETTE_FORMAT,
      version: CASSETTE_VERSION,
      generation,
      recorder: oneOf(CASSETTE_RECORDERS, recorder) ?? 'proxy',
      product: { name: stringOf(product['name']), version: stringOf(product['version']) },
      startedAtUnixMs,
      startedAt: stringOf(header['startedAt']),
      payload: oneOf(PAYLOAD_MODES, header['payload']) ?? 'inline',
      redacted: namesOf(REDACTABLE, header['redacted']),
      capabilities: namesOf(CASSETTE_CAPABILITIES, header['capabilities']),
    },
  };
}

/** Decodes one line after the header. Fields behind the known ones are ignored. */
export function decodeCassetteLine(text: string): CassetteLineResult {
  const items = parsed(text);
  if (!Array.isArray(items)) return wrong('must be a JSON array');
  const [ms, connection, direction, kind, ...rest] = items as readonly unknown[];
  if (typeof ms !== 'number') return wrong(`must begin with a time in milliseconds, found ${shown(ms)}`);
  if (connection !== null && typeof connection !== 'string') {
    return wrong(`must have a connection or null in the second place, found ${shown(connection)}`);
  }
  if (direction !== null && direction !== 'to-app' && direction !== 'to-service') {
    return wrong(`must have to-app, to-service or null in the third place, found ${shown(direction)}`);
  }
  if (typeof kind !== 'string') return wrong(`must have a kind in the fourth place, found ${shown(kind)}`);
  const known = oneOf(CASSETTE_KINDS, kind);
  if (known === undefined) return { outcome: 'unknown-kind', kind };
  const line = READERS[known]({ ms, connection, direction, rest });
  return typeof line === 'string' ? wrong(`of kind ${kind} ${line}`) : { outcome: 'line', line };
}

/** The first items of a line, and those after the kind. */
interface Items {
  readonly ms: number;
  readonly connection: string | null;
  readonly direction: CassetteDirection | null;
  readonly rest: readonly unknown[];
}

type Reader = (items: Items) => CassetteLine | string;

const NO_CONNECTION = 'must have a connection';
const NO_DETAIL = 'must have an object in the fifth place';

const READERS: { readonly [kind in CassetteLine['kind']]: Reader } = {
  open: ({ ms, connection, rest: [detail] }) => {
    if (connection === null) return NO_CONNECTION;
    if (!isJsonObject(detail)) return NO_DETAIL;
    const socket = oneOf(['signaling', 'media'] as const, detail['socket']);
    if (socket === undefined)
      return `must have a socket signaling or media, found ${shown(detail['socket'])}`;
    const about = { ...optionalString(detail, 'url'), ...optionalString(detail, 'streamId') };
    return { kind: 'open', ms, connection, direction: 'to-service', detail: { socket, ...about } };
  },
  text: (items) => message('text', items),
  binary: (items) => message('binary', items),
  ping: (items) => ping('ping', items),
  pong: (items) => ping('pong', items),
  close: ({ ms, connection, direction, rest: [code, reason, about] }) => {
    if (connection === null) return NO_CONNECTION;
    if (typeof code !== 'number') return `must have a close code in the fifth place, found ${shown(code)}`;
    const line = { kind: 'close', ms, connection, direction, code, reason: stringOf(reason) } as const;
    if (!isJsonObject(about)) return line;
    const { detail } = about;
    return { ...line, ...(isJsonObject(detail) && { detail }), ...optionalString(about, 'streamId') };
  },
  webhook: ({ ms, connection, rest: [detail] }) => {
    if (connection === null) return NO_CONNECTION;
    if (!isJsonObject(detail)) return NO_DETAIL;
    const { event, headers, body, shortened, detail: more } = detail;
    return {
      kind: 'webhook',
      ms,
      connection,
      direction: 'to-app',
      detail: {
        event: stringOf(event),
        ...optionalString(detail, 'streamId'),
        ...optionalString(detail, 'url'),
        ...(isJsonObject(headers) && { headers: stringsOf(headers) }),
        body,
        ...(shortened === true && { shortened }),
        ...(isJsonObject(more) && { detail: more }),
      },
    };
  },
  answer: ({ ms, connection, rest: [detail] }) => {
    if (connection === null) return NO_CONNECTION;
    if (!isJsonObject(detail)) return NO_DETAIL;
    const { status, detail: more } = detail;
    return {
      kind: 'answer',
      ms,
      connection,
      direction: 'to-service',
      detail: {
        ...(typeof status === 'number' && { status }),
        ...optionalString(detail, 'body'),
        ...optionalString(detail, 'error'),
        ...optionalString(detail, 'event'),
        ...optionalString(detail, 'streamId'),
        ...(isJsonObject(more) && { detail: more }),
      },
    };
  },
  state: (items) => journal('state', items),
  connection: (items) => journal('connection', items),
  fault: (items) => journal('fault', items),
  note: (items) => journal('note', items),
};

function message(kind: 'text' | 'binary', { ms, connection, direction, rest }: Items): CassetteLine | string {
  if (connection === null) return NO_CONNECTION;
  if (direction === null) return 'must have a direction';
  const [content, meta] = rest;
  if (content === undefined) return 'must have a message in the fifth place';
  const line = { kind, ms, connection, direction, message: content } as const;
  if (!isJsonObject(meta)) return line;
  const { encoding, payload, redacted, shortened, detail } = meta;
  return {
    ...line,
    meta: {
      ...(encoding === 'base64' && { encoding }),
      ...(isJsonObject(payload) && { payload: payloadOf(payload) }),
      ...(redacted === true && { redacted }),
      ...(shortened === true && { shortened }),
      ...optionalString(meta, 'streamId'),
      ...optionalString(meta, 'type'),
      ...(isJsonObject(detail) && { detail }),
    },
  };
}

function payloadOf(payload: JsonObject) {
  const { bytes, offset } = payload;
  return {
    bytes: typeof bytes === 'number' ? bytes : 0,
    ...optionalString(payload, 'sha256'),
    ...optionalString(payload, 'file'),
    ...(typeof offset === 'number' && { offset }),
  };
}

function ping(kind: 'ping' | 'pong', { ms, connection, direction, rest }: Items): CassetteLine | string {
  if (connection === null) return NO_CONNECTION;
  if (direction === null) return 'must have a direction';
  const [data] = rest;
  return { kind, ms, connection, direction, ...(typeof data === 'string' && { data }) };
}

function journal(
  kind: 'state' | 'connection' | 'fault' | 'note',
  { ms, connection, rest }: Items,
): CassetteLine | string {
  const [type, detail, meta] = rest;
  if (typeof type !== 'string') return `must have a name in the fifth place, found ${shown(type)}`;
  const line = { kind, ms, connection, direction: null, type, detail: isJsonObject(detail) ? detail : {} };
  if (!isJsonObject(meta)) return line;
  const socket = oneOf(['signaling', 'media'] as const, meta['socket']);
  return {
    ...line,
    meta: { ...optionalString(meta, 'streamId'), ...(socket !== undefined && { socket }) },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // No JSON: the caller reports it as a wrong type.
    return undefined;
  }
}

function no(problem: string): CassetteHeaderResult {
  return { ok: false, problem };
}

function wrong(problem: string): CassetteLineResult {
  return { outcome: 'problem', problem };
}

function oneOf<const T extends string>(names: readonly T[], value: unknown): T | undefined {
  return names.find((name) => name === value);
}

function namesOf<const T extends string>(names: readonly T[], values: unknown): T[] {
  return Array.isArray(values) ? names.filter((name) => values.includes(name)) : [];
}

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function optionalString<const K extends string>(from: JsonObject, key: K): { readonly [key in K]?: string } {
  const value = from[key];
  return typeof value === 'string' ? ({ [key]: value } as { readonly [key in K]: string }) : {};
}

function stringsOf(from: JsonObject): { readonly [name: string]: string } {
  return Object.fromEntries(Object.entries(from).filter(([, value]) => typeof value === 'string')) as {
    readonly [name: string]: string;
  };
}

/** A value for a sentence, in at most 40 characters. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
