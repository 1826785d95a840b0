import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEV_CREDENTIALS, type JournalEntry, type StreamView } from '@rtms-mock/server';
import { describe, expect, test } from 'vitest';
import { SpeechRecorder } from './speech-recorder.js';
import { call, Program, ROOT, startServerProgram } from './processes.js';

const [app] = DEV_CREDENTIALS.apps;
const APP_ENV = {
  ZM_RTMS_CLIENT: app.clientId,
  ZM_RTMS_SECRET: app.clientSecret,
  ZM_RTMS_WEBHOOK_SECRET: DEV_CREDENTIALS.secretToken,
  ZM_RTMS_PORT: '0',
};

interface Started {
  readonly streamId: string;
  readonly meetingUuid: string;
  readonly serverUrls: string;
  readonly webhook: { readonly status: string } | null;
}

/** An app that starts slowly misses nothing of the meeting. */
const WAITING = ['--timeline-start', 'ready'];

function stateChanges(entries: readonly JournalEntry[]): string[] {
  return entries.filter(({ kind }) => kind === 'state').map(({ type }) => type);
}

/** Processes start slowly on a busy machine. */
const timeout = 60_000;

describe('server and sample app in separate processes', { timeout }, () => {
  test('validate the webhook, run a meeting with pause and resume, and end it with reason 6', async () => {
    const { program: server, ready } = await startServerProgram(WAITING);
    await using _server = server;
    await using sample = new Program('packages/sample-app/dist/main.js', [], APP_ENV);
    const webhookUrl = /http:\S+\w/.exec(await sample.line(/Waiting for webhooks at/))?.[0] ?? '';

    expect(await call(ready.controlUrl, '/api/webhooks/validate', { url: webhookUrl })).toMatchObject({
      ok: true,
    });
    const started = await call<Started>(ready.controlUrl, '/api/meetings', { webhookUrl });
    expect(started.webhook).toMatchObject({ status: 'delivered' });
    await sample.line(/^Joined: media is coming/);
    await sample.line(/^Ana Ruiz: Good morning, Bo\. Thanks for joining on time\.$/);

    const path = `/api/meetings/${started.streamId}`;
    const openConnections = async (): Promise<string[]> =>
      (await call<StreamView>(ready.controlUrl, path)).connections.map(({ id }) => id);
    const before = await openConnections();
    await call(ready.controlUrl, `${path}/actions`, { action: 'pause' });
    const paused = await call<StreamView>(ready.controlUrl, path);
    expect(paused.state).toBe('paused');
    const still = await call<StreamView>(ready.controlUrl, path);
    expect(still.media['audio']?.frames).toBe(paused.media['audio']?.frames);

    await call(ready.controlUrl, `${path}/actions`, { action: 'resume' });
    await sample.line(/^Bo Lind: /);
    expect(await openConnections()).toEqual(before);
    const resumed = await call<StreamView>(ready.controlUrl, path);
    expect(resumed.media['audio']?.frames).toBeGreaterThan(paused.media['audio']?.frames ?? 0);

    expect(await call(ready.controlUrl, `${path}/verdicts`)).toEqual({ verdicts: [] });

    server.signal('SIGINT');
    await sample.line(/^Webhook meeting\.rtms_stopped: reason 6 STOP_BC_MEETING_ENDED/);
    expect(await server.exit()).toBe(0);
    sample.signal('SIGINT');
    expect(await sample.exit()).toBe(0);
    expect(sample.output).toMatch(/Ana Ruiz: \d+ transcript lines?, \d+ audio packets, \d+ video frames/);
  });

  test('received audio has exactly the samples of the assets', async () => {
    const { program: server, ready } = await startServerProgram(WAITING);
    await using _server = server;
    const started = await call<Started>(ready.controlUrl, '/api/meetings', {});
    await using recorder = await SpeechRecorder.join(started, app);

    const line = await recorder.transcript(1);
    expect(line).toEqual(['Ana Ruiz: Good morning, Bo. Thanks for joining on time.']);
    const assets = join(ROOT, 'packages/mock-server/assets');
    const wav = readFileSync(join(assets, 'speech/01-ana.wav'));
    const speech = wav.subarray(wav.indexOf('data') + 8);
    expect(speech.length).toBeGreaterThan(90_000);
    // Transcripts have a socket of their own, and may overtake audio.
    await expect.poll(() => recorder.pcm('Ana Ruiz').includes(speech)).toBe(true);

    const { entries } = await call<{ readonly entries: JournalEntry[] }>(
      ready.controlUrl,
      `/api/meetings/${started.streamId}/journal`,
    );
    expect(stateChanges(entries)).toEqual(['created', 'signaling', 'active']);
  });
});

