/** Recordings as a meeting: each is played by a participant, and all begin together. */
import type { TrackCache } from '../built-in/track-cache.js';
import { checkAudioFormat } from '../built-in/audio-track.js';
import { checkVideoFormat } from '../built-in/picture-track.js';
import type { AudioFormat, Track, VideoFormat } from '../../tracks/track.js';
import {
  isOneVoice,
  isSelected,
  MediaUnavailableError,
  type AudioSelection,
  type MediaSource,
  type Utterance,
} from '../media-source.js';
import { levelsOf } from './loudest.js';
import { longest, prepareAudio, type PreparationTools } from './preparation.js';
import { openAudioTrack, openVideoTrack } from './prepared-tracks.js';
import { recordingsOf, type RecordedPerson } from './recorded-person.js';
import type { Recording } from './recording.js';
import { videoSegments } from './video-preparation.js';
import { voiceTrack } from './voice.js';

export interface RecordingSourceOptions {
  readonly label: string;
  /** At least one has a recording. */
  readonly people: readonly RecordedPerson[];
  /** In order of `startMs`. */
  readonly utterances: readonly Utterance[];
  readonly tools: PreparationTools;
  readonly tracks: TrackCache;
  /** Who speaks where nobody's words are known. Default: always the first. */
  readonly loudestAt?: (positionMs: number) => number;
}

/** Nothing is converted before somebody asks for it. */
export function createRecordingSource(options: RecordingSourceOptions): MediaSource {
  const { label, people, utterances, tools, tracks } = options;
  const durationMs = longest(recordingsOf(people));

  const levels = new Map<Recording, Float64Array>();

  /** How loud a recording is, listened to once. */
  async function levelsIn(recording: Recording, signal?: AbortSignal): Promise<Float64Array> {
    const known = levels.get(recording) ?? (await levelsOf(tools, recording, signal));
    levels.set(recording, known);
    return known;
  }

  /** Those who are heard. Throws when nobody is. */
  function heard(selection: AudioSelection): readonly Recording[] {
    const chosen = people.filter((_, index) => isSelected(selection, index));
    const recordings = recordingsOf(chosen);
    const found = recordings.filter(({ hasAudio }) => hasAudio);
    if (found.length > 0) return found;
    const silent = recordings.map(({ fileName }) => fileName);
    const why =
      chosen.length === 0
        ? `there is no such participant; ${label} has ${people.length}, counted from 0`
        : silent.length > 0
          ? `${silent.join(', ')} has no sound; ask for its pictures only, or choose another file`
          : `${chosen.map(({ name }) => name).join(', ')} has no recording; give them one as media`;
    throw new MediaUnavailableError('no-audio', why);
  }

  return {
    label,
    durationMs,
    participants: people.map(({ name, recording }) => ({
      name,
      hasAudio: recording?.hasAudio ?? false,
      hasVideo: recording?.hasVideo ?? false,
    })),
    utterances,
    shares: [],

    async audio(selection: AudioSelection, format: AudioFormat, signal?: AbortSignal): Promise<Track> {
      checkAudioFormat(format);
      const chosen = heard(selection);
      const { path } = await prepareAudio(tools, chosen, format, signal);
      const key = JSON.stringify([path, durationMs, format.intervalMs]);
      const soundMs = longest(chosen);
      const track = await tracks.getOrMake(key, () =>
        openAudioTrack({ path, format, soundMs, loopMs: durationMs }),
      );
      const [speaker] = chosen;
      if (!isOneVoice(selection) || !speaker) return track;
      return voiceTrack(track, await levelsIn(speaker, signal), durationMs);
    },

    async video(participant: number, format: VideoFormat, signal?: AbortSignal): Promise<Track | undefined> {
      checkVideoFormat(format);
      const recording = people[participant]?.recording;
      if (!recording?.hasVideo) return undefined;
      const content = await recording.contentHash(signal);
      const key = JSON.stringify([content, format, durationMs]);
      return tracks.getOrMake(key, () => {
        const segments = videoSegments(tools, recording, format);
        return openVideoTrack({ segments, format, loopMs: durationMs });
      });
    },

    share: () => Promise.resolve(undefined),

    activeSpeakerAt(positionMs: number): number {
      const position = positionMs % durationMs;
      const last = utterances.findLast(({ startMs }) => startMs <= position) ?? utterances.at(-1);
      return last?.speaker ?? options.loudestAt?.(position) ?? 0;
    },
  };
}
