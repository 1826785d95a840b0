/**
 * The token of the HTTP API, page and journal socket. A server that other machines reach requires one, because anyone
 * who reaches the port could end every meeting.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** The parts of a request that can carry a token. */
export interface TokenCarrier {
  readonly headers: IncomingHttpHeaders;
  /** Path and query. */
  readonly url?: string | undefined;
}

const COOKIE = 'rtms-mock-token';

/** Returns a random token. */
export function generateApiToken(): string {
  return randomBytes(24).toString('base64url');
}

/**
 * Returns the place of a request that has the token: a header (`Authorization: Bearer`, `X-Api-Token` or the cookie of
 * an earlier request), or the query parameter `token`. `undefined`: none has it.
 */
export function placeOfToken(request: TokenCarrier, token: string): 'header' | 'query' | undefined {
  const { authorization = '', 'x-api-token': plain, cookie = '' } = request.headers;
  const bearer = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
  const isToken = (given: unknown): boolean => typeof given === 'string' && isEqual(given, token);
  if (isToken(bearer) || isToken(plain)) return 'header';
  const session = sessionOf(token);
  if (cookie.split(/; */).some((pair) => isEqual(pair, `${COOKIE}=${session}`))) return 'header';
  return isToken(queryOf(request.url).get('token')) ? 'query' : undefined;
}

/** Returns the `Set-Cookie` header that spares a browser the token in further URLs. */
export function tokenCookie(token: string): string {
  return `${COOKIE}=${sessionOf(token)}; Path=/; HttpOnly; SameSite=Strict`;
}

/** A cookie cannot hold every character of a token, and need not reveal it. */
function sessionOf(token: string): string {
  return createHash('sha256').update(`rtms-mock page ${token}`).digest('base64url');
}

function queryOf(url = ''): URLSearchParams {
  const start = url.indexOf('?');
  return new URLSearchParams(start === -1 ? '' : url.slice(start));
}

/** Compares in a time that says nothing about the strings, which may have different lengths. */
function isEqual(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
