import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { tryToReach } from '../../src/cli/start-when-reachable.js';
import { run } from './fake-surroundings.js';

/** Port 1: nothing listens there. */
const URL_OF_NONE = 'http://127.0.0.1:1/';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rtms-mock-check-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('rtms-mock check refuses at once', () => {
  test.each([
    [
      'json=none/x.json',
      /^rtms-mock: --report: none\/x\.json cannot be written: there is no folder \S+none\n$/,
    ],
    ['junit=.', /^rtms-mock: --report: \. cannot be written: it is a folder; add the name of a file\n$/],
    ['json=a.json,junit=out/', /^rtms-mock: --report: out\/ cannot be written: it is a folder; /],
  ])('a report that cannot be written: %s', async (report, message) => {
    const { exitCode, stderr } = run(['check', '--webhook-url', URL_OF_NONE, '--report', report], { folder });
    expect(await exitCode).toBe(2);
    expect(stderr.text).toMatch(message);
    expect(await readdir(folder)).toEqual([]);
  });

  test('a scenario file with a problem, by the option that names it', async () => {
    await writeFile(join(folder, 'mine.yaml'), 'timeline: [{at: 1s, do: bogus}]\n');
    const { exitCode, stderr } = run(['check', '--webhook-url', URL_OF_NONE, '--suite', 'mine.yaml'], {
      folder,
    });
    expect(await exitCode).toBe(2);
    expect(stderr.text).toMatch(/^rtms-mock: --suite: the file cannot be used\nmine\.yaml:1:/);
  });
});

test('check --help has --parallel, which the pages use', async () => {
  const { exitCode, stdout } = run(['check', '--help']);
  expect(await exitCode).toBe(0);
  expect(stdout.text).toContain('--parallel');
});

test('a host that has no address is told from one where nothing listens', async () => {
  // A label of more than 63 characters: no resolver is asked.
  expect(await tryToReach(new URL(`http://${'a'.repeat(64)}.invalid/`), systemClock())).toBe('no-host');
  expect(await tryToReach(new URL(URL_OF_NONE), systemClock())).toBe('silent');
});
