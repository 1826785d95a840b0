/** Webhooks on demand: any event in any order, changed webhooks of the stream itself, and those about the meeting. */
import { StopReason, webhookPayloadFields } from '@rtms-mock/protocol';
import { describe, expect, test } from 'vitest';
import { InvalidStepError } from '../../src/server/mock-meeting.js';
import { settled, TestCore } from '../support/test-core.js';

const names = (core: TestCore): string[] => core.webhooks.map(({ event }) => event);

describe('the step webhook', () => {
  test('sends any webhook about the stream, early, repeated and with other fields', async () => {
    const core = new TestCore();
    const meeting = await core.startMeeting({ start: false });
    await meeting.inject({ do: 'webhook', event: 'rtms_stopped', times: 2, payload: { stop_reason: 9 } });
    await meeting.start();
    await meeting.inject({ do: 'webhook', event: 'rtms_started', omit: 'server_urls' });

    expect(names(core)).toEqual([
      'meeting.rtms_stopped',
      'meeting.rtms_stopped',
      'meeting.rtms_started',
      'meeting.rtms_started',
    ]);
    const [early, , started, again] = core.webhooks.map(({ payload }) => payload);
    expect(early).toMatchObject({ stop_reason: 9, object: { stop_reason: 9 } });
    const { server_urls, object, ...others } = started as { server_urls: string; object: object };
    expect(server_urls).toBe('ws://mock');
    const { server_urls: _same, ...nested } = object as { server_urls: string };
    expect(again).toEqual({ ...others, object: nested });
  });

  test('sends a late rtms_stopped with the reason of the end, and an old event', async () => {
    const core = new TestCore();
    const meeting = await core.startMeeting();
    await meeting.end(StopReason.STOP_BC_HOST_TRIGGERED);
    await meeting.inject({ do: 'webhook', event: 'rtms_stopped', eventAge: '10m' });

    const [, first, late] = core.webhooks;
    expect(late?.payload).toEqual(first?.payload);
    expect((first?.event_ts ?? 0) - (late?.event_ts ?? 0)).toBe(600_000);
  });

  test('uses the names and ids of the product, or a full name as it is', async () => {
    const core = new TestCore();
    const meeting = await core.startMeeting({ product: 'session', start: false });
    await meeting.inject({ do: 'webhook', event: 'rtms_interrupted' });
    await meeting.inject({ do: 'webhook', event: 'webinar.rtms_started' });
    expect(names(core)).toEqual(['session.rtms_interrupted', 'webinar.rtms_started']);
    expect(core.webhooks[1]?.payload).toMatchObject({ session_id: meeting.meetingUuid });
  });

  test('writes the string generation in its own form', async () => {
    const core = new TestCore({ protocol: 'string' });
    const meeting = await core.startMeeting({ start: false });
    await meeting.inject({ do: 'webhook', event: 'rtms_started', payload: { extra: 1, operator_id: 'x' } });
    expect(core.webhooks[0]).toMatchObject({
      event: 'meeting.rtms.started',
      payload: { operator_id: 'x', object: { extra: 1, rtms_stream_id: meeting.streamId } },
    });
    expect(core.webhooks[0]?.payload).not.toHaveProperty('extra');
  });

  test('sends events of its own payload, and refuses a name that looks like a mistake', async () => {
    const core = new TestCore();
    const meeting = await core.startMeeting({ start: false });
    const payload = { object: { participant: { user_name: 'Ana' } } };
    await meeting.inject({ do: 'webhook', event: 'meeting.participant_joined', payload });
    expect(core.webhooks).toEqual([
      { event: 'meeting.participant_joined', event_ts: expect.any(Number), payload },
    ]);
    await expect(meeting.inject({ do: 'webhook', event: 'rtms_stoped' })).rejects.toThrow(
      new InvalidStepError(
        'event must be a webhook event such as rtms_stopped, meeting.started or meeting.participant_joined, found "rtms_stoped"; did you mean rtms_stopped?',
      ),
    );
  });

  test('is refused for an app without a receiver', async () => {
    const core = new TestCore();
    const meeting = await core.core.startMeeting();
    await expect(meeting.inject({ do: 'webhook', event: 'rtms_started' })).rejects.toThrow(
      'give the meeting a webhookUrl',
    );
  });

  test('is performed on a timeline after the end of its stream too', async () => {
    const core = new TestCore();
    const timeline = [
      { at: '1s', do: 'stop' },
      { at: '5s', do: 'webhook', event: 'rtms_started' },
      { at: '6s', do: 'webhook', event: 'rtms_interrupted', every: '1s' },
    ];
    await core.startMeeting({ scenario: { timeline } });
    core.clock.advance(1000);
    await settled();
    core.clock.advance(9000);
    await settled();
    expect(names(core)).toEqual(['meeting.rtms_started', 'meeting.rtms_stopped', 'meeting.rtms_started']);
  });
});

