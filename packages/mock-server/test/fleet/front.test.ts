import { expect, test } from 'vitest';
import { joinAsApp } from '../support/app-sockets.js';
import { meetingRecord } from './meeting-record.js';
import { QueuedSocket } from '../support/queued-socket.js';
import { identity } from '../support/test-core.js';
import type { JournalPage } from '../../src/control/observing-bodies.js';
import { DEV_CREDENTIALS } from '../../src/credentials.js';
import { systemClock } from '../../src/clock.js';
import { JournalRecorder } from '../../src/journal.js';
import { fleets, call } from '../support/fleet.js';

const { fleet, open } = fleets();

test('places meetings on the nodes, and answers for the streams of both', async () => {
  const { front, nodes, registry } = await fleet();
  const first = await call(front, 'POST', '/api/meetings', { topic: 'one' });
  expect(first).toMatchObject({ status: 201, body: { worker: '1' } });
  for (const record of nodes[0]?.records() ?? []) await registry.claim(record);
  const second = await call(front, 'POST', '/api/meetings', { topic: 'two' });
  expect(second).toMatchObject({ status: 201, body: { worker: '2' } });
  const { streamId } = second.body as { streamId: string };
  expect(await call(front, 'GET', `/api/meetings/${streamId}`)).toMatchObject({
    status: 200,
    body: { streamId, topic: 'two', worker: '2', serverUrls: nodes[1]?.signalingUrl },
  });
  expect(await call(front, 'GET', '/api/meetings')).toMatchObject({
    body: { meetings: [{ topic: 'one' }, { topic: 'two' }] },
  });
  expect(await call(front, 'POST', `/api/meetings/${streamId}/actions`, { action: 'pause' })).toMatchObject({
    status: 409,
    body: { error: { code: 'action-refused' } },
  });
  expect(await call(front, 'GET', '/api/meetings/none')).toMatchObject({ status: 404 });
});

test('collects what all nodes have, and passes changes on to all', async () => {
  const { front, nodes } = await fleet();
  const meetings = await Promise.all(nodes.map((node) => node.startMeeting({ meetingId: '77' })));
  const ids = meetings.map(({ streamId }) => streamId);
  const own = await front.startMeeting();
  await own.end();

  const journal = (await call(front, 'GET', '/api/journal?kind=state&type=created')).body as JournalPage;
  expect(journal.entries.map(({ streamId }) => streamId)).toEqual(expect.arrayContaining(ids));
  expect(journal.entries.map(({ seq }) => seq)).toEqual(
    journal.entries.map(({ seq }) => seq).toSorted((a, b) => a - b),
  );
  const later = await call(front, 'GET', `/api/journal?after=${journal.lastSeq}`);
  expect(later.body).toMatchObject({ entries: [] });
  const metrics = String((await call(front, 'GET', '/metrics')).body);
  expect(metrics).toContain('rtms_mock_meetings{worker="1",state="created"} 1');
  expect(metrics).toContain('rtms_mock_meetings{worker="2",state="created"} 1');
  expect(metrics).toMatch(/rtms_mock_journal_entries_total\{worker="1"\} \d{1,2}\n/);
  expect(await call(front, 'GET', '/api/figures')).toMatchObject({
    body: {
      streams: { started: 3 },
      nodes: ['1', '2', 'front'].map((node) => ({ node, figures: { process: { pid: process.pid } } })),
    },
  });
  const snapshot = (await call(front, 'GET', '/api/snapshot')).body as { meetings: unknown[] };
  expect(snapshot.meetings).toHaveLength(2);
  expect(await call(front, 'PUT', '/api/snapshot', snapshot)).toMatchObject({ status: 200 });
  expect(nodes.map((node) => node.meetings().length)).toEqual([1, 1]);
  expect(await call(front, 'PUT', '/api/snapshot', { version: 2 })).toMatchObject({ status: 400 });
  for (const [path, body] of [
    ['/api/actions', { action: 'end', streamID: 'x' }],
    ['/api/actions', { action: 'end', streamId: null }],
    ['/api/actions', { action: 'end', topic: 'x' }],
    ['/api/actions?strem=x', { action: 'end' }],
    ['/api/reset', { strem: 'x' }],
  ] as const) {
    expect(await call(front, 'POST', path, body)).toMatchObject({ status: 400 });
  }
  expect(nodes.map((node) => node.meetings().length)).toEqual([1, 1]);
  const ended = await call(front, 'POST', '/api/actions', { action: 'end' });
  expect(ended.body).toMatchObject({ results: [{ ok: true }, { ok: true }] });
  await call(front, 'POST', '/api/reset', {});
  expect(await call(front, 'GET', '/api/meetings')).toEqual({ status: 200, body: { meetings: [] } });
});

