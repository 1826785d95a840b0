/** A folder with one recording for each participant: a meeting of several people. */
import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';

import { MediaUnavailableError } from '../../media-unavailable-error.js';
import type { MediaSource } from '../media-source.js';
import type { MediaFileOptions } from './file-source.js';
import { openPeople } from './recorded-people.js';
import { openRecording, type Recording } from './recording.js';

/** What lies in such a folder beside transcripts and notes; any other file is left out. */
const RECORDINGS = new Set(
  '.3gp .aac .aiff .avi .flac .flv .m4a .m4v .mka .mkv .mov .mp3 .mp4 .mpeg .mpg .oga .ogg .ogv .opus .wav .webm .wma .wmv'.split(
    ' ',
  ),
);

/**
 * Opens all recordings of a folder, in order of their names; each is a participant named after the file. Of
 * several with the same name the one with pictures is played. All begin together, and everything repeats after
 * the longest. The mixed sound is their sum. Who speaks is taken from transcripts; without any, it is who is
 * loudest, and for that their sound is converted here.
 *
 * What looks like a recording and is no file, such as a folder or a link that leads nowhere, is left out with
 * a warning. Throws {@link MediaUnavailableError} as `openMediaFile` does, also when one of the files cannot be
 * played, and `file-unreadable` for a folder without recordings.
 */
export async function openMediaFolder(path: string, options: MediaFileOptions): Promise<MediaSource> {
  const label = basename(resolve(path));
  const people = new Map<string, Recording>();
  for (const file of await findRecordings(path, label, options)) {
    const recording = await openRecording(file, options.ffmpeg, options.signal);
    const other = people.get(recording.name);
    const [played, leftOut] =
      other && !betterThan(recording, other) ? [other, recording] : [recording, other];
    people.set(recording.name, played);
    if (leftOut)
      options.onWarning?.(`${leftOut.fileName} is left out: ${played.name} plays ${played.fileName}`);
  }
  const all = Array.from(people, ([name, recording]) => ({ name, recording }));
  return openPeople(label, all, options);
}

/** Otherwise the first stays. */
function betterThan(recording: Recording, other: Recording): boolean {
  return recording.hasVideo && !other.hasVideo;
}

async function findRecordings(
  path: string,
  label: string,
  { onWarning }: Pick<MediaFileOptions, 'onWarning'>,
): Promise<string[]> {
  let names: string[];
  try {
    names = await readdir(path);
  } catch (cause) {
    const why = `the folder ${resolve(path)} cannot be read: ${(cause as Error).message}`;
    throw new MediaUnavailableError('file-unreadable', why, { cause });
  }
  const found: string[] = [];
  for (const name of names.sort((a, b) => (a < b ? -1 : 1))) {
    if (name.startsWith('.') || !RECORDINGS.has(extname(name).toLowerCase())) continue;
    const problem = await whyNoFile(join(path, name));
    if (problem === undefined) found.push(join(path, name));
    else onWarning?.(`${name} in the folder ${label} is left out: ${problem}`);
  }
  if (found.length > 0) return found;
  throw new MediaUnavailableError(
    'file-unreadable',
    `the folder ${label} holds no recordings; put one file for each participant into it, such as Ana.mp4 and Bo.m4a`,
  );
}

/** What is wrong with a file itself is told when it is opened. */
async function whyNoFile(path: string): Promise<string | undefined> {
  const status = await stat(path).catch((problem: NodeJS.ErrnoException) => problem);
  if (!(status instanceof Error)) {
    if (status.isFile()) return undefined;
    return status.isDirectory() ? 'it is a folder' : 'it is no ordinary file';
  }
  return status.code === 'ENOENT' || status.code === 'ELOOP' ? 'it is a link that leads nowhere' : undefined;
}
