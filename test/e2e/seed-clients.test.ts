import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DEV_CREDENTIALS, startMockServer } from '@rtms-mock/server';
import { describe, expect, test } from 'vitest';

/** One line of the output of a client. */
interface Report {
  readonly name: string;
  readonly [fact: string]: unknown;
}

/** A program of `seed-clients` and its reports. */
class SeedClient implements AsyncDisposable {
  readonly reports: Report[] = [];
  readonly #child;
  readonly #waiting = new Set<() => void>();
  #errors = '';
  #hasEnded = false;

  constructor(name: string, environment: { readonly [name: string]: string } = {}) {
    const [{ clientId, clientSecret }] = DEV_CREDENTIALS.apps;
    this.#child = spawn(process.execPath, [join(import.meta.dirname, 'seed-clients', `${name}.mjs`)], {
      env: {
        ...process.env,
        CLIENT_ID: clientId,
        CLIENT_SECRET: clientSecret,
        SECRET_TOKEN: DEV_CREDENTIALS.secretToken,
        ...environment,
      },
    });
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      this.reports.push(JSON.parse(line) as Report);
      for (const check of this.#waiting) check();
    });
    this.#child.stderr.on('data', (part: Buffer) => {
      this.#errors += part.toString();
    });
    // Not `exit`: what the client has written last may be read after that.
    this.#child.on('close', () => {
      this.#hasEnded = true;
      for (const check of this.#waiting) check();
    });
  }

  get names(): string[] {
    return [...new Set(this.reports.map(({ name }) => name))];
  }

  /** Waits until the client has reported all of these. */
  async reported(...names: readonly string[]): Promise<void> {
    await this.#until(() => names.every((name) => this.report(name) !== undefined), names.join(', '));
  }

  report(wanted: string): Report | undefined {
    return this.reports.find(({ name }) => name === wanted);
  }

  async webhookUrl(): Promise<string> {
    await this.reported('listening');
    return `http://127.0.0.1:${String(this.report('listening')?.['port'])}/webhook`;
  }

  #until(condition: () => boolean, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        if (!condition() && !this.#hasEnded) return;
        this.#waiting.delete(check);
        if (condition()) resolve();
        else reject(new Error(`the client ended before it reported ${what}: ${this.#errors}`));
      };
      this.#waiting.add(check);
      check();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = this.#child.exitCode === null ? once(this.#child, 'exit') : undefined;
    this.#child.kill();
    await ended;
  }
}

describe('clients of the three oldest guides', () => {
  test("the first sample server's README: --protocol string", async () => {
    await using client = new SeedClient('beta-readme');
    await using server = await startMockServer({
      port: 0,
      mediaPort: 0,
      protocol: 'string',
      speed: 10,
      keepAliveMs: 2000,
      webhookUrl: await client.webhookUrl(),
    });
    expect(await server.validateWebhook(await client.webhookUrl())).toMatchObject({ ok: true });
    const meeting = await server.startMeeting();
    await client.reported('MEDIA_DATA_AUDIO', 'MEDIA_DATA_VIDEO', 'MEDIA_DATA_TRANSCRIPT', 'KEEP_ALIVE_REQ');
    await meeting.waitFor({ type: 'KEEP_ALIVE_RESP', direction: 'received' });
    await meeting.end();
    await client.reported('signaling-closed', 'media-closed');

    expect(client.report('SIGNALING_HAND_SHAKE_RESP')).toMatchObject({ status: 'STATUS_OK' });
    expect(client.report('DATA_HAND_SHAKE_RESP')).toMatchObject({ status: 'STATUS_OK' });
    expect(client.report('MEDIA_DATA_AUDIO')).toMatchObject({ user_id: 0, bytes: 3200 });
    expect(client.reports.filter(({ name }) => name === 'SESSION_STATE_UPDATE').at(-1)).toMatchObject({
      state: 'STOPPED',
      stop_reason: 'MEETING_ENDED',
    });
    expect(client.report('signaling-closed')).toMatchObject({ code: 1000 });
  });

  test('its guide: --protocol string --webhook-server-urls array --auth off --keep-alive 24h', async () => {
    await using client = new SeedClient('beta-guide', { KEEP_ALIVE_MS: '100' });
    await using server = await startMockServer({
      port: 0,
      mediaPort: 0,
      protocol: 'string',
      webhookServerUrls: 'array',
      auth: 'off',
      keepAliveMs: 24 * 3600 * 1000,
      speed: 10,
      webhookUrl: await client.webhookUrl(),
    });
    const meeting = await server.startMeeting();
    await client.reported(
      'all:MEDIA_DATA_AUDIO',
      'all:MEDIA_DATA_VIDEO',
      'all:MEDIA_DATA_TRANSCRIPT',
      'video:MEDIA_DATA_VIDEO',
      'audio:MEDIA_DATA_AUDIO',
      'transcript:MEDIA_DATA_TRANSCRIPT',
      'KEEP_ALIVE_RESP',
    );
    await meeting.end();
    await client.reported(
      'signaling-closed',
      'all-closed',
      'video-closed',
      'audio-closed',
      'transcript-closed',
    );

    expect(client.names.filter((name) => name.startsWith('audio:'))).toEqual(['audio:MEDIA_DATA_AUDIO']);
    expect(client.names.filter((name) => name.startsWith('video:'))).toEqual(['video:MEDIA_DATA_VIDEO']);
    expect(server.journal.find({ type: 'told-session-state', streamId: meeting.streamId })).toHaveLength(1);
    expect(server.journal.find({ type: 'refused' })).toEqual([]);
  });

  test('the guide to a manual implementation: --media-shape flat', async () => {
    await using client = new SeedClient('manual-websocket');
    await using server = await startMockServer({
      port: 0,
      mediaPort: 0,
      mediaShape: 'flat',
      speed: 10,
      keepAliveMs: 2000,
      webhookUrl: await client.webhookUrl(),
    });
    const meeting = await server.startMeeting();
    await client.reported('media:14', 'media:17', 'signaling:12');
    await meeting.waitFor({ type: 'KEEP_ALIVE_RESP', direction: 'received' });
    await meeting.end();
    await client.reported('stopped', 'signaling-closed', 'media-closed');

    expect(client.report('signaling:2')).toMatchObject({ status_code: 0 });
    expect(client.report('media:4')).toMatchObject({ status_code: 0 });
    expect(client.report('media:14')).toMatchObject({ bytes: 640 });
    expect(client.report('media:17')?.['text']).toMatch(/\w+ \w+/);
    expect(client.report('signaling:6')).toMatchObject({ event_type: 1 });
    expect(client.reports.filter(({ name }) => name === 'signaling:8').at(-1)).toMatchObject({ state: 4 });
  });
});
