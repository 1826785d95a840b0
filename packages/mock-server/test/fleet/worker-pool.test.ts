import { expect, test } from 'vitest';
import { MemoryRegistry } from '../../src/fleet/memory-registry.js';
import { MergedJournal } from '../../src/fleet/merged-journal.js';
import { restartAfter } from '../../src/fleet/restart-rules.js';
import { WorkerPool, type WorkerListener } from '../../src/fleet/worker-pool.js';
import type { ToWorker } from '../../src/fleet/worker-messages.js';
import { JournalRecorder, type JournalEntry } from '../../src/journal.js';
import { ManualClock } from '../../src/testing.js';
import { meetingRecord } from './meeting-record.js';

/** A worker process that a test plays. */
interface FakeProcess {
  readonly listener: WorkerListener;
  readonly sent: ToWorker[];
  killed: boolean;
  /** Does not answer whether it is alive. */
  hangs: boolean;
}

function pool(count: number) {
  const clock = new ManualClock();
  const registry = new MemoryRegistry(clock);
  const processes: FakeProcess[] = [];
  const lines: string[] = [];
  const workers = new WorkerPool({
    count,
    registry,
    clock,
    logger: { log: (_level, message) => void lines.push(message) },
    spawn: (listener) => {
      const process: FakeProcess = { listener, sent: [], killed: false, hangs: false };
      processes.push(process);
      return {
        pid: processes.length,
        send: (message) => {
          if (message.type !== 'ping') process.sent.push(message);
          else if (!process.hangs) listener.received({ type: 'pong' });
        },
        kill: () => {
          process.killed = true;
        },
      };
    },
    publish: ({ body }) => void lines.push(body.event),
    startMessage: (worker, index) => ({
      type: 'start',
      share: { worker: String(worker), index, count, epochUnixMs: 0 },
      values: {},
      logLevel: 'info',
    }),
  });
  const journal = new MergedJournal({
    recorder: new JournalRecorder(clock),
    clock,
    collect: () => workers.collect(),
    seqNow: () => clock.now() * 1000,
  });
  const ready = (at: number): void => {
    const { listener } = processes[at] ?? expect.fail(`no process ${at}`);
    listener.received({
      type: 'ready',
      apiUrl: `http://p${at}`,
      signalingUrl: `ws://p${at}`,
      mediaUrl: 'ws://m',
    });
  };
  return { clock, registry, processes, lines, workers, journal, ready };
}

async function started(count: number) {
  const parts = pool(count);
  const starting = parts.workers.start(parts.journal);
  for (let at = 0; at < count; at += 1) parts.ready(at);
  await starting;
  return parts;
}

test('the meetings of a worker that ends go on with another one, and a new process takes its place', async () => {
  const { clock, registry, processes, lines, ready } = await started(2);
  const [first, second] = processes;
  first?.listener.received({ type: 'claim', record: meetingRecord('a', '1') });
  second?.listener.received({ type: 'claim', record: meetingRecord('b', '2') });
  clock.advance(20_000);
  first?.listener.ended('signal SIGKILL');
  expect(second?.sent).toContainEqual({ type: 'adopt', record: expect.objectContaining({ key: 'a' }) });
  expect(registry.ownerOf('a')).toMatchObject({ nodeId: '2', state: 'ready' });
  clock.advance(0);
  expect(processes).toHaveLength(3);
  expect(processes[2]?.sent[0]).toMatchObject({ type: 'start', share: { worker: '1', index: 3 } });
  ready(2);
  expect(registry.nodes()).toMatchObject([
    { nodeId: '1', load: 0, apiUrl: 'http://p2' },
    { nodeId: '2', load: 2 },
  ]);
  expect(lines).toEqual([
    'Worker 1 has ended with signal SIGKILL.',
    'Its 1 meeting goes on with another worker.',
    'Worker 1 is ready again (process 3).',
  ]);
});

test('meetings that have ended or play a cassette do not go on', async () => {
  const { processes, registry, lines } = await started(2);
  const [first, second] = processes;
  const ended = meetingRecord('ended', '1');
  const streams = ended.meeting.streams.map((stream) => ({ ...stream, state: 'terminated' as const }));
  const replayed = { ...meetingRecord('replayed', '1'), cassette: 'tuesday.rtms' };
  first?.listener.received({ type: 'claim', record: { ...ended, meeting: { ...ended.meeting, streams } } });
  first?.listener.received({ type: 'claim', record: replayed });
  first?.listener.ended('signal SIGKILL');
  // The other worker tells the apps that it is over.
  expect(second?.sent.filter(({ type }) => type === 'adopt')).toEqual([{ type: 'adopt', record: replayed }]);
  expect([registry.ownerOf('ended'), registry.ownerOf('replayed')]).toEqual([undefined, undefined]);
  expect(registry.nodes()).toMatchObject([{ nodeId: '2', load: 0 }]);
  expect(lines).toEqual([
    'Worker 1 has ended with signal SIGKILL.',
    'The meeting of stream replayed is not continued, because it plays tuesday.rtms.',
  ]);
});

