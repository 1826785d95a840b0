import { expect, test } from 'vitest';
import { followMeetings } from '../../src/fleet/follow-meetings.js';
import type { MeetingRecord } from '../../src/server/meeting-record.js';
import type { FleetEvent } from '../../src/fleet/registry.js';
import { startWebhookReceiver } from '../../src/testing.js';
import { joinAsApp } from '../support/app-sockets.js';
import { meetingRecord } from './meeting-record.js';
import { DEV_CREDENTIALS } from '../../src/credentials.js';
import { systemClock } from '../../src/clock.js';
import type { NodeServer } from '../../src/server/node-server.js';
import { fleets, call } from '../support/fleet.js';

const { fleet, open } = fleets();

test('another node goes on with a meeting: same ids, people and position, new URLs', async () => {
  const { front, nodes, registry } = await fleet();
  const [lost, other] = nodes;
  if (!lost || !other) throw new Error('two nodes are needed');
  const receiver = await startWebhookReceiver(() => {});
  open.push(receiver);
  const states: (string | undefined)[] = [];
  const stop = followMeetings(
    lost,
    {
      claim: (record) => {
        states.push(record.meeting.streams[0]?.state);
        return registry.claim(record);
      },
      release: (key) => registry.release(key, '1'),
    },
    { clock: systemClock(), onError: (error) => expect.fail(String(error)) },
  );
  const meeting = await lost.startMeeting({
    webhookUrl: receiver.url,
    meetingUuid: 'uuid==',
    participants: ['Ann', 'Bo'],
    scenario: {
      name: 'two steps',
      timeline: [
        { at: '0s', do: 'mute', participant: 'Bo' },
        { every: '500ms', do: 'chat', participant: 'Ann', text: 'still here' },
      ],
    },
  });
  open.push(await joinAsApp(meeting));
  await meeting.waitFor('streaming');
  await expect.poll(() => states.at(-1)).toBe('active');
  const events: FleetEvent[] = [];
  registry.subscribe((event) => events.push(event));
  stop();
  registry.lose('1');
  expect(await call(front, 'GET', `/api/meetings/${meeting.streamId}`)).toMatchObject({
    status: 503,
    body: { error: { code: 'meeting-moves' } },
  });
  const [record] = events.flatMap((event) => (event.type === 'node-lost' ? event.records : []));
  if (!record) throw new Error('the meeting has no record');
  expect(await registry.claim({ ...record, nodeId: '2' })).toBe(true);
  await other.adopt(JSON.parse(JSON.stringify(record)) as MeetingRecord);
  const newUrl = `${other.signalingUrl}/instance/2`;
  expect(receiver.received.map(({ event }) => event)).toEqual([
    'meeting.rtms_started',
    'meeting.rtms_interrupted',
    'meeting.rtms_started',
  ]);
  expect(await call(front, 'GET', `/api/meetings/${meeting.streamId}`)).toMatchObject({
    status: 200,
    body: {
      meetingUuid: 'uuid==',
      worker: '2',
      state: 'created',
      serverUrls: newUrl,
      participants: [{ name: 'Ann' }, { name: 'Bo' }],
    },
  });
  // What is left of the scenario is performed, the rest of it is not.
  await expect
    .poll(() => other.journal.find({ kind: 'note' }).some(({ type }) => type === 'chat'))
    .toBe(true);
  expect(other.journal.find().some(({ type }) => type === 'mute')).toBe(false);
  const [adopted] = other.records();
  expect(adopted).toMatchObject({
    key: record.key,
    nodeId: '2',
    streams: { [meeting.streamId]: { instance: 2 } },
  });
  expect(adopted?.meeting.positionMs).toBeGreaterThan(record.meeting.positionMs);
});

test('a stream that was paused stays paused on the other node', async () => {
  const { nodes } = await fleet();
  const [lost, other] = nodes;
  const receiver = await startWebhookReceiver();
  open.push(receiver);
  const meeting = await lost!.startMeeting({ webhookUrl: receiver.url });
  open.push(await joinAsApp(meeting));
  await meeting.waitFor('streaming');
  meeting.pause();
  const [record] = lost!.records();
  await other!.adopt(JSON.parse(JSON.stringify(record)) as MeetingRecord);
  const continued = other!.meeting(meeting.streamId);
  open.push(await joinAsApp(continued!));
  await continued!.waitFor('paused');
  expect(continued).toMatchObject({ state: 'paused' });
  const states = other!.journal.find({ kind: 'state' }).map(({ type }) => type);
  expect(states).toEqual(['interrupted', 'created', 'signaling', 'active', 'paused']);
  continued!.resume();
  expect(continued).toMatchObject({ state: 'active' });
});

