import type { NextFunction, Request, Response } from 'express';
import type { Destination, Front } from './front.js';
import type { NodeAnswer } from './node-client.js';

/** One call that a front answers for all nodes. */
export interface FrontRoute {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'all';
  /** Path as in express. */
  readonly path: string;
  /** `open`: the call does not require the API token. @default `'token'` */
  readonly access?: 'token' | 'open';
  /** `json`: checks and reads the body; `none`: leaves it unread. @default `'none'` */
  readonly body?: 'json' | 'none';
  /** Longest body that is read, in bytes. @default 65536 */
  readonly maxBytes?: number;
  /** Answers, or calls `next` to leave the request to this process's own API. */
  readonly handle: (request: Request, response: Response, next: NextFunction) => void | Promise<void>;
}

/** Request and response of a call. */
export interface Exchange {
  readonly request: Request;
  readonly response: Response;
  readonly next: NextFunction;
}

/** Makes one body of several ones of its own type. */
export type Merge = (bodies: readonly never[]) => unknown;

/** Lets a node answer a request whose body has been read. */
export async function relay(
  front: Front,
  to: Destination,
  { request, response, next }: Exchange,
): Promise<void> {
  if (to === 'here') return next();
  const body = request.body as unknown;
  send(response, await front.ask(to, { method: 'POST', path: request.originalUrl, body }));
}

/**
 * Lets a node answer a request whose body has not been read.
 *
 * @param access `token`: this process has checked the API token, so a node that refuses it has another one
 */
export async function passOn(
  front: Front,
  to: Destination,
  { request, response, next }: Exchange,
  access: FrontRoute['access'] = 'token',
): Promise<void> {
  if (to === 'here') return next();
  try {
    request.url = request.originalUrl;
    const onUnauthorized = (): void => {
      const refusal = front.refusedBy(to);
      response.status(refusal.status).json(refusal);
    };
    await front.client.forward(to, request, response, access === 'token' ? onUnauthorized : undefined);
  } catch (error) {
    if (!response.headersSent) throw front.asApiError(error);
    response.destroy();
  }
}

/** Sends one response for those of several nodes: the refusal of one, else all of them merged. */
export function sendMerged(response: Response, answers: readonly NodeAnswer[], merge: Merge): void {
  const refusal = answers.find(({ status }) => status >= 400);
  if (refusal) return send(response, refusal);
  // The bodies are those of our own API.
  response.json(merge(answers.map(({ text }) => JSON.parse(text) as never)));
}

function send(response: Response, { status, headers, text }: NodeAnswer): void {
  for (const name of ['content-type', 'location']) {
    const value = headers.get(name);
    if (value !== null) response.set(name, value);
  }
  response.status(status).send(text);
}
