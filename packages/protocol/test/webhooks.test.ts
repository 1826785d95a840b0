import { describe, expect, test } from 'vitest';
import {
  entityIdOf,
  webhookEntityIds,
  parseWebhookEventName,
  webhookPayloadFields,
  PRODUCTS,
  streamInterruptedWebhook,
  streamStartedWebhook,
  streamStoppedWebhook,
  urlValidationWebhook,
  webhookEventName,
  type WebhookStream,
} from '../src/index.js';

const meeting: WebhookStream = {
  product: 'meeting',
  entityId: '4f2kQd8sT0uXy9ZbAa1BcQ==',
  streamId: 'rtms_stream_0001',
  accountId: 'acc_0001',
  operatorId: 'user_host_01',
  meetingId: '91234567890',
};
const started = {
  account_id: 'acc_0001',
  operator_id: 'user_host_01',
  is_original_host: true,
  meeting_id: '91234567890',
  meeting_uuid: '4f2kQd8sT0uXy9ZbAa1BcQ==',
  rtms_stream_id: 'rtms_stream_0001',
  server_urls: 'wss://localhost:9092/signaling',
};

describe('webhook bodies', () => {
  test('a start has its fields flat, nested or both', () => {
    const build = (shape?: 'flat' | 'nested' | 'both') =>
      streamStartedWebhook(meeting, 'wss://localhost:9092/signaling', 1767225600000, shape);
    expect(build('flat')).toStrictEqual({
      event: 'meeting.rtms_started',
      event_ts: 1767225600000,
      payload: started,
    });
    expect(build('nested').payload).toStrictEqual({ object: started });
    expect(build('both').payload).toStrictEqual({ ...started, object: started });
    expect(build()).toStrictEqual(build('both'));
    for (const shape of ['flat', 'nested', 'both'] as const) {
      expect(webhookPayloadFields(build(shape).payload)).toStrictEqual(started);
    }
  });

  test('a stop and an interruption', () => {
    expect(streamStoppedWebhook(meeting, 6, 1767229200000, 'flat')).toStrictEqual({
      event: 'meeting.rtms_stopped',
      event_ts: 1767229200000,
      payload: {
        meeting_uuid: '4f2kQd8sT0uXy9ZbAa1BcQ==',
        rtms_stream_id: 'rtms_stream_0001',
        stop_reason: 6,
      },
    });
    expect(streamInterruptedWebhook(meeting, 'ws://h', 5, 'flat')).toStrictEqual({
      event: 'meeting.rtms_interrupted',
      event_ts: 5,
      payload: {
        meeting_uuid: '4f2kQd8sT0uXy9ZbAa1BcQ==',
        rtms_stream_id: 'rtms_stream_0001',
        server_urls: 'ws://h',
      },
    });
  });

  test('unknown fields and those of meetings only are omitted', () => {
    const engagement: WebhookStream = { ...meeting, product: 'contact_center', entityId: 'eng_0001' };
    expect(streamStartedWebhook(engagement, 'ws://h', 5, 'flat').payload).toStrictEqual({
      account_id: 'acc_0001',
      operator_id: 'user_host_01',
      engagement_id: 'eng_0001',
      rtms_stream_id: 'rtms_stream_0001',
      server_urls: 'ws://h',
    });
    const bare: WebhookStream = { product: 'session', entityId: 'session_0001', streamId: 's' };
    expect(streamStartedWebhook(bare, 'ws://h', 5, 'flat').payload).toStrictEqual({
      session_id: 'session_0001',
      rtms_stream_id: 's',
      server_urls: 'ws://h',
    });
  });

  test('a URL validation', () => {
    expect(urlValidationWebhook('q1W2e3R4t5Y6u7I8o9P0aQ', 1767225600123)).toStrictEqual({
      event: 'endpoint.url_validation',
      event_ts: 1767225600123,
      payload: { plainToken: 'q1W2e3R4t5Y6u7I8o9P0aQ' },
    });
  });

  test('fields are found in any shape, and none in invalid payloads', () => {
    expect(webhookPayloadFields({ operator_id: 'o', object: { meeting_uuid: 'm' } })).toStrictEqual({
      operator_id: 'o',
      meeting_uuid: 'm',
    });
    expect(webhookPayloadFields({ a: 'flat', object: { a: 'nested' } })).toStrictEqual({ a: 'flat' });
    for (const invalid of [undefined, null, 5, 'x']) expect(webhookPayloadFields(invalid)).toStrictEqual({});
  });
});

describe('names and ids of products', () => {
  test.each([
    ['meeting', 'meeting.rtms_started', { meeting_uuid: 'id' }],
    ['webinar', 'webinar.rtms_started', { meeting_uuid: 'id', webinar_uuid: 'id' }],
    ['session', 'session.rtms_started', { session_id: 'id' }],
    ['contact_center', 'contact_center.voice_rtms_started', { engagement_id: 'id' }],
    ['phone', 'phone.rtms_started', { call_id: 'id' }],
  ] as const)('%s', (product, event, ids) => {
    expect(webhookEventName(product, 'started')).toBe(event);
    expect(webhookEntityIds(product, 'id')).toStrictEqual(ids);
    expect(entityIdOf(ids)).toBe('id');
  });

  test('every created name is parsed', () => {
    for (const product of PRODUCTS) {
      for (const lifecycle of ['started', 'stopped', 'interrupted'] as const) {
        const event = webhookEventName(product, lifecycle);
        expect(parseWebhookEventName(event)).toStrictEqual({ product, lifecycle });
      }
    }
  });

  test.each([
    ['meeting.rtms.started', 'meeting', 'started'],
    ['contactcenter.rtms_started', 'contact_center', 'started'],
    ['session.rtms.stopped', 'session', 'stopped'],
  ])('the older spelling %s is parsed', (event, product, lifecycle) => {
    expect(parseWebhookEventName(event)).toStrictEqual({ product, lifecycle });
  });

  test.each([
    'endpoint.url_validation',
    'rtms.concurrency_limited',
    'meeting.started',
    'meeting.rtms_paused',
    'other.rtms_started',
    'constructor.rtms_started',
    '',
  ])('%s is not a stream event', (event) => {
    expect(parseWebhookEventName(event)).toBeUndefined();
  });
});
