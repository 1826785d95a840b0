import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import { receiver } from '../webhooks/receiver.js';

const PROGRAM = fileURLToPath(new URL('../../bin/rtms-mock.js', import.meta.url));

type Child = ChildProcessByStdio<Writable | null, Readable, Readable>;

/** The built program as users run it. */
function start(...args: string[]): {
  child: Child;
  ended: Promise<{ code: number; out: string; err: string }>;
} {
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  return { child, ended: outputOf(child) };
}

async function outputOf(child: Child): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const [code] = (await once(child, 'close')) as [number];
  return { code, out, err };
}

/** The same with a pipe as standard input. */
function startWithInput(variables: NodeJS.ProcessEnv, ...args: string[]) {
  const child = spawn(process.execPath, [PROGRAM, ...FREE, ...args], {
    stdio: 'pipe',
    env: { ...process.env, ...variables },
  });
  return { child, ended: outputOf(child) };
}

async function startMeeting(controlUrl: unknown, webhookUrl: string): Promise<void> {
  await fetch(`${String(controlUrl)}/api/meetings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ webhookUrl }),
  });
}

/** The line that says the server is ready. */
async function ready(child: Pick<Child, 'stdout'>): Promise<{ [key: string]: unknown }> {
  let text = '';
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    if (text.includes('\n'))
      return JSON.parse(text.slice(0, text.indexOf('\n'))) as { [key: string]: unknown };
  }
  throw new Error(`no ready line: ${text}`);
}

const FREE = ['--port', '0', '--media-port', '0', '--log-format', 'json'];

describe('the program', () => {
  test('reports a wrong flag in one sentence, with exit code 2', async () => {
    expect(await start('--prot', '1').ended).toEqual({
      code: 2,
      out: '',
      err: "rtms-mock: unknown option '--prot'; did you mean --protocol?\n",
    });
  });

  test('reports a port in use in one sentence, with exit code 2', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const { code, out, err } = await start('--port', String(port), '--media-port', '0').ended;
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^rtms-mock: port \d+ is in use, [^\n]+\n$/);
    taken.close();
  });

  test.skipIf(process.platform === 'win32').each(['SIGINT', 'SIGTERM'] as const)(
    'serves until %s, ends its meetings politely, and exits with 0',
    async (signal) => {
      await using app = await receiver();
      const { child, ended } = start(...FREE);
      const { controlUrl } = await ready(child);
      const response = await fetch(`${String(controlUrl)}/api/meetings`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ webhookUrl: app.url }),
      });
      expect(response.status).toBe(201);

      child.kill(signal);
      expect(await ended).toMatchObject({ code: 0, err: '' });
      const events = app.requests.map(({ body }) => (JSON.parse(body) as { event: string }).event);
      expect(events).toEqual(['meeting.rtms_started', 'meeting.rtms_stopped']);
    },
  );

  test.each([
    ['npm or pnpm started it', { npm_execpath: 'npm-cli.js' }, []],
    ['--exit-with-stdin says so', { npm_execpath: undefined }, ['--exit-with-stdin']],
  ])('ends its meetings when standard input closes and %s', async (_, variables, flags) => {
    await using app = await receiver();
    const { child, ended } = startWithInput(variables, ...flags);
    const { controlUrl } = await ready(child);
    await startMeeting(controlUrl, app.url);

    child.stdin.end();
    const { code, out, err } = await ended;
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('Standard input was closed (--exit-with-stdin). Stopping: ending 1 meeting.');
    expect(app.requests.at(-1)?.body).toContain('meeting.rtms_stopped');
  });

  test('goes on when standard input closes and a program started it directly', async () => {
    const { child, ended } = startWithInput({ npm_execpath: undefined });
    const { controlUrl } = await ready(child);
    child.stdin.end();
    await once(child.stdin, 'close');
    // The server would have read the end of its input before it answers the second request.
    for (let i = 0; i < 2; i++) expect((await fetch(`${String(controlUrl)}/health`)).status).toBe(200);
    child.kill();
    expect((await ended).out).not.toContain('Standard input was closed');
  });

  test.skipIf(process.platform === 'win32')(
    'ends its meetings politely when one Ctrl-C arrives as SIGINT and SIGTERM',
    async () => {
      await using app = await receiver();
      const { child, ended } = start(...FREE);
      const { controlUrl } = await ready(child);
      await startMeeting(controlUrl, app.url);
      await app.received(1);

      child.kill('SIGINT');
      child.kill('SIGTERM');
      expect(await ended).toMatchObject({ code: 0, err: '' });
      expect(app.requests.at(-1)?.body).toContain('meeting.rtms_stopped');
    },
  );

  test.skipIf(process.platform === 'win32').each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('exits at once at the second %s, with %i', async (signal, code) => {
    await using app = await receiver(({ body }, respond) => {
      if (body.includes('rtms_started')) respond(200);
    });
    const { child, ended } = start(...FREE);
    const { controlUrl } = await ready(child);
    await startMeeting(controlUrl, app.url);
    child.kill(signal);
    // It now waits for the receiver, which does not answer rtms_stopped.
    await app.received(2);
    // A second one that comes too soon counts as a part of the first: it is sent until the process has ended.
    await vi.waitFor(
      () => {
        child.kill(signal);
        expect(child.exitCode).not.toBeNull();
      },
      { timeout: 10_000 },
    );
    expect(await ended).toMatchObject({ code });
  });

  test('continues when its output is no longer read', async () => {
    const { child, ended } = start(...FREE, '--log-level', 'trace');
    const { controlUrl } = await ready(child);
    child.stdout.destroy();
    for (let i = 0; i < 3; i++) {
      await fetch(`${String(controlUrl)}/api/meetings`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
      });
    }
    expect(await (await fetch(`${String(controlUrl)}/health`)).text()).toBe('OK');
    child.kill('SIGTERM');
    await ended;
  });
});
