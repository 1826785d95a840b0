/** A recording of the user as a meeting, which loops: of those whom its transcript names, or of one participant. */
import { createTrackCache, type TrackCache } from '../../tracks/track-cache.js';
import type { MediaSource, Utterance } from '../media-source.js';
import type { PreparationTools } from './preparation.js';
import { openRecording, type Recording } from './recording.js';
import type { RecordedPerson } from './recorded-person.js';
import { createRecordingSource } from './recording-source.js';
import { castOf } from './transcripts/transcript-cast.js';
import { findTranscript, type TranscriptOptions } from './transcripts/transcript-file.js';

export interface MediaFileOptions extends PreparationTools, TranscriptOptions {
  /**
   * Where tracks are shared between meetings. Default: one for this source. Pass the same one for all
   * sources of a server, so that a file that was opened twice is held once.
   */
  readonly tracks?: TrackCache;
  /** Gives up opening. Default: never. */
  readonly signal?: AbortSignal;
}

/**
 * Opens a recording in any format that ffmpeg reads. Its sound and pictures are converted when somebody
 * first asks for a format; a plain 16-bit PCM WAV file needs no ffmpeg. What is said is taken from a
 * transcript beside the file with the same name: `talk.vtt`, `talk.srt` or `talk.json` for `talk.mp4`. Each
 * speaker it names is a participant, who has the sound of the recording in their lines and its picture; without
 * names the whole recording belongs to one who is named after the file.
 *
 * Throws {@link MediaUnavailableError}: `file-unreadable` with the file's name and what to do, or
 * `ffmpeg-missing`. The source throws `no-audio`, `format-unsupported`, `ffmpeg-missing`,
 * `conversion-failed`, and `file-unreadable` when the file has changed.
 */
export async function openMediaFile(path: string, options: MediaFileOptions): Promise<MediaSource> {
  const recording = await openRecording(path, options.ffmpeg, options.signal);
  const { names, utterances } = castOf(await findTranscript(recording, options));
  return createRecordingSource({
    label: recording.fileName,
    people: peopleOf(recording, names, utterances),
    utterances,
    tools: options,
    tracks: options.tracks ?? createTrackCache(),
  });
}

/** With fewer than two there is nothing to divide. */
function peopleOf(
  recording: Recording,
  names: readonly string[],
  utterances: readonly Utterance[],
): RecordedPerson[] {
  if (names.length < 2) return [{ name: names[0] ?? recording.name, recording }];
  return names.map((name, place) => ({
    name,
    recording,
    lines: utterances.filter(({ speaker }) => speaker === place),
  }));
}
