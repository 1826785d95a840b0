import { createServer, type Server } from 'node:http';
import { connect as netConnect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import rtms from '@rtms-mock/client';
import { CREDENTIALS, FakeServer, nextCall } from './support/fake-server.js';

let proxy: Server;
let proxyUrl: string;
const requests: unknown[] = [];
const tunnels: Socket[] = [];

beforeEach(async () => {
  vi.stubEnv('ZM_RTMS_CLIENT', CREDENTIALS.clientId);
  vi.stubEnv('ZM_RTMS_SECRET', CREDENTIALS.clientSecret);
  rtms.configureLogger({ enabled: false });
  requests.length = 0;
  proxy = createServer().listen(0, '127.0.0.1');
  proxy.on('connect', (request, client: Socket) => {
    requests.push([request.url, request.headers['proxy-authorization']]);
    if (request.headers['proxy-authorization'] === undefined) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    const [host, port] = request.url!.split(':');
    const server = netConnect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      server.pipe(client).pipe(server);
    });
    tunnels.push(server, client);
    for (const socket of [server, client]) socket.on('error', () => socket.destroy());
  });
  await new Promise((resolve) => proxy.once('listening', resolve));
  proxyUrl = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
});

afterEach(async () => {
  for (const socket of tunnels.splice(0)) socket.destroy();
  await new Promise((resolve) => proxy.close(resolve));
});

test('joins through a proxy, with signaling and media', async () => {
  await using server = await FakeServer.start();
  const client = new rtms.Client();
  client.onAudioData(() => {});
  expect(client.setProxy('http', `http://user:pass%20word@${proxyUrl}`)).toBe(true);
  const confirmed = nextCall<[number]>((callback) => client.onJoinConfirm(callback));
  client.join(server.payload());
  expect(await confirmed).toEqual([0]);
  const to = [new URL(server.url).host, `Basic ${Buffer.from('user:pass word').toString('base64')}`];
  expect(requests).toEqual([to, to]);
  client.leave();
});

test('reports a proxy that refuses the tunnel', async () => {
  await using server = await FakeServer.start();
  const client = new rtms.Client();
  client.setProxy('http', proxyUrl);
  const confirmed = nextCall<[number]>((callback) => client.onJoinConfirm(callback));
  client.join(server.payload());
  expect(await confirmed).toEqual([rtms.RTMS_SDK_FAILURE]);
  expect(requests).toHaveLength(1);
});

test('rejects arguments of the wrong kind', () => {
  const client = new rtms.Client();
  expect(() => client.setProxy('socks5', 'socks5://x:1')).toThrow('must be http or https');
  expect(() => client.setProxy('http', 'http://user:secret@:x')).toThrow('needs a URL such as');
  expect(() => client.setProxy('http', undefined as never)).toThrow(TypeError);
});
