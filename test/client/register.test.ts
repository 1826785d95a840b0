/** Programs for the SDK in separate processes, on a machine without the SDK. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMockServer } from '@rtms-mock/server';
import { afterAll, describe, expect, test } from 'vitest';
import { Program, ROOT } from '../e2e/processes.js';

const REGISTER = '@rtms-mock/client/register';
const folder = mkdtempSync(join(tmpdir(), 'rtms-register-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a program in a folder without packages. Resolves with its output. */
function run(name: string, code: string, preload: readonly string[] = ['--import', REGISTER]): string {
  const file = join(folder, name);
  writeFileSync(file, code);
  return execFileSync(process.execPath, [...preload, file], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

describe('with register preloaded', () => {
  test('import resolves to this package, with its default export and its names', () => {
    const code =
      "import rtms, { LogLevel } from '@zoom/rtms';\n" +
      'console.log(typeof rtms.Client, LogLevel.ERROR, rtms.MEDIA_TYPE_AUDIO);';
    expect(run('app.mjs', code)).toBe('function 0 1');
  });

  test('require resolves to this package too', () => {
    const code =
      "const rtms = require('@zoom/rtms').default;\n" +
      "const { LogLevel } = require('@zoom/rtms');\n" +
      'console.log(typeof rtms.Client, LogLevel.ERROR, new rtms.Client().leave());';
    expect(run('app.cjs', code)).toBe('function 0 false');
  });

  test('import, import() and require share one copy', () => {
    const code =
      "import { createRequire } from 'node:module';\n" +
      "import rtms from '@zoom/rtms';\n" +
      "const later = await import('@zoom/rtms');\n" +
      "const required = createRequire(import.meta.url)('@zoom/rtms');\n" +
      'console.log(later.default === rtms, required.default === rtms);';
    expect(run('mixed.mjs', code)).toBe('true true');
  });

  test('-r works as well as --import', () => {
    const code = "console.log(typeof require('@zoom/rtms').default.Client);";
    expect(run('r.cjs', code, ['-r', REGISTER])).toBe('function');
  });

  test('other packages are not affected', () => {
    const code = "import('@zoom/other').catch((error) => console.log(error.code));";
    expect(run('other.mjs', code)).toBe('ERR_MODULE_NOT_FOUND');
  });
});

test('without the hook the program fails, because the SDK is not installed', () => {
  expect(() => run('plain.mjs', "import '@zoom/rtms';", [])).toThrow(/ERR_MODULE_NOT_FOUND/);
});

describe('an unmodified app', () => {
  const settings = (credentials: { readonly clientId: string; readonly clientSecret: string }) => ({
    NODE_OPTIONS: `--import ${REGISTER}`,
    ZM_RTMS_CLIENT: credentials.clientId,
    ZM_RTMS_SECRET: credentials.clientSecret,
    ZM_RTMS_PORT: '0',
    ZM_RTMS_PATH: '/webhook',
  });

  test.each([
    ['examples/unmodified-app.mjs', 'meeting'],
    ['examples/unmodified-app.mjs', 'webinar'],
    ['examples/unmodified-app.mjs', 'session'],
    ['examples/unmodified-app.mjs', 'contact_center'],
    ['examples/unmodified-app.cjs', 'meeting'],
  ] as const)('%s receives a %s until it is stopped', async (file, product) => {
    await using server = await startMockServer({ port: 0, mediaPort: 0, speed: 10 });
    await using app = new Program(file, [], settings(server.credentials.apps[0]));
    const listening = await app.line(/Listening for webhooks at/);
    const webhookUrl = /http:\S+/.exec(listening)?.[0] ?? '';

    const meeting = await server.startMeeting({ webhookUrl, product });
    // Contact Center media names a channel, not a participant.
    const name = product === 'contact_center' ? '' : 'Ana Ruiz';
    await app.line(new RegExp(`^${name}: ${file.endsWith('.mjs') ? 'Good morning' : '\\d+ bytes'}`));
    await meeting.end();
    await app.line(/^left, reason \d+/);
  });
});
