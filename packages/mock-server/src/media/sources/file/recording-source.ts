/** A meeting that plays recordings: one per participant, or one in which several participants speak. */
import { createHash } from 'node:crypto';

import { checkAudioFormat, checkVideoFormat } from '../../formats.js';
import { galleryRects, speakerRects } from '../../layouts.js';
import { MediaUnavailableError } from '../../media-unavailable-error.js';
import type { TrackCache } from '../../tracks/track-cache.js';
import type { AudioFormat, Track, VideoFormat } from '../../tracks/track.js';
import {
  isSelected,
  isSingleParticipant,
  participantsInView,
  type AudioSelection,
  type ComposedView,
  type MediaSource,
  type ShareSpan,
  type SourceParticipant,
  type Utterance,
} from '../media-source.js';
import { speakerAt, speakerTurns, type SpeakerTurn } from '../speaker-turns.js';
import { prepareAudio } from './audio-preparation.js';
import { maxDurationMs, warnAboutDamage, type ConversionTools } from './conversion.js';
import { levelsOf } from './loudest-speaker.js';
import { passThrough } from './pass-through.js';
import { openAudioTrack } from './prepared-audio-track.js';
import { openVideoTrack } from './prepared-video-track.js';
import { recordingsOf, type RecordedParticipant } from './recorded-participant.js';
import type { Recording } from './recording.js';
import { partOfAudio } from './shared-recording.js';
import { videoSegments } from './video-preparation.js';
import { voiceTrack } from './voice.js';

/** Recordings, and everything that is known about them. */
export interface RecordingSourceOptions {
  readonly label: string;
  /** The participants. At least one has a recording. */
  readonly recorded: readonly RecordedParticipant[];
  /** In order of `startMs`. */
  readonly utterances: readonly Utterance[];
  readonly tools: ConversionTools;
  readonly tracks: TrackCache;
  /** Returns the index of the active speaker, for recordings without transcripts. Default: always the first. */
  readonly loudestAt?: (positionMs: number) => number;
}

/** Creates a source. Nothing is converted before a track is requested. */
export function createRecordingSource(options: RecordingSourceOptions): MediaSource {
  return new RecordingSource(options);
}

class RecordingSource implements MediaSource {
  readonly label: string;
  readonly durationMs: number;
  readonly participants: readonly SourceParticipant[];
  readonly utterances: readonly Utterance[];
  readonly shares: readonly ShareSpan[];
  readonly #options: RecordingSourceOptions;
  readonly #turns: readonly SpeakerTurn[];
  readonly #levels = new Map<Recording, Promise<Float64Array>>();

  constructor(options: RecordingSourceOptions) {
    const { label, recorded, utterances } = options;
    this.#options = options;
    this.label = label;
    const shares = recorded.flatMap(({ share }, sharer) => (share ? [{ share, sharer }] : []));
    this.durationMs = maxDurationMs([...recordingsOf(recorded), ...shares.map(({ share }) => share)]);
    this.shares = shares.map(({ share, sharer }) => ({ sharer, startMs: 0, endMs: share.durationMs }));
    this.participants = recorded.map(({ name, recording }) => ({
      name,
      hasAudio: recording?.hasAudio ?? false,
      hasVideo: recording?.hasVideo ?? false,
    }));
    this.utterances = utterances;
    this.#turns = speakerTurns(utterances);
  }

