import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Clock } from '@rtms-mock/protocol';
import { describeConnectionError, type ConnectionFailure } from './connection-failure.js';

/** How much of an answer is read; what comes after it is thrown away. */
const LONGEST_ANSWER_BYTES = 64 * 1024;

export interface PostRequest {
  readonly url: URL;
  readonly body: string;
  readonly headers: { readonly [name: string]: string };
  /** Accept certificates that nobody vouches for. */
  readonly insecure: boolean;
  /** How long the whole exchange may take, in milliseconds of `clock`. */
  readonly timeoutMs: number;
  /** Real time: a receiver is not faster because meetings run faster. */
  readonly clock: Clock;
  /** Gives up at once when aborted. */
  readonly signal?: AbortSignal;
}

export type PostResult =
  | {
      readonly ok: true;
      readonly httpStatus: number;
      /** Where a redirect points to. */
      readonly location: string | undefined;
      /** The answer's body, at most 64 KiB of it. */
      readonly body: string;
      readonly ms: number;
    }
  | ({ readonly ok: false; readonly ms: number } & ConnectionFailure);

/** Posts once over a connection of its own. Redirects are answers, never followed. Never throws or rejects. */
export function post(request: PostRequest): Promise<PostResult> {
  const { url, body, clock, timeoutMs, signal } = request;
  const startMs = clock.now();
  return new Promise((resolve) => {
    let done = false;
    let abandon = (): void => {};
    const finish = (result: DistributiveOmit<PostResult, 'ms'>): void => {
      if (done) return;
      done = true;
      cancelTimeout();
      signal?.removeEventListener('abort', onAbort);
      resolve({ ...result, ms: Math.round(clock.now() - startMs) });
      abandon();
    };
    const fail = (error: unknown, answering = false): void =>
      finish({ ok: false, ...describeConnectionError(error, url, answering) });
    const onAbort = (): void =>
      finish({ ok: false, code: 'cancelled', message: 'The server was stopped before an answer came.' });
    const cancelTimeout = clock.after(timeoutMs, () =>
      finish({
        ok: false,
        code: 'timeout',
        message: `No complete answer from ${url.host} within ${timeoutMs / 1000} s. Answer first, then do the work.`,
      }),
    );
    if (signal?.aborted) return onAbort();
    signal?.addEventListener('abort', onAbort);

    try {
      const options = {
        method: 'POST',
        headers: { ...request.headers, 'content-length': String(Buffer.byteLength(body)) },
        agent: false as const,
      };
      const outgoing =
        url.protocol === 'https:'
          ? httpsRequest(url, { ...options, rejectUnauthorized: !request.insecure })
          : httpRequest(url, options);
      abandon = () => outgoing.destroy();
      // Bytes of TLS come before any answer.
      outgoing.on('error', (error) =>
        fail(error, url.protocol === 'http:' && (outgoing.socket?.bytesRead ?? 0) > 0),
      );
      outgoing.on('response', (response) => {
        response.on('error', (error) => fail(error, true));
        readText(response, (text) =>
          finish({
            ok: true,
            httpStatus: response.statusCode ?? 0,
            location: response.headers.location,
            body: text,
          }),
        );
      });
      outgoing.end(body);
    } catch (error) {
      fail(error);
    }
  });
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

function readText(response: IncomingMessage, done: (text: string) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  const finish = (): void => done(Buffer.concat(chunks).subarray(0, LONGEST_ANSWER_BYTES).toString('utf8'));
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= LONGEST_ANSWER_BYTES) finish();
  });
  response.on('end', finish);
}
