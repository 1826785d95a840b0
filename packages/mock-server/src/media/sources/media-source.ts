/**
 * The source of a meeting's media. A source knows the participants, what they say and when, and prepares tracks in
 * the formats that apps request. Preparing a track may take time, such as for the conversion of a file; playing it
 * never does.
 */
import type { Clock } from '@rtms-mock/protocol';
import type { AudioFormat, Track, VideoFormat } from '../tracks/track.js';

/** One line that a participant says. Times are positions in the source, in milliseconds. */
export interface Utterance {
  /** Index into {@link MediaSource.participants}. */
  readonly speaker: number;
  readonly startMs: number;
  readonly endMs: number;
  /** The words, exactly as spoken. */
  readonly text: string;
  /** BCP 47 tag or English name of the language: `en`, `fr-CA`, `english`. */
  readonly language: string;
}

/** One participant of a source. */
export interface SourceParticipant {
  /** Display name. */
  readonly name: string;
  readonly hasAudio: boolean;
  /** True for a participant with a camera. */
  readonly hasVideo: boolean;
}

/** A span during which a participant shares a screen. Times are positions in the source, in milliseconds. */
export interface ShareSpan {
  /** Index into {@link MediaSource.participants}. */
  readonly sharer: number;
  readonly startMs: number;
  readonly endMs: number;
}

/** A chat message from a participant to everyone. */
export interface ChatLine {
  /** Index into {@link MediaSource.participants}. */
  readonly sender: number;
  /** Position in the source, in milliseconds. */
  readonly atMs: number;
  readonly text: string;
}

/**
 * Participants whose audio is in a track: all of them mixed, a single one (PROTOCOL.md §18.12), or some of them
 * mixed.
 */
export type AudioSelection =
  | 'mixed'
  | { readonly participant: number }
  /** Mix of those who are in the meeting, while others are not: at least one, in ascending order. */
  | { readonly participants: readonly number[] };

/** Returns true if a participant is part of a selection. */
export function isSelected(selection: AudioSelection, participant: number): boolean {
  if (selection === 'mixed') return true;
  if ('participant' in selection) return selection.participant === participant;
  return selection.participants.includes(participant);
}

/**
 * Returns true for a single participant: nothing is sent while they are silent, whereas a mix continues with silence.
 */
export function isSingleParticipant(
  selection: AudioSelection,
): selection is Extract<AudioSelection, { readonly participant: number }> {
  return selection !== 'mixed' && 'participant' in selection;
}

/**
 * Video composed of several cameras (2025 only: PROTOCOL.md §18.12). In a `speaker` view one participant is large and
 * the others are small beside them. `participants` are shown in this order, as many as fit.
 */
export type ComposedView =
  | { readonly kind: 'gallery'; readonly participants: readonly number[] }
  | { readonly kind: 'speaker'; readonly speaker: number; readonly participants: readonly number[] };

/** Returns the participants of a view in order, the large one first. */
export function participantsInView(view: ComposedView): readonly number[] {
  if (view.kind === 'gallery') return view.participants;
  return [view.speaker, ...view.participants.filter((participant) => participant !== view.speaker)];
}

/** The meeting that plays a source, as the source sees it. */
export interface MeetingContext {
  readonly clock: Clock;
  /** Time of the clock at which the meeting's position was 0, in milliseconds. */
  readonly originMs: number;
  /** Returns true while no app receives the meeting. May become false again when a stream is restarted. */
  isOver(): boolean;
}

/**
 * Media that a meeting plays. Indices of participants refer to `participants`; positions are milliseconds from the
 * beginning of the meeting. Tracks are cached: two requests for the same one return the same object.
 */
export interface MediaSource {
  /** Name for logs: `two-speakers`, `talk.mp4`. */
  readonly label: string;
  /**
   * Length in milliseconds after which everything repeats. `Infinity` for a source that never repeats and whose
   * content is not known in advance; its tracks have a `length` of `Infinity`, too.
   */
  readonly durationMs: number;
  /** The participants, in the order of their indices. */
  readonly participants: readonly SourceParticipant[];
  /** In order of `startMs`. Empty for a source without a transcript. */
  readonly utterances: readonly Utterance[];
  /** In order of `startMs`. Empty for a source without a screen share. */
  readonly shares: readonly ShareSpan[];
  /** In order of `atMs`. Default: no chat. */
  readonly chats?: readonly ChatLine[];
  /**
   * Returns a track of audio. Rejects with `MediaUnavailableError` when none of the selected participants has audio,
   * or when the format cannot be provided.
   */
  audio(selection: AudioSelection, format: AudioFormat, signal?: AbortSignal): Promise<Track>;
  /** Returns the track of a camera; `undefined` for a participant without one. */
  video(participant: number, format: VideoFormat, signal?: AbortSignal): Promise<Track | undefined>;
  /**
   * Returns a track of several cameras; `undefined` if none of the participants has one. Default: the camera of the
   * active speaker is sent instead.
   */
  composed?(view: ComposedView, format: VideoFormat, signal?: AbortSignal): Promise<Track | undefined>;
  /** Returns the track of the shared screen; `undefined` for a source without a screen share. */
  share(format: VideoFormat, signal?: AbortSignal): Promise<Track | undefined>;
  /** Returns the index of the participant who speaks at this position; in a pause, of the last speaker. */
  activeSpeakerAt(positionMs: number): number;
  /**
   * Returns the index of the participant who shares a screen at this position; `undefined` if no one does. Default:
   * derived from {@link shares}.
   */
  sharerAt?(positionMs: number): number | undefined;
  /**
   * Called once by each new meeting, which plays the returned source. For sources that depend on the meeting's
   * position. Default: the source itself plays in every meeting.
   */
  forMeeting?(context: MeetingContext): MediaSource;
  /**
   * Returns the source for a new meeting, such as a recording as it is now; running meetings keep the one they have.
   * Rejects with `MediaUnavailableError` when the source can no longer be played. Default: the source never changes.
   */
  refresh?(signal?: AbortSignal): Promise<MediaSource>;
}
