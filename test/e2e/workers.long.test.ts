import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { App } from '../cluster/app.js';
import { until } from '../cluster/member.js';
import { Program } from './processes.js';

interface Ready {
  readonly controlUrl: string;
  readonly workers: readonly {
    readonly worker: string;
    readonly pid: number;
    readonly signalingUrl: string;
  }[];
}

interface Started {
  readonly streamId: string;
  readonly worker: string;
  readonly serverUrls: string;
}

async function serve(...flags: readonly string[]): Promise<{ program: Program; ready: Ready }> {
  const own = ['serve', '--workers', '2', '--port', '0', '--media-port', '0', '--log-format', 'json'];
  const program = new Program('packages/mock-server/bin/rtms-mock.js', [...own, ...flags]);
  return { program, ready: JSON.parse(await program.line(/"msg":"ready"/)) as Ready };
}

async function call<T>({ controlUrl }: Ready, path: string, body?: object): Promise<T> {
  const response = await fetch(`${controlUrl}${path}`, {
    ...(body && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  return (await response.json()) as T;
}

/** Reason for which a signaling handshake is refused. */
async function refusal(url: string, streamId: string): Promise<string> {
  const socket = new WebSocket(url);
  await once(socket, 'open');
  const identity = { meeting_uuid: 'any', rtms_stream_id: streamId, signature: 'any' };
  socket.send(JSON.stringify({ msg_type: 1, protocol_version: 1, sequence: 0, ...identity }));
  const [data] = (await once(socket, 'message')) as [Buffer];
  socket.terminate();
  return (JSON.parse(data.toString()) as { reason: string }).reason;
}

/** Ids of running processes. */
function running(pids: readonly number[]): readonly number[] {
  return pids.filter((pid) => {
    try {
      process.kill(pid, 0);
      return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('Z');
    } catch {
      return false;
    }
  });
}

/** Ids of the processes that a process has started and that still run. */
function childrenOf(pid: number): readonly number[] {
  const all = execFileSync('ps', ['-e', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const pairs = all.map((line) => line.trim().split(/\s+/).map(Number));
  return pairs.flatMap(([child = 0, parent]) => (parent === pid ? [child] : []));
}

test('the meetings of a worker that is killed go on with another one, and nobody else notices', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rtms-mock-workers-'));
  const journal = join(folder, 'all.rtms.jsonl');
  await using first = await App.start();
  await using second = await App.start();
  const { program, ready } = await serve('--journal', journal);
  await using _ = program;
  const start = (app: App): Promise<Started> => call(ready, '/api/meetings', { webhookUrl: app.webhookUrl });
  const [lost, other] = [await start(first), await start(second)];
  expect(new Set([lost.worker, other.worker])).toEqual(new Set(['1', '2']));
  await until(() => first.heardFrom(lost.streamId, lost.serverUrls).length > 10);
  await until(() => second.heardFrom(other.streamId, other.serverUrls).length > 10);

  // An app at the wrong worker learns where its stream is.
  expect(await refusal(other.serverUrls, lost.streamId)).toContain(
    `but at ${lost.serverUrls}, the server_urls`,
  );

  const { pid } = ready.workers.find(({ worker }) => worker === lost.worker) ?? expect.fail('no worker');
  process.kill(pid, 'SIGKILL');
  await until(() => first.eventsOf(lost.streamId).length === 3);
  expect(first.eventsOf(lost.streamId)).toEqual([
    'meeting.rtms_started',
    'meeting.rtms_interrupted',
    'meeting.rtms_started',
  ]);
  const newUrl = first.told.at(-1)?.url ?? '';
  expect(newUrl).toBe(`${other.serverUrls}/instance/2`);
  const before = first.heardFrom(lost.streamId, lost.serverUrls).at(-1)?.timestamp ?? 0;
  await until(() => first.heardFrom(lost.streamId, newUrl).length > 10);
  expect(first.heardFrom(lost.streamId, newUrl)[0]?.timestamp).toBeGreaterThan(before);
  const front = ready.controlUrl.replace('http', 'ws');
  expect(await refusal(front, lost.streamId)).toContain(`but at ${newUrl}, the server_urls`);
  expect(second.eventsOf(other.streamId)).toEqual(['meeting.rtms_started']);
  expect(second.open.get(other.serverUrls)).toBe(2);

  // A new worker takes part, and the journal has the whole story.
  await program.line(/Worker \d is ready again/);
  expect(await start(second)).toMatchObject({ worker: lost.worker });
  const { entries } = await call<{ entries: { type: string; kind: string }[] }>(
    ready,
    `/api/meetings/${lost.streamId}/journal`,
  );
  expect(entries.filter(({ kind }) => kind === 'state').map(({ type }) => type)).toEqual(
    expect.arrayContaining(['created', 'signaling', 'active', 'interrupted']),
  );

  program.signal('SIGINT');
  expect(await program.exit()).toBe(0);
  await until(() => first.eventsOf(lost.streamId).at(-1) === 'meeting.rtms_stopped');
  expect(running(ready.workers.map((worker) => worker.pid))).toEqual([]);
  expect(readFileSync(journal, 'utf8')).toContain('meeting.rtms_interrupted');
  rmSync(folder, { recursive: true });
});

test('a worker that hangs is ended, its meetings go on with another one, and requests that waited for it end', async () => {
  await using app = await App.start();
  const { program, ready } = await serve();
  await using _ = program;
  const lost = await call<Started>(ready, '/api/meetings', { webhookUrl: app.webhookUrl });
  await until(() => app.heardFrom(lost.streamId, lost.serverUrls).length > 10);
  const { pid } = ready.workers.find(({ worker }) => worker === lost.worker) ?? expect.fail('no worker');
  process.kill(pid, 'SIGSTOP');
  const [list, view] = await Promise.all(
    ['', `/${lost.streamId}`].map(async (id) => {
      const response = await fetch(`${ready.controlUrl}/api/meetings${id}`);
      return { status: response.status, body: (await response.json()) as object };
    }),
  );
  expect(list?.status).toBe(200);
  expect(view).toMatchObject({ status: 503, body: { error: { code: 'node-lost' } } });
  expect(await program.line(/has not answered/)).toContain(
    `Worker ${lost.worker} has not answered for 5 s and is ended (process ${pid}).`,
  );
  await until(() => app.eventsOf(lost.streamId).length === 3);
  const newUrl = app.told.at(-1)?.url ?? '';
  await until(() => app.heardFrom(lost.streamId, newUrl).length > 10);
  expect(running([pid])).toEqual([]);
});

test('after the end of all meetings none comes back, whichever workers are killed', async () => {
  const { program, ready } = await serve();
  await using _ = program;
  await using app = await App.start();
  const { webhookUrl } = app;
  const started = [1, 2, 3, 4].map(() => call<Started>(ready, '/api/meetings', { webhookUrl }));
  const meetings = await Promise.all(started);
  // By then the front knows the meetings.
  await until(() =>
    meetings.every(({ streamId, serverUrls }) => app.heardFrom(streamId, serverUrls).length > 10),
  );
  const ids = meetings.map(({ streamId }) => streamId).toSorted();
  const [first, second] = ready.workers.map(({ pid }) => pid);
  process.kill(first ?? 0, 'SIGKILL');
  const { results, ...rest } = await call<{ results: { streamId: string; ok: boolean }[] }>(
    ready,
    '/api/actions',
    { action: 'end' },
  );
  expect(rest).toEqual({});
  expect(results.map(({ streamId }) => streamId).toSorted()).toEqual(ids);
  await program.line(/Worker 1 is ready again/);
  process.kill(second ?? 0, 'SIGKILL');
  await program.line(/Worker 2 is ready again/);
  // Ended streams are lost with their worker, and the other one goes on with none.
  expect(await call(ready, '/api/meetings')).toEqual({ meetings: [] });
});

test('a worker that ends before it is ready ends the start of the server with one sentence', async () => {
  const flags = ['serve', '--workers', '2', '--port', '0', '--media-port', '0'];
  await using program = new Program('packages/mock-server/bin/rtms-mock.js', flags);
  await until(() => childrenOf(program.pid).length > 0);
  const [child = 0] = childrenOf(program.pid);
  process.kill(child, 'SIGKILL');
  expect(await program.exit()).toBe(1);
  expect(program.output).toMatch(/^rtms-mock: worker \d ended with signal SIGKILL before it was ready$/);
});

test('a second signal ends all processes at once, those of workers that hang too', async () => {
  const { program, ready } = await serve();
  await using _ = program;
  const pids = ready.workers.map(({ pid }) => pid);
  process.kill(pids[0] ?? 0, 'SIGSTOP');
  program.signal('SIGTERM');
  await program.line(/Stopping\./);
  // Signals that follow at once belong to the first.
  const over = program.exit();
  const again = setInterval(() => program.signal('SIGTERM'), 100);
  expect(await over).toBe(143);
  clearInterval(again);
  await until(() => running(pids).length === 0);
});

test('workers end by themselves when the process that has started them is killed', async () => {
  const { program, ready } = await serve();
  await using _ = program;
  const pids = ready.workers.map(({ pid }) => pid);
  expect(running(pids)).toEqual(pids);
  program.signal('SIGKILL');
  await until(() => running(pids).length === 0);
});

test('they do so in silence, also when their apps end at the same moment', async () => {
  await using app = await App.start();
  const { program, ready } = await serve();
  await using _ = program;
  const started: Started[] = [];
  for (let i = 0; i < 20; i += 1) {
    started.push(await call(ready, '/api/meetings', { webhookUrl: app.webhookUrl }));
  }
  await until(() =>
    started.every(({ streamId, serverUrls }) => app.heardFrom(streamId, serverUrls).length > 0),
  );
  const pids = ready.workers.map(({ pid }) => pid);
  const closed = app[Symbol.asyncDispose]();
  program.signal('SIGKILL');
  await closed;
  await until(() => running(pids).length === 0);
  expect(program.output).not.toContain('Error');
});
