/** Plain text and TLS on the same port: the first byte tells them apart. */
import type { Server as HttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import type { Logger } from '../../log.js';
import type { TlsMaterial } from './tls.js';

/** A TLS conversation begins with a handshake record (RFC 8446 §5.1); no HTTP method begins with this byte. */
export const HANDSHAKE_RECORD = 0x16;

/** A client that says nothing is dropped after this long, in milliseconds. */
const SILENCE_MS = 30_000;

/**
 * A server that hands its connections to `http`, decrypted where needed. Listen with it in place of `http`;
 * `http` itself never listens.
 */
export function withTls(http: HttpServer, tls: TlsMaterial, logger: Logger): Server {
  const explain = (error: NodeJS.ErrnoException): void => {
    const refusal = explainRefusal(error, tls.caFile);
    if (refusal !== undefined) logger.log('warn', refusal);
  };
  const secure = createTlsServer(
    { cert: tls.cert, key: tls.key, minVersion: 'TLSv1.2', ALPNProtocols: ['http/1.1'] },
    (socket) => {
      // With TLS 1.3 a client refuses when for the server all is agreed.
      socket.once('error', explain);
      http.emit('connection', socket);
    },
  );
  secure.on('tlsClientError', (error: NodeJS.ErrnoException, socket: TLSSocket) => {
    explain(error);
    socket.destroy();
  });
  // The same settings as a server of node:http has.
  return createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    const ignore = (): void => void socket.destroy();
    socket.on('error', ignore);
    socket.setTimeout(SILENCE_MS, ignore);
    socket.once('end', ignore);
    firstByte(socket, (byte) => {
      socket.setTimeout(0);
      socket.off('timeout', ignore);
      socket.off('end', ignore);
      socket.off('error', ignore);
      if (byte !== HANDSHAKE_RECORD) return void http.emit('connection', socket);
      // As a server of node:tls has it: who leaves in the middle of a handshake is gone.
      socket.allowHalfOpen = false;
      secure.emit('connection', socket);
    });
  });
}

/** Looks at the first byte and puts it back. */
function firstByte(socket: Socket, tell: (byte: number) => void): void {
  const chunk = socket.read(1) as Buffer | null;
  const byte = chunk?.[0];
  if (chunk === null || byte === undefined) {
    socket.once('readable', () => {
      if (!socket.destroyed && !socket.readableEnded) firstByte(socket, tell);
    });
    return;
  }
  socket.unshift(chunk);
  tell(byte);
}

/**
 * A sentence for the log when a client says that it does not accept our certificate; other failures are its own
 * affair. Node clients say nothing and leave.
 */
function explainRefusal(error: NodeJS.ErrnoException, caFile: string | undefined): string | undefined {
  if (!/UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_UNKNOWN/i.test(`${error.code ?? ''} ${error.message}`)) {
    return undefined;
  }
  const advice =
    caFile === undefined
      ? 'it does not trust who signed it'
      : `let it trust ${caFile}, for example with NODE_EXTRA_CA_CERTS or SSL_CERT_FILE`;
  return `A client refused the certificate of this server: ${advice}.`;
}
