import { beforeEach, describe, expect, test, vi } from 'vitest';
import rtms from '@rtms-mock/client';
import { readJoinTarget, readServerUrls } from '../src/sdk/read-join-target.js';

beforeEach(() => {
  vi.stubEnv('ZM_RTMS_CLIENT', 'mockClientId01');
  vi.stubEnv('ZM_RTMS_SECRET', 'mockClientSecret01');
});

const rest = { rtms_stream_id: 'rtms_stream_0001', server_urls: 'wss://rtms.example' };

describe('readJoinTarget', () => {
  test.each([
    ['meeting', { meeting_uuid: 'm' }, { meeting_uuid: 'm' }, false],
    ['webinar', { webinar_uuid: 'w' }, { meeting_uuid: 'w' }, false],
    ['meeting before webinar', { webinar_uuid: 'w', meeting_uuid: 'm' }, { meeting_uuid: 'm' }, false],
    ['Video SDK', { session_id: 's' }, { meeting_uuid: 's' }, false],
    ['Contact Center', { engagement_id: 'e' }, { engagement_id: 'e' }, true],
    ['phone', { call_id: '123' }, { call_id: '123' }, false],
  ])('%s', (_, id, ids, contactCenter) => {
    expect(readJoinTarget({ ...id, ...rest })).toMatchObject({ ids, contactCenter });
    expect(readJoinTarget({ object: { ...id, ...rest } })).toMatchObject({ ids, contactCenter });
  });

  test('signs the id of the payload', () => {
    expect(readJoinTarget({ engagement_id: 'eng_0001', ...rest }).signature).toBe(
      '8581411c8eb8098f75a263850e0be17091ef58435abf739214661dbf44fb99b3',
    );
    expect(readJoinTarget({ meeting_uuid: 'm', ...rest, signature: 'given' }).signature).toBe('given');
  });

  test('uses the credentials of the call if the environment has none', () => {
    vi.stubEnv('ZM_RTMS_CLIENT', '');
    vi.stubEnv('ZM_RTMS_SECRET', '');
    const target = readJoinTarget({
      ...rest,
      session_id: 'session_0001',
      client: 'mockSdkKey01',
      secret: 'mockSdkSecret01',
    });
    expect(target.signature).toBe('6294c977aed72698e875ef38cd986667854127c7b525b7d1638d0838fa34099f');
    expect(() => readJoinTarget({ meeting_uuid: 'm', ...rest })).toThrow(ReferenceError);
  });

  test.each([
    [{}, 'one of meeting_uuid'],
    [undefined, 'one of meeting_uuid'],
    [{ meeting_uuid: 'm', server_urls: 'ws://x' }, 'rtms_stream_id'],
    [{ meeting_uuid: 'm', rtms_stream_id: 's' }, 'server_urls'],
    [
      { meeting_uuid: 'm', rtms_stream_id: 's', server_urls: 'http://x' },
      'ws:// or wss://, found "http://x"',
    ],
  ])('refuses %j', (payload, problem) => {
    expect(() => readJoinTarget(payload)).toThrow(problem);
  });

  test.each([
    [undefined, 15_000],
    [-1, 15_000],
    [200, 200],
  ])('a timeout of %s is %i ms', (timeout, timeoutMs) => {
    expect(readJoinTarget({ meeting_uuid: 'm', ...rest, timeout })).toMatchObject({ timeoutMs });
  });
});

test.each([
  ['ws://a', ['ws://a']],
  ['ws://a, wss://b', ['ws://a', 'wss://b']],
  [
    ['ws://a', 'ws://b'],
    ['ws://a', 'ws://b'],
  ],
])('server_urls %j', (value, urls) => {
  expect(readServerUrls(value)).toEqual(urls);
});

describe('generateSignature', () => {
  const params = {
    client: 'other',
    secret: 'other',
    uuid: '4f2kQd8sT0uXy9ZbAa1BcQ==',
    streamId: 'rtms_stream_0001',
  };

  test('prefers the environment to its arguments', () => {
    expect(rtms.generateSignature(params)).toBe(
      'a628a3624f684ec458b1d3e547700496befddfb36609a91fb0485a6f80674c21',
    );
  });

  test('throws a ReferenceError that names the missing variable', () => {
    vi.stubEnv('ZM_RTMS_SECRET', '');
    expect(() => rtms.generateSignature({ ...params, secret: '' })).toThrow(ReferenceError);
    expect(() => rtms.generateSignature({ ...params, secret: '' })).toThrow('ZM_RTMS_SECRET');
  });
});
