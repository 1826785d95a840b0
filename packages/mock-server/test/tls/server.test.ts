import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { get as getSecurely, type RequestOptions } from 'node:https';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { MessageType } from '@rtms-mock/protocol';
import { describe, expect, test } from 'vitest';
import { describeWithTool } from '../../../../test/support/require-tool.js';
import { startMockServer, type MockServer, type MockServerOptions } from '../../src/index.js';
import { identity } from '../support/test-core.js';
import type { Logger } from '../../src/log.js';
import { RecordedLogger } from '../webhooks/recorded-logger.js';
import { selfSigned } from '../webhooks/self-signed.js';
import { ask, dial, temporaryFolder } from './client.js';

async function secureServer(folder: string, options: MockServerOptions = {}): Promise<MockServer> {
  return startMockServer({ port: 0, mediaPort: 0, tls: { folder }, ...options });
}

async function trusted(server: MockServer): Promise<Buffer> {
  return readFile(server.caFile ?? '');
}

describe('with TLS', () => {
  test('a client that trusts the authority connects to both ports over wss', async () => {
    await using folder = await temporaryFolder();
    await using server = await secureServer(folder.path);
    const meeting = await server.startMeeting();
    const ca = await trusted(server);

    const signaling = await dial(server.signalingUrl, { ca });
    const answer = await ask(signaling, {
      msg_type: MessageType.SIGNALING_HAND_SHAKE_REQ,
      ...identity(meeting),
    });
    const { server_urls } = answer['media_server'] as { server_urls: { all: string } };
    const media = await dial(server_urls.all, { ca });
    const opened = await ask(media, {
      msg_type: MessageType.DATA_HAND_SHAKE_REQ,
      media_type: 32,
      ...identity(meeting),
    });

    expect(server.signalingUrl).toBe(`wss://127.0.0.1:${server.port}`);
    expect(server_urls.all).toBe(`wss://127.0.0.1:${server.mediaPort}/all`);
    expect(answer).toMatchObject({ status_code: 0 });
    expect(opened).toMatchObject({ status_code: 0 });
  });

  test('a client that does not trust the authority refuses', async () => {
    await using folder = await temporaryFolder();
    await using server = await secureServer(folder.path);
    await expect(dial(server.signalingUrl)).rejects.toThrow(/certificate/);
  });

  test('ws and wss reach the same meeting', async () => {
    await using folder = await temporaryFolder();
    await using server = await secureServer(folder.path);
    const meeting = await server.startMeeting();
    const request = { msg_type: MessageType.SIGNALING_HAND_SHAKE_REQ, ...identity(meeting) };

    const plain = await dial(`ws://127.0.0.1:${server.port}`);
    const secure = await dial(server.signalingUrl, { ca: await trusted(server) });

    expect(await ask(plain, request)).toMatchObject({ status_code: 0 });
    expect(await ask(secure, request)).toMatchObject({ reason: 'duplicate signal request' });
  });

  test('http and https answer on the same port', async () => {
    await using folder = await temporaryFolder();
    await using server = await secureServer(folder.path);
    const path = { host: '127.0.0.1', port: server.port, path: '/health' };
    const ca = await trusted(server);
    const plain = get(path);
    const secure = getSecurely({ ...path, ca } satisfies RequestOptions);

    const responses = await Promise.all([plain, secure].map((request) => once(request, 'response')));
    for (const [response] of responses as [IncomingMessage][]) {
      response.resume();
      expect(response.statusCode).toBe(200);
    }
    expect(server.controlUrl).toBe(`http://127.0.0.1:${server.port}`);
  });

  test('the certificate contains localhost, the public host and the added names', async () => {
    await using folder = await temporaryFolder();
    const publicUrl = 'wss://rtms.example.test';
    await using server = await secureServer(folder.path, {
      publicUrl,
      tls: { folder: folder.path, names: ['*.zoom.test', '192.168.7.7'] },
    });
    const ca = await trusted(server);
    const url = `wss://127.0.0.1:${server.port}`;

    for (const servername of ['localhost', 'rtms.example.test', 'eu.zoom.test']) {
      await expect(dial(url, { ca, servername })).resolves.toBeDefined();
    }
    await expect(
      dial(`wss://[::ffff:127.0.0.1]:${server.port}`, { ca, servername: 'other.test' }),
    ).rejects.toThrow(/altnames/);
    expect(server.signalingUrl).toBe(publicUrl);
  });

  test('a public URL without TLS stays without TLS', async () => {
    await using folder = await temporaryFolder();
    await using server = await secureServer(folder.path, { publicUrl: 'http://box.test:9092/' });
    expect(server.signalingUrl).toBe('ws://box.test:9092');
    expect(server.mediaUrl).toBe('ws://box.test:9092');
  });

  test('a certificate of the user is served unchanged', async () => {
    const own = selfSigned();
    await using server = await startMockServer({ port: 0, mediaPort: 0, tls: own });

    await expect(dial(server.signalingUrl, { ca: own.cert })).resolves.toBeDefined();
    await expect(dial(server.signalingUrl)).rejects.toThrow(/self.signed/);
    expect(server.caFile).toBeUndefined();
  });

  test.each([
    ['a TLS record that is cut off', Buffer.from([0x16, 3, 1, 2, 0, 1])],
    ['a TLS record full of noise', Buffer.concat([Buffer.from([0x16, 3, 1, 0, 32]), Buffer.alloc(32, 0xa5)])],
    ['noise', Buffer.alloc(1000, 0xff)],
    ['nothing', Buffer.alloc(0)],
  ])('%s does no harm', async (_what, bytes) => {
    await using folder = await temporaryFolder();
    await using server = await secureServer(folder.path);
    const socket = connect(server.port, '127.0.0.1');
    socket.resume().on('error', () => {});
    const closed = once(socket, 'close');
    socket.end(bytes);
    await closed;

    const client = await dial(server.signalingUrl, { ca: await trusted(server) });
    expect(client.readyState).toBe(client.OPEN);
  });

  test('close ends connections that have sent nothing', async () => {
    await using folder = await temporaryFolder();
    const server = await secureServer(folder.path);
    const silent: Socket = connect(server.port, '127.0.0.1');
    await once(silent, 'connect');
    // Answered only after the server has seen the silent one.
    await dial(`ws://127.0.0.1:${server.port}`);
    const closed = once(silent, 'close');

    await server.close();
    await expect(closed).resolves.toBeDefined();
  });
});

