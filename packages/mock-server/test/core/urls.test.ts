import { once } from 'node:events';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { routeOf, withoutBase } from '../../src/sockets/gateway.js';
import { startMockServer } from '../../src/server/mock-server.js';
import { controlUrl, mediaUrl, publicPath, signalingUrl, type Reach } from '../../src/server/urls.js';

const LOCAL: Reach = { host: '127.0.0.1', port: 9092, mediaPort: 8081, publicUrl: undefined, secure: false };

test.each<[string, Partial<Reach>, string, string]>([
  ['the address that is listened on', {}, 'ws://127.0.0.1:9092', 'ws://127.0.0.1:8081'],
  ['wss with TLS', { secure: true }, 'wss://127.0.0.1:9092', 'wss://127.0.0.1:8081'],
  ['loopback in place of all addresses', { host: '0.0.0.0' }, 'ws://127.0.0.1:9092', 'ws://127.0.0.1:8081'],
  ['brackets around IPv6', { host: '::1' }, 'ws://[::1]:9092', 'ws://[::1]:8081'],
  ['the public URL for both', { publicUrl: 'wss://a.test' }, 'wss://a.test', 'wss://a.test'],
  ['wss for https', { publicUrl: 'HTTPS://a.test:8443/' }, 'wss://a.test:8443', 'wss://a.test:8443'],
  ['ws for http, with TLS too', { publicUrl: 'http://a.test', secure: true }, 'ws://a.test', 'ws://a.test'],
  ['the path of a public URL', { publicUrl: 'wss://a.test/rtms/' }, 'wss://a.test/rtms', 'wss://a.test/rtms'],
])('advertised URLs have %s', (_what, change, signaling, media) => {
  const reach = { ...LOCAL, ...change };
  expect(signalingUrl(reach)).toBe(signaling);
  expect(mediaUrl(reach)).toBe(media);
  expect(controlUrl(reach)).toMatch(/^http:/);
});

test.each([
  ['/', 'signaling', 'signaling'],
  ['/signaling', 'signaling', 'signaling'],
  ['/signaling/', 'signaling', 'signaling'],
  ['/all', 'signaling', 'media'],
  ['//all', 'signaling', 'media'],
  ['/', 'media', 'media'],
  ['/audio', 'media', 'media'],
  ['/signaling', 'media', undefined],
  ['/logs', 'media', 'logs'],
  ['//', 'signaling', 'signaling'],
  ['/all?token=1', 'signaling', 'media'],
  ['http://[', 'signaling', undefined],
  ['/other', 'signaling', undefined],
] as const)('%s on the %s port is for %s', (path, port, route) => {
  expect(routeOf(path, port)).toBe(route);
});

test.each([
  [undefined, ''],
  ['wss://a.test', ''],
  ['wss://a.test/', ''],
  ['wss://a.test/rtms/', '/rtms'],
])('the path of public URL %s is "%s"', (publicUrl, path) => {
  expect(publicPath({ publicUrl })).toBe(path);
});

test.each([
  ['/rtms', '/rtms', '/'],
  ['/rtms/audio', '/rtms', '/audio'],
  ['/rtmsaudio', '/rtms', '/rtmsaudio'],
  ['/audio', '/rtms', '/audio'],
  ['/other', '', '/other'],
])('%s below %s is %s', (path, base, rest) => {
  expect(withoutBase(path, base)).toBe(rest);
});

test('paths are served with and without the path of the public URL', async () => {
  const publicUrl = 'ws://localhost/base';
  await using server = await startMockServer({ port: 0, mediaPort: 0, publicUrl });
  for (const path of ['/base', '/base/', '/base/signaling', '/base/audio', '/', '/audio']) {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`);
    await once(socket, 'open');
    socket.terminate();
  }
  const refused = new WebSocket(`ws://127.0.0.1:${server.port}/other/audio`);
  const [error] = (await once(refused, 'error')) as [Error];
  expect(error.message).toContain('404');
});
