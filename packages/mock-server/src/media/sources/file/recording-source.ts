/** Recordings as a meeting: people play one each, or are heard in the same one; all begin together. */
import { createHash } from 'node:crypto';

import type { TrackCache } from '../../tracks/track-cache.js';
import { checkAudioFormat, checkVideoFormat } from '../../formats.js';
import { galleryRects, speakerRects } from '../../layouts.js';
import type { AudioFormat, Track, VideoFormat } from '../../tracks/track.js';
import { MediaUnavailableError } from '../../media-unavailable-error.js';
import {
  isSingleParticipant,
  isSelected,
  participantsInView,
  type AudioSelection,
  type ComposedView,
  type MediaSource,
  type Utterance,
} from '../media-source.js';
import { levelsOf } from './loudest.js';
import { longest, prepareAudio, tellDamage, type PreparationTools } from './preparation.js';
import { openAudioTrack, openVideoTrack } from './prepared-tracks.js';
import { recordingsOf, type RecordedPerson } from './recorded-person.js';
import type { Recording } from './recording.js';
import { partOfSound } from './shared-recording.js';
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

  const levels = new Map<Recording, Promise<Float64Array>>();

  /** How loud a recording is, listened to once for all who are heard in it. */
  async function levelsIn(recording: Recording, signal?: AbortSignal): Promise<Float64Array> {
    // Another caller may have given up on theirs.
    const running = levels.get(recording);
    const known = running && (await running.catch(() => undefined));
    if (known) return known;
    const listening = levelsOf(tools, recording, signal);
    levels.set(recording, listening);
    return listening;
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
      const soundMs = longest(chosen);
      const spans = partOfSound(people, selection, soundMs);
      const only =
        spans && ({ spans, elsewhere: isSingleParticipant(selection) ? 'nothing' : 'silence' } as const);
      const key = JSON.stringify([path, durationMs, format.intervalMs, only && digestOf(only)]);
      const track = await tracks.getOrMake(key, () =>
        openAudioTrack({ path, format, soundMs, loopMs: durationMs, only }),
      );
      const [speaker] = chosen;
      if (!isSingleParticipant(selection) || !speaker) return track;
      return voiceTrack(track, await levelsIn(speaker, signal), durationMs);
    },

    async video(participant: number, format: VideoFormat, signal?: AbortSignal): Promise<Track | undefined> {
      checkVideoFormat(format);
      const recording = people[participant]?.recording;
      if (!recording?.hasVideo) return undefined;
      const [content] = await Promise.all([
        recording.contentHash(signal),
        tellDamage([recording], tools.onWarning, signal),
      ]);
      const key = JSON.stringify([content, format, durationMs]);
      return tracks.getOrMake(key, () => {
        const whole = { recording, x: 0, y: 0, width: format.width, height: format.height };
        const segments = videoSegments(tools, [whole], format);
        return openVideoTrack({ segments, format, loopMs: durationMs });
      });
    },

    async composed(
      view: ComposedView,
      format: VideoFormat,
      signal?: AbortSignal,
    ): Promise<Track | undefined> {
      checkVideoFormat(format);
      const seen = participantsInView(view).flatMap((place) => {
        const recording = people[place]?.recording;
        return recording?.hasVideo ? [recording] : [];
      });
      // Several may speak in one recording.
      const cameras = [...new Set(seen)];
      if (cameras.length === 0) return undefined;
      const rects = view.kind === 'gallery' ? galleryRects : speakerRects;
      const tiles = rects(cameras.length, format.width, format.height).flatMap((rect, index) => {
        const recording = cameras[index];
        return recording ? [{ ...rect, recording }] : [];
      });
      const contents = await Promise.all(tiles.map(({ recording }) => recording.contentHash(signal)));
      const key = JSON.stringify([view.kind, contents, format, durationMs]);
      return tracks.getOrMake(key, () => {
        const segments = videoSegments(tools, tiles, format);
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

/** Long lists make long keys. */
function digestOf(value: object): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
