import { StopReason } from '@rtms-mock/protocol';
import { expect, test } from 'vitest';
import { DEV_CREDENTIALS } from '../../src/credentials.js';
import { identity, TestCore } from '../support/test-core.js';

test('webhooks of the string generation have dots in their names and all fields under object', async () => {
  const core = new TestCore({ protocol: 'string' });
  const meeting = await core.startMeeting();
  await meeting.end(StopReason.STOP_BC_HOST_TRIGGERED);

  expect(core.webhooks[0]).toEqual({
    event: 'meeting.rtms.started',
    event_ts: expect.any(Number),
    payload: {
      operator_id: 'rtms-mock-operator',
      object: {
        meeting_uuid: meeting.meetingUuid,
        rtms_stream_id: meeting.streamId,
        server_urls: 'ws://mock',
      },
    },
  });
  expect(core.webhooks[1]).toMatchObject({
    event: 'meeting.rtms.stopped',
    payload: { object: { rtms_stream_id: meeting.streamId, stop_reason: StopReason.STOP_BC_HOST_TRIGGERED } },
  });
  expect(meeting.view().protocol).toBe('string');
});

test('a meeting of the string generation accepts numeric clients', async () => {
  const core = new TestCore({ protocol: 'string' });
  const meeting = await core.startMeeting();
  const peer = core.dialSignaling('2025');
  peer.send({ msg_type: 1, ...identity(meeting) });
  expect(peer.bodies[0]).toMatchObject({ msg_type: 2, status_code: 0 });
});

test('a meeting or an app may use the string generation on a server with another one', async () => {
  const [app] = DEV_CREDENTIALS.apps;
  const credentials = {
    ...DEV_CREDENTIALS,
    apps: [app, { ...app, clientId: 'old', protocol: 'string' }] as const,
  };
  const core = new TestCore({ credentials: { ...credentials, apps: [...credentials.apps] } });
  await core.startMeeting();
  await core.startMeeting({ clientId: 'old' });
  await core.startMeeting({ protocol: 'string' });
  await core.startMeeting({ clientId: 'old', protocol: '2026' });
  expect(core.webhooks.map(({ event }) => event)).toEqual([
    'meeting.rtms_started',
    'meeting.rtms.started',
    'meeting.rtms.started',
    'meeting.rtms_started',
  ]);
});

test.each([
  ['string', { object: { server_urls: ['ws://mock'] } }],
  ['2025', { server_urls: ['ws://mock'], object: { server_urls: ['ws://mock'] } }],
] as const)('server_urls can be a list, generation %s', async (protocol, payload) => {
  const core = new TestCore({ protocol, webhookServerUrls: 'array' });
  const meeting = await core.startMeeting();
  core.joinSignaling(meeting).socket.terminate();
  await meeting.end();

  const [started, interrupted, stopped] = core.webhooks;
  expect(started?.payload).toMatchObject(payload);
  expect(interrupted?.payload).toMatchObject(payload);
  expect(JSON.stringify(stopped)).not.toContain('server_urls');
});
