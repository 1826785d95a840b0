/**
 * Values as people write them on the command line, in the environment or in a file → typed values.
 * What is wrong is thrown as a {@link ValueProblem}; who calls adds where the value stood.
 */
import { isIP } from 'node:net';
import { certificateName, TlsError } from '../sockets/tls/tls.js';
import { parseWebhookUrl } from '../webhooks/webhook-url.js';

/** What is wrong with a value and what a right one looks like; reads on from "--port: ". */
export class ValueProblem extends Error {
  override readonly name = 'ValueProblem';
}

function shown(text: string): string {
  return `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}"`;
}

export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new ValueProblem(`${shown(text)} is no port; give a number from 0 to 65535 (0 takes any free one)`);
}

/** An address or name to listen on. */
export function parseHost(text: string): string {
  if (isIP(text) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text)) return text;
  throw new ValueProblem(
    `${shown(text)} is no address to listen on; give one such as 127.0.0.1 or 0.0.0.0, without scheme and port`,
  );
}

const UNIT_MS: { readonly [unit: string]: number } = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `500ms`, `5s`, `1.5m`, `1h` → milliseconds, more than 0. */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text.trim().toLowerCase());
  const durationMs = match === null ? 0 : Number(match[1]) * (UNIT_MS[match[2] ?? ''] ?? 0);
  if (durationMs > 0) return durationMs;
  throw new ValueProblem(`${shown(text)} is no duration; write 500ms, 5s or 2m`);
}

const UNIT_BYTES: { readonly [unit: string]: number } = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** `65536`, `512k`, `4M`, `1G` → bytes, more than 0; k is 1024. */
export function parseBytes(text: string): number {
  const match = /^(\d{1,12}(?:\.\d+)?)([kmg]?)$/.exec(text.trim().toLowerCase());
  const bytes = match === null ? 0 : Number(match[1]) * (UNIT_BYTES[match[2] ?? ''] ?? 0);
  if (bytes > 0 && Number.isInteger(bytes)) return bytes;
  throw new ValueProblem(`${shown(text)} is no number of bytes; write 65536, 512k or 4M`);
}

/** How much faster: more than 0, 1000 at most. */
export function parseSpeed(text: string): number {
  const speed = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && speed > 0 && speed <= 1000) return speed;
  throw new ValueProblem(
    `${shown(text)} is no speed; give a number above 0, such as 10 for ten times as fast`,
  );
}

/** What waiting times are multiplied with: above 0, 1 for the real ones. */
export function parseScale(text: string): number {
  const scale = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && scale > 0 && scale <= 100) return scale;
  throw new ValueProblem(
    `${shown(text)} is no scale; give 1 for the real waiting times, 0.01 for a hundredth`,
  );
}

export function parseSeed(text: string): number {
  if (/^\d{1,10}$/.test(text) && Number(text) < 2 ** 32) return Number(text);
  throw new ValueProblem(`${shown(text)} is no seed; give a whole number from 0 to 4294967295`);
}

/** Base of advertised URLs: ws, wss, http or https, no query. */
export function parsePublicUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const known = ['ws:', 'wss:', 'http:', 'https:'].includes(url?.protocol ?? '');
  if (url === undefined || !known || url.host === '' || url.search !== '' || url.hash !== '') {
    throw new ValueProblem(`${shown(text)} is no base of URLs; give one such as wss://rtms.example.com`);
  }
  return text.replace(/\/+$/, '');
}

/** Host names and addresses for a certificate, with commas between them. */
export function parseTlsNames(text: string): readonly string[] {
  try {
    return text.split(',').map(certificateName);
  } catch (error) {
    if (!(error instanceof TlsError)) throw error;
    throw new ValueProblem(error.message.replace(/\.$/, ''), { cause: error });
  }
}

/** Where an HTTP API answers. */
export function parseServerUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url.origin;
  throw new ValueProblem(`${shown(text)} is no URL of a server; give one such as http://127.0.0.1:9092`);
}

export function parseWebhook(text: string): string {
  const parsed = parseWebhookUrl(text);
  if (parsed.ok) return text.trim();
  throw new ValueProblem(parsed.message.replace(/\.$/, ''));
}

export function parseText(text: string): string {
  if (text.trim() !== '') return text;
  throw new ValueProblem('is empty; give a value or leave it out');
}

/** One of a few words. */
export function oneOf<const T extends string>(choices: readonly T[]): (text: string) => T {
  return (text) => {
    const found = choices.find((choice) => choice === text);
    if (found !== undefined) return found;
    throw new ValueProblem(`${shown(text)} is not one of ${choices.join(', ')}`);
  };
}

/** A switch: `--strict` alone is yes. */
export function parseSwitch(text: string): boolean {
  switch (text.toLowerCase()) {
    case 'true':
    case 'yes':
    case 'on':
    case '1':
      return true;
    case 'false':
    case 'no':
    case 'off':
    case '0':
      return false;
    default:
      throw new ValueProblem(`${shown(text)} is neither yes nor no`);
  }
}
