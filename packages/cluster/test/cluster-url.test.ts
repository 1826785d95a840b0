import { expect, test } from 'vitest';
import { readClusterUrl } from '../src/cluster-url.js';

test.each([
  ['nats://127.0.0.1', { servers: ['127.0.0.1:4222'], name: 'default', isSecure: false }],
  ['nats://[::1]:4333/', { servers: ['[::1]:4333'], name: 'default', isSecure: false }],
  ['tls://nats.example.com/team-a', { servers: ['nats.example.com:4222'], name: 'team-a', isSecure: true }],
  [
    'nats://u:p%40ss@a:1,nats://b:2/x',
    { servers: ['a:1', 'b:2'], name: 'x', isSecure: false, user: 'u', password: 'p@ss' },
  ],
  ['nats://secret@a', { servers: ['a:4222'], name: 'default', isSecure: false, token: 'secret' }],
])('%s', (url, address) => {
  expect(readClusterUrl(url)).toEqual(address);
});

test.each(['', 'localhost:4222', 'http://a', 'nats://a?x=1', 'nats://a,b', 'nats://u:p@'])(
  'refuses %j',
  (url) => {
    expect(() => readClusterUrl(url)).toThrow(/^A cluster is named by a URL such as nats:/);
  },
);

test.each([
  ['nats://a/b/c', /without a further \/\.$/],
  ['nats://a/x,nats://b/y', /name different clusters \(x, y\); name one/],
  ['nats://a/x,nats://b', /name different clusters \(x\)/],
])('refuses %s, whose name is not clear', (url, sentence) => {
  expect(() => readClusterUrl(url)).toThrow(sentence);
});

test('refuses a name that cannot be one of a bucket', () => {
  expect(() => readClusterUrl('nats://a/b.c')).toThrow(/up to 64 letters, digits/);
});
