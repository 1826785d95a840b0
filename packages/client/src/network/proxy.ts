/**
 * Tunnels through an HTTP or HTTPS proxy, opened with CONNECT.
 *
 * Kept instead of `https-proxy-agent`, whose versions 7.0.6 and 9.1.0 were tried: TLS behind the proxy must be set up as
 * without one, also for an IP address, and a refusal of the proxy must not look like a response of the server. Version 9
 * is also an ES module only, which the CommonJS build would have to bundle with its four dependencies.
 */
import { Agent, request as httpRequest } from 'node:http';
import { Agent as SecureAgent, request as httpsRequest, type RequestOptions } from 'node:https';
import { Duplex } from 'node:stream';
import { connect as tlsConnect } from 'node:tls';
import { messageOf, RtmsError } from '../errors.js';

/**
 * Reads the arguments of `setProxy`.
 * @throws TypeError if an argument is not a string.
 * @throws RtmsError `invalid-params` if the type is not `http` or `https`, or the URL is malformed.
 */
export function readProxy(type: string, url: string): URL {
  if (typeof type !== 'string' || typeof url !== 'string') {
    throw new TypeError('setProxy needs two strings: the type of the proxy and its URL');
  }
  if (!/^https?$/i.test(type)) {
    throw new RtmsError('invalid-params', `The type of the proxy must be http or https, found "${type}"`);
  }
  const full = /^https?:\/\//i.test(url) ? url : `${type}://${url}`;
  if (URL.canParse(full)) return new URL(full);
  // Without the URL itself: it may contain a password.
  throw new RtmsError('invalid-params', 'The proxy needs a URL such as http://proxy.example.com:3128');
}

/** Host and port of the server, as Node passes them to an agent. */
interface Destination {
  readonly host?: string | null | undefined;
  readonly port?: number | string | null | undefined;
}

/** Node's callback of `createConnection`. Node ignores `socket` if there is an error. */
type Created = (error: Error | null, socket: Duplex) => void;

/** An agent whose connections go through the proxy. `secure`: the destination uses TLS (`wss://`). */
export function proxyAgent(proxyUrl: URL, secure: boolean): Agent {
  return secure ? new SecureTunnelAgent(proxyUrl) : new TunnelAgent(proxyUrl);
}

class TunnelAgent extends Agent {
  readonly #proxyUrl: URL;

  constructor(proxyUrl: URL) {
    super();
    this.#proxyUrl = proxyUrl;
  }

  override createConnection(destination: Destination, created: Created = () => {}): undefined {
    openTunnel(this.#proxyUrl, destination, created);
  }
}

class SecureTunnelAgent extends SecureAgent {
  readonly #proxyUrl: URL;

  constructor(proxyUrl: URL) {
    super();
    this.#proxyUrl = proxyUrl;
  }

  override createConnection(destination: RequestOptions, created: Created = () => {}): undefined {
    openTunnel(this.#proxyUrl, destination, (error, socket) => {
      if (error) created(error, socket);
      else startTls(socket, destination, created);
    });
  }
}

function openTunnel(proxyUrl: URL, { host, port }: Destination, created: Created): void {
  const name = host ?? 'localhost';
  const authority = `${name.includes(':') ? `[${name}]` : name}:${port ?? 80}`;
  const failed = (problem: string): void =>
    created(new Error(`the proxy ${proxyUrl.host} ${problem}`), new Duplex());
  const credentials = `${decodeURIComponent(proxyUrl.username)}:${decodeURIComponent(proxyUrl.password)}`;
  const request = (proxyUrl.protocol === 'https:' ? httpsRequest : httpRequest)({
    host: proxyUrl.hostname,
    port: proxyUrl.port || (proxyUrl.protocol === 'https:' ? 443 : 80),
    method: 'CONNECT',
    path: authority,
    agent: false,
    headers: {
      host: authority,
      ...(credentials !== ':' && {
        'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}`,
      }),
    },
  });
  request.once('error', (error) => failed(`failed: ${error.message}`));
  request.once('connect', (response, tunnel) => {
    if (response.statusCode === 200) {
      created(null, tunnel);
      return;
    }
    tunnel.destroy();
    failed(`answered ${response.statusCode} to CONNECT ${authority}`);
  });
  request.end();
}

/** Starts TLS. An invalid certificate file is an error of the connection: an exception here would end the process. */
function startTls(tunnel: Duplex, destination: RequestOptions, created: Created): void {
  let secure: Duplex;
  try {
    secure = overTls(tunnel, destination);
  } catch (error) {
    tunnel.destroy();
    created(error instanceof Error ? error : new Error(messageOf(error)), tunnel);
    return;
  }
  created(null, secure);
}

/** TLS inside the tunnel. The certificate is verified against the destination, not against the proxy. */
function overTls(tunnel: Duplex, { host, servername, ca, rejectUnauthorized }: RequestOptions): Duplex {
  return tlsConnect({
    socket: tunnel,
    host: host ?? 'localhost',
    servername: servername ?? host ?? 'localhost',
    ...(ca !== undefined && { ca }),
    ...(rejectUnauthorized !== undefined && { rejectUnauthorized }),
  });
}