describe('the sample app alone', { timeout }, () => {
  test('logs each packet with --verbose, and shows its page at the port of the webhooks', async () => {
    const { program: server, ready } = await startServerProgram();
    await using _server = server;
    const env = { ...APP_ENV, ZM_RTMS_PAGE_PORT: '0' };
    await using sample = new Program('packages/sample-app/dist/main.js', ['--verbose'], env);
    const webhookUrl = /http:\S+\w/.exec(await sample.line(/Waiting for webhooks at/))?.[0] ?? '';
    const page = /http:\S+/.exec(await sample.line(/^Sample app: /))?.[0] ?? '';
    expect(webhookUrl).toBe(`${page}webhook`);
    expect(await (await fetch(page)).text()).toContain('<title>rtms-mock sample app</title>');
    await call(ready.controlUrl, '/api/meetings', { webhookUrl });
    await sample.line(/^audio L16 640 B from Ana Ruiz at \d+$/);
    await sample.line(/^video H264 \d+ B from Ana Ruiz at \d+$/);
    sample.signal('SIGTERM');
    expect(await sample.exit()).toBe(0);
  });

  test.each([
    [['--colour'], {}, /--colour/],
    [['--page-port', '99999'], {}, /--page-port takes a port number/],
    [[], { ZM_RTMS_PAGE_PORT: 'x' }, /^ZM_RTMS_PAGE_PORT takes a port number/],
  ])('%j with %j prints one sentence and exits with code 2', async (args, env, sentence) => {
    await using run = new Program('packages/sample-app/dist/main.js', args, env);
    expect(await run.exit()).toBe(2);
    expect(run.output).toMatch(sentence);
    expect(run.output.trim()).not.toContain('\n');
  });
});

describe('pnpm start', { timeout }, () => {
  test('runs a meeting for the given time and reports that all media has arrived', async () => {
    const args = ['--for', '9s', '--port', '0', '--media-port', '0'];
    await using run = new Program('packages/sample-app/dist/start.js', args);
    expect(await run.exit(), run.output).toBe(0);
    expect(run.output).toMatch(/The webhook URL is valid/);
    expect(run.output).toMatch(/^Ana Ruiz: /m);
    expect(run.output).toMatch(/^Bo Lind: /m);
    expect(run.output).toMatch(/Everything that was expected has arrived\./);
  });

  test('Ctrl-C ends the meeting with a webhook', async () => {
    await using run = new Program('packages/sample-app/dist/start.js', ['--port', '0', '--media-port', '0']);
    await run.line(/^Joined: media is coming/);
    run.signal('SIGINT');
    expect(await run.exit(), run.output).toBe(0);
    expect(run.output).toMatch(/Webhook meeting\.rtms_stopped: reason 6 STOP_BC_MEETING_ENDED/);
  });

  test.each([
    [['--for', 'soon'], /--for/],
    [['--colour'], /--colour/],
    [['--port', '99999'], /--port/],
    [['--media', 'no-such-file.mp4', '--port', '0', '--media-port', '0'], /no-such-file\.mp4/],
  ])('%j prints one sentence and exits with code 2', async (args, named) => {
    await using run = new Program('packages/sample-app/dist/start.js', args);
    expect(await run.exit()).toBe(2);
    expect(run.output).toMatch(named);
    expect(run.output).not.toMatch(/\n\s+at /);
  });
});
