import type { ErrorBody } from './bodies.js';
import { remember, type Call } from './last-action.js';

/** A refused or failed call. `message` is one sentence for a person. */
export class CallError extends Error {
  override readonly name = 'CallError';
  /** HTTP status; 0 when the server could not be reached. */
  readonly status: number;
  /** Short and stable: `unknown-stream`, `unreachable`. */
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Base of the API: the folder from which the page was loaded, so a proxy with a path works too. */
export const BASE = new URL('.', document.baseURI);

/** URL of a WebSocket of this server. */
export function socketUrl(path: string): string {
  const url = new URL(path, BASE);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}

/**
 * Reads from the API.
 *
 * @throws {@link CallError}
 */
export function read<T>(path: string): Promise<T> {
  return call<T>({ method: 'GET', path });
}

/**
 * Performs a call and keeps it for "Copy as".
 *
 * @throws {@link CallError}
 */
export function act<T>(
  path: string,
  body: unknown = {},
  method: 'POST' | 'PUT' | 'DELETE' = 'POST',
): Promise<T> {
  const action: Call = { method, path, body };
  remember(action);
  return call<T>(action);
}

/**
 * Performs a call.
 *
 * @throws {@link CallError}
 */
export async function call<T>({ method, path, body }: Call): Promise<T> {
  const response = await fetch(new URL(path, BASE), {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  }).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CallError(0, 'unreachable', `The server cannot be reached (${reason}). Is it running?`);
  });
  const answer = await json(response);
  if (!response.ok) throw refusal(response.status, answer);
  return answer as T;
}

async function json(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new CallError(response.status, 'no-json', `The answer with status ${response.status} is not JSON.`);
  }
}

function refusal(status: number, answer: unknown): CallError {
  const error = (answer as Partial<ErrorBody> | undefined)?.error;
  if (error === undefined)
    return new CallError(status, 'refused', `The server answered with status ${status}.`);
  const { code, message, hint } = error;
  return new CallError(status, code, hint === undefined ? message : `${message} ${hint}`);
}

/** One sentence about anything that was thrown. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