test("the service's own calls reach the node of the meeting, with a token of the front", async () => {
  const { front, nodes } = await fleet();
  const meeting = await nodes[1]?.startMeeting({ meetingId: '123456789' });
  const [{ clientId, clientSecret }] = DEV_CREDENTIALS.apps;
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  const granted = await fetch(`${front.controlUrl}/oauth/token?grant_type=client_credentials`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}` },
  });
  const { access_token: token } = (await granted.json()) as { access_token: string };
  const stop = (bearer: string): Promise<Response> =>
    fetch(`${front.controlUrl}/v2/live_meetings/123456789/rtms_app/status`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      body: JSON.stringify({ action: 'stop' }),
    });
  expect((await stop('wrong')).status).toBe(401);
  expect((await stop(token)).status).toBe(204);
  expect(meeting?.state).toBe('terminated');
});

test('the sockets of the page show the meetings of all nodes', async () => {
  const { front, nodes } = await fleet();
  const [first] = await Promise.all(nodes.map((node) => node.startMeeting({ topic: node.controlUrl })));
  if (!first) throw new Error('a meeting is needed');
  const base = front.controlUrl.replace('http', 'ws');
  using events = await QueuedSocket.open(`${base}/api/events`);
  const all = await events.next(({ type }) => type === 'meetings');
  expect((all['meetings'] as { topic: string }[]).map(({ topic }) => topic).toSorted()).toEqual(
    nodes.map(({ controlUrl }) => controlUrl).toSorted(),
  );
  open.push(await joinAsApp(first));
  await events.next(
    ({ type, meeting }) => type === 'meeting' && (meeting as { state: string }).state === 'active',
  );
  await events.next(({ type }) => type === 'statistics');
  using logs = await QueuedSocket.open(`${base}/logs`);
  await logs.next(({ type, streamId }) => type === 'created' && streamId === first.streamId);
  using watch = await QueuedSocket.open(`${base}/api/meetings/${first.streamId}/watch?types=audio`);
  expect(await watch.next(({ type }) => type === 'watching')).toMatchObject({ mediaTypes: ['audio'] });
  await watch.next(({ msg_type }) => msg_type === 14);
});

test('signaling at the front is refused with the URL of the node', async () => {
  const { front, nodes, registry } = await fleet();
  const meeting = await nodes[0]?.startMeeting();
  if (!meeting) throw new Error('a meeting is needed');
  const [record] = nodes[0]?.records() ?? [];
  if (!record) throw new Error('a record is needed');
  await registry.claim(record);
  using signaling = await QueuedSocket.open(front.signalingUrl);
  signaling.socket.send(JSON.stringify({ msg_type: 1, ...identity(meeting) }));
  const { status_code: status, reason } = await signaling.next(({ msg_type }) => msg_type === 2);
  expect(status).not.toBe(0);
  expect(reason).toContain(`is not served here but at ${nodes[0]?.signalingUrl}`);
  // After a takeover, webhooks name another instance.
  const streams = Object.entries(record.streams).map(([id, stream]) => [id, { ...stream, instance: 2 }]);
  await registry.claim({ ...record, streams: Object.fromEntries(streams) as typeof record.streams });
  using again = await QueuedSocket.open(front.signalingUrl);
  again.socket.send(JSON.stringify({ msg_type: 1, ...identity(meeting) }));
  const named = await again.next(({ msg_type }) => msg_type === 2);
  expect(named['reason']).toContain(`but at ${nodes[0]?.signalingUrl}/instance/2, the server_urls`);
  // The URL of a node that is lost leads nowhere.
  registry.lose('1');
  using later = await QueuedSocket.open(front.signalingUrl);
  later.socket.send(JSON.stringify({ msg_type: 1, ...identity(meeting) }));
  const refused = await later.next(({ msg_type }) => msg_type === 2);
  expect(refused['reason']).not.toContain('is not served here');
});

test('a node that does not answer is left out of lists, and its own requests are refused', async () => {
  const { front, nodes, registry } = await fleet();
  const [kept, gone] = await Promise.all(nodes.map((node) => node.startMeeting()));
  for (const record of nodes[1]?.records() ?? []) await registry.claim(record);
  await nodes[1]?.close();
  const list = { status: 200, body: { meetings: [{ streamId: kept?.streamId }], incomplete: true } };
  expect(await call(front, 'GET', '/api/meetings')).toMatchObject(list);
  expect(await call(front, 'GET', `/api/meetings/${gone?.streamId}`)).toMatchObject({
    status: 503,
    body: { error: { code: 'node-lost' } },
  });
  // Until another node goes on with it, also once it is said to do so.
  registry.lose('2');
  expect(await call(front, 'GET', '/api/meetings')).toMatchObject(list);
  await registry.claim(meetingRecord(gone?.streamId ?? '', '1'));
  expect(await call(front, 'GET', '/api/meetings')).toMatchObject(list);
  await registry.release(gone?.streamId ?? '', '1');
  expect((await call(front, 'GET', '/api/meetings')).body).not.toHaveProperty('incomplete');
});

test('a list without any node is refused: it would say that all meetings have ended', async () => {
  const { front, nodes, registry } = await fleet();
  await Promise.all(nodes.map((node) => node.startMeeting()));
  const refusal = {
    status: 503,
    body: { error: { code: 'no-node', message: expect.stringContaining('No worker can be reached now') } },
  };
  await Promise.all(nodes.map((node) => node.close()));
  expect(await call(front, 'GET', '/api/meetings')).toMatchObject(refusal);
  for (const id of ['1', '2']) registry.lose(id);
  for (const path of ['/api/meetings', '/api/snapshot', '/api/verdicts']) {
    expect(await call(front, 'GET', path)).toMatchObject(refusal);
  }
  expect(await call(front, 'POST', '/api/actions', { action: 'end' })).toMatchObject(refusal);
  expect(await call(front, 'PUT', '/api/snapshot', { version: 1, meetings: [] })).toMatchObject(refusal);
  expect(await call(front, 'GET', '/metrics')).toMatchObject({ status: 200 });
});

test('an ended stream of a lost worker is told from one that never was', async () => {
  const recorder = new JournalRecorder(systemClock());
  const { front } = await fleet({ journal: { recorder, settle: () => Promise.resolve() } });
  const entry = { seq: 1, atMs: 0, unixMs: 0, kind: 'state', type: 'terminated', detail: {} } as const;
  recorder.relay({ ...entry, streamId: 'gone' });
  const codeOf = async (path: string): Promise<unknown> =>
    ((await call(front, 'GET', `/api/meetings/${path}`)).body as { error: { code: string } }).error.code;
  expect([await codeOf('gone'), await codeOf('gone/verdicts')]).toEqual([
    'meeting-forgotten',
    'meeting-forgotten',
  ]);
  expect(await codeOf('unknown')).toBe('unknown-stream');
  expect(await call(front, 'GET', '/api/meetings/gone/journal')).toMatchObject({
    status: 200,
    body: { entries: [{ type: 'terminated' }] },
  });
});

test('labels are said to belong to nodes of a cluster', async () => {
  const { front } = await fleet();
  expect(await call(front, 'POST', '/api/meetings', { labels: { region: 'eu' } })).toMatchObject({
    status: 409,
    body: {
      error: {
        message: 'No worker with region=eu takes meetings now.',
        hint: expect.stringContaining('serve --cluster'),
      },
    },
  });
});
