/**
 * Who may talk to the HTTP API. A web page of somebody else must neither reach it under a name of its own
 * (DNS rebinding: `Host`) nor post to it from the visitor's browser (`Origin`, content type).
 */
import { isIP } from 'node:net';

/** What decides which names and origins are ours. */
export interface Reach {
  /** Address that the server listens on. */
  readonly host: string;
  readonly publicUrl: string | undefined;
  /** More names, such as those of the certificate; `*.example.test` stands for every name one level below. */
  readonly names?: readonly string[];
}

/** Is this `Host` header (with or without port) a name of ours? */
export function isKnownHost(hostHeader: string, reach: Reach): boolean {
  const name = hostnameOf(hostHeader);
  if (name === undefined) return false;
  if (isLoopbackName(name)) return true;
  if (name === hostnameOf(bracketed(reach.host))) return true;
  if (reach.publicUrl !== undefined && URL.canParse(reach.publicUrl)) {
    if (name === new URL(reach.publicUrl).hostname.toLowerCase()) return true;
  }
  if (reach.names?.some((one) => isCovered(name, one.toLowerCase())) === true) return true;
  // Listening everywhere: any address may be ours. A rebound name is a name, never an address.
  return isWildcard(reach.host) && isIP(withoutBrackets(name)) !== 0;
}

function isCovered(name: string, pattern: string): boolean {
  if (!pattern.startsWith('*.')) return name === bracketed(pattern);
  return name.slice(name.indexOf('.')) === pattern.slice(1) && !name.startsWith('.');
}

/**
 * Is `origin` a page of this server? `base`: scheme and host under which the request reached it.
 */
export function isOwnOrigin(origin: string, base: string, reach: Reach): boolean {
  const others = reach.publicUrl === undefined ? [] : [reach.publicUrl.replace(/^ws/i, 'http')];
  return [base, ...others].some((url) => isSameOrigin(url, origin));
}

function isSameOrigin(url: string, origin: string): boolean {
  return URL.canParse(url) && URL.canParse(origin) && new URL(url).origin === new URL(origin).origin;
}

/**
 * Who may follow the journal over a WebSocket: programs, and pages that this server itself has served. A
 * browser lets any page open a socket to this machine, and says in `Origin` which one it is.
 */
export function mayFollowJournal(
  { host, origin }: { readonly host?: string | undefined; readonly origin?: string | undefined },
  reach: Reach,
): boolean {
  if (host === undefined || !isKnownHost(host, reach)) return false;
  if (origin === undefined) return true;
  const own = [`http://${host}`, `https://${host}`, reach.publicUrl?.replace(/^ws/i, 'http')];
  return own.some((url) => url !== undefined && isSameOrigin(url, origin));
}

/** The name in a `Host` header, in lower case, without port; IPv6 addresses keep their brackets. */
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
