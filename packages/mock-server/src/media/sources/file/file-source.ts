/** A recording as a meeting: of the speakers that its transcript names, or of one participant. */
import { createTrackCache, type TrackCache } from '../../tracks/track-cache.js';
import type { MediaSource, Utterance } from '../media-source.js';
import type { ConversionTools } from './conversion.js';
import type { RecordedParticipant } from './recorded-participant.js';
import { createRecordingSource } from './recording-source.js';
import { openRecording, type Recording } from './recording.js';
import { findTranscript, type TranscriptOptions } from './transcripts/transcript-file.js';
import { assignSpeakers } from './transcripts/transcript-speakers.js';

/** Options for opening recordings. */
export interface MediaFileOptions extends ConversionTools, TranscriptOptions {
  /**
   * Cache that shares tracks between meetings. Pass the same one for all sources of a server, so that a file that is
   * opened twice is kept in memory once.
   *
   * @default a cache for this source
   */
  readonly tracks?: TrackCache;
  /** Aborts the opening. */
  readonly signal?: AbortSignal;
}

/**
 * Opens a recording in any format that ffmpeg reads; a WAV file with 16-bit PCM needs no ffmpeg. Audio and video are
 * converted when an app first requests a format. At its end the recording starts again.
 *
 * The words come from a transcript beside the file with the same name: `talk.vtt`, `talk.srt` or `talk.json` for
 * `talk.mp4`. Each speaker that it names is a participant, with the audio of their lines and the video of the
 * recording. Without names the recording is one participant, named after the file.
 *
 * @throws `MediaUnavailableError` with `file-unreadable` or `ffmpeg-missing`. Methods of the source reject with
 * `no-audio`, `format-unsupported`, `ffmpeg-missing`, `conversion-failed`, and `file-unreadable` when the file has
 * changed since
 */
export async function openMediaFile(path: string, options: MediaFileOptions): Promise<MediaSource> {
  const recording = await openRecording(path, options.ffmpeg, options.signal);
  const { names, utterances } = assignSpeakers(await findTranscript(recording, options));
  return createRecordingSource({
    label: recording.fileName,
    recorded: participantsOf(recording, names, utterances),
    utterances,
    tools: options,
    tracks: options.tracks ?? createTrackCache(),
  });
}

/** With fewer than two speakers there is nothing to divide. */
function participantsOf(
  recording: Recording,
  names: readonly string[],
  utterances: readonly Utterance[],
): RecordedParticipant[] {
  if (names.length < 2) return [{ name: names[0] ?? recording.name, recording }];
  return names.map((name, index) => ({
    name,
    recording,
    lines: utterances.filter(({ speaker }) => speaker === index),
  }));
}
