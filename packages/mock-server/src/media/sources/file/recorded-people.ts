/** People who play a recording each, and others who only listen. */
import { resolve } from 'node:path';
import { createTrackCache } from '../../tracks/track-cache.js';
import type { MediaSource } from '../media-source.js';
import type { MediaFileOptions } from './file-source.js';
import { followLoudest } from './loudest.js';
import { openRecording } from './recording.js';
import type { RecordedPerson } from './recorded-person.js';
import { createRecordingSource } from './recording-source.js';
import { findTranscript } from './transcripts/transcript-file.js';
import { utteranceOf } from './transcripts/transcript-cast.js';

/** Somebody who takes part, and what they play. */
export interface ParticipantMedia {
  readonly name: string;
  /** A recording; without one this person is silent and has no camera. */
  readonly media?: string | undefined;
}

/**
 * A meeting of these people: all recordings begin together, and everything repeats after the longest. Throws
 * {@link MediaUnavailableError} as `openMediaFile` does, for the first recording that cannot be played.
 */
export async function openParticipantMedia(
  participants: readonly ParticipantMedia[],
  folder: string,
  options: MediaFileOptions,
): Promise<MediaSource> {
  const people: RecordedPerson[] = [];
  for (const { name, media } of participants) {
    const recording =
      media === undefined
        ? undefined
        : await openRecording(resolve(folder, media), options.ffmpeg, options.signal);
    people.push({ name, recording });
  }
  const label = people.flatMap(({ recording }) => recording?.fileName ?? []).join(' + ');
  return openPeople(label, people, options);
}

/**
 * Who speaks is taken from the transcripts beside the recordings; without any, it is who is loudest, and for
 * that their sound is converted here. What is said in somebody's recording is said by them, whoever else the
 * transcript names.
 */
export async function openPeople(
  label: string,
  people: readonly RecordedPerson[],
  options: MediaFileOptions,
): Promise<MediaSource> {
  const spoken = await Promise.all(
    people.map(async ({ recording }) => (recording ? findTranscript(recording, options) : [])),
  );
  const utterances = spoken
    .flatMap((lines, speaker) => lines.map((line) => utteranceOf(line, speaker)))
    .sort((a, b) => a.startMs - b.startMs);
  const speakers = people.filter(({ recording }) => recording?.hasAudio).length;
  const loudestAt =
    utterances.length === 0 && speakers > 1
      ? await followLoudest(options, people, options.signal)
      : undefined;
  return createRecordingSource({
    label,
    people,
    utterances,
    tools: options,
    tracks: options.tracks ?? createTrackCache(),
    ...(loudestAt && { loudestAt }),
  });
}
