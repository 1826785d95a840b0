import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { join } from './member.js';
import { NatsServer } from './nats-server.js';
import { startNode } from './nodes.js';
import { freePort } from '../support/free-port.js';
import { Program } from '../e2e/processes.js';

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
  const port = await freePort();
  await expect(join(`nats://127.0.0.1:${port}`, 'a')).rejects.toThrow(
    new RegExp(
      `^No connection to NATS at 127\\.0\\.0\\.1:${port} \\(.+\\); start a server with nats-server -js, or correct --cluster\\.$`,
    ),
  );
});

test('a node with another API token or protocol is refused at start, and the others are not disturbed', async () => {
  const nats = await NatsServer.start();
  await using a = await startNode(nats.url('x'));
  for (const [flag, value] of [
    ['--api-token', 'another-token'],
    ['--protocol', '2026'],
  ] as const) {
    await using refused = new Program('packages/mock-server/bin/rtms-mock.js', [
      'serve',
      '--port',
      '0',
      '--media-port',
      '0',
      '--cluster',
      nats.url('x'),
      flag,
      value,
    ]);
    expect(await refused.exit()).toBe(2);
    expect(refused.output).toMatch(
      new RegExp(
        `^rtms-mock: --cluster: The node \\S+ at ${a.apiUrl} has another ${flag} than this one; start all nodes of a cluster with the same\\.$`,
        'm',
      ),
    );
    expect(refused.output).not.toContain('another-token');
  }
  expect((await fetch(`${a.apiUrl}/api/meetings`)).status).toBe(200);
  await nats.close();
});

test('the package is found whatever standard input is', async () => {
  const port = await freePort();
  const command = ['serve', '--port', '0', '--media-port', '0', '--cluster', `nats://127.0.0.1:${port}`];
  const child = spawn(process.execPath, ['packages/mock-server/bin/rtms-mock.js', ...command], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  child.stdin.on('error', () => {});
  const [output] = await Promise.all([text(child.stderr), once(child, 'close')]);
  expect(output).toContain('--cluster: No connection to NATS');
});
