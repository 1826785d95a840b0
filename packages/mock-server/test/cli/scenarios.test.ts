import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkScenarios, listScenarios } from '../../src/cli/scenarios.js';
import { readScenarioOption, scenarioForRequest } from '../../src/cli/scenario-file.js';
import { findBuiltInScenario, BUILT_IN_SCENARIOS } from '../../src/scenarios/built-in-scenarios.js';

class Output {
  readonly colour = false;
  text = '';
  write(text: string): void {
    this.text += text;
  }
}

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rtms-mock-scenarios-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function outputs(): { readonly stdout: Output; readonly stderr: Output; readonly folder: string } {
  return { stdout: new Output(), stderr: new Output(), folder };
}

test('the built-in scenarios are listed with their timelines', () => {
  const output = new Output();
  expect(listScenarios(output)).toBe(0);
  expect(output.text).toMatch(/^two-speakers {2}Two participants/);
  expect(output.text).toContain('\n    10 s after the meeting began: Participant 2 joins the meeting.\n');
});

test('one is explained by its name, and an unknown name is reported', () => {
  const output = new Output();
  expect(listScenarios(output, ['media-failover'])).toBe(0);
  expect(output.text).toMatch(/^media-failover {2}Five seconds .*\n {4}5 s after ready: [^\n]*\n$/);
  expect(() => listScenarios(output, ['media-failovr'])).toThrow(/did you mean media-failover\?/);
  expect(() => listScenarios(output, ['chek'])).toThrow(/did you mean check\?/);
  expect(() => listScenarios(output, ['a.yaml'])).toThrow('rtms-mock scenarios check a.yaml checks a file');
});

describe('rtms-mock scenarios check', () => {
  test('explains a correct file', async () => {
    await writeFile(
      join(folder, 'good.yaml'),
      'name: late\nparticipants: [{name: Bob}]\ntimeline:\n  - {at: 3s, do: join, participant: bob}\n',
    );
    const { stdout, stderr } = outputs();
    expect(await checkScenarios(['good.yaml'], { stdout, stderr, folder })).toBe(0);
    expect(stdout.text).toBe(
      'good.yaml: late can be used\n    3 s after the meeting began: bob joins the meeting.\n',
    );
    expect(stderr.text).toBe('');
  });

  test('reports every problem with its line and column', async () => {
    await writeFile(join(folder, 'bad.yaml'), 'timeline:\n  - at: soon\n    do: jion\n');
    const { stdout, stderr } = outputs();
    expect(await checkScenarios(['bad.yaml'], { stdout, stderr, folder })).toBe(1);
    expect(stderr.text).toMatch(
      /^bad\.yaml:2:9: .*must be a duration.*\nbad\.yaml:3:9: .*did you mean join\?/,
    );
  });

  test('warns about participants who may not be in the meeting, and succeeds', async () => {
    await writeFile(join(folder, 'who.yaml'), 'timeline:\n  - {do: leave, participant: Bob}\n');
    const { stdout, stderr } = outputs();
    expect(await checkScenarios(['who.yaml'], { stdout, stderr, folder })).toBe(0);
    expect(stderr.text).toBe(
      'who.yaml:2:30: warning: timeline[0].participant may name no participant: found "Bob", and the built-in conversation has Ana Ruiz and Bo Lind; list the participants in the scenario to be certain\n',
    );
    expect(stdout.text).toContain('who.yaml: unnamed can be used\n');
  });

  test.each(BUILT_IN_SCENARIOS)('accepts $name by its name, without problems', async ({ name }) => {
    const { stdout, stderr } = outputs();
    expect(await checkScenarios([name], { stdout, stderr, folder })).toBe(0);
    expect([stdout.text.split('\n')[0], stderr.text]).toEqual([`${name}: ${name} can be used`, '']);
  });

  test('reports a file that does not exist', async () => {
    await expect(checkScenarios(['none.yaml'], outputs())).rejects.toThrow(/none\.yaml does not exist/);
  });
});

describe('--scenario', () => {
  test('accepts the name of a built-in scenario', async () => {
    expect(await readScenarioOption('late-joiner', folder)).toBe(findBuiltInScenario('late-joiner'));
    expect(await scenarioForRequest('late-joiner', folder)).toBe('late-joiner');
  });

  test('reads a file', async () => {
    await writeFile(join(folder, 'mine.json'), '{"timeline":[{"at":"1s","do":"pause"}]}');
    expect(await readScenarioOption('./mine.json', folder)).toEqual({
      name: 'unnamed',
      description: '',
      timeline: [{ when: { atMs: 1000 }, step: { do: 'pause' } }],
    });
    expect(await scenarioForRequest('./mine.json', folder)).toEqual({
      timeline: [{ at: '1s', do: 'pause' }],
    });
  });

  test('finds the recordings of a file beside the file, and leaves test signals as they are', async () => {
    await mkdir(join(folder, 'deep'));
    await writeFile(join(folder, 'deep/one.yaml'), 'media: talk.mp4\n');
    await writeFile(
      join(folder, 'deep/each.yaml'),
      'participants: [{name: Ana, media: ana.wav}, {name: Bo}, {name: Cy, media: tone}]\n',
    );
    const media = join(folder, 'deep', 'talk.mp4');
    const participants = [
      { name: 'Ana', media: join(folder, 'deep', 'ana.wav') },
      { name: 'Bo' },
      { name: 'Cy', media: 'tone' },
    ];
    for (const read of [readScenarioOption, scenarioForRequest]) {
      expect(await read('deep/one.yaml', folder)).toMatchObject({ media });
      expect(await read('deep/each.yaml', folder)).toMatchObject({ participants });
    }
  });

  test('suggests the nearest name, and reports the problems of a file', async () => {
    await expect(readScenarioOption('late-joner', folder)).rejects.toThrow(/did you mean late-joiner\?/);
    await writeFile(join(folder, 'bad.yaml'), 'timeline: 5\n');
    await expect(readScenarioOption('bad.yaml', folder)).rejects.toThrow(
      /bad\.yaml:1:11: timeline must be an array/,
    );
  });
});
