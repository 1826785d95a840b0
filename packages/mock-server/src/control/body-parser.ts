import { parse as parseQuery } from 'node:querystring';
import express, { type Request, type RequestHandler } from 'express';

/** Limits and form of a body that is read. */
export interface BodyOptions {
  /** Max. number of bytes. */
  readonly limit: number;
  /** Refuse JSON other than objects and arrays. @default false */
  readonly strict?: boolean;
  /** Content type of forms, which are read as such. Default: every body is JSON. */
  readonly form?: string;
}

/**
 * Reads bodies as JSON, whatever their content type, as `express.json` does. That one loads tables of all character sets
 * for the first body: 7 ms in which no stream sends.
 *
 * @throws the same errors as `express.json`, with a `status` and a `type`
 */
export function parseBody({ limit, strict = false, form }: BodyOptions): RequestHandler[] {
  const parse: RequestHandler = (request, _response, next) => {
    const bytes: unknown = request.body;
    if (!Buffer.isBuffer(bytes)) return next();
    const text = decoded(bytes, request);
    const contentType = (request.headers['content-type'] ?? '').toLowerCase();
    request.body = form !== undefined && contentType.startsWith(form) ? parseQuery(text) : json(text, strict);
    next();
  };
  return [express.raw({ limit, type: () => true }), parse];
}

function json(text: string, strict: boolean): unknown {
  if (text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (!strict || (typeof value === 'object' && value !== null)) return value;
  } catch (error) {
    throw refusal(400, 'entity.parse.failed', error instanceof Error ? error.message : String(error));
  }
  throw refusal(400, 'entity.parse.failed', 'neither an object nor an array');
}

function decoded(bytes: Buffer, { headers }: Request): string {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  try {
    if (/^utf-/i.test(charset)) return new TextDecoder(charset).decode(bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw refusal(415, 'charset.unsupported', `unsupported charset "${charset.toUpperCase()}"`);
}

function refusal(status: number, type: string, message: string): Error {
  return Object.assign(new Error(message), { status, type });
}
