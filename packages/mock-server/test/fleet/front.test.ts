import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { followMeetings } from '../../src/fleet/follow-meetings.js';
import type { MeetingRecord } from '../../src/server/meeting-record.js';
import type { FleetEvent } from '../../src/fleet/registry.js';
import type { Logger } from '../../src/log.js';
import { startWebhookReceiver } from '../../src/testing.js';
import { joinAsApp } from '../support/app-sockets.js';
import { meetingRecord } from './meeting-record.js';
import { QueuedSocket } from '../support/queued-socket.js';
import { identity } from '../support/test-core.js';
import type { JournalPage } from '../../src/control/observing-bodies.js';
import { DEV_CREDENTIALS } from '../../src/credentials.js';
import { fleetNumbers } from '../../src/server/fleet-numbers.js';
import { systemClock } from '../../src/clock.js';
import { actOnMoving } from '../../src/fleet/front-moving.js';
import type { FleetJournal } from '../../src/fleet/membership.js';
import { JournalRecorder } from '../../src/journal.js';
import { MemoryRegistry } from '../../src/fleet/memory-registry.js';
import { NodeClient } from '../../src/fleet/node-client.js';
import type { ServerSnapshot } from '../../src/server/snapshot.js';
import { startNode } from '../../src/server/mock-server.js';
import type { NodeServer } from '../../src/server/node-server.js';

const open: AsyncDisposable[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server[Symbol.asyncDispose]()));
});

/** Two nodes and a front in this process, as workers are. */
async function fleet({
  logger,
  secondToken,
  journal,
}: { logger?: Logger; secondToken?: string; journal?: FleetJournal } = {}): Promise<{
  front: NodeServer;
  nodes: NodeServer[];
  registry: MemoryRegistry;
}> {
  const registry = new MemoryRegistry(systemClock());
  const epochUnixMs = Date.now();
  const start = async (nodeId: string | undefined, index: number): Promise<NodeServer> => {
    const server = await startNode(
      {
        port: 0,
        mediaPort: 0,
        ...(logger && nodeId === undefined && { logger }),
        ...(secondToken !== undefined && nodeId === '2' && { apiToken: secondToken }),
      },
      {
        kind: 'worker',
        numbers: fleetNumbers({ epochUnixMs, index }),
        ...(nodeId === undefined ? { registry, ...(journal && { journal }) } : { nodeId }),
      },
    );
    open.push(server);
    if (nodeId !== undefined) {
      const { controlUrl, signalingUrl } = server;
      registry.join({ nodeId, apiUrl: controlUrl, signalingUrl, labels: {} });
    }
    return server;
  };
  const nodes = [await start('1', 1), await start('2', 2)];
  return { front: await start(undefined, 0), nodes, registry };
}

