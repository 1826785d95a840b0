/** Parts of advertised URLs. */
export interface Reach {
  /** Address that the server listens on. */
  readonly host: string;
  /** Port of signaling, HTTP API and page. */
  readonly port: number;
  /** Port of media. */
  readonly mediaPort: number;
  /** Base of all advertised URLs, if set; signaling and media then share its host and port. */
  readonly publicUrl: string | undefined;
  /** With TLS, local URLs begin with `wss`. A public URL keeps its scheme. */
  readonly secure: boolean;
}

/** Returns true for an address that stands for all addresses of this machine. */
export function isEveryAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '::' || host === '';
}

/** An address that clients can connect to, in place of one that stands for all addresses. */
function connectable(host: string): string {
  if (isEveryAddress(host)) return '127.0.0.1';
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
  return `${reach.secure ? 'wss' : 'ws'}://${connectable(reach.host)}:${port}`;
}

/** Returns the signaling URL for webhooks: the root, as in the earlier sample server (PROTOCOL.md §4.6). */
export function signalingUrl(reach: Reach): string {
  return reach.publicUrl === undefined ? localUrl(reach, reach.port) : asWebSocket(reach.publicUrl);
}

/** Returns the path of the public URL without a slash at its end; an empty string if there is none. */
export function publicPath({ publicUrl }: Pick<Reach, 'publicUrl'>): string {
  return publicUrl === undefined ? '' : withoutSlash(new URL(publicUrl).pathname);
}

/** Returns the base of media URLs. Behind a public URL it is the signaling port, which serves media too. */
export function mediaUrl(reach: Reach): string {
  return reach.publicUrl === undefined ? localUrl(reach, reach.mediaPort) : asWebSocket(reach.publicUrl);
}

/** Returns the URL of page and HTTP API: http also with TLS, so that no tool needs the certificate. */
export function controlUrl(reach: Reach): string {
  return `http://${connectable(reach.host)}:${reach.port}`;
}
