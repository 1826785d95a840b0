/** One or more recordings as a meeting: each is a participant, and all begin together. */
import type { TrackCache } from '../built-in/track-cache.js';
import { checkAudioFormat } from '../built-in/audio-track.js';
import { checkVideoFormat } from '../built-in/picture-track.js';
import type { AudioFormat, Track, VideoFormat } from '../../tracks/track.js';
import {
  MediaUnavailableError,
  type AudioSelection,
  type MediaSource,
  type Utterance,
} from '../media-source.js';
import { longest, prepareAudio, prepareVideo, type PreparationTools } from './preparation.js';
import { openAudioTrack, openVideoTrack } from './prepared-tracks.js';
import type { Recording } from './recording.js';

export interface RecordingSourceOptions {
  readonly label: string;
  readonly recordings: readonly Recording[];
  /** In order of `startMs`. */
  readonly utterances: readonly Utterance[];
  readonly tools: PreparationTools;
  readonly tracks: TrackCache;
  /** Who speaks where nobody's words are known. Default: always the first. */
  readonly loudestAt?: (positionMs: number) => number;
}

/** Nothing is converted before somebody asks for it. */
export function createRecordingSource(options: RecordingSourceOptions): MediaSource {
  const { label, recordings, utterances, tools, tracks } = options;
  const durationMs = longest(recordings);

  /** Those who are heard. Throws when nobody is. */
  function heard(selection: AudioSelection): readonly Recording[] {
    const chosen = selection === 'mixed' ? recordings : recordings.slice(selection.participant).slice(0, 1);
    const found = chosen.filter(({ hasAudio }) => hasAudio);
    if (found.length > 0) return found;
    const names = chosen.map(({ fileName }) => fileName).join(', ');
    const why =
      chosen.length > 0
        ? `${names} has no sound; ask for its pictures only, or choose another file`
        : `there is no such participant; ${label} has ${recordings.length}, counted from 0`;
    throw new MediaUnavailableError('no-audio', why);
  }

  return {
    label,
    durationMs,
    participants: recordings.map(({ name, hasAudio, hasVideo }) => ({ name, hasAudio, hasVideo })),
    utterances,
    shares: [],

    async audio(selection: AudioSelection, format: AudioFormat, signal?: AbortSignal): Promise<Track> {
      checkAudioFormat(format);
      const chosen = heard(selection);
      const { path } = await prepareAudio(tools, chosen, format, signal);
      const key = JSON.stringify([path, durationMs, format.intervalMs]);
      const soundMs = longest(chosen);
      return tracks.getOrMake(key, () => openAudioTrack({ path, format, soundMs, loopMs: durationMs }));
    },

    async video(participant: number, format: VideoFormat, signal?: AbortSignal): Promise<Track | undefined> {
      checkVideoFormat(format);
      const recording = recordings[participant];
      if (!recording?.hasVideo) return undefined;
      const { path } = await prepareVideo(tools, recording, format, signal);
      const key = JSON.stringify([path, durationMs]);
      return tracks.getOrMake(key, () => openVideoTrack({ path, format, loopMs: durationMs }));
    },

    share: () => Promise.resolve(undefined),

    activeSpeakerAt(positionMs: number): number {
      const position = positionMs % durationMs;
      const last = utterances.findLast(({ startMs }) => startMs <= position) ?? utterances.at(-1);
      return last?.speaker ?? options.loudestAt?.(position) ?? 0;
    },
  };
}
