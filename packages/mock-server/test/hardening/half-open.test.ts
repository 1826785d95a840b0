import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect as connectPlain, type AddressInfo, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { expect, test } from 'vitest';
import { silentLogger } from '../../src/log.js';
import { withTls } from '../../src/sockets/tls/tls-port.js';
import { selfSigned } from '../webhooks/self-signed.js';

const clients: readonly [string, (options: { port: number; host: string }) => Socket][] = [
  ['TLS', (options) => connectSecurely({ ...options, rejectUnauthorized: false })],
  ['plain HTTP', (options) => connectPlain(options)],
];

test.each(clients)(
  'with TLS a client of %s that never finishes its request is disconnected',
  async (_, connect) => {
    const { cert, key } = selfSigned();
    const http = createServer({ headersTimeout: 200, requestTimeout: 200, connectionsCheckingInterval: 50 });
    const server = withTls(http, { cert, key }, silentLogger);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;

    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('error', () => {});
    socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half: ');
    socket.resume();
    await once(socket, 'close');

    expect(socket.destroyed).toBe(true);
    http.close();
    server.close();
  },
);