test('without TLS a wss client is refused, and the log contains the remedy', async () => {
  const logger = new RecordedLogger();
  await using server = await startMockServer({ port: 0, mediaPort: 0, logger });
  await expect(dial(`wss://127.0.0.1:${server.port}`)).rejects.toThrow();
  expect(logger.text('warn')).toContain('A client uses TLS (wss, https), and this server does not');
  expect(server.caFile).toBeUndefined();
});

test('a request that is not HTTP gets 400', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0 });
  const socket = connect(server.port, '127.0.0.1');
  socket.end('hello\r\n\r\n');
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 400 /);
});

describeWithTool('openssl', 'a client that says why it leaves', (openssl) => {
  test('lets the log name the file that it should trust', async () => {
    await using folder = await temporaryFolder();
    let tell: (message: string) => void = () => {};
    const told = new Promise<string>((resolve) => {
      tell = resolve;
    });
    const logger: Logger = { log: (level, message) => level === 'warn' && tell(message) };
    await using server = await secureServer(folder.path, { logger });

    const client = execFile(openssl, [
      's_client',
      '-verify_return_error',
      '-connect',
      `127.0.0.1:${server.port}`,
    ]);
    await once(client, 'exit');

    expect(await told).toContain(`let it trust ${String(server.caFile)}`);
  });
});
