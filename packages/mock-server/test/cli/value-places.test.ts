/** Values that can be read, and turn out to be wrong when they are used: messages name the place that set them. */
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../config/temporary-folder.js';
import { run } from './fake-surroundings.js';

/** Path of a file in a folder that does not exist. */
const NONE = 'none/journal.jsonl';

/** Flag with its value, then what is said after the place. */
const WRONG: readonly (readonly [flag: string, value: string, problem: string])[] = [
  ['scenario', 'late-joner', ': there is no scenario "late-joner"; did you mean late-joiner?'],
  ['scenario', 'none.yaml', ': scenario file none.yaml does not exist; check the path'],
  ['scenario-for', '9*1=garbag', ': 9*1: there is no scenario "garbag"; did you mean garbage?'],
  ['media', 'none.wav', ': '],
  ['replay', 'none.rtms.jsonl', ': '],
  ['import', 'none', ': '],
  ['journal', NONE, `: ${NONE} is in a folder that does not exist; create it first`],
];

/** The message of the server for a wrong value. */
async function messageOf(
  args: readonly string[],
  environment: { readonly [name: string]: string },
  config: string,
): Promise<string> {
  using folder = temporaryFolder(config === '' ? {} : { 'rtms-mock.config.yaml': config });
  const { exitCode, stderr } = run(['serve', '--port', '0', '--media-port', '0', ...args], {
    folder: folder.path,
    environment,
  });
  expect(await exitCode, stderr.text).toBe(2);
  return stderr.text;
}

describe.each(WRONG)('--%s %s', (flag, value, problem) => {
  test('is reported as the flag', async () => {
    expect(await messageOf([`--${flag}`, value], {}, '')).toContain(`rtms-mock: --${flag}${problem}`);
  });

  test('is reported as the variable', async () => {
    const variable = `RTMS_MOCK_${flag.replaceAll('-', '_').toUpperCase()}`;
    expect(await messageOf([], { [variable]: value }, '')).toContain(`rtms-mock: ${variable}${problem}`);
  });
});

test.each([
  ['scenario', 'garbag', ': there is no scenario "garbag"; did you mean garbage?'],
  ['scenarioFor', "{'9*1': garbag}", ': 9*1: there is no scenario "garbag"; did you mean garbage?'],
  ['scenarioFor', "{'9*1': {timeline: 1}}", ': 9*1: '],
  ['media', 'none.wav', ': '],
  ['replay', 'none.rtms.jsonl', ': '],
  ['import', 'none', ': '],
  ['journal', NONE, ': '],
])('%s: %s in the file is reported with its line', async (key, value, problem) => {
  const message = await messageOf([], {}, `quiet: yes\n${key}: ${value}\n`);
  expect(message).toContain(`rtms-mock: rtms-mock.config.yaml, line 2: ${key}${problem}`);
  expect(message).not.toContain('--scenario');
});

test('a flag is reported as itself, although the file has the option too', async () => {
  const message = await messageOf(['--scenario', 'garbag'], { RTMS_MOCK_SCENARIO: 'x' }, 'scenario: y\n');
  expect(message).toMatch(/^rtms-mock: --scenario: /);
});
