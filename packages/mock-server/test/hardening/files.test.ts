import { writeFileSync } from 'node:fs';
import type { Clock } from '@rtms-mock/protocol';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { loadCredentials } from '../../src/config/credentials-file.js';
import { followCredentials, LiveCredentials } from '../../src/config/live-credentials.js';
import { findConfigFile } from '../../src/config/config-file.js';
import { readScenarioFile } from '../../src/cli/scenario-file.js';
import { UsageError } from '../../src/input/usage-error.js';
import type { Logger } from '../../src/log.js';
import { temporaryFolder } from '../config/temporary-folder.js';

const ALIASES = `a: &a [x,x,x,x,x,x,x,x]\nb: &b [${'*a,'.repeat(8)}]\nc: &c [${'*b,'.repeat(8)}]\nd: [${'*c,'.repeat(8)}]\n`;
const DEEP = `a: ${'['.repeat(100)}${']'.repeat(100)}\n`;

/** Contents that must be refused, with a part of the sentence. */
const CONTENTS: readonly [string, string, RegExp][] = [
  ['aliases that multiply', ALIASES, /the aliases of the file stand for too much data/],
  ['an alias inside its own anchor', 'a: &a [*a]\n', /nested deeper than 32 levels/],
  ['a mapping that contains itself', '&a\nauth_credentials: *a\n', /nested deeper than 32 levels/],
  ['an alias without anchor', 'a: *missing\n', /alias/i],
  ['an anchor that is a merge of itself', '&a\n<<: *a\n', /./],
  ['100 levels', DEEP, /nested deeper than 32 levels/],
  ['20,000 opened levels', '['.repeat(20_000), /./],
  ['20,000 levels', '['.repeat(20_000) + ']'.repeat(20_000), /./],
  ['20,000 sequences in sequences', '- '.repeat(20_000), /nested deeper than 32 levels/],
  ['20,000 explicit keys', '? '.repeat(20_000), /nested deeper than 32 levels/],
  ['20,000 comments', '{\n' + '#\n'.repeat(20_000), /./],
  ['20 MB', `# ${'x'.repeat(20_000_000)}`, /larger than 1 MiB/],
];

async function problemOf(reading: Promise<unknown>): Promise<string> {
  const error = await reading.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof UsageError)) throw new Error('expected a UsageError', { cause: error });
  return error.message;
}

test.each(CONTENTS)('a credentials file with %s yields one sentence', async (_, content, expected) => {
  for (const name of ['credentials.yaml', 'credentials.json']) {
    using folder = temporaryFolder({ [name]: content });
    const problem = await problemOf(loadCredentials(folder.file(name)));
    expect(problem).not.toContain('\n');
    expect(problem.length).toBeLessThan(500);
    if (name.endsWith('.yaml')) expect(problem).toMatch(expected);
  }
});

test.each(CONTENTS)('a configuration file with %s yields one sentence', async (_, content, expected) => {
  using folder = temporaryFolder({ 'config.yaml': content });
  const problem = await problemOf(findConfigFile('config.yaml', folder.path, {}));
  expect(problem).toMatch(expected);
});

test.each(CONTENTS)('a scenario file with %s has a problem', async (_, content, expected) => {
  using folder = temporaryFolder({ 'scenario.yaml': content });
  const problems = await readScenarioFile('scenario.yaml', folder.path).then(
    (parsed) => (parsed.ok ? [] : parsed.problems.map(({ message }) => message)),
    (error: unknown) => [(error as UsageError).message],
  );
  expect(problems.join(' ')).toMatch(expected);
});

test.each(CONTENTS.filter(([name]) => /multiply|contains itself|20 MB/.test(name)))(
  'the credentials stay in force when the file changes to %s',
  async (_, content) => {
    using folder = temporaryFolder({
      'credentials.yaml': JSON.stringify({
        auth_credentials: [{ client_id: 'first', client_secret: 'secret' }],
        Zoom_Webhook_Secret_Token: [{ token: 'token' }],
      }),
    });
    const path = folder.file('credentials.yaml');
    const lines: string[] = [];
    const logger: Logger = { log: (level, message) => void lines.push(`${level}: ${message}`) };
    const credentials = new LiveCredentials(await loadCredentials(path));
    const time = systemClock(10);
    let looks = 0;
    const clock: Clock = {
      ...time,
      after: (delayMs, look) => {
        looks += 1;
        return time.after(delayMs, look);
      },
    };
    const stop = followCredentials({ path, credentials, clock, logger });
    await expect.poll(() => looks).toBeGreaterThan(0);
    writeFileSync(path, content);
    await expect.poll(() => lines.join('')).toMatch(/^error: .* stay in force$/);
    stop();
    expect(credentials.apps[0].clientId).toBe('first');
  },
);
