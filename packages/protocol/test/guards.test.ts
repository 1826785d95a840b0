import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  toStringWebhook,
  concurrencyLimitedWebhook,
  concurrencyNearLimitWebhook,
  createDialect,
  isFromClient,
  isFromServer,
  isStreamInterrupted,
  isStreamStarted,
  isStreamStopped,
  isUrlValidation,
  MessageType,
  PRODUCTS,
  readStreamWebhook,
  streamInterruptedWebhook,
  streamStartedWebhook,
  streamStoppedWebhook,
  urlValidationWebhook,
  type MediaFromServer,
  type Message,
  type SignalingFromClient,
  type StringSignalingFromClient,
} from '../src/index.js';
import { goodCases, textOf } from './support/corpus.js';

/** One message of each type, from the corpus. */
const oneOfEach = new Map<number, Message>();
for (const { generation, case: found } of goodCases) {
  const decoded = createDialect(generation).decode(textOf(found));
  if (decoded.ok) oneOfEach.set(decoded.message.msg_type, decoded.message);
}

function typesWhere(accepts: (message: Message) => boolean): number[] {
  return [...oneOfEach.values()]
    .filter(accepts)
    .map((message) => message.msg_type)
    .toSorted((a, b) => a - b);
}

describe('isFromClient and isFromServer accept the messages of a socket', () => {
  test('from a client', () => {
    expect(typesWhere((m) => isFromClient('signaling', m))).toStrictEqual([1, 5, 7, 10, 13, 19, 21, 28]);
    expect(typesWhere((m) => isFromClient('media', m))).toStrictEqual([3, 13]);
  });

  test('from a server', () => {
    expect(typesWhere((m) => isFromServer('signaling', m))).toStrictEqual([2, 6, 8, 9, 11, 12, 20, 22, 29]);
    expect(typesWhere((m) => isFromServer('media', m))).toStrictEqual([4, 12, 14, 15, 16, 17, 18]);
  });

  test('clients of the string generation may also send KEEP_ALIVE_REQ and SESSION_STATE_UPDATE', () => {
    const types = typesWhere((m) => isFromClient('signaling', m, 'string'));
    expect(types).toStrictEqual([1, 5, 7, 9, 10, 12, 13, 19, 21, 28]);
    expect(typesWhere((m) => isFromClient('media', m, 'string'))).toStrictEqual([3, 13]);
  });

  test('and narrow the type', () => {
    const message = oneOfEach.get(MessageType.KEEP_ALIVE_RESP)!;
    if (isFromClient('signaling', message)) expectTypeOf(message).toEqualTypeOf<SignalingFromClient>();
    if (isFromClient('signaling', message, 'string')) {
      expectTypeOf(message).toExtend<StringSignalingFromClient>();
    }
    if (isFromServer('media', message)) expectTypeOf(message).toEqualTypeOf<MediaFromServer>();
    expect(isFromClient('media', message)).toBe(true);
  });
});

describe('readStreamWebhook and its guards', () => {
  const guards = { started: isStreamStarted, stopped: isStreamStopped, interrupted: isStreamInterrupted };
  const lifecycles = ['started', 'stopped', 'interrupted'] as const;

  test.each(PRODUCTS)('read the webhooks of a %s in every shape', (product) => {
    const stream = { product, entityId: 'id', streamId: 's', operatorId: 'o' };
    for (const shape of ['flat', 'nested', 'both'] as const) {
      const bodies = {
        started: streamStartedWebhook(stream, 'wss://h/signaling', 5, shape),
        stopped: streamStoppedWebhook(stream, 6, 5, shape),
        interrupted: streamInterruptedWebhook(stream, 'wss://h/signaling', 5, shape),
      };
      for (const lifecycle of lifecycles) {
        const body: unknown = JSON.parse(JSON.stringify(bodies[lifecycle]));
        expect(readStreamWebhook(body)).toMatchObject({
          product,
          lifecycle,
          payload: { rtms_stream_id: 's' },
        });
        const accepting = lifecycles.filter((other) => guards[other](body));
        expect(accepting).toStrictEqual([lifecycle]);
        const old = readStreamWebhook(toStringWebhook(bodies[lifecycle], { urlsAsArray: true }));
        expect(old?.payload).toStrictEqual(readStreamWebhook(body)?.payload);
      }
    }
  });

  test.each([
    ['a string', 'wss://a/1'],
    ['an array', ['wss://a/1', 'wss://b/2']],
    ['several in one string', 'wss://a/1, wss://b/2'],
  ])('read server_urls given as %s', (_form, server_urls) => {
    const payload = { meeting_uuid: 'm', rtms_stream_id: 's', server_urls };
    expect(readStreamWebhook({ event: 'meeting.rtms_started', payload })?.payload).toStrictEqual({
      ...payload,
      server_urls: 'wss://a/1',
    });
  });

  test.each([
    ['nothing', undefined],
    ['a string', 'meeting.rtms_started'],
    ['no payload', { event: 'meeting.rtms_started' }],
    ['no stream', { event: 'meeting.rtms_stopped', payload: { meeting_uuid: 'm' } }],
    ['no id', { event: 'meeting.rtms_stopped', payload: { rtms_stream_id: 's' } }],
    ['no URL', { event: 'meeting.rtms_started', payload: { meeting_uuid: 'm', rtms_stream_id: 's' } }],
    [
      'an empty array',
      { event: 'meeting.rtms_started', payload: { meeting_uuid: 'm', rtms_stream_id: 's', server_urls: [] } },
    ],
    ['another event', { event: 'meeting.started', payload: { meeting_uuid: 'm', rtms_stream_id: 's' } }],
  ])('refuse %s', (_what, body) => {
    expect(readStreamWebhook(body)).toBeUndefined();
    expect([isStreamStarted(body), isStreamStopped(body), isStreamInterrupted(body)]).not.toContain(true);
  });

  test('isUrlValidation accepts a complete URL validation only', () => {
    expect(isUrlValidation(urlValidationWebhook('token', 5))).toBe(true);
    expect(isUrlValidation({ event: 'endpoint.url_validation', payload: {} })).toBe(false);
    expect(isUrlValidation({ event: 'other', payload: { plainToken: 'x' } })).toBe(false);
    expect(isUrlValidation(null)).toBe(false);
  });
});

describe('webhooks that are not about a running stream', () => {
  test('near the limit of streams', () => {
    expect(concurrencyNearLimitWebhook(1777, 2000, 5)).toStrictEqual({
      event: 'rtms.concurrency_near_limit',
      event_ts: 5,
      payload: { concurrency_limit: 2000, concurrency_number: 1777, percentage: 88 },
    });
  });

  test('at the limit of streams', () => {
    const refused = { product: 'meeting', entityId: 'm', operatorId: 'o' } as const;
    expect(concurrencyLimitedWebhook(refused, 2000, 5)).toStrictEqual({
      event: 'rtms.concurrency_limited',
      event_ts: 5,
      payload: { operator_id: 'o', concurrency_number: 2000, id_field: { meeting_uuid: 'm' } },
    });
  });

  test('the string generation has dots, no time, and all fields but the operator inside object', () => {
    const stream = { product: 'meeting', entityId: 'm', streamId: 's', operatorId: 'o' } as const;
    expect(toStringWebhook(streamStartedWebhook(stream, 'ws://h/', 5))).toStrictEqual({
      event: 'meeting.rtms.started',
      payload: {
        operator_id: 'o',
        object: { is_original_host: true, meeting_uuid: 'm', rtms_stream_id: 's', server_urls: 'ws://h/' },
      },
    });
  });
});
