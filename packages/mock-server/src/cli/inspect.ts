import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { areAlike, compareReports, differencesText } from '../cassette/report/report-diff.js';
import type { CassetteReport } from '../cassette/report/cassette-report.js';
import { plotReport } from '../cassette/report/report-plot.js';
import { readReport } from '../cassette/report/read-report.js';
import { reportText } from '../cassette/report/report-text.js';
import type { FlagValues } from '../config/option-names.js';
import { unwritable } from '../input/document.js';
import { BOOLEAN, PATH } from '../input/kinds.js';
import { UsageError } from '../input/usage-error.js';
import type { Options } from '../settings/option.js';
import { recordedVerdictsText, verdictsOfCassette } from './inspect-verdicts.js';
import type { Surroundings } from './surroundings.js';

const FILE = { ...PATH, argument: 'FILE' };

/** Options of `rtms-mock inspect`. */
export const INSPECT_OPTIONS = {
  diff: {
    kind: FILE,
    description: 'compares with this cassette; the exit code is 1 if they differ in more than ids and times',
  },
  plot: { kind: { ...PATH, argument: 'FILE.svg' }, description: 'writes an SVG: what was sent when' },
  verdicts: {
    kind: BOOLEAN,
    default: false,
    description: 'prints what the real service of today would have done to the recorded app',
  },
  json: { kind: BOOLEAN, default: false, description: 'prints everything as JSON' },
} as const satisfies Options;

/** Values of {@link INSPECT_OPTIONS}. */
export type InspectValues = FlagValues<typeof INSPECT_OPTIONS>;

/**
 * Runs `rtms-mock inspect`. Returns the exit code: 1 if two compared cassettes differ, else 0.
 *
 * @throws {UsageError} for a file that is no cassette, and for more files than can be compared
 */
export async function inspect(
  files: readonly string[],
  { diff, plot, json, verdicts }: InspectValues,
  { stdout, folder }: Surroundings,
): Promise<number> {
  const [first, second, third] = [...files, ...(diff === undefined ? [] : [diff])];
  if (first === undefined) throw new UsageError('inspect needs a cassette: rtms-mock inspect FILE');
  if (third !== undefined) {
    throw new UsageError('inspect compares two cassettes; name two files, or one and --diff FILE');
  }
  if (verdicts === true) {
    if (second !== undefined) throw new UsageError('--verdicts judges one cassette; name one file');
    const judged = await verdictsOfCassette(resolve(folder, first));
    stdout.write(
      json === true ? `${JSON.stringify({ streams: judged }, undefined, 2)}\n` : recordedVerdictsText(judged),
    );
    return 0;
  }
  const read = async (path: string): Promise<CassetteReport> => ({
    ...(await readReport(resolve(folder, path))),
    path,
  });
  const a = await read(first);
  if (plot !== undefined) await writePlot(a, resolve(folder, plot));
  if (second === undefined) {
    stdout.write(json === true ? `${JSON.stringify(a, undefined, 2)}\n` : reportText(a));
    if (plot !== undefined && json !== true) stdout.write(`\nThe plot is in ${plot}.\n`);
    return 0;
  }
  const differences = compareReports(a, await read(second));
  const alike = areAlike(differences);
  stdout.write(
    json === true
      ? `${JSON.stringify({ alike, streams: differences }, undefined, 2)}\n`
      : differencesText([first, second], differences),
  );
  return alike ? 0 : 1;
}

async function writePlot(report: CassetteReport, path: string): Promise<void> {
  try {
    await writeFile(path, plotReport(report));
  } catch (error) {
    throw unwritable('--plot', path, error);
  }
}