test('steps that wait for a condition are performed by the node that goes on, and none twice', async () => {
  const { nodes } = await fleet();
  const [lost, other] = nodes;
  const records = new Map<string, MeetingRecord>();
  const keeper = {
    claim: (record: MeetingRecord) => Promise.resolve(records.set(record.key, record).size > 0),
    release: () => Promise.resolve(),
  };
  const stop = followMeetings(lost!, keeper, {
    clock: systemClock(),
    onError: (error) => expect.fail(String(error)),
  });
  const chat = (on: string, text: string): object => ({ on, do: 'chat', participant: 'Ann', text });
  // The last one waits for a message of the app, which is no change of the stream.
  const timeline = [
    chat('active', 'one'),
    chat('paused', 'two'),
    chat('subscribed', 'three'),
    chat('paused', 'four'),
  ];
  const scenario = { name: 'conditions', participants: [{ name: 'Ann' }, { name: 'Bo' }], timeline };
  const meeting = await lost!.startMeeting({ scenario });
  const textsOf = (node: NodeServer | undefined): readonly unknown[] =>
    node?.journal
      .find({ kind: 'note', type: 'chat' })
      .map(({ detail }) => (detail['step'] as { text?: string } | undefined)?.text) ?? [];
  const app = await joinAsApp(meeting);
  open.push(app);
  await expect.poll(() => textsOf(lost)).toEqual(['one']);
  meeting.pause();
  await expect.poll(() => textsOf(lost)).toEqual(['one', 'two']);
  app.subscribe(1);
  await expect.poll(() => textsOf(lost)).toEqual(['one', 'two', 'three']);
  const heldConditions = { 0: expect.any(Number), 1: expect.any(Number), 2: expect.any(Number) };
  await expect
    .poll(() => [...records.values()][0]?.streams[meeting.streamId]?.heldConditions)
    .toEqual(heldConditions);
  stop();
  meeting.resume();
  const [record] = lost!.records();
  await other!.adopt(JSON.parse(JSON.stringify(record)) as MeetingRecord);
  const continued = other!.meeting(meeting.streamId)!;
  open.push(await joinAsApp(continued));
  await continued.waitFor('streaming');
  continued.pause();
  await expect.poll(() => textsOf(other)).toEqual(['four']);
});

test('a meeting that has not started is handed over too, and can be started there', async () => {
  const { front, nodes, registry } = await fleet();
  const [lost, other] = nodes;
  if (!lost || !other) throw new Error('two nodes are needed');
  const stop = followMeetings(
    lost,
    { claim: (record) => registry.claim(record), release: (key) => registry.release(key, '1') },
    { clock: systemClock(), onError: (error) => expect.fail(String(error)) },
  );
  const { streamId } = await lost.startMeeting({ start: false, topic: 'later' });
  await expect.poll(() => registry.ownerOf(streamId)?.nodeId).toBe('1');
  const [record] = lost.records();
  stop();
  registry.lose('1');
  expect(await registry.claim({ ...record!, nodeId: '2' })).toBe(true);
  await other.adopt(JSON.parse(JSON.stringify(record)) as MeetingRecord);
  const path = `/api/meetings/${streamId}`;
  expect(await call(front, 'GET', path)).toMatchObject({
    body: { topic: 'later', worker: '2', state: 'created' },
  });
  expect(other.journal.find({ kind: 'state' })).toEqual([]);
  expect(await call(front, 'POST', `${path}/actions`, { action: 'start' })).toMatchObject({ status: 200 });
  expect(other.journal.find({ kind: 'state' })).toMatchObject([{ type: 'created', streamId }]);
});

test('a meeting that plays a cassette is over when its node is lost', async () => {
  const { nodes } = await fleet();
  const other = nodes[1]!;
  const receiver = await startWebhookReceiver();
  open.push(receiver);
  const record = meetingRecord('replayed', '1', ['replayed', 'waiting']);
  const [{ clientId }] = DEV_CREDENTIALS.apps;
  const [replayed, waiting] = record.meeting.streams.map((stream) => ({
    ...stream,
    clientId,
    webhookUrl: receiver.url,
  }));
  const origin = { instance: 1, isOriginalHost: true, meetingWebhooks: false, webhookFields: {} };
  await other.adopt({
    ...record,
    cassette: 'tuesday.rtms',
    meeting: {
      ...record.meeting,
      media: 'tuesday.rtms',
      streams: [replayed!, { ...waiting!, state: 'created' }],
    },
    streams: {
      replayed: { ...origin, isAnnounced: true },
      waiting: { ...origin, isAnnounced: false },
    },
  });
  expect(receiver.received).toMatchObject([
    { event: 'meeting.rtms_stopped', payload: { rtms_stream_id: 'replayed', stop_reason: 12 } },
  ]);
  expect(other.meeting('replayed')).toMatchObject({ state: 'terminated', meetingEnded: true });
  expect(other.records()).toEqual([]);
});
