import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { followMeetings } from '../../src/fleet/follow-meetings.js';
import type { FleetEvent } from '../../src/fleet/registry.js';
import { startWebhookReceiver } from '../../src/testing.js';
import { joinAsApp } from '../support/app-sockets.js';
import { fleetNumbers } from '../../src/server/fleet-numbers.js';
import { MemoryRegistry } from '../../src/fleet/memory-registry.js';
import { startNode } from '../../src/server/mock-server.js';
import type { NodeServer } from '../../src/server/node-server.js';

const open: AsyncDisposable[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server[Symbol.asyncDispose]()));
});

/** Two nodes and a front in this process, as workers are. */
async function fleet(): Promise<{ front: NodeServer; nodes: NodeServer[]; registry: MemoryRegistry }> {
  const registry = new MemoryRegistry();
  const epochUnixMs = Date.now();
  const start = async (nodeId: string | undefined, index: number): Promise<NodeServer> => {
    const server = await startNode(
      { port: 0, mediaPort: 0 },
      {
        kind: 'worker',
        numbers: fleetNumbers({ epochUnixMs, index }),
        ...(nodeId === undefined ? { registry } : { nodeId }),
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
  const text = await response.text();
  return {
    status: response.status,
    body: response.headers.get('content-type')?.includes('json') === true ? JSON.parse(text) : text,
  };
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
  await other.adopt(record);
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
  const [adopted] = other.records();
  expect(adopted).toMatchObject({
    key: record.key,
    nodeId: '2',
    streams: { [meeting.streamId]: { instance: 2 } },
  });
  expect(adopted?.meeting.positionMs).toBeGreaterThan(record.meeting.positionMs);
});
