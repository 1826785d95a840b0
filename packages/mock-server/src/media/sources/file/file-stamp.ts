/** Tells whether a recording, or what is said in it, has changed. */
import { readdir, stat } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';

/** Transcripts lie beside recordings, under names that follow several customs. */
const TEXTS = new Set(['.vtt', '.srt', '.json', '.txt']);

/**
 * A text that changes when one of the recordings does, when one is put into a folder or taken out of it, or when
 * a text beside them changes. What is not there is part of it: nothing throws.
 *
 * @param paths absolute, of recordings and folders
 */
export async function stampOf(paths: readonly string[]): Promise<string> {
  const stamps = await Promise.all(paths.map(stampOfOne));
  return stamps.join('\n');
}

async function stampOfOne(path: string): Promise<string> {
  const names = await namesIn(path);
  if (names) return stampOfFiles(path, names);
  const folder = dirname(path);
  const texts = ((await namesIn(folder)) ?? []).filter((name) => TEXTS.has(extname(name).toLowerCase()));
  return `${await stampOfFile(path)}\n${await stampOfFiles(folder, texts)}`;
}

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
