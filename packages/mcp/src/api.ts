/** The HTTP API of a mock server. */

/** A call was refused: the message says why, and what to do instead. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

/** Calls of one server. */
export interface Api {
  /** Address of the server, without a slash at the end. */
  readonly url: string;
  /** Returns the body of a GET. Parameters that are undefined are left out. */
  get(path: string, query?: { readonly [name: string]: unknown }, signal?: AbortSignal): Promise<unknown>;
  /** Returns the body of a POST. */
  post(path: string, body: object, signal?: AbortSignal): Promise<unknown>;
}

/** Creates the calls of the server at `url`. `token`: its API token, if it requires one. */
export function createApi(url: string, token?: string): Api {
  const base = url.replace(/\/+$/, '');
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const call = async (path: string, init: RequestInit, signal: AbortSignal | undefined): Promise<unknown> => {
    const response = await fetch(base + path, { ...init, ...(signal && { signal }) }).catch(
      (error: unknown): never => {
        throw new RefusedError(`The mock server at ${base} cannot be reached: ${reasonOf(error)}`);
      },
    );
    const text = await response.text();
    if (response.ok) return JSON.parse(text) as unknown;
    throw new RefusedError(refusalOf(text) ?? `${path} answered ${response.status}: ${text.slice(0, 300)}`);
  };
  return {
    url: base,
    get: (path, query = {}, signal) => {
      const given = Object.entries(query).filter(([, value]) => value !== undefined);
      const parameters = new URLSearchParams(
        given.map(([name, value]): [string, string] => [name, String(value)]),
      );
      return call(
        given.length === 0 ? path : `${path}?${parameters.toString()}`,
        { headers: authorization },
        signal,
      );
    },
    post: (path, body, signal) => {
      const headers = { 'content-type': 'application/json', ...authorization };
      return call(path, { method: 'POST', headers, body: JSON.stringify(body) }, signal);
    },
  };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

/** The message and hint of an error body; undefined if it is none. */
function refusalOf(text: string): string | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: { message?: string; hint?: string } };
    return error?.message === undefined ? undefined : [error.message, error.hint].filter(Boolean).join(' ');
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
