import { expect, test } from 'vitest';
import { parseProc, parsePs, readProcess } from '../../src/load/process-usage.js';

const STAT = (state: string): string =>
  `4711 (my (odd) app) ${state} 1 4711 4711 0 -1 4194304 5000 0 0 0 1250 250 0 0 20 0 11 0 900 700000000 17000 18446744073709551615`;

test('reads files of the Linux kernel, whatever the program is called', () => {
  expect(parseProc(STAT('S'), 'Name:\tnode\nVmRSS:\t   72300 kB\n')).toEqual({
    cpuMs: 15_000,
    residentBytes: 72_300 * 1024,
  });
  expect(parseProc(STAT('Z'), 'Name:\tnode\n')).toBeUndefined();
});

test.each([
  ['    0:01.25  5120\n', 1250],
  ['00:02:03   5120\n', 123_000],
  ['1-02:03:04 5120\n', ((26 * 60 + 3) * 60 + 4) * 1000],
])('reads the output of ps: %s', (text, cpuMs) => {
  expect(parsePs(text)).toEqual({ cpuMs, residentBytes: 5120 * 1024 });
});

test('knows no figures of a process that does not exist', async () => {
  expect(parsePs('')).toBeUndefined();
  expect(await readProcess(2 ** 31 - 1, 'linux')).toBeUndefined();
  expect(await readProcess(2 ** 31 - 1, 'darwin')).toBeUndefined();
});
