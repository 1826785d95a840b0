/** What advertised URLs are made of. */
export interface Reach {
  readonly host: string;
  readonly port: number;
  readonly mediaPort: number;
  /** Base for every advertised URL: signaling and media then share its host and port. */
  readonly publicUrl: string | undefined;
  /** TLS is on: `wss` in place of `ws`. A public URL keeps the scheme it was given. */
  readonly secure: boolean;
}

/** Listening everywhere is no address that a client could dial. */
function dialable(host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === '') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

/** `http:` → `ws:`, `https:` → `wss:`. */
function asWebSocket(url: string): string {
  return withoutSlash(url).replace(/^[a-z]+/i, (scheme) => scheme.toLowerCase().replace('http', 'ws'));
}

function localUrl(reach: Reach, port: number): string {
  return `${reach.secure ? 'wss' : 'ws'}://${dialable(reach.host)}:${port}`;
}

/**
 * Signaling URL as it stands in webhooks: the root, as the earlier sample server has it (PROTOCOL.md §4.6).
 */
export function signalingUrl(reach: Reach): string {
  return reach.publicUrl === undefined ? localUrl(reach, reach.port) : asWebSocket(reach.publicUrl);
}

/** Path of the public URL, without a slash at its end; empty when there is none. */
export function publicPath({ publicUrl }: Pick<Reach, 'publicUrl'>): string {
  return publicUrl === undefined ? '' : withoutSlash(new URL(publicUrl).pathname);
}

/** Base of media URLs. Behind a public URL media comes from the signaling port, which serves it too. */
export function mediaUrl(reach: Reach): string {
  return reach.publicUrl === undefined ? localUrl(reach, reach.mediaPort) : asWebSocket(reach.publicUrl);
}

/** Page and HTTP API: plain also with TLS, so that no tool needs the certificate. */
export function controlUrl(reach: Reach): string {
  return `http://${dialable(reach.host)}:${reach.port}`;
}
