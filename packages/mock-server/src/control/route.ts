import type { Request, RequestHandler, Response } from 'express';

/** One call of the HTTP API. */
export interface Route {
  /** HTTP method. */
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Path with parameters as in express: `/api/meetings/:streamId`. */
  readonly path: string;
  /** The call never requires the API token. @default `false` */
  readonly isOpen?: boolean;
  /** Checks and reads the body of a POST or PUT. @default JSON from this server's page or from a program */
  readonly readBody?: readonly RequestHandler[];
  /** Answers a request. Errors that it throws are answered in the form of the API. */
  readonly handle: (request: Request, response: Response) => void | Promise<void>;
}
