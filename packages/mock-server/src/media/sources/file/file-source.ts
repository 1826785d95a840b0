/** A recording of the user as a meeting: one participant, who loops. */
import { createTrackCache, type TrackCache } from '../built-in/track-cache.js';
import type { MediaSource } from '../media-source.js';
import type { PreparationTools } from './preparation.js';
import { openRecording } from './recording.js';
import { createRecordingSource } from './recording-source.js';
import { utteranceOf } from './transcript-cast.js';
import { findTranscript, type TranscriptOptions } from './transcript-file.js';

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
 * transcript beside the file with the same name: `talk.vtt`, `talk.srt` or `talk.json` for `talk.mp4`.
 *
 * Throws {@link MediaUnavailableError}: `file-unreadable` with the file's name and what to do, or
 * `ffmpeg-missing`. The source throws `no-audio`, `format-unsupported`, `ffmpeg-missing`,
 * `conversion-failed`, and `file-unreadable` when the file has changed.
 */
export async function openMediaFile(path: string, options: MediaFileOptions): Promise<MediaSource> {
  const recording = await openRecording(path, options.ffmpeg, options.signal);
  const lines = await findTranscript(recording, options);
  return createRecordingSource({
    label: recording.fileName,
    people: [{ name: recording.name, recording }],
    utterances: lines.map((line) => utteranceOf(line, 0)),
    tools: options,
    tracks: options.tracks ?? createTrackCache(),
  });
}
