/** Going through an HTTP or HTTPS proxy: asks it with CONNECT for a tunnel to the server. */
import { Agent, request as httpRequest } from 'node:http';
import { Agent as SecureAgent, request as httpsRequest, type RequestOptions } from 'node:https';
import { Duplex } from 'node:stream';
import { connect as tlsConnect } from 'node:tls';
import { RtmsError } from '../errors.js';

/** Reads the arguments of `setProxy`; throws where they are of no use. */
export function readProxy(type: string, url: string): URL {
  if (typeof type !== 'string' || typeof url !== 'string') {
    throw new TypeError('setProxy needs two texts: the type of the proxy and its URL');
  }
  const full = /^https?:\/\//i.test(url) ? url : `${type}://${url}`;
  if (/^https?$/i.test(type) && URL.canParse(full)) return new URL(full);
  throw new RtmsError(
    'invalid-params',
    `The proxy must be http or https with a URL, found ${type}, "${url}"`,
  );
}

/** Where to, as a Node agent is told. */
interface Destination {
  readonly host?: string | null | undefined;
  readonly port?: number | string | null | undefined;
}

type Created = (error: Error | null, socket: Duplex) => void;

/** An agent whose connections go through the proxy. `secure`: whether the destination speaks TLS. */
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
      else created(null, overTls(socket, destination));
    });
  }
}

function openTunnel(proxyUrl: URL, { host, port }: Destination, created: Created): void {
  const name = host ?? 'localhost';
  const authority = `${name.includes(':') ? `[${name}]` : name}:${port ?? 80}`;
  const failed = (problem: string): void =>
    created(new Error(`the proxy ${proxyUrl.host} ${problem}`), new Duplex());
  const credentials = `${decodeURIComponent(proxyUrl.username)}:${decodeURIComponent(proxyUrl.password)}`;
  const asking = (proxyUrl.protocol === 'https:' ? httpsRequest : httpRequest)({
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
  asking.once('error', (error) => failed(`failed: ${error.message}`));
  asking.once('connect', (response, tunnel) => {
    if (response.statusCode === 200) {
      created(null, tunnel);
      return;
    }
    tunnel.destroy();
    failed(`answered ${response.statusCode} to CONNECT ${authority}`);
  });
  asking.end();
}

function overTls(tunnel: Duplex, { host, servername, ca, rejectUnauthorized }: RequestOptions): Duplex {
  return tlsConnect({
    socket: tunnel,
    host: host ?? 'localhost',
    servername: servername ?? host ?? 'localhost',
    ...(ca !== undefined && { ca }),
    ...(rejectUnauthorized !== undefined && { rejectUnauthorized }),
  });
}