async function call(
  server: NodeServer,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${server.controlUrl}${path}`, {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, body: isJson ? await response.json() : await response.text() };
}

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
    ['/api/reset', { streamId: 'x' }],
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

test('a socket of a stream whose node is lost is refused with 503 and one sentence, and logged as none', async () => {
  const lines: string[] = [];
  const logger: Logger = { log: (_level, line) => void lines.push(line) };
  const { front, nodes, registry } = await fleet({ logger });
  const meeting = await nodes[0]?.startMeeting();
  for (const record of nodes[0]?.records() ?? []) await registry.claim(record);
  const watch = async (): Promise<string> => {
    const url = `${front.controlUrl.replace('http', 'ws')}/api/meetings/${meeting?.streamId}/watch`;
    const refused = once(new WebSocket(url), 'unexpected-response');
    const [, response] = (await refused) as [unknown, IncomingMessage];
    return `${response.statusCode} ${await text(response)}`;
  };
  await nodes[0]?.close();
  expect(await watch()).toMatch(/^503 The process that has to answer has just ended\./);
  expect(lines.filter((line) => line.includes('watch'))).toEqual([
    expect.stringMatching(
      /^The WebSocket \/api\/meetings\/\S+\/watch is closed, because the \w+ 1 has ended\.$/,
    ),
  ]);
  registry.lose('1');
  expect(await watch()).toMatch(
    /^503 The \w+ that played \S+ is lost, and another one is about to go on with it\./,
  );
  expect(lines.filter((line) => line.includes('internal error'))).toEqual([]);
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

/** Starts a meeting that a node has played which is lost. `goOn` lets another node go on with it. */
async function movingMeeting({ nodes, registry }: Awaited<ReturnType<typeof fleet>>): Promise<{
  streamId: string;
  goOn: () => Promise<void>;
}> {
  const [first, second] = nodes;
  const { streamId } = (await second?.startMeeting()) ?? expect.fail('a meeting is needed');
  const [record] = second?.records() ?? [];
  if (!first || !record) expect.fail('a record is needed');
  second?.abandon(record.key);
  registry.join({ nodeId: '3', apiUrl: 'http://127.0.0.1:1', signalingUrl: 'ws://127.0.0.1:1', labels: {} });
  await registry.claim({ ...record, nodeId: '3' });
  registry.lose('3');
  const goOn = async (): Promise<void> => {
    await registry.claim({ ...record, nodeId: '1' });
    await first.adopt({ ...record, nodeId: '1' });
  };
  return { streamId, goOn };
}

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

test('the end of all meetings reaches one that moves from a lost node to another one', async () => {
  const all = await fleet();
  const kept = (await all.nodes[0]?.startMeeting()) ?? expect.fail('a meeting is needed');
  const { streamId, goOn } = await movingMeeting(all);
  const ending = call(all.front, 'POST', '/api/actions', { action: 'end', reason: 7 });
  await expect.poll(() => kept.meetingEnded).toBe(true);
  await goOn();
  const results = [kept.streamId, streamId].map((id) => ({ streamId: id, ok: true, state: 'terminated' }));
  expect(await ending).toEqual({ status: 200, body: { results } });
  expect(all.nodes[0]?.meeting(streamId)).toMatchObject({ meetingEnded: true });
  expect(all.nodes[0]?.meeting(streamId)?.view().stopReason).toBe(kept.view().stopReason);
});

test('journal, verdicts and waits say that what a lost node has recorded is missing', async () => {
  const all = await fleet();
  const kept = (await all.nodes[0]?.startMeeting()) ?? expect.fail('a meeting is needed');
  const { streamId, goOn } = await movingMeeting(all);
  const isPartial = async (path: string): Promise<boolean> => {
    const { body } = await call(all.front, 'GET', path);
    return (body as { incomplete?: boolean }).incomplete === true;
  };
  const ofAll = ['/api/verdicts', '/api/journal', `/api/journal?streamId=${streamId}`];
  const ofOne = (id: string): readonly string[] =>
    ['verdicts', 'journal', 'wait?for=active&timeout=1ms'].map((rest) => `/api/meetings/${id}/${rest}`);
  for (const path of ofAll) expect([path, await isPartial(path)]).toEqual([path, true]);
  await goOn();
  for (const path of [...ofAll, ...ofOne(streamId)]) {
    expect([path, await isPartial(path)]).toEqual([path, true]);
  }
  for (const path of [...ofOne(kept.streamId), `/api/journal?streamId=${kept.streamId}`]) {
    expect([path, await isPartial(path)]).toEqual([path, false]);
  }
  await call(all.front, 'POST', '/api/reset', {});
  for (const path of ofAll) expect([path, await isPartial(path)]).toEqual([path, false]);
});

test('a snapshot says that a meeting which moves is missing, and can be restored', async () => {
  const all = await fleet();
  const kept = await all.nodes[0]?.startMeeting();
  const { streamId, goOn } = await movingMeeting(all);
  const partial = (await call(all.front, 'GET', '/api/snapshot')).body;
  expect(partial).toMatchObject({ meetings: [{ meetingUuid: kept?.meetingUuid }], incomplete: true });
  await goOn();
  const whole = (await call(all.front, 'GET', '/api/snapshot')).body as ServerSnapshot;
  expect(whole).not.toHaveProperty('incomplete');
  expect(whole.meetings.flatMap(({ streams }) => streams.map((stream) => stream.streamId))).toContain(
    streamId,
  );
  expect(await call(all.front, 'PUT', '/api/snapshot', partial)).toMatchObject({
    status: 200,
    body: { meetings: [{ meetingUuid: kept?.meetingUuid }] },
  });
});

test('the end of one meeting that moves waits for its new node', async () => {
  const all = await fleet();
  for (const [path, body, answer] of [
    ['/api/meetings/ID/actions', { action: 'stop' }, { action: 'stop', state: 'terminated' }],
    ['/api/actions', { action: 'end' }, { results: [{ ok: true, state: 'terminated' }] }],
  ] as const) {
    const { streamId, goOn } = await movingMeeting(all);
    const act = (action: object): Promise<{ status: number; body: unknown }> =>
      call(all.front, 'POST', path.replace('ID', streamId), {
        ...(path === '/api/actions' && { streamId }),
        ...action,
      });
    expect(await act({ action: 'pause' })).toMatchObject({
      status: 503,
      body: { error: { code: 'meeting-moves' } },
    });
    const acting = act(body);
    await goOn();
    expect(await acting).toMatchObject({ status: 200, body: answer });
    expect(all.nodes[0]?.meeting(streamId)?.state).toBe('terminated');
  }
});

test('other actions on all meetings say that one which moves is missing', async () => {
  const all = await fleet();
  await movingMeeting(all);
  expect(await call(all.front, 'POST', '/api/actions', { action: 'pause' })).toEqual({
    status: 200,
    body: { results: [], incomplete: true },
  });
});

test('a reset waits for a meeting that moves, and ends it', async () => {
  const all = await fleet();
  const { streamId, goOn } = await movingMeeting(all);
  const kept = await all.nodes[0]?.startMeeting();
  const resetting = call(all.front, 'POST', '/api/reset', {});
  await goOn();
  expect(await resetting).toEqual({ status: 200, body: { ended: 2 } });
  expect([kept?.meetingEnded, all.nodes[0]?.meeting(streamId)]).toEqual([true, undefined]);
});

test('the end of all, and a reset, end a meeting that waits for a label', async () => {
  for (const [path, body] of [
    ['/api/actions', { action: 'end' }],
    ['/api/reset', {}],
  ] as const) {
    const all = await fleet();
    const { streamId } = await movingMeeting(all);
    Object.assign(all.registry, {
      endWaiting: async (id: string) => {
        await all.registry.release(id, '3');
        return true;
      },
    });
    const ended = { results: [{ streamId, ok: true, state: 'terminated' }] };
    const answer = path === '/api/reset' ? { ended: 1 } : ended;
    expect(await call(all.front, 'POST', path, body)).toEqual({ status: 200, body: answer });
  }
});

test('a meeting that nobody goes on with in time is ended as soon as someone does', async () => {
  const all = await fleet();
  const { streamId, goOn } = await movingMeeting(all);
  const failures: unknown[] = [];
  const closing = new AbortController();
  const front = {
    fleet: { kind: 'worker', registry: all.registry },
    client: new NodeClient(undefined),
    closing: closing.signal,
    reportError: (error: unknown) => void failures.push(error),
  } as const;
  const moved = actOnMoving(front, { action: 'end' }, [streamId, 'unknown'], 1);
  expect(await moved).toEqual({ results: [], left: [streamId] });
  await goOn();
  await expect.poll(() => all.nodes[0]?.meeting(streamId)?.meetingEnded).toBe(true);
  closing.abort();
  expect(failures).toEqual([]);
});

test('requests to a node that is frozen end when it is lost', async () => {
  const { front, registry } = await fleet();
  const sockets: Socket[] = [];
  const frozen = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
  await once(frozen, 'listening');
  const address = `127.0.0.1:${(frozen.address() as AddressInfo).port}`;
  registry.join({ nodeId: '3', apiUrl: `http://${address}`, signalingUrl: `ws://${address}`, labels: {} });
  const record = meetingRecord('frozen', '3');
  await registry.claim(record);
  const list = call(front, 'GET', '/api/meetings');
  const view = call(front, 'GET', '/api/meetings/frozen');
  const watch = new WebSocket(`${front.controlUrl.replace('http', 'ws')}/api/meetings/frozen/watch`);
  const refused = once(watch, 'unexpected-response');
  await expect.poll(() => sockets.length).toBe(3);
  registry.lose('3');
  expect(await list).toMatchObject({ status: 200, body: { meetings: [] } });
  expect(await view).toMatchObject({ status: 503, body: { error: { code: 'node-lost' } } });
  const [, response] = (await refused) as [unknown, IncomingMessage];
  expect(response.statusCode).toBe(503);
  for (const socket of sockets) socket.destroy();
  frozen.close();
});

