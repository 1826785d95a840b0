import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { join } from './member.js';
import { NatsServer } from './nats-server.js';

test('a server without JetStream is refused with one sentence', async () => {
  const nats = await NatsServer.start({ jetStream: false });
  await expect(join(nats.url('x'), 'a')).rejects.toThrow(
    `The NATS server at 127.0.0.1:${nats.port} runs without JetStream; start it with nats-server -js.`,
  );
  await nats.close();
});

test('a server below 2.11 is refused with one sentence', async () => {
  const old = createServer((socket) => {
    const info = {
      server_id: 'X',
      version: '2.9.10',
      jetstream: true,
      headers: true,
      max_payload: 1_048_576,
    };
    socket.write(`INFO ${JSON.stringify(info)}\r\n`);
    socket.on('data', (data) => String(data).includes('PING') && socket.write('PONG\r\n'));
    socket.on('error', () => socket.destroy());
  }).listen(0, '127.0.0.1');
  await once(old, 'listening');
  const { port } = old.address() as AddressInfo;
  await expect(join(`nats://127.0.0.1:${port}`, 'a')).rejects.toThrow(
    `The NATS server at 127.0.0.1:${port} is version 2.9.10; a cluster needs 2.11 or later, since earlier versions ignore the expiry of keys.`,
  );
  old.close();
});

test('a server that is not there is reported with one sentence', async () => {
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as AddressInfo;
  closed.close();
  await expect(join(`nats://127.0.0.1:${port}`, 'a')).rejects.toThrow(
    new RegExp(
      `^No connection to NATS at 127\\.0\\.0\\.1:${port} \\(.+\\); start a server with nats-server -js, or correct --cluster\\.$`,
    ),
  );
});
