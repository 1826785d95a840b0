/** HTTP requests as bytes, valid or not, and their responses. */
import { connect } from 'node:net';
import type { Random } from '../input/random.js';

/** A request before it is written. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Buffer;
}

/** What a server answers. */
export interface RawResponse {
  /** Status of the last response; 0 if there was none. */
  readonly status: number;
  /** Content type and body of the last response, cut to 64 KB. */
  readonly text: string;
  /** True if nothing came in time. */
  readonly timedOut: boolean;
}

/** Time for a response, in ms. Generous: a webhook receiver may delay it, and the machine may be busy. */
const ANSWER_MS = 60_000;
const KEPT_BYTES = 64 * 1024;

/** Writes a request with a correct length. */
export function encodeRequest({ method, path, headers, body }: RawRequest): Buffer {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`);
  const length = body ? `Content-Length: ${body.length}\r\n` : '';
  const head = `${method} ${path} HTTP/1.1\r\n${lines.join('')}${length}Connection: close\r\n\r\n`;
  // Latin-1, as Node writes headers: mutated ones contain any byte.
  const bytes = Buffer.from(head, 'latin1');
  return body ? Buffer.concat([bytes, body]) : bytes;
}

/** Ways to break the framing of a request. */
export const REQUEST_FAULTS = [
  'half-sent',
  'too-long',
  'chunked',
  'bad-chunk',
  'two-lengths',
  'no-host',
  'garbage',
  'pipelined',
  'header-flood',
  'early-close',
] as const;
export type RequestFault = (typeof REQUEST_FAULTS)[number];

/** Writes a request with a fault of its framing. */
export function encodeFaulty(random: Random, request: RawRequest, fault: RequestFault): Buffer {
  const body = request.body ?? Buffer.from('{}');
  const whole = encodeRequest({ ...request, body });
  const text = whole.toString('latin1');
  const head = text.slice(0, text.indexOf('\r\n\r\n'));
  const withoutLength = head.replace(/\r\nContent-Length: \d+/, '');
  switch (fault) {
    case 'half-sent':
    case 'early-close':
      return whole.subarray(0, random.int(whole.length));
    case 'too-long':
      return Buffer.from(
        text.replace(/Content-Length: \d+/, 'Content-Length: 99999999999999999999'),
        'latin1',
      );
    case 'chunked':
    case 'bad-chunk': {
      const size =
        fault === 'chunked' ? body.length.toString(16) : random.pick(['zz', '-1', 'fffffffffffff', '']);
      return Buffer.from(
        `${withoutLength}\r\nTransfer-Encoding: chunked\r\n\r\n${size}\r\n${body.toString('latin1')}\r\n0\r\n\r\n`,
        'latin1',
      );
    }
    case 'two-lengths':
      return Buffer.from(`${head}\r\nContent-Length: 1\r\n\r\n${body.toString('latin1')}`, 'latin1');
    case 'no-host':
      return Buffer.from(text.replace(/Host: .*\r\n/, ''), 'latin1');
    case 'garbage':
      return random.bytes(random.between(1, 2000));
    case 'pipelined': {
      const keepAlive = Buffer.from(text.replace('Connection: close', 'Connection: keep-alive'), 'latin1');
      return Buffer.concat([...Array.from({ length: random.between(1, 10) }, () => keepAlive), whole]);
    }
    case 'header-flood':
      return Buffer.from(
        text.replace(
          'Connection: close',
          `${Array.from({ length: 1500 }, (_, index) => `X-${index}: ${'v'.repeat(20)}`).join('\r\n')}\r\nConnection: close`,
        ),
        'latin1',
      );
  }
}

/**
 * Sends bytes and reads the response until the server closes.
 * @param keepOpen True: the sending direction stays open although the request may be incomplete.
 */
export function exchange(
  port: number,
  bytes: Buffer,
  { keepOpen = true, limitMs = ANSWER_MS }: { readonly keepOpen?: boolean; readonly limitMs?: number } = {},
): Promise<RawResponse> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    let size = 0;
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      socket.destroy();
    }, limitMs);
    socket.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= KEPT_BYTES + chunk.length) chunks.push(chunk);
    });
    // A reset is a normal reaction to a broken request; the close event follows.
    socket.on('error', () => {});
    socket.on('end', () => socket.end());
    socket.on('close', () => {
      clearTimeout(timer);
      resolve({ ...responseOf(Buffer.concat(chunks)), timedOut });
    });
    if (keepOpen) socket.write(bytes);
    else socket.write(bytes, () => socket.destroy());
  });
}

function responseOf(bytes: Buffer): { readonly status: number; readonly text: string } {
  const text = bytes.toString('latin1');
  const starts = [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].filter(({ 1: status }) => status !== '100');
  const last = starts.at(-1);
  return { status: Number(last?.[1] ?? 0), text: last ? text.slice(last.index) : text };
}
