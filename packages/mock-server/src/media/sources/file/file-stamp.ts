/** Detects that a recording, or its transcript, has changed. */
import { readdir, stat } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';

/** Extensions of transcripts, which lie beside recordings under names that follow several conventions. */
const TRANSCRIPT_EXTENSIONS = new Set(['.vtt', '.srt', '.json', '.txt']);

/**
 * Returns a string that changes when one of the recordings changes, when a file is added to or removed from one of
 * the folders, or when a transcript beside a recording changes. Missing files are part of it: nothing throws.
 *
 * @param paths absolute paths of recordings and folders
 */
export async function stampOf(paths: readonly string[]): Promise<string> {
  const stamps = await Promise.all(paths.map(stampOfOne));
  return stamps.join('\n');
}

async function stampOfOne(path: string): Promise<string> {
  const names = await namesIn(path);
  if (names) return stampOfFiles(path, names);
  const folder = dirname(path);
  const transcripts = ((await namesIn(folder)) ?? []).filter((name) =>
    TRANSCRIPT_EXTENSIONS.has(extname(name).toLowerCase()),
  );
  return `${await stampOfFile(path)}\n${await stampOfFiles(folder, transcripts)}`;
}

/** Names of the files in a folder; `undefined` if it is not a folder. */
async function namesIn(folder: string): Promise<string[] | undefined> {
  try {
    return (await readdir(folder)).sort();
  } catch {
    return undefined;
  }
}

async function stampOfFiles(folder: string, names: readonly string[]): Promise<string> {
  return (await Promise.all(names.map((name) => stampOfFile(join(folder, name))))).join('\n');
}

async function stampOfFile(path: string): Promise<string> {
  const { size, mtimeMs } = (await stat(path).catch(() => undefined)) ?? {};
  return `${path} ${size ?? 'none'} ${mtimeMs ?? ''}`;
}
