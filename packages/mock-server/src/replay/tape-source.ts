import { MediaUnavailableError } from '../media/media-unavailable-error.js';
import type { MediaSource } from '../media/sources/media-source.js';
import type { RecordedStream } from './recorded-stream.js';

/** Creates the source of a meeting that plays a cassette: it knows the participants, and the tape itself sends the media. */
export function tapeSource(label: string, { people, media }: RecordedStream): MediaSource {
  const participants = [...people.values()].map((name) => ({
    name,
    hasAudio: media.audio !== undefined,
    hasVideo: media.video !== undefined,
  }));
  return {
    label,
    durationMs: Infinity,
    participants,
    utterances: [],
    shares: [],
    audio: () =>
      Promise.reject(
        new MediaUnavailableError('no-audio', `${label} is replayed to apps only, in its own format`),
      ),
    video: () => Promise.resolve(undefined),
    share: () => Promise.resolve(undefined),
    activeSpeakerAt: () => 0,
  };
}
