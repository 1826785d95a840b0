import type { Request, Response } from 'express';

/** One call of the HTTP API. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** As express writes it: `/api/meetings/:streamId`. */
  readonly path: string;
  readonly handle: (request: Request, response: Response) => void | Promise<void>;
}
