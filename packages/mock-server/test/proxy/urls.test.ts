import { describe, expect, test } from 'vitest';
import { generationOfHandshake } from '@rtms-mock/protocol/cassette';
import { rewriteUrls } from '../../src/proxy/rewrite-urls.js';
import { Routes } from '../../src/proxy/routes.js';

const rewrite = (text: string): string => rewriteUrls(text, (url) => url.replace('service', 'proxy'));

describe('rewritten URLs', () => {
  test.each([
    ['{"a": "ws://service/x", "n": 1.0}', '{"a": "ws://proxy/x", "n": 1.0}'],
    ['{"a":"wss://service/1,wss://service/2"}', '{"a":"wss://proxy/1,wss://proxy/2"}'],
    [
      '{"a":["ws://service/1"],"b":{"c":"ws://service/2"}}',
      '{"a":["ws://proxy/1"],"b":{"c":"ws://proxy/2"}}',
    ],
    [String.raw`{"a":"ws:\/\/service\/x"}`, '{"a":"ws://proxy/x"}'],
    ['{"a":"talk about ws://service/x, please"}', '{"a":"talk about ws://service/x, please"}'],
    ['{"a":"http://service/x"}', '{"a":"http://service/x"}'],
    ['no JSON ws://service', 'no JSON ws://service'],
  ])('%s', (text, expected) => {
    expect(rewrite(text)).toBe(expected);
  });
});

describe('routes', () => {
  const routes = new Routes('ws://127.0.0.1:9093/', 'http://127.0.0.1:9092');
  const audio = { url: 'wss://rtms.example:443/audio?key=1', socket: 'media', streamId: 's' } as const;

  test('have one URL for each address, with its path', () => {
    expect(routes.localUrl(audio)).toBe('ws://127.0.0.1:9093/r1/audio?key=1');
    expect(routes.localUrl({ ...audio, streamId: 'other' })).toBe('ws://127.0.0.1:9093/r2/audio?key=1');
    expect(routes.localUrl(audio)).toBe('ws://127.0.0.1:9093/r1/audio?key=1');
  });

  test.each([
    ['/r1/audio?key=1', audio.url],
    ['/r1/audio?key=1&more', `${audio.url}&more`],
    ['/behind/a/proxy/r1/audio?key=1', audio.url],
    ['/', 'ws://127.0.0.1:9092'],
    ['/audio', 'ws://127.0.0.1:9092/audio'],
    ['/r9', 'ws://127.0.0.1:9092/r9'],
  ])('lead %s to %s', (path, url) => {
    expect(routes.find(path)?.url).toBe(url);
  });

  test('lead nowhere without an address and without --upstream', () => {
    expect(new Routes('ws://a', undefined).find('/r1')).toBeUndefined();
  });

  test('tell media sockets of an unknown service by their path', () => {
    expect(routes.find('/transcript')?.socket).toBe('media');
    expect(routes.find('/signaling')?.socket).toBe('signaling');
  });
});

test.each([
  ['{"msg_type":2,"status_code":0,"reason":""}', '2026'],
  ['{"msg_type":2,"status_code":0}', '2025'],
  ['{"msg_type":"SIGNALING_HAND_SHAKE_RESP","status_code":"STATUS_OK"}', 'string'],
  ['{"msg_type":2,"status_code":15,"reason":"no"}', undefined],
  ['{', undefined],
])('the handshake %s is one of %s', (text, generation) => {
  expect(generationOfHandshake(text)).toBe(generation);
});
