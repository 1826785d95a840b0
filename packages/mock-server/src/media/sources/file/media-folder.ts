/** A folder with one recording per participant, as a meeting. */
import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';

import { MediaUnavailableError } from '../../media-unavailable-error.js';
import type { MediaSource } from '../media-source.js';
import type { MediaFileOptions } from './file-source.js';
import { openRecordedParticipants } from './recorded-participants.js';
import { openRecording, type Recording } from './recording.js';

/** Extensions of recordings. Other files in the folder, such as transcripts and notes, are ignored. */
const RECORDING_EXTENSIONS = new Set(
  '.3gp .aac .aiff .avi .flac .flv .m4a .m4v .mka .mkv .mov .mp3 .mp4 .mpeg .mpg .oga .ogg .ogv .opus .wav .webm .wma .wmv'.split(
    ' ',
  ),
);

/**
 * Opens all recordings of a folder, in order of their names. Each is a participant named after the file; of several
 * with the same name the one with video is played. All begin together, and everything repeats after the longest.
 * Mixed audio is their sum. The active speaker is taken from the transcripts; without any, it is the loudest
 * participant, for which all audio is converted here.
 *
 * Folders and dangling links that are named like a recording are skipped with a warning.
 *
 * @throws `MediaUnavailableError`, as `openMediaFile` does, if any of the files cannot be played, and with
 * `file-unreadable` for a folder without recordings
 */
export async function openMediaFolder(path: string, options: MediaFileOptions): Promise<MediaSource> {
  const label = basename(resolve(path));
  const byName = new Map<string, Recording>();
  for (const file of await findRecordings(path, label, options)) {
    const recording = await openRecording(file, options.ffmpeg, options.signal);
    const other = byName.get(recording.name);
    const [played, skipped] = other && !isBetter(recording, other) ? [other, recording] : [recording, other];
    byName.set(recording.name, played);
    if (skipped)
      options.onWarning?.(`${skipped.fileName} is skipped: ${played.name} plays ${played.fileName}`);
  }
  const participants = Array.from(byName, ([name, recording]) => ({ name, recording }));
  return openRecordedParticipants(label, participants, options);
}

/** On a tie the first in order of names stays. */
function isBetter(recording: Recording, other: Recording): boolean {
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
    if (!isRecordingName(name)) continue;
    const problem = await whyNotAFile(join(path, name));
    if (problem === undefined) found.push(join(path, name));
    else onWarning?.(`${name} in the folder ${label} is skipped: ${problem}`);
  }
  if (found.length > 0) return found;
  throw new MediaUnavailableError(
    'file-unreadable',
    `the folder ${label} contains no recordings; put one file per participant into it, such as Ana.mp4 and Bo.m4a`,
  );
}

/** Returns true if a folder contains a file with the extension of a recording; false also if there is no folder. */
export async function hasRecordings(path: string): Promise<boolean> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  return entries.some((entry) => !entry.isDirectory() && isRecordingName(entry.name));
}

function isRecordingName(name: string): boolean {
  return !name.startsWith('.') && RECORDING_EXTENSIONS.has(extname(name).toLowerCase());
}

/** `undefined` for files, also for those that cannot be read: opening them reports why. */
async function whyNotAFile(path: string): Promise<string | undefined> {
  const status = await stat(path).catch((error: NodeJS.ErrnoException) => error);
  if (!(status instanceof Error)) {
    if (status.isFile()) return undefined;
    return status.isDirectory() ? 'it is a folder' : 'it is not a regular file';
  }
  return status.code === 'ENOENT' || status.code === 'ELOOP' ? 'it is a dangling link' : undefined;
}
