import { realClock } from '@rtms-mock/protocol/clock';
import { expect, onTestFinished, test, vi } from 'vitest';
import { realMs } from '../../src/clock.js';
import { actOnMoving, type Asking, type Moved } from '../../src/fleet/front-moving.js';
import { NodeClient } from '../../src/fleet/node-client.js';
import { Retries } from '../../src/fleet/retries.js';
import type { ServerSnapshot } from '../../src/server/snapshot.js';
import { fleets, call, movingMeeting } from '../support/fleet.js';

const { fleet } = fleets();

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

test.each([
  ['/api/actions', { action: 'end' }, 'lost'],
  ['/api/actions', { action: 'stop' }, 'unreachable'],
  ['/api/reset', {}, 'unreachable'],
])('POST %s %j waits for new nodes if all are %s', async (path, body, state) => {
  const all = await fleet();
  const { registry, nodes } = all;
  const { streamId, goOn } = await movingMeeting(all);
  const [controlUrl, signalingUrl] = [nodes[0]?.controlUrl ?? '', nodes[0]?.signalingUrl ?? ''];
  const join = (nodeId: string, apiUrl: string): void =>
    registry.join({ nodeId, apiUrl, signalingUrl, labels: {} });
  for (const id of ['1', '2']) {
    if (state === 'unreachable') join(id, 'http://127.0.0.1:1');
    registry.lose(id);
    if (state === 'unreachable') join(id, 'http://127.0.0.1:1');
  }
  const looked = vi.spyOn(registry, 'ownerOf');
  const ending = call(all.front, 'POST', path, body);
  // It waits for the meeting, which no node plays.
  await Promise.race([ending, expect.poll(() => looked.mock.calls.length).toBeGreaterThan(0)]);
  for (const id of ['1', '2']) registry.lose(id);
  // Another process takes the place of the second node, at its address.
  if (path !== '/api/reset') join('2', 'http://127.0.0.1:1');
  join('1', controlUrl);
  await goOn();
  const results = [{ streamId, ok: true, state: 'terminated' }];
  expect(await ending).toEqual({ status: 200, body: path === '/api/reset' ? { ended: 1 } : { results } });
  expect(nodes[0]?.meeting(streamId)?.state).toBe(path === '/api/reset' ? undefined : 'terminated');
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

test('requests for a meeting that waits for a label name it', async () => {
  const all = await fleet();
  const { streamId } = await movingMeeting(all);
  Object.assign(all.registry, { awaitedLabels: () => ({ region: 'eu', disk: 'fast' }) });
  for (const [method, rest] of [
    ['GET', ''],
    ['GET', '/wait?for=terminated&timeout=1ms'],
    ['POST', '/actions'],
  ] as const) {
    const body = method === 'POST' ? { action: 'pause' } : undefined;
    expect(await call(all.front, method, `/api/meetings/${streamId}${rest}`, body)).toMatchObject({
      status: 503,
      body: {
        error: {
          code: 'meeting-moves',
          message: `The worker that played ${streamId} is lost, and the meeting waits for one with region=eu, disk=fast: none takes meetings now.`,
        },
      },
    });
  }
});

test('a reset waits once for meetings that move, not before and after it', async () => {
  const all = await fleet();
  await movingMeeting(all);
  const { registry } = all;
  const running = registry.running.bind(registry);
  // The time for which it waits is over as soon as it has looked which meetings there are.
  const now = vi.spyOn(realClock, 'now');
  onTestFinished(() => now.mockRestore());
  vi.spyOn(registry, 'running').mockImplementation(() => {
    now.mockImplementation(() => performance.now() + 15_000);
    return running();
  });
  const answer = await call(all.front, 'POST', '/api/reset', {});
  expect(answer).toEqual({ status: 200, body: { ended: 0, incomplete: true } });
});

test('a meeting that nobody goes on with in time is ended as soon as someone does', async () => {
  const all = await fleet();
  const { streamId, goOn } = await movingMeeting(all);
  const failures: unknown[] = [];
  const closing = new AbortController();
  const front: Asking = {
    fleet: { registry: all.registry },
    client: new NodeClient(undefined),
    pending: new Retries(closing.signal),
    closing: closing.signal,
    refusesUs: () => false,
    reportError: (error) => void failures.push(error),
  };
  const act = (): Promise<Moved> =>
    actOnMoving(front, { action: 'end' }, [streamId, 'unknown'], realMs() + 1);
  expect(await act()).toEqual({ results: [], remaining: [streamId], refused: [] });
  // Repetitions add nothing to what is done later.
  expect(await Promise.all([act(), act()])).toMatchObject([
    { remaining: [streamId] },
    { remaining: [streamId] },
  ]);
  expect(front.pending.size).toBe(1);
  await goOn();
  await expect.poll(() => all.nodes[0]?.meeting(streamId)?.meetingEnded).toBe(true);
  await expect.poll(() => front.pending.size).toBe(0);
  closing.abort();
  expect(failures).toEqual([]);
});

test('an action on a meeting that moves can fail, with one line in the log that has the stack', async () => {
  const lines: string[] = [];
  const all = await fleet({ logger: { log: (level, line) => level === 'error' && lines.push(line) } });
  await movingMeeting(all);
  Object.assign(all.registry, { endWaiting: () => Promise.reject(new Error('the registry is broken')) });
  expect(await call(all.front, 'POST', '/api/actions', { action: 'end' })).toMatchObject({ status: 500 });
  const line = /^internal error: an action on meetings that move failed: Error: the registry is broken at /;
  expect(lines).toContainEqual(expect.stringMatching(line));
});
