/** Clients that leave during the TLS handshake, or after it without a request: usually they do not trust the server. */
import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { Logger } from '../../log.js';

/** Max. number of departures that are logged: a client may try again and again. */
const MAX_LOGGED = 20;

/** Logs why TLS clients leave, as far as the server can tell. */
export class Departures {
  readonly #caFile: string | undefined;
  readonly #logger: Logger;
  /** Connections with a request. */
  readonly #served = new WeakSet<Duplex>();
  #logged = 0;

  constructor(http: HttpServer, caFile: string | undefined, logger: Logger) {
    this.#caFile = caFile;
    this.#logger = logger;
    const serve = ({ socket }: IncomingMessage): unknown => this.#served.add(socket);
    http.on('request', serve);
    http.on('upgrade', serve);
    http.on('clientError', (_error, socket) => {
      this.#served.add(socket);
      // With a listener, node:http leaves the connection to it. Another one answers before it disconnects.
      if (http.listenerCount('clientError') === 1) socket.destroy();
    });
  }

  /** Logs if the client of a connection leaves without a request. With TLS 1.3 it may refuse the certificate so late. */
  watch(socket: TLSSocket): void {
    socket.once('error', (error) => this.#leave(socket, error));
    socket.once('end', () => this.#leave(socket, undefined));
  }

  /** Logs a handshake that has failed. */
  report(error: NodeJS.ErrnoException): void {
    this.#log(explainDeparture(error, this.#caFile));
  }

  #leave(socket: TLSSocket, error: NodeJS.ErrnoException | undefined): void {
    if (this.#served.has(socket)) return;
    // An error may follow the end.
    this.#served.add(socket);
    this.#log(explainDeparture(error, this.#caFile));
  }

  #log(text: string): void {
    this.#logged += 1;
    if (this.#logged > MAX_LOGGED) return;
    this.#logger.log('warn', text);
    if (this.#logged === MAX_LOGGED)
      this.#logger.log('warn', 'Further TLS clients that leave are not logged.');
  }
}

/**
 * Describes why a client has left.
 *
 * @param error failure of the handshake or of the connection; `undefined` if the client has closed it without a request
 * @param caFile file that clients have to trust; `undefined` if the certificate was provided
 */
export function explainDeparture(
  error: NodeJS.ErrnoException | undefined,
  caFile: string | undefined,
): string {
  const words = `${error?.code ?? ''} ${error?.message ?? ''}`;
  const advice =
    caFile === undefined
      ? 'the authority that signed it'
      : `${caFile}, for example with NODE_EXTRA_CA_CERTS or SSL_CERT_FILE`;
  if (/UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_UNKNOWN/i.test(words)) {
    return `A client refused the certificate of this server: let it trust ${advice}.`;
  }
  if (/NO_APPLICATION_PROTOCOL/.test(words)) {
    return `A TLS client offered other protocols than HTTP/1.1, as Deno does after it has refused a certificate: let it trust ${advice}.`;
  }
  if (error !== undefined && !/ECONNRESET|EPIPE/.test(words)) {
    return `The TLS handshake of a client failed with ${error.code ?? error.message}.`;
  }
  return `A TLS client left without a request. If it reports an error about the certificate, or none, let it trust ${advice}: docs/tls.md lists the setting of each runtime.`;
}