test('a worker that does not answer for 5 s is ended like one that crashes', async () => {
  const { clock, processes, lines } = await started(2);
  const [first, second] = processes;
  if (!first || !second) expect.fail('two processes expected');
  first.hangs = true;
  first.listener.received({ type: 'claim', record: meetingRecord('a', '1') });
  clock.advance(5999);
  expect([first.killed, lines]).toEqual([false, []]);
  clock.advance(1);
  expect([first.killed, second.killed]).toEqual([true, false]);
  first.listener.ended('signal SIGKILL');
  expect(second.sent).toContainEqual({ type: 'adopt', record: expect.objectContaining({ key: 'a' }) });
  expect(lines).toEqual([
    'Worker 1 has not answered for 5 s and is ended (process 1).',
    'Worker 1 has ended with signal SIGKILL.',
    'Its 1 meeting goes on with another worker.',
  ]);
});

test('a worker that never becomes ready ends the start of the server', async () => {
  const { clock, processes, workers, journal, ready } = pool(2);
  const starting = workers.start(journal);
  const failed = expect(starting).rejects.toMatchObject({
    message: 'worker 2 was not ready after 60 s and is ended (process 2)',
    isUsage: false,
  });
  ready(0);
  clock.advance(59_999);
  expect(processes[1]?.killed).toBe(false);
  // It is alive, and that is not enough.
  processes[1]?.listener.received({ type: 'pong' });
  clock.advance(1);
  await failed;
  expect(processes.map(({ killed }) => killed)).toEqual([true, true]);
});

test('a new process that does not become ready is replaced, and a worker whose processes never do is given up', async () => {
  const { clock, registry, processes, lines, ready } = await started(2);
  clock.advance(20_000);
  processes[0]?.listener.ended('signal SIGKILL');
  clock.advance(0);
  for (let at = 2; at < 7; at += 1) {
    clock.advance(60_000);
    expect(processes[at]?.killed).toBe(true);
    processes[at]?.listener.ended('signal SIGKILL');
    clock.advance(10_000);
  }
  expect(processes).toHaveLength(7);
  expect(lines).toContain('Worker 1 was not ready after 60 s and is ended (process 3).');
  expect(lines.at(-1)).toBe(
    'Worker 1 has ended 5 times in a row before it was ready or within 10 s of its start and is not started again.',
  );
  expect(processes[1]?.killed).toBe(false);
  // The last words of one that is gone change nothing.
  ready(6);
  expect(registry.nodes()).toMatchObject([{ nodeId: '2' }]);
  clock.advance(120_000);
  expect(processes).toHaveLength(7);
});

test('a worker that is ready in time is not ended for its start', async () => {
  const { clock, processes, workers, journal, ready } = pool(1);
  const starting = workers.start(journal);
  clock.advance(59_000);
  ready(0);
  await starting;
  clock.advance(120_000);
  expect(processes[0]?.killed).toBe(false);
});

test('whatever a worker sends is an answer', async () => {
  const { clock, processes } = await started(1);
  const [first] = processes;
  if (!first) expect.fail('a process expected');
  first.hangs = true;
  for (let round = 0; round < 20; round += 1) {
    clock.advance(4000);
    first.listener.received({ type: 'journal', entries: [] });
  }
  expect(first.killed).toBe(false);
});

test('meetings wait for the new process if there is no other worker', async () => {
  const { clock, registry, processes, ready } = await started(1);
  processes[0]?.listener.received({ type: 'claim', record: meetingRecord('a', '1') });
  processes[0]?.listener.ended('exit code 1');
  expect(registry.ownerOf('a')?.state).toBe('lost');
  clock.advance(60_000);
  ready(1);
  expect(processes[1]?.sent.map(({ type }) => type)).toEqual(['start', 'adopt']);
  expect(registry.ownerOf('a')?.state).toBe('ready');
});

