/** Encodes the lines of a cassette. None has a line break at its end. */
import { assertNever } from '../assert-never.js';
import {
  CASSETTE_FORMAT,
  CASSETTE_VERSION,
  type CassetteHeader,
  type CassetteLine,
  type CassetteMessage,
} from './lines.js';

/** Returns the header of a new cassette: adds format, version and the time for people. */
export function newCassetteHeader(
  content: Omit<CassetteHeader, 'format' | 'version' | 'startedAt'>,
): CassetteHeader {
  const { generation, recorder, product, startedAtUnixMs, payload, redacted, capabilities } = content;
  return {
    format: CASSETTE_FORMAT,
    version: CASSETTE_VERSION,
    generation,
    recorder,
    product,
    startedAtUnixMs,
    startedAt: new Date(startedAtUnixMs).toISOString(),
    payload,
    redacted,
    capabilities,
  };
}

/** Encodes the first line. */
export function encodeCassetteHeader(header: CassetteHeader): string {
  return JSON.stringify(header);
}

/** Encodes one line after the header. */
export function encodeCassetteLine(line: CassetteLine): string {
  return `[${roundedMs(line.ms)},${JSON.stringify(line.connection)},${JSON.stringify(line.direction)},"${line.kind}"${rest(line)}]`;
}

/**
 * Encodes a message from its text, which is faster than {@link encodeCassetteLine}: JSON text is copied.
 * `text`: must be the result of `JSON.stringify`, as {@link isCanonicalJson} finds out.
 */
export function encodeCanonicalMessage(
  line: Pick<CassetteMessage, 'ms' | 'connection' | 'direction' | 'kind' | 'meta'>,
  text: string,
): string {
  const meta = line.meta === undefined ? '' : `,${JSON.stringify(line.meta)}`;
  return `[${roundedMs(line.ms)},${JSON.stringify(line.connection)},"${line.direction}","${line.kind}",${text}${meta}]`;
}

/**
 * Returns the value of `message` for a text: the object or array, if `JSON.stringify` of it returns the same text, and else
 * the text itself, so that {@link cassetteText} always returns what was sent.
 */
export function messageOfText(text: string): unknown {
  if (!text.startsWith('{') && !text.startsWith('[')) return text;
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === text ? value : text;
  } catch {
    // Not JSON: the text itself is recorded.
    return text;
  }
}

/** Returns true if a text is a JSON object or array in the form that `JSON.stringify` writes. */
export function isCanonicalJson(text: string): boolean {
  return typeof messageOfText(text) === 'object';
}

/** Returns the text that was sent, from the `message` of a line. For `meta.encoding` `base64`: the base64. */
export function cassetteText(message: unknown): string {
  return typeof message === 'string' ? message : JSON.stringify(message);
}

/** Three decimals: microseconds are what clocks of computers can tell. */
function roundedMs(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

function rest(line: CassetteLine): string {
  switch (line.kind) {
    case 'open':
    case 'webhook':
    case 'answer':
      return values(line.detail);
    case 'text':
    case 'binary':
      return values(line.message, line.meta);
    case 'ping':
    case 'pong':
      return values(line.data);
    case 'close':
      return values(
        line.code,
        line.reason,
        line.streamId === undefined && line.detail === undefined
          ? undefined
          : { streamId: line.streamId, detail: line.detail },
      );
    case 'state':
    case 'connection':
    case 'fault':
    case 'note':
      return values(line.type, line.detail, line.meta);
    default:
      return assertNever(line);
  }
}

/** Values up to the last that is defined. */
function values(...items: readonly unknown[]): string {
  const last = items.findLastIndex((item) => item !== undefined);
  return items
    .slice(0, last + 1)
    .map((item) => `,${JSON.stringify(item) ?? 'null'}`)
    .join('');
}
