import { expect, test } from 'vitest';
import { joinAsApp } from '../support/app-sockets.js';
import { TestCore, identity } from '../support/test-core.js';
import { startMockServer } from '../../src/index.js';

test('a reset ends meetings with their webhooks, and forgets everything', async () => {
  const core = new TestCore();
  const { meeting, signaling } = await core.join();
  const before = core.journal.lastSeq;

  expect(await core.core.reset()).toBe(1);

  expect(core.webhooks.map(({ event }) => event)).toEqual(['meeting.rtms_started', 'meeting.rtms_stopped']);
  expect(signaling.socket.closed).toBeDefined();
  expect(core.core.meetings()).toEqual([]);
  expect(core.core.meeting(meeting.streamId)).toBeUndefined();
  expect(core.journal.find()).toEqual([]);
  expect(core.journal.lastSeq).toBeGreaterThan(before);
});

test('faults and changed secrets end with a reset', async () => {
  const core = new TestCore();
  const first = await core.startMeeting();
  await first.inject({ do: 'reject-start', code: '3000', times: 5 });
  await first.inject({ fault: 'refuse-connection', times: 5 });
  await first.inject({ do: 'rotate-secret', clientSecret: 'another' });
  core.core.startRefusals.plan(undefined, { code: '2308' }, 1);

  await core.core.reset();

  expect(core.core.startRefusals.take(first.meetingUuid)).toBeUndefined();
  expect(core.core.connectionRefusals.take('signaling')).toBeUndefined();
  const next = await core.startMeeting();
  core.joinSignaling(next);
  expect(core.journal.find({ type: 'SIGNALING_HAND_SHAKE_RESP' })[0]?.detail['status']).toBe('STATUS_OK');
});

test('the scenario of a meeting does not go on after a reset', async () => {
  const core = new TestCore();
  await core.startMeeting({ scenario: { timeline: [{ at: '5s', do: 'duplicate-webhook' }] } });
  await core.core.reset();
  core.clock.advance(60_000);
  expect(core.journal.find()).toEqual([]);
});

test('with a seed, ids repeat after a reset', async () => {
  const core = new TestCore({ seed: 7 });
  const first = await core.startMeeting();
  await core.core.reset();
  const second = await core.startMeeting();
  expect(identity(second)).toEqual(identity(first));
});

test('the HTTP API answers with the number of meetings', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0 });
  await server.startMeeting();
  const reset = async (): Promise<unknown> => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${server.controlUrl}/api/reset`, { method: 'POST', headers, body: '{}' });
    return response.json();
  };
  expect(await reset()).toEqual({ ended: 1 });
  expect(await reset()).toEqual({ ended: 0 });
});

test('sockets that close after a reset leave the journal empty', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0 });
  await using app = await joinAsApp(await server.startMeeting());
  await app.media();
  await server.reset();
  await Promise.all([app.signaling.closed(), app.mediaSocket.closed()]);
  // Resolves when the server has handled the closes too.
  await server.close();
  expect(server.journal.find()).toEqual([]);
});
