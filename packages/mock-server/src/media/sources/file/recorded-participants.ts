/** Meetings of participants who play one recording each, and others who only listen. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { MediaUnavailableError } from '../../media-unavailable-error.js';
import { createTrackCache } from '../../tracks/track-cache.js';
import type { MediaSource } from '../media-source.js';
import type { MediaFileOptions } from './file-source.js';
import { followLoudestSpeaker } from './loudest-speaker.js';
import type { RecordedParticipant } from './recorded-participant.js';
import { createRecordingSource } from './recording-source.js';
import { openRecording, type Recording } from './recording.js';
import { openShare } from './share-media.js';
import { findTranscript } from './transcripts/transcript-file.js';
import { utteranceOf } from './transcripts/transcript-speakers.js';

/** A participant of a meeting, and the recording that they play. */
export interface ParticipantMedia {
  /** Display name. */
  readonly name: string;
  /** Path of a recording. Absent: a participant without audio and camera. */
  readonly media?: string | undefined;
  /** Path of a screen share: a video, a folder of images, or a PDF. Only one participant can have one. */
  readonly share?: string | undefined;
}

/**
 * Opens a meeting of these participants. All recordings begin together, and everything repeats after the longest.
 *
 * @param folder folder that relative paths are resolved against
 * @throws `MediaUnavailableError`, as `openMediaFile` does, for the first recording that cannot be played
 */
export async function openParticipantMedia(
  participants: readonly ParticipantMedia[],
  folder: string,
  options: MediaFileOptions,
): Promise<MediaSource> {
  const recorded: RecordedParticipant[] = [];
  const sharers = participants.filter(({ share }) => share !== undefined).map(({ name }) => name);
  if (sharers.length > 1) {
    const why = `${sharers.join(' and ')} have a share each, and a meeting has only one; remove the others`;
    throw new MediaUnavailableError('format-unsupported', why);
  }
  for (const { name, media, share: sharePath } of participants) {
    const recording =
      media === undefined
        ? undefined
        : await openRecording(resolve(folder, media), options.ffmpeg, options.signal);
    const share =
      sharePath === undefined ? undefined : await openShareAt(resolve(folder, sharePath), options);
    recorded.push({ name, recording, ...(share && { share }) });
  }
  const files = recorded.flatMap(({ recording, share }) => [recording, share]);
  const label = files.flatMap((file) => file?.fileName ?? []).join(' + ');
  return openRecordedParticipants(label, recorded, options);
}

/**
 * Creates a source from recordings and the transcripts beside them. Everything that is said in the recording of a
 * participant is attributed to them, whatever names the transcript contains. The active speaker is taken from the
 * transcripts; without any, it is the loudest participant, for which all audio is converted here.
 */
export async function openRecordedParticipants(
  label: string,
  participants: readonly RecordedParticipant[],
  options: MediaFileOptions,
): Promise<MediaSource> {
  const transcripts = await Promise.all(
    participants.map(async ({ recording }) => (recording ? findTranscript(recording, options) : [])),
  );
  const utterances = transcripts
    .flatMap((lines, speaker) => lines.map((line) => utteranceOf(line, speaker)))
    .sort((a, b) => a.startMs - b.startMs);
  const withAudio = participants.filter(({ recording }) => recording?.hasAudio).length;
  const loudestAt =
    utterances.length === 0 && withAudio > 1
      ? await followLoudestSpeaker(options, participants, options.signal)
      : undefined;
  return createRecordingSource({
    label,
    recorded: participants,
    utterances,
    tools: options,
    tracks: options.tracks ?? createTrackCache(),
    ...(loudestAt && { loudestAt }),
  });
}

function openShareAt(path: string, options: MediaFileOptions): Promise<Recording> {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return openShare(path, { tools: options, isFolder, signal: options.signal });
}
