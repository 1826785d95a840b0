/**
 * Access checks of the HTTP API. A foreign web page must neither reach the API under the page's own name (DNS rebinding,
 * detected by `Host`) nor send requests to it from a visitor's browser (detected by `Origin` and content type).
 */
import { isIP } from 'node:net';
import { normalizedOrigin, originName } from '../input/origin.js';

/** Names and addresses under which the server can be reached. */
export interface Reach {
  /** Address that the server listens on. */
  readonly host: string;
  /** Public URL, if the server has one. */
  readonly publicUrl: string | undefined;
  /** Further names, such as those of the certificate; `*.example.test` matches all names one level below. */
  readonly names?: readonly string[];
  /** Origins of further pages that may open WebSockets and call the HTTP API. */
  readonly allowOrigins?: readonly string[];
}

/** Returns true if only this machine reaches a server that listens on this address. */
export function isLoopbackHost(host: string): boolean {
  return isLoopbackName(bracketed(host).toLowerCase());
}

/** Returns true if a `Host` header, with or without port, names this server. */
export function isKnownHost(hostHeader: string, reach: Reach): boolean {
  const name = hostnameOf(hostHeader);
  if (name === undefined) return false;
  if (isLoopbackName(name)) return true;
  if (name === hostnameOf(bracketed(reach.host))) return true;
  if (reach.publicUrl !== undefined && URL.canParse(reach.publicUrl)) {
    if (name === new URL(reach.publicUrl).hostname.toLowerCase()) return true;
  }
  if (reach.names?.some((pattern) => isCovered(name, pattern.toLowerCase())) === true) return true;
  // A server that listens on all addresses cannot know its own. DNS rebinding needs a name, never an address.
  return isWildcard(reach.host) && isIP(withoutBrackets(name)) !== 0;
}

function isCovered(name: string, pattern: string): boolean {
  if (!pattern.startsWith('*.')) return name === bracketed(pattern);
  return name.slice(name.indexOf('.')) === pattern.slice(1) && !name.startsWith('.');
}

/** Returns true if `origin` is a page of this server. `base`: scheme and host under which the request reached it. */
export function isOwnOrigin(origin: string, base: string, reach: Reach): boolean {
  const others = reach.publicUrl === undefined ? [] : [reach.publicUrl.replace(/^ws/i, 'http')];
  return [base, ...others].some((url) => isSameOrigin(url, origin));
}

/** Returns true if `origin` is one of those that the user has allowed. */
export function isAllowedOrigin(origin: string, { allowOrigins }: Reach): boolean {
  return allowOrigins?.includes(normalizedOrigin(origin)) === true;
}

function isSameOrigin(url: string, origin: string): boolean {
  return URL.canParse(url) && URL.canParse(origin) && new URL(url).origin === new URL(origin).origin;
}

/**
 * Returns true if a request may follow the journal over a WebSocket: programs, which send no `Origin`, pages of this
 * server, and those of `allowOrigins`. A browser lets any page open a WebSocket to this machine, and sends the page's `Origin`.
 */
export function mayFollowJournal(
  { host, origin }: { readonly host?: string | undefined; readonly origin?: string | undefined },
  reach: Reach,
): boolean {
  if (host === undefined || !isKnownHost(host, reach)) return false;
  if (origin === undefined || isAllowedOrigin(origin, reach)) return true;
  const own = [`http://${host}`, `https://${host}`, reach.publicUrl?.replace(/^ws/i, 'http')];
  return own.some((url) => url !== undefined && isSameOrigin(url, origin));
}

/** Headers of an upgrade that decide whether it is accepted. */
export interface UpgradeHeaders {
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
  readonly 'user-agent'?: string | undefined;
}

/**
 * Returns true if a request with these headers may open a signaling or media socket: programs, which send no `Origin`
 * or the host that they dial, pages of this machine at any port, pages of the server's own host and of its public URL,
 * and those of `allowOrigins`.
 */
export function mayOpenSocket(headers: UpgradeHeaders, reach: Reach): boolean {
  const { origin } = headers;
  if (origin === undefined || isAllowedOrigin(origin, reach)) return true;
  const name = originName(origin);
  if (name === undefined) return false;
  if (isLoopbackName(name)) return true;
  if (reach.publicUrl !== undefined && name === new URL(reach.publicUrl).hostname.toLowerCase()) return true;
  return isOfDialedHost(name, headers, reach);
}

/**
 * A page whose own name leads to this server is equal to `Host` too (DNS rebinding). A browser identifies itself, so
 * only the names of this server count for it.
 */
function isOfDialedHost(name: string, headers: UpgradeHeaders, reach: Reach): boolean {
  const { host = '', 'user-agent': userAgent = '' } = headers;
  if (hostnameOf(host) !== name) return false;
  return !userAgent.startsWith('Mozilla/') || isKnownHost(host, reach);
}

/** Returns the name in a `Host` header in lower case, without port. IPv6 addresses keep their brackets. */
function hostnameOf(hostHeader: string): string | undefined {
  if (!/^(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(:\d{1,5})?$/i.test(hostHeader)) return undefined;
  const url = `http://${hostHeader}`;
  return URL.canParse(url) ? new URL(url).hostname.toLowerCase().replace(/\.$/, '') : undefined;
}

function bracketed(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}

function withoutBrackets(name: string): string {
  return name.replace(/^\[|\]$/g, '');
}

function isLoopbackName(name: string): boolean {
  if (name === 'localhost' || name.endsWith('.localhost') || name === '[::1]') return true;
  return isIP(name) === 4 && name.startsWith('127.');
}

function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}