test('a worker that keeps ending is started with growing delays, then given up', async () => {
  const { clock, processes, lines } = await started(1);
  for (let end = 1; end <= 5; end += 1) {
    processes.at(-1)?.listener.ended('exit code 1');
    clock.advance(10_000);
  }
  expect(processes).toHaveLength(5);
  expect(lines.at(-1)).toBe(
    'Worker 1 has ended 5 times in a row before it was ready or within 10 s of its start and is not started again.',
  );
  expect([0, 1, 2, 3, 4, 5].map(restartAfter)).toEqual([
    { kind: 'restart', delayMs: 0 },
    { kind: 'restart', delayMs: 500 },
    { kind: 'restart', delayMs: 1000 },
    { kind: 'restart', delayMs: 2000 },
    { kind: 'restart', delayMs: 4000 },
    { kind: 'give-up' },
  ]);
});

test('a worker that cannot start ends the others', async () => {
  const { processes, workers, journal } = pool(2);
  const starting = workers.start(journal);
  processes[1]?.listener.received({ type: 'failed', reason: 'port 9096 is in use', isUsage: true });
  await expect(starting).rejects.toMatchObject({ message: 'worker 2: port 9096 is in use', isUsage: true });
  expect(processes.map(({ killed }) => killed)).toEqual([true, true]);
});

test('a stop while workers start ends the start', async () => {
  const { processes, workers, journal, ready } = pool(2);
  const starting = workers.start(journal);
  ready(0);
  workers.kill();
  for (const { listener } of processes) listener.ended('signal SIGKILL');
  await expect(starting).rejects.toThrow('worker 2 ended with signal SIGKILL before it was ready');
});

test('close stops all workers politely, and starts none again', async () => {
  const { clock, processes, workers } = await started(2);
  const closing = workers.close();
  expect(processes.map(({ sent }) => sent.at(-1)?.type)).toEqual(['stop', 'stop']);
  for (const { listener } of processes) listener.ended('exit code 0');
  await closing;
  clock.advance(60_000);
  expect(processes).toHaveLength(2);
});

test('close does not wait for a worker that is being started again, nor for one that does not answer', async () => {
  const { clock, processes, workers, ready } = await started(2);
  clock.advance(20_000);
  processes[0]?.listener.ended('signal SIGKILL');
  clock.advance(0);
  const closing = workers.close();
  expect(processes[2]).toMatchObject({ killed: true });
  // Its last words arrive nevertheless.
  ready(2);
  processes[2]?.listener.ended('signal SIGKILL');
  expect(processes[1]).toMatchObject({ killed: false });
  clock.advance(8000);
  expect(processes[1]).toMatchObject({ killed: true });
  processes[1]?.listener.ended('signal SIGKILL');
  await closing;
});

test('entries of the workers become visible by time, and settle waits for all of them', async () => {
  const { clock, processes, journal } = await started(2);
  const entry = (seq: number): JournalEntry => ({
    seq,
    atMs: 0,
    unixMs: 0,
    kind: 'note',
    type: 'test',
    detail: {},
  });
  const shown = (): number[] => journal.recorder.find().map(({ seq }) => seq);
  clock.advance(1);
  processes[0]?.listener.received({ type: 'journal', entries: [entry(30), entry(900)] });
  processes[1]?.listener.received({ type: 'journal', entries: [entry(20)] });
  expect(shown()).toEqual([]);
  clock.advance(50);
  expect(shown()).toEqual([20, 30, 900]);
  processes[0]?.listener.received({ type: 'journal', entries: [entry(51_000), entry(51_500)] });
  const settling = journal.settle();
  processes[1]?.listener.received({ type: 'journal', entries: [entry(50_000)] });
  processes[0]?.listener.received({ type: 'settled', id: 1 });
  // A worker that ends has nothing more to send.
  processes[1]?.listener.ended('exit code 1');
  await settling;
  expect(shown().slice(3)).toEqual([50_000, 51_000]);
  expect(journal.recorder.lastSeq).toBe(51_000);
});

test('webhooks on WebSockets reach the front, which tells all workers who listens', async () => {
  const { clock, processes, workers, lines, ready } = await started(2);
  workers.setEventClients(['app']);
  const told = { type: 'event-clients', clientIds: ['app'] };
  expect(processes.map(({ sent }) => sent.at(-1))).toEqual([told, told]);
  const body = { event: 'meeting.rtms_started', event_ts: 0, payload: {} };
  processes[0]?.listener.received({ type: 'publish', clientId: 'app', body });
  expect(lines).toEqual(['meeting.rtms_started']);
  clock.advance(20_000);
  processes[0]?.listener.ended('exit code 1');
  clock.advance(0);
  ready(2);
  expect(processes[2]?.sent.at(-1)).toEqual(told);
});