  async audio(selection: AudioSelection, format: AudioFormat, signal?: AbortSignal): Promise<Track> {
    checkAudioFormat(format);
    const { recorded, tools, tracks } = this.#options;
    const loopMs = this.durationMs;
    const isSingle = isSingleParticipant(selection);
    const chosen = this.#recordingsWithAudio(selection);
    const { path } = await prepareAudio(tools, chosen, format, signal);
    const audioMs = maxDurationMs(chosen);
    const spans = partOfAudio(recorded, selection, audioMs);
    const only = spans && ({ spans, elsewhere: isSingle ? 'nothing' : 'silence' } as const);
    const key = JSON.stringify([path, loopMs, format.intervalMs, only && digestOf(only)]);
    const track = await tracks.getOrMake(key, () => openAudioTrack({ path, format, audioMs, loopMs, only }));
    const [speaker] = chosen;
    if (!isSingle || !speaker) return track;
    return voiceTrack(track, await this.#levelsIn(speaker, signal), loopMs);
  }

  video(participant: number, format: VideoFormat, signal?: AbortSignal): Promise<Track | undefined> {
    return this.#videoOf(this.#options.recorded[participant]?.recording, format, signal);
  }

  async #videoOf(
    recording: Recording | undefined,
    format: VideoFormat,
    signal: AbortSignal | undefined,
  ): Promise<Track | undefined> {
    checkVideoFormat(format);
    const { tools, tracks } = this.#options;
    if (!recording?.hasVideo) return undefined;
    const [content] = await Promise.all([
      recording.contentHash(signal),
      warnAboutDamage([recording], tools.onWarning, signal),
    ]);
    const key = JSON.stringify([content, format, this.durationMs]);
    return tracks.getOrMake(key, async () => {
      const loopMs = this.durationMs;
      const passed = await passThrough(tools, recording, format, signal);
      if (passed) {
        return openVideoTrack({ segments: passed.segments, perSegment: passed.frames, format, loopMs });
      }
      const whole = { recording, x: 0, y: 0, width: format.width, height: format.height };
      return openVideoTrack({ segments: videoSegments(tools, [whole], format), format, loopMs });
    });
  }

  async composed(view: ComposedView, format: VideoFormat, signal?: AbortSignal): Promise<Track | undefined> {
    checkVideoFormat(format);
    const { tools, tracks } = this.#options;
    const cameras = this.#camerasIn(view);
    if (cameras.length === 0) return undefined;
    const rects = view.kind === 'gallery' ? galleryRects : speakerRects;
    const tiles = rects(cameras.length, format.width, format.height).flatMap((rect, index) => {
      const recording = cameras[index];
      return recording ? [{ ...rect, recording }] : [];
    });
    const contents = await Promise.all(tiles.map(({ recording }) => recording.contentHash(signal)));
    const key = JSON.stringify([view.kind, contents, format, this.durationMs]);
    return tracks.getOrMake(key, () => {
      const segments = videoSegments(tools, tiles, format);
      return openVideoTrack({ segments, format, loopMs: this.durationMs });
    });
  }

  share(format: VideoFormat, signal?: AbortSignal): Promise<Track | undefined> {
    const sharer = this.#options.recorded.find(({ share }) => share !== undefined);
    return this.#videoOf(sharer?.share, format, signal);
  }

  activeSpeakerAt(positionMs: number): number {
    const position = positionMs % this.durationMs;
    return speakerAt(this.#turns, position) ?? this.#options.loudestAt?.(position) ?? 0;
  }

  /** The recordings of a selection that have audio. Throws `MediaUnavailableError` when none has. */
  #recordingsWithAudio(selection: AudioSelection): readonly Recording[] {
    const { label, recorded } = this.#options;
    const chosen = recorded.filter((_, index) => isSelected(selection, index));
    const recordings = recordingsOf(chosen);
    const withAudio = recordings.filter(({ hasAudio }) => hasAudio);
    if (withAudio.length > 0) return withAudio;
    const silent = recordings.map(({ fileName }) => fileName);
    const why =
      chosen.length === 0
        ? `there is no such participant; ${label} has ${recorded.length}, counted from 0`
        : silent.length > 0
          ? `${silent.join(', ')} has no audio; request only its video, or choose another file`
          : `${chosen.map(({ name }) => name).join(', ')} has no recording; set one as media`;
    throw new MediaUnavailableError('no-audio', why);
  }

  /** The recordings with video in a view, each one once: several participants may share one. */
  #camerasIn(view: ComposedView): readonly Recording[] {
    const recordings = participantsInView(view).flatMap((index) => {
      const recording = this.#options.recorded[index]?.recording;
      return recording?.hasVideo ? [recording] : [];
    });
    return [...new Set(recordings)];
  }

  /** The levels of a recording, measured once for all participants who speak in it. */
  async #levelsIn(recording: Recording, signal?: AbortSignal): Promise<Float64Array> {
    // If the measurement was aborted by another caller, it is started again.
    const running = this.#levels.get(recording);
    const known = running && (await running.catch(() => undefined));
    if (known) return known;
    const measuring = levelsOf(this.#options.tools, recording, signal);
    this.#levels.set(recording, measuring);
    return measuring;
  }
}

/** Shortens a value that would make a long key. */
function digestOf(value: object): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
