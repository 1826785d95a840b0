import type { Request, Response } from 'express';

/** One call of the HTTP API. */
export interface Route {
  /** HTTP method. */
  readonly method: 'GET' | 'POST';
  /** Path with parameters as in express: `/api/meetings/:streamId`. */
  readonly path: string;
  /** The call never requires the API token. @default `false` */
  readonly isOpen?: boolean;
  /** Answers a request. Errors that it throws are answered in the form of the API. */
  readonly handle: (request: Request, response: Response) => void | Promise<void>;
}