describe('the step change-webhook', () => {
  test('delays, repeats and changes the next webhook of the stream, once', async () => {
    const core = new TestCore();
    const meeting = await core.startMeeting({ start: false });
    const change = { event: 'rtms_started', delay: '10s', copies: 2, payload: { added: true } };
    await meeting.inject({ do: 'change-webhook', ...change });
    await meeting.start();
    core.clock.advance(9999);
    expect(names(core)).toEqual([]);
    core.clock.advance(1);
    expect(names(core)).toEqual(['meeting.rtms_started', 'meeting.rtms_started']);
    expect(core.webhooks[1]?.payload).toMatchObject({ added: true, object: { added: true } });

    await meeting.stop();
    await meeting.start();
    expect(names(core).slice(2)).toEqual(['meeting.rtms_stopped', 'meeting.rtms_started']);
    expect(core.webhooks.at(-1)?.payload).not.toHaveProperty('added');
  });

  test('leaves webhooks out, and says so in the journal', async () => {
    const core = new TestCore();
    const meeting = await core.startMeeting();
    await meeting.inject({ do: 'change-webhook', event: 'rtms_stopped', skip: true });
    await meeting.end();
    expect(names(core)).toEqual(['meeting.rtms_started']);
    expect(core.journal.find({ type: 'webhook-changed' })[0]?.detail).toEqual({
      event: 'meeting.rtms_stopped',
      skipped: true,
    });
  });

  test('affects the first rtms_started at the start of a timeline', async () => {
    const core = new TestCore();
    await core.startMeeting({
      scenario: { timeline: [{ at: '0s', do: 'change-webhook', payload: { late: 1 }, delay: '3s' }] },
    });
    expect(names(core)).toEqual([]);
    core.clock.advance(3000);
    expect(core.webhooks[0]?.payload).toMatchObject({ late: 1 });
  });
});

describe('webhookFields', () => {
  test('are added to all webhooks of the stream; those of the request replace those of the scenario', async () => {
    const core = new TestCore();
    const scenario = { webhookFields: { from: 'scenario' } };
    const meeting = await core.startMeeting({ scenario });
    await meeting.end();
    await core.startMeeting({ scenario, webhookFields: { from: 'request', account_id: 'other' } });

    const [started, stopped, third] = core.webhooks.map(({ payload }) => payload);
    for (const payload of [started, stopped]) {
      expect(payload).toMatchObject({ from: 'scenario', object: { from: 'scenario' } });
    }
    expect(webhookPayloadFields(third)).toMatchObject({ from: 'request', account_id: 'other' });
  });
});

describe('meetingWebhooks', () => {
  test('surround those of the streams, once for each app and receiver', async () => {
    const core = new TestCore({ meetingWebhooks: true });
    const meeting = await core.startMeeting({ topic: 'Weekly', meetingId: '91234567890' });
    await core.startMeeting({ meeting: meeting.streamId, operatorId: 'second' });
    await meeting.stop();
    await meeting.start();
    core.clock.advance(60);
    await meeting.end();

    expect(names(core)).toEqual([
      'meeting.started',
      'meeting.rtms_started',
      'meeting.rtms_started',
      'meeting.rtms_stopped',
      'meeting.rtms_started',
      'meeting.rtms_stopped',
      'meeting.rtms_stopped',
      'meeting.ended',
    ]);
    const object = {
      id: '91234567890',
      uuid: meeting.meetingUuid,
      host_id: 'rtms-mock-operator',
      topic: 'Weekly',
    };
    expect(core.webhooks[0]?.payload).toMatchObject({ account_id: 'rtms-mock-account', object });
    expect(core.webhooks.at(-1)?.payload).toMatchObject({
      object: { ...object, end_time: expect.stringMatching(/T.*Z$/) as string },
    });
  });

  test.each([
    ['webinar', ['webinar.started', 'webinar.rtms_started']],
    ['session', ['session.started', 'session.rtms_started']],
    ['phone', ['phone.rtms_started']],
  ] as const)('have the name of the product: %s', async (product, expected) => {
    const core = new TestCore();
    await core.startMeeting({ product, meetingWebhooks: true });
    expect(names(core)).toEqual(expected);
  });
});

describe('a second operator', () => {
  test('has a stream on the same meeting, and is not the original host', async () => {
    const core = new TestCore();
    const meeting = await core.startMeeting();
    const second = await core.startMeeting({ meeting: meeting.meetingUuid, operatorId: 'user-2' });
    const host = await core.startMeeting({
      meeting: meeting.meetingUuid,
      operatorId: 'rtms-mock-operator',
    });

    expect(second.meetingUuid).toBe(meeting.meetingUuid);
    expect(new Set([meeting, second, host].map(({ streamId }) => streamId)).size).toBe(3);
    expect(core.webhooks.map(({ payload }) => payload)).toMatchObject([
      { operator_id: 'rtms-mock-operator', is_original_host: true },
      { operator_id: 'user-2', is_original_host: false },
      { operator_id: 'rtms-mock-operator', is_original_host: true },
    ]);
    expect(meeting.siblings).toEqual([second, host]);
    expect(second.view()).toMatchObject({ operatorId: 'user-2', clientId: 'rtms-mock-client-id' });
  });
});

describe('the step new-instance', () => {
  test.each(['same', 'new'] as const)('advertises other URLs, with %s ids', async (ids) => {
    const core = new TestCore();
    const meeting = await core.startMeeting();
    await meeting.inject({ do: 'new-instance', ids });
    await meeting.inject({ do: 'new-instance', ids });

    const urls = core.webhooks.map(({ payload }) => webhookPayloadFields(payload)['server_urls']);
    expect(urls).toEqual(['ws://mock', 'ws://mock/instance/2', 'ws://mock/instance/3']);
    expect(meeting.serverUrls).toBe('ws://mock/instance/3');
    expect(meeting.view().serverUrls).toBe('ws://mock/instance/3');
    const peer = core.joinSignaling(meeting);
    expect(peer.bodies[0]).toMatchObject({
      media_server: { server_urls: { all: 'ws://mock:1/instance/3/all' } },
    });
  });
});