test('a wait whose node is lost goes on at the one that goes on with the meeting', async () => {
  const { front, nodes, registry } = await fleet();
  const meeting = await nodes[0]?.startMeeting();
  if (!meeting) throw new Error('a meeting is needed');
  const { streamId } = meeting;
  const asked: string[] = [];
  const sockets: Socket[] = [];
  const frozen = createServer((socket) => {
    sockets.push(socket.on('data', (data) => asked.push(String(data))));
  });
  await once(frozen.listen(0, '127.0.0.1'), 'listening');
  const address = `127.0.0.1:${(frozen.address() as AddressInfo).port}`;
  registry.join({ nodeId: '3', apiUrl: `http://${address}`, signalingUrl: `ws://${address}`, labels: {} });
  await registry.claim(meetingRecord(streamId, '3'));
  const wait = call(front, 'GET', `/api/meetings/${streamId}/wait?for=terminated&timeout=60s`);
  await expect.poll(() => asked.length).toBe(1);
  expect(asked[0]).toContain('timeout=60s');
  registry.lose('3');
  await registry.claim(meetingRecord(streamId, '1'));
  await meeting.end();
  expect(await wait).toMatchObject({ status: 200, body: { streamId, type: 'terminated' } });
  // Nobody goes on with this one in time.
  registry.join({ nodeId: '3', apiUrl: `http://${address}`, signalingUrl: `ws://${address}`, labels: {} });
  await registry.claim(meetingRecord('other', '3'));
  registry.lose('3');
  expect(await call(front, 'GET', '/api/meetings/other/wait?for=terminated&timeout=200ms')).toMatchObject({
    status: 503,
    body: { error: { code: 'meeting-moves' } },
  });
  for (const socket of sockets) socket.destroy();
  frozen.close();
});

