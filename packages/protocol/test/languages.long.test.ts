import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { describeWithTool } from '../../../test/support/require-tool.js';
import {
  generateTypes,
  GENERATIONS,
  roundTripCases,
  schemaFiles,
  withoutEmpty,
  type Generation,
} from './languages/generate.js';

/** Compilers are slow at their first start. */
const timeout = 120_000;

interface Result {
  readonly frame?: object;
  readonly error?: string;
}

function workFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rtms-mock-types-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function programFile(name: string): string {
  return fileURLToPath(new URL(`./languages/${name}`, import.meta.url));
}

/** A string instead of a number: every generated type refuses it. */
function badFrame(generation: Generation): { type: string; frame: object } {
  const msg_type = generation === 'string' ? 'KEEP_ALIVE_REQ' : 12;
  return { type: 'KeepAliveReq', frame: { msg_type, timestamp: 'now' } };
}

/** Spelling of a name in generated code: some languages write ACK, ID and UUID in capitals. */
function spelt(name: string, names: readonly string[]): string {
  const found = names.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  if (found === undefined) throw new Error(`No type ${name} was generated.`);
  return found;
}

/** Passes all valid messages and an invalid one to a program and checks its output. */
function expectRoundTrip(
  generation: Generation,
  run: (input: string) => string,
  className = (type: string): string => type,
): void {
  const cases = roundTripCases(generation);
  const requests = [...cases.map(({ type, frame }) => ({ type, frame })), badFrame(generation)];
  const input = JSON.stringify(requests.map(({ type, frame }) => ({ type: className(type), frame })));
  const results = JSON.parse(run(input)) as Result[];
  const returned = cases.map(({ name }, i) => ({
    name,
    frame: withoutEmpty(results[i]?.frame ?? results[i]?.error),
  }));
  expect(returned).toEqual(cases.map(({ name, expected }) => ({ name, frame: expected })));
  expect(results.at(-1)?.error).toMatch(/./);
}

function run(file: string, args: string[], cwd: string, input?: string): string {
  return execFileSync(file, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(input && { input }),
  });
}

describeWithTool('python3', 'types for Python', (python) => {
  test.each(GENERATIONS)(
    'read and write every message of %s',
    async (generation) => {
      const folder = workFolder();
      const [types] = (await generateTypes('python', generation)).values();
      writeFileSync(join(folder, 'rtms_types.py'), types ?? '');
      copyFileSync(programFile('round_trip.py'), join(folder, 'round_trip.py'));
      expectRoundTrip(generation, (input) => run(python, ['round_trip.py'], folder, input));
    },
    timeout,
  );
});

describeWithTool('go', 'types for Go', (go) => {
  test.each(GENERATIONS)(
    'read and write every message of %s',
    async (generation) => {
      const folder = workFolder();
      const [types] = (await generateTypes('go', generation)).values();
      const unmarshal = [...(types ?? '').matchAll(/^func (Unmarshal\w+)/gm)].map(([, name]) => name ?? '');
      const lines = schemaFiles(generation).map(
        ({ name }) => `\t"${name}": func(b []byte) ([]byte, error) {
\t\tv, err := ${spelt(`Unmarshal${name}`, unmarshal)}(b)
\t\tif err != nil {
\t\t\treturn nil, err
\t\t}
\t\treturn v.Marshal()
\t},`,
      );
      const registry = `package main\n\nvar registry = map[string]func([]byte) ([]byte, error){\n${lines.join('\n')}\n}\n`;
      writeFileSync(join(folder, 'go.mod'), 'module rtms\n\ngo 1.19\n');
      writeFileSync(join(folder, 'types.go'), types ?? '');
      writeFileSync(join(folder, 'registry.go'), registry);
      copyFileSync(programFile('round_trip.go'), join(folder, 'main.go'));
      expectRoundTrip(generation, (input) => run(go, ['run', '.'], folder, input));
    },
    timeout,
  );
});

describeWithTool(['java', 'javac'], 'types for Java', (java, javac) => {
  test.each(GENERATIONS)(
    'read and write every message of %s',
    async (generation) => {
      const folder = workFolder();
      mkdirSync(join(folder, 'rtms'));
      const types = await generateTypes('java', generation);
      for (const [name, text] of types) writeFileSync(join(folder, 'rtms', name), text);
      copyFileSync(programFile('RoundTrip.java'), join(folder, 'RoundTrip.java'));
      const sources = [...types.keys()].map((name) => join('rtms', name));
      run(javac, ['-encoding', 'UTF-8', 'RoundTrip.java', ...sources], folder);
      const classes = [...types.keys()].map((name) => name.replace('.java', ''));
      expectRoundTrip(
        generation,
        (input) => run(java, ['-cp', '.', 'RoundTrip'], folder, input),
        (type) => spelt(type, classes),
      );
    },
    timeout,
  );
});

/** The example program of docs/json-schemas.md for a language. */
function documented(language: string): string {
  const page = readFileSync(new URL('../../../docs/json-schemas.md', import.meta.url), 'utf8');
  const code = page.split(`\`\`\`${language}\n`)[1]?.split('```')[0];
  if (code === undefined) throw new Error(`The page has no example in ${language}.`);
  return code;
}

describeWithTool(['python3', 'go'], 'the programs of docs/json-schemas.md', (python, go) => {
  const keepAlive = '{"msg_type":12,"timestamp":1767225610000}';

  test('run in Python', async () => {
    const folder = workFolder();
    const [types] = (await generateTypes('python', '2026')).values();
    writeFileSync(join(folder, 'rtms_types.py'), types ?? '');
    writeFileSync(join(folder, 'main.py'), documented('python'));
    expect(run(python, ['main.py'], folder, `${keepAlive}\n`)).toMatch(/^KeepAliveReq .+/);
    expect(() => run(python, ['main.py'], folder, '{"msg_type":12,"timestamp":"now"}\n')).toThrow(
      /Assertion/,
    );
  });

  test(
    'run in Go',
    async () => {
      const folder = workFolder();
      const [types] = (await generateTypes('go', '2026')).values();
      writeFileSync(join(folder, 'go.mod'), 'module rtms\n\ngo 1.19\n');
      writeFileSync(join(folder, 'types.go'), types ?? '');
      writeFileSync(join(folder, 'main.go'), documented('go'));
      expect(run(go, ['run', '.'], folder, keepAlive)).toBe('12 1767225610000 <nil>\n');
    },
    timeout,
  );
});

describe('types for C#', () => {
  test.each(GENERATIONS)('have a class for every message of %s', async (generation) => {
    const [types] = (await generateTypes('csharp', generation)).values();
    for (const { name } of schemaFiles(generation))
      expect(types?.includes(`partial class ${name}\n`), name).toBe(true);
    expect(types).toContain('namespace Rtms');
    expect(types).not.toContain('double');
  });
});
