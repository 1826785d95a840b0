/** A folder with one recording for each participant: a meeting of several people. */
import { readdir } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';

import { MediaUnavailableError, type MediaSource } from '../media-source.js';
import type { MediaFileOptions } from './file-source.js';
import { openPeople } from './recorded-people.js';
import { openRecording } from './recording.js';
import type { RecordedPerson } from './recorded-person.js';

/** What lies in such a folder beside transcripts and notes; any other file is left out. */
const RECORDINGS = new Set(
  '.3gp .aac .aiff .avi .flac .flv .m4a .m4v .mka .mkv .mov .mp3 .mp4 .mpeg .mpg .oga .ogg .ogv .opus .wav .webm .wma .wmv'.split(
    ' ',
  ),
);

/**
 * Opens all recordings of a folder, in order of their names; each is a participant named after the file.
 * All begin together, and everything repeats after the longest. The mixed sound is their sum. Who speaks
 * is taken from transcripts; without any, it is who is loudest, and for that their sound is converted here.
 *
 * Throws {@link MediaUnavailableError} as `openMediaFile` does, also when one of the files cannot be
 * played, and `file-unreadable` for a folder without recordings.
 */
export async function openMediaFolder(path: string, options: MediaFileOptions): Promise<MediaSource> {
  const label = basename(resolve(path));
  const people: RecordedPerson[] = [];
  for (const file of await findRecordings(path, label)) {
    const recording = await openRecording(file, options.ffmpeg, options.signal);
    people.push({ name: recording.name, recording });
  }
  return openPeople(label, people, options);
}

async function findRecordings(path: string, label: string): Promise<string[]> {
  let names: string[];
  try {
    names = await readdir(path);
  } catch (cause) {
    const why = `the folder ${resolve(path)} cannot be read: ${(cause as Error).message}`;
    throw new MediaUnavailableError('file-unreadable', why, { cause });
  }
  const found = names.filter((name) => !name.startsWith('.') && RECORDINGS.has(extname(name).toLowerCase()));
  if (found.length > 0) return found.sort((a, b) => (a < b ? -1 : 1)).map((name) => join(path, name));
  throw new MediaUnavailableError(
    'file-unreadable',
    `the folder ${label} holds no recordings; put one file for each participant into it, such as Ana.mp4 and Bo.m4a`,
  );
}
