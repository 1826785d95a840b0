/** Report files of commands. */
import { access, constants, stat, writeFile } from 'node:fs/promises';
import type { Stats } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { FlagError } from '../input/usage-error.js';
import type { ReportFile } from './report-option.js';

/**
 * Looks for reports that cannot be written, or that would replace each other, before a run is in vain. Creates nothing.
 *
 * @throws {UsageError} for the first one
 */
export async function refuseUnwritable(
  reports: readonly Pick<ReportFile<string>, 'file'>[],
  folder: string,
): Promise<void> {
  const paths = new Set<string>();
  for (const { file } of reports) {
    const path = resolve(folder, file);
    if (paths.has(path)) {
      throw new FlagError('--report', `${file} is the file of two reports; give each a file of its own`);
    }
    paths.add(path);
    const reason = await whyUnwritable(file, folder);
    if (reason !== undefined) throw new FlagError('--report', `${file} cannot be written: ${reason}`);
  }
}

async function whyUnwritable(file: string, folder: string): Promise<string | undefined> {
  const path = resolve(folder, file);
  const found = await existing(path);
  if (found?.isDirectory() || /[/\\]$/.test(file)) return 'it is a folder; add the name of a file';
  if (found) return (await isWritable(path)) ? undefined : 'permission denied';
  const parent = dirname(path);
  if (!(await existing(parent))?.isDirectory()) return `there is no folder ${parent}`;
  return (await isWritable(parent)) ? undefined : `permission denied in ${parent}`;
}

async function existing(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch {
    // What cannot be looked at cannot be written either.
    return undefined;
  }
}

async function isWritable(path: string): Promise<boolean> {
  try {
    await access(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Writes all reports. `content`: returns that of a format.
 *
 * @throws {UsageError} when one cannot be written
 */
export async function writeReports<F extends string>(
  reports: readonly ReportFile<F>[],
  content: (format: F) => string,
  folder: string,
): Promise<void> {
  for (const { format, file } of reports) {
    try {
      await writeFile(resolve(folder, file), content(format));
    } catch (error) {
      const { message } = error as NodeJS.ErrnoException;
      throw new FlagError('--report', `${file} cannot be written: ${message}`, { cause: error });
    }
  }
}
