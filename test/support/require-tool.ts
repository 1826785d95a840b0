import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, test } from 'vitest';

/** Programs that some tests need. The first one that exists is used. */
const candidates = {
  ffmpeg: [process.env['RTMS_MOCK_FFMPEG'], 'ffmpeg'],
  /** A Python in which `pip install pocketsphinx` was run. */
  pocketsphinx: [process.env['POCKETSPHINX_PYTHON']],
  /** A Python in which `pip install cryptography pylibsrtp` was run. */
  cryptography: [process.env['CRYPTOGRAPHY_PYTHON']],
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
  mvn: ['mvn'],
} satisfies Record<string, (string | undefined)[]>;

export type Tool = keyof typeof candidates;

/** One path for each requested tool. */
type Paths<T extends Tool | readonly Tool[]> = T extends readonly Tool[]
  ? { [K in keyof T]: string }
  : [string];

/**
 * Max time of a test that runs programs, in milliseconds. What they compute takes as long as the machine needs, so this
 * only ends a test that hangs.
 */
const TIMEOUT_MS = 120_000;

const requireAll = process.env['REQUIRE_ALL'] === '1';

/** Returns the absolute path of a tool; undefined if this machine does not have it. */
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
 * A `describe` for tests that need programs. Each of them may take two minutes.
 *
 * Without a program the tests are skipped, and the title contains the reason. With `REQUIRE_ALL=1`, as in CI, they
 * fail. `body` receives the paths in the order of the tools.
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
    describe(title, { timeout: TIMEOUT_MS }, () => body(...(wanted.map(toolPath) as string[] as Paths<T>)));
    return;
  }
  const reason = `${missing.join(', ')} not found on this machine`;
  describe(`${title} (${requireAll ? '' : 'skipped: '}${reason})`, () => {
    if (requireAll) {
      test(`needs ${missing.join(', ')}`, () => {
        throw new Error(`${reason}, and REQUIRE_ALL=1 requires every test to run.`);
      });
    } else {
      test.skip(`needs ${missing.join(', ')}`);
    }
  });
}
