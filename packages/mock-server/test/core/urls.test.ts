import { expect, test } from 'vitest';
import { routeOf } from '../../src/gateway.js';
import { controlUrl, mediaUrl, signalingUrl, type Reach } from '../../src/urls.js';

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
