import { rmSync, writeFileSync } from 'node:fs';
import { ManualClock } from '@rtms-mock/protocol/testing';
import { describe, expect, test } from 'vitest';
import { loadCredentials } from '../../src/config/credentials-file.js';
import { followCredentials, LiveCredentials, CHECK_INTERVAL_MS } from '../../src/config/live-credentials.js';
import type { Cancel } from '@rtms-mock/protocol';
import type { LogLevel, Logger } from '../../src/log.js';
import { temporaryFolder } from './temporary-folder.js';

function file(clientId: string, more = ''): string {
  return `{
  "auth_credentials": [{ "client_id": "${clientId}", "client_secret": "secret-of-${clientId}"${more} }],
  "Zoom_Webhook_Secret_Token": [{ "token": "token-of-${clientId}" }]
}`;
}

/** A clock whose time passes as soon as somebody waits for it, as often as it was told. */
class LookingClock extends ManualClock {
  #looks = 0;
  #waiting: (() => void) | undefined;

  override after(delayMs: number, callback: () => void): Cancel {
    const cancel = super.after(delayMs, callback);
    this.#waiting?.();
    return cancel;
  }

  /** Lets so many looks happen, each whole. */
  async look(times: number): Promise<void> {
    for (this.#looks = times; this.#looks > 0; this.#looks -= 1) {
      const next = new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
      this.advance(CHECK_INTERVAL_MS);
      await next;
    }
  }

  /** The first look, which nobody has to wait for. */
  async begin(start: () => Cancel): Promise<Cancel> {
    const next = new Promise<void>((resolve) => {
      this.#waiting = resolve;
    });
    const cancel = start();
    await next;
    return cancel;
  }
}

async function following(path: string): Promise<{
  credentials: LiveCredentials;
  clock: LookingClock;
  lines: string[];
  cancel: Cancel;
}> {
  const lines: string[] = [];
  const logger: Logger = { log: (level: LogLevel, message) => void lines.push(`${level}: ${message}`) };
  const credentials = new LiveCredentials(await loadCredentials(path));
  const clock = new LookingClock();
  const cancel = await clock.begin(() => followCredentials({ path, credentials, clock, logger }));
  return { credentials, clock, lines, cancel };
}

describe('a credentials file that changes while the server runs', () => {
  test('is read again', async () => {
    using folder = temporaryFolder({ 'keys.json': file('one') });
    const path = folder.file('keys.json');
    const { credentials, clock, lines } = await following(path);
    writeFileSync(path, file('two', ', "protocol": "string", "scope": ["audio"]'));
    await clock.look(2);

    expect(credentials.apps).toMatchObject([{ clientId: 'two', protocol: 'string', scope: 1 }]);
    expect(credentials.secretToken).toBe('token-of-two');
    expect(lines).toEqual([`info: credentials file ${path} has changed; its client ids are two`]);
  });

  test('keeps the previous credentials when the file is broken, and logs the problem once', async () => {
    using folder = temporaryFolder({ 'keys.json': file('one') });
    const path = folder.file('keys.json');
    const { credentials, clock, lines } = await following(path);
    writeFileSync(path, file('two').replace('"client_secret": "secret-of-two"', '"client_secret": 7'));
    await clock.look(4);
    expect(credentials.apps[0].clientId).toBe('one');
    expect(lines).toEqual([
      `error: credentials file ${path}, line 2: auth_credentials[0].client_secret must be a string in quotes; the previous credentials stay in force`,
    ]);

    writeFileSync(path, file('three'));
    await clock.look(2);
    expect(credentials.apps[0].clientId).toBe('three');
  });

  test('keeps the previous credentials when the file is deleted', async () => {
    using folder = temporaryFolder({ 'keys.json': file('one') });
    const path = folder.file('keys.json');
    const { credentials, clock, lines } = await following(path);
    rmSync(path);
    await clock.look(3);
    expect(credentials.apps[0].clientId).toBe('one');
    expect(lines).toEqual([
      `error: credentials file ${path} does not exist; check the path; the previous credentials stay in force`,
    ]);
  });

  test('is not read while it is being written', async () => {
    using folder = temporaryFolder({ 'keys.json': file('one') });
    const path = folder.file('keys.json');
    const { credentials, clock, lines } = await following(path);
    writeFileSync(path, '{');
    await clock.look(1);
    writeFileSync(path, file('two'));
    await clock.look(1);
    expect(lines).toEqual([]);
    await clock.look(1);
    expect(credentials.apps[0].clientId).toBe('two');
  });

  test('is not read again when it does not change, nor after the end', async () => {
    using folder = temporaryFolder({ 'keys.json': file('one') });
    const path = folder.file('keys.json');
    const { credentials, clock, lines, cancel } = await following(path);
    await clock.look(3);
    cancel();
    writeFileSync(path, file('two'));
    clock.advance(10 * CHECK_INTERVAL_MS);
    expect(clock.pending).toBe(0);
    expect(credentials.apps[0].clientId).toBe('one');
    expect(lines).toEqual([]);
  });
});
