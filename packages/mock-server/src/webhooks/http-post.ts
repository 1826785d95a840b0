import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Clock } from '@rtms-mock/protocol';
import { cut } from '../input/cut.js';
import { describeConnectionError, type ConnectionFailure } from './connection-failure.js';

/** Bytes of a response that are read; the rest is discarded. */
const MAX_RESPONSE_BYTES = 64 * 1024;

/** One POST with its limits. */
export interface PostRequest {
  readonly url: URL;
  readonly body: string;
  readonly headers: { readonly [name: string]: string };
  /** Accepts receivers whose TLS certificate cannot be verified. */
  readonly insecure: boolean;
  /** Maximum duration of the whole exchange, in milliseconds of `clock`. */
  readonly timeoutMs: number;
  /** Real time: a receiver does not respond faster because meetings run faster. */
  readonly clock: Clock;
  /** Ends the exchange at once when aborted. */
  readonly signal?: AbortSignal;
}

/** The response, or the reason why none arrived. */
export type PostResult =
  | {
      readonly ok: true;
      readonly httpStatus: number;
      /** The `location` header, which redirects have. */
      readonly location: string | undefined;
      /** The first 64 KiB of the response's body. */
      readonly body: string;
      /** Duration of the exchange, in milliseconds. */
      readonly ms: number;
    }
  | ({ readonly ok: false; readonly ms: number } & ConnectionFailure);

type UntimedResult = DistributiveOmit<PostResult, 'ms'>;
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** Posts once over a connection of its own. Redirects are results and are not followed. Never throws or rejects. */
export function post(request: PostRequest): Promise<PostResult> {
  const { url, clock, timeoutMs, signal } = request;
  const startMs = clock.now();
  return new Promise((resolve) => {
    let done = false;
    let abandon = (): void => {};
    const finish = (result: UntimedResult): void => {
      if (done) return;
      done = true;
      cancelTimeout();
      signal?.removeEventListener('abort', onAbort);
      resolve({ ...result, ms: Math.round(clock.now() - startMs) });
      abandon();
    };
    const onAbort = (): void =>
      finish({ ok: false, code: 'cancelled', message: 'The server was stopped before a response arrived.' });
    const cancelTimeout = clock.after(timeoutMs, () =>
      finish({
        ok: false,
        code: 'timeout',
        message: `No complete response from ${cut(url.host)} within ${timeoutMs / 1000} s. Answer first, then do the work.`,
      }),
    );
    if (signal?.aborted) return onAbort();
    signal?.addEventListener('abort', onAbort);
    abandon = exchange(request, finish);
  });
}

/** Sends the request and calls `finish` with its result. Returns a function that closes the connection. */
function exchange(request: PostRequest, finish: (result: UntimedResult) => void): () => void {
  const { url, body } = request;
  const fail = (error: unknown, hasResponse = false): void =>
    finish({ ok: false, ...describeConnectionError(error, url, hasResponse) });
  try {
    const outgoing = open(request);
    // With TLS the handshake sends bytes before any response.
    outgoing.on('error', (error) =>
      fail(error, url.protocol === 'http:' && (outgoing.socket?.bytesRead ?? 0) > 0),
    );
    outgoing.on('response', (response) => {
      response.on('error', (error) => fail(error, true));
      readBody(response, (text) =>
        finish({
          ok: true,
          httpStatus: response.statusCode ?? 0,
          location: response.headers.location,
          body: text,
        }),
      );
    });
    outgoing.end(body);
    return () => outgoing.destroy();
  } catch (error) {
    fail(error);
    return () => {};
  }
}

function open({ url, body, headers, insecure }: PostRequest): ClientRequest {
  const options = {
    method: 'POST',
    headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
    agent: false as const,
  };
  return url.protocol === 'https:'
    ? httpsRequest(url, { ...options, rejectUnauthorized: !insecure })
    : httpRequest(url, options);
}

function readBody(response: IncomingMessage, done: (body: string) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  const finish = (): void => done(Buffer.concat(chunks).subarray(0, MAX_RESPONSE_BYTES).toString('utf8'));
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= MAX_RESPONSE_BYTES) finish();
  });
  response.on('end', finish);
}
