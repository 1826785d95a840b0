import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Clock } from '@rtms-mock/protocol';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { shortId } from '../../src/cli/narrate.js';
import { run, serving } from './fake-surroundings.js';

async function start(controlUrl: string): Promise<string> {
  const response = await fetch(`${controlUrl}/api/meetings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  return ((await response.json()) as { streamId: string }).streamId;
}

/** Runs a command against a server and returns its exit code and its whole output. */
async function command(
  server: { readonly controlUrl: string },
  ...args: string[]
): Promise<[number, string]> {
  const ran = run([...args, '--server', server.controlUrl], { clock: hastyClock() });
  const code = await ran.exitCode;
  return [code, ran.stdout.text + ran.stderr.text];
}

/** A server that has one list of meetings after the other, and knows only the stream `a-12345678`. */
async function listing(
  lists: readonly object[],
  onAction: (body: unknown) => void = () => {},
): Promise<{ readonly controlUrl: string }> {
  let looks = 0;
  const server = createServer((request, response) => {
    const answer = (body: object): void => {
      response.statusCode = 'error' in body ? 503 : 200;
      response.end(JSON.stringify(body));
    };
    if (request.method === 'GET') return answer(lists[Math.min(looks++, lists.length - 1)] ?? {});
    void text(request).then((body) => {
      onAction(JSON.parse(body));
      if (body.includes('a-12345678')) {
        return answer({ results: [{ streamId: 'a-12345678', ok: true, state: 'terminated' }] });
      }
      return answer({ error: { code: 'unknown-stream', message: 'There is no stream.' } });
    });
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { controlUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Real time, in which nothing takes long. */
function hastyClock(): Clock {
  const clock = systemClock();
  let waitedMs = 0;
  return {
    ...clock,
    now: () => clock.now() + waitedMs,
    after: (delayMs, callback) => {
      waitedMs += delayMs;
      return clock.after(0, callback);
    },
  };
}

describe('commands for running meetings', () => {
  test('stop, start and end one stream or all', async () => {
    await using server = await serving();
    const [one, other] = [await start(server.controlUrl), await start(server.controlUrl)];
    expect(await command(server, 'stop', '--stream', one, '--reason', '6')).toEqual([
      0,
      `stop ${one}: terminated\n`,
    ]);
    expect(await command(server, 'start', '--stream', one)).toEqual([0, `start ${one}: created\n`]);
    const [code, text] = await command(server, 'end', '--reason', 'MEETING_ENDED');
    expect([code, text.split('\n').sort()]).toEqual([
      0,
      ['', ...[`end ${one}: terminated`, `end ${other}: terminated`].sort()],
    ]);
    expect(await command(server, 'end')).toEqual([1, 'rtms-mock: there is no meeting to end\n']);
  });

  test.each(['pause', 'resume'])('%s is refused for a stream without an app', async (action) => {
    await using server = await serving();
    const streamId = await start(server.controlUrl);
    const [code, text] = await command(server, action);
    expect(code).toBe(1);
    expect(text).toMatch(new RegExp(`^rtms-mock: ${action} ${streamId}: .+`));
  });

  test.each([
    ['end', 'end follows as soon as another one goes on with them'],
    ['pause', 'run pause again in a moment, when another one goes on with them'],
  ])('%s says that meetings of a lost worker are missing', async (action, follows) => {
    const answer = JSON.stringify({ results: [], incomplete: true });
    const server = createServer((_request, response) => void response.end(answer)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const controlUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await command({ controlUrl }, action)).toEqual([
      1,
      `rtms-mock: some meetings are missing, because the worker or node that played them is lost, or refuses as the log of the server says; ${follows}\n`,
    ]);
    server.closeAllConnections();
    server.close();
  });

  test('an unknown stream is named', async () => {
    await using server = await serving();
    const [code, text] = await command(server, 'pause', '--stream', 'wrong');
    expect([code, text]).toEqual([2, expect.stringContaining('There is no stream wrong')]);
  });

  test('a stream may be named by the end of its id, as log lines show it', async () => {
    await using server = await serving();
    const [one, other] = [await start(server.controlUrl), await start(server.controlUrl)];
    const stop = await command(server, 'stop', '--stream', one.slice(-8));
    expect(stop).toEqual([0, `stop ${one}: terminated\n`]);
    const [code, text] = await command(server, 'step', 'delay', 'by=2s', '--stream', shortId(other));
    expect([code, text]).toEqual([0, expect.stringContaining('arrives 2000 ms later')]);
    expect(await command(server, 'end', '--stream', other.slice(-3))).toEqual([
      2,
      expect.stringContaining(`There is no stream ${other.slice(-3)}`),
    ]);
  });

  test('a stream that the list lacks for a moment is looked for again', async () => {
    const lists = [
      { error: { code: 'no-node', message: 'No worker can be reached now.' } },
      { meetings: [], incomplete: true },
      { meetings: [{ streamId: 'a-12345678' }], incomplete: true },
    ];
    const bodies: unknown[] = [];
    const server = await listing(lists, (body) => bodies.push(body));
    const result = { streamId: 'a-12345678', ok: true, state: 'terminated' };
    expect(await command(server, 'end', '--stream', '12345678')).toEqual([
      0,
      `end ${result.streamId}: ${result.state}\n`,
    ]);
    expect(bodies).toEqual([{ action: 'end', streamId: result.streamId }]);
  });

  test.each([
    [
      ['pause', '--stream', '12345678'],
      'there is no stream 12345678 in the list of meetings, which is incomplete now',
    ],
    [
      ['step', 'delay', 'by=2s', '--stream', '12345678'],
      'there is no stream 12345678 in the list of meetings',
    ],
    [['step', 'delay', 'by=2s'], 'no meeting is in the list of meetings, which is incomplete now'],
  ])('%j says that the list is incomplete if it stays so', async (args, problem) => {
    const server = await listing([{ meetings: [], incomplete: true }]);
    expect(await command(server, ...args)).toEqual([2, expect.stringContaining(problem)]);
  });

  test('a whole id needs no complete list', async () => {
    const server = await listing([{ meetings: [], incomplete: true }]);
    const stuck = { ...systemClock(), after: (): never => expect.fail('it waits') };
    const id = '18D1D1E5-0B35-4B4D-216A-FA1693DA6E97';
    const ran = run(['pause', '--stream', id, '--server', server.controlUrl], { clock: stuck });
    expect([await ran.exitCode, ran.stderr.text]).toEqual([2, expect.stringContaining('There is no stream')]);
  });

  test('the end of several ids is refused', async () => {
    const meetings = ['a-12345678', 'b-12345678'].map((streamId) => ({ streamId }));
    const server = createServer((_request, response) => void response.end(JSON.stringify({ meetings })));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const controlUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await command({ controlUrl }, 'end', '--stream', '…5678')).toEqual([
      2,
      expect.stringContaining(
        '…5678 is the end of several streams; write more of the id: a-12345678, b-12345678',
      ),
    ]);
    server.closeAllConnections();
    server.close();
  });

  test.each([
    [['leave', 'participant=Bo Lind'], 'Bo Lind leaves'],
    [['chat', 'participant=1', 'text=true story'], 'Participant 1 writes in the chat: "true story"'],
    [['delay', 'by=2s'], 'Everything sent on every socket arrives 2000 ms later'],
  ])('step %j takes fields as name=value', async (words, explanation) => {
    await using server = await serving();
    await start(server.controlUrl);
    expect(await command(server, 'step', ...words)).toEqual([0, expect.stringContaining(explanation)]);
  });

  test('a step may be JSON, and its problems are shown', async () => {
    await using server = await serving();
    const streamId = await start(server.controlUrl);
    const delay = '{"do":"delay","by":"2s","socket":"media"}';
    expect(await command(server, 'step', delay, '--stream', streamId)).toEqual([
      0,
      'Everything sent on the media socket arrives 2000 ms later from now on.\n',
    ]);
    expect(await command(server, 'step', '{do:delay}')).toEqual([
      2,
      expect.stringContaining('is not valid JSON'),
    ]);
    expect(await command(server, 'step', 'delay', '2s')).toEqual([2, expect.stringContaining('name=value')]);
    expect(await command(server, 'step', 'dely', 'by=2s')).toEqual([2, expect.stringContaining('delay')]);
  });

  test.each([
    [['mut'], 'no step is named "mut"; did you mean mute?'],
    [['mute'], 'participant is missing; it is a name, '],
    [['leave', 'participant=1', 'foo=1'], 'foo is not known in step leave; known are participant'],
    [
      ['do=mute'],
      '"do=mute" is a field; write the name of the step first, such as close-socket socket=media',
    ],
  ])('a step that was typed wrongly is described as typed: %j', async (words, problem) => {
    await using server = await serving();
    await start(server.controlUrl);
    const [code, text] = await command(server, 'step', ...words);
    expect([code, text]).toEqual([2, expect.stringContaining(`rtms-mock: ${problem}`)]);
    expect(text).not.toMatch(/\/api\/|, do\b|^rtms-mock: do\b/);
  });

  test('a step needs one running stream, or its id', async () => {
    await using server = await serving();
    expect(await command(server, 'step', 'pause')).toEqual([
      2,
      expect.stringContaining('no meeting is running'),
    ]);
    const ids = [await start(server.controlUrl), await start(server.controlUrl)];
    const [code, text] = await command(server, 'step', 'pause');
    expect([code, text]).toEqual([2, expect.stringContaining('choose one with --stream')]);
    for (const id of ids) expect(text).toContain(id);
  });
});