test('a node with another API token is left out of lists with one warning, and takes no meeting', async () => {
  const warnings: string[] = [];
  const logger: Logger = { log: (level, text) => level === 'warn' && warnings.push(text) };
  const { front, nodes, registry } = await fleet({ logger, secondToken: 'another' });
  const meeting = await nodes[0]?.startMeeting();
  for (const record of nodes[0]?.records() ?? []) await registry.claim(record);
  const list = { status: 200, body: { meetings: [{ streamId: meeting?.streamId }] } };
  expect(await call(front, 'GET', '/api/meetings')).toMatchObject(list);
  expect(await call(front, 'GET', '/api/meetings')).toMatchObject(list);
  const sentence =
    'The worker 2 has another API token than this server, so its meetings are left out: give all the same --api-token.';
  expect(warnings.filter((text) => text === sentence)).toHaveLength(1);
  expect(await call(front, 'POST', '/api/meetings', {})).toMatchObject({
    status: 503,
    body: { error: { code: 'no-node', message: sentence } },
  });
  // The client's token is right, so its request about a stream there is not answered with 401.
  const other = await nodes[1]?.startMeeting();
  for (const record of nodes[1]?.records() ?? []) await registry.claim(record);
  for (const [method, path] of [
    ['GET', ''],
    ['GET', '/journal'],
    ['POST', '/actions'],
  ] as const) {
    expect(
      await call(
        front,
        method,
        `/api/meetings/${other?.streamId}${path}`,
        method === 'POST' ? {} : undefined,
      ),
    ).toMatchObject({ status: 503, body: { error: { code: 'no-node', message: sentence } } });
  }
  expect(warnings.filter((text) => text === sentence)).toHaveLength(1);
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
