import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, test } from 'vitest';

/** Programs of the system that some tests need; the first that is found is taken. */
const candidates = {
  ffmpeg: [process.env['RTMS_MOCK_FFMPEG'], 'ffmpeg'],
  'espeak-ng': ['espeak-ng'],
  chromium: [
    process.env['CHROMIUM_PATH'],
    'chromium',
    'chromium-browser',
    'google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  python3: ['python3', 'python'],
  go: ['go', '/usr/local/go/bin/go'],
  openssl: ['openssl'],
  java: ['java'],
  javac: ['javac'],
} satisfies Record<string, (string | undefined)[]>;

export type Tool = keyof typeof candidates;

/** One path for each tool that was asked for. */
type Paths<T extends Tool | readonly Tool[]> = T extends readonly Tool[]
  ? { [K in keyof T]: string }
  : [string];

const requireAll = process.env['REQUIRE_ALL'] === '1';

/** Absolute path of the tool, or undefined when this machine does not have it. */
export function toolPath(tool: Tool): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  for (const candidate of candidates[tool]) {
    if (candidate === undefined || candidate === '') continue;
    const places = /[\\/]/.test(candidate) ? [candidate] : folders.map((folder) => join(folder, candidate));
    const found = places.flatMap((place) => endings.map((ending) => place + ending)).find(existsSync);
    if (found !== undefined) return found;
  }
  return undefined;
}

export function hasTool(tool: Tool): boolean {
  return toolPath(tool) !== undefined;
}

/**
 * A `describe` for tests that run programs of the system.
 *
 * Without the program they are skipped and the title says why; with `REQUIRE_ALL=1`, as in CI, a missing
 * program is a failure. `body` gets the paths in the order of the tools.
 *
 * @example describeWithTool('ffmpeg', 'conversion', (ffmpeg) => { test('…', () => { … }); });
 */
export function describeWithTool<const T extends Tool | readonly Tool[]>(
  tools: T,
  title: string,
  body: (...paths: Paths<T>) => void,
): void {
  const wanted: readonly Tool[] = typeof tools === 'string' ? [tools] : tools;
  const missing = wanted.filter((tool) => !hasTool(tool));
  if (missing.length === 0) {
    describe(title, () => body(...(wanted.map(toolPath) as string[] as Paths<T>)));
    return;
  }
  const reason = `${missing.join(', ')} not found on this machine`;
  describe(`${title} (${requireAll ? '' : 'skipped: '}${reason})`, () => {
    if (requireAll) {
      test(`needs ${missing.join(', ')}`, () => {
        throw new Error(`${reason}, and REQUIRE_ALL=1 wants every test to run.`);
      });
    } else {
      test.skip(`needs ${missing.join(', ')}`);
    }
  });
}
