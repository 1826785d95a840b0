/**
 * Where a meeting's media comes from. A source knows who takes part, what they say and when, and
 * prepares tracks in the formats that apps ask for. Preparing may take time (a file is converted);
 * playing never does.
 */
import type { Clock } from '@rtms-mock/protocol';
import type { AudioFormat, Track, VideoFormat } from '../tracks/track.js';

/** Something one participant says. Times are positions in the source, in milliseconds. */
export interface Utterance {
  /** Index into {@link MediaSource.participants}. */
  readonly speaker: number;
  readonly startMs: number;
  readonly endMs: number;
  /** The words, exactly as spoken. */
  readonly text: string;
  /** BCP 47 language tag, `en` for the built-in conversation. */
  readonly language: string;
}

/** One person (or recording) that a source can play. */
export interface SourceParticipant {
  readonly name: string;
  readonly hasAudio: boolean;
  readonly hasVideo: boolean;
}

/** A span during which somebody shares a screen. */
export interface ShareSpan {
  readonly sharer: number;
  readonly startMs: number;
  readonly endMs: number;
}

/** Something one participant writes to everybody. */
export interface ChatLine {
  /** Index into {@link MediaSource.participants}. */
  readonly sender: number;
  /** Position in the source, in milliseconds. */
  readonly atMs: number;
  readonly text: string;
}

/**
 * Which sound: everybody in one stream, one participant alone (PROTOCOL.md §18.12), or some in one stream.
 */
export type AudioSelection =
  | 'mixed'
  | { readonly participant: number }
  /** Of those who are in the meeting while others are not; at least one, in rising order. */
  | { readonly participants: readonly number[] };

/** Whether somebody's sound is part of a selection. */
export function isSelected(selection: AudioSelection, participant: number): boolean {
  if (selection === 'mixed') return true;
  if ('participant' in selection) return selection.participant === participant;
  return selection.participants.includes(participant);
}

/** Whether a selection is one voice, which is left out where it says nothing; a mix goes on with silence. */
export function isSingleParticipant(
  selection: AudioSelection,
): selection is Extract<AudioSelection, { readonly participant: number }> {
  return selection !== 'mixed' && 'participant' in selection;
}

/**
 * A picture composed of several cameras (2025 only: PROTOCOL.md §18.12). `speaker`: that participant large,
 * the others small beside. `participants` are shown in this order, as many as there is room for.
 */
export type ComposedView =
  | { readonly kind: 'gallery'; readonly participants: readonly number[] }
  | { readonly kind: 'speaker'; readonly speaker: number; readonly participants: readonly number[] };

/** Who is shown in a view, in order: first the speaker, where one is large. */
export function participantsInView(view: ComposedView): readonly number[] {
  if (view.kind === 'gallery') return view.participants;
  return [view.speaker, ...view.participants.filter((participant) => participant !== view.speaker)];
}

/** What a source is told of a meeting that plays it. */
export interface MeetingContext {
  readonly clock: Clock;
  /** Clock time at which the meeting's position was 0. */
  readonly originMs: number;
  /** Whether nobody receives it any more: all its streams have ended. One of them may begin again. */
  isOver(): boolean;
}

/** Playable material for a meeting. Implementations cache tracks: asking twice gives the same one. */
export interface MediaSource {
  /** What people read in logs: `two-speakers`, `talk.mp4`. */
  readonly label: string;
  /**
   * Length in milliseconds after which everything repeats. `Infinity`: nothing ever does, and what happens is
   * not known ahead; tracks have a `length` of `Infinity` too.
   */
  readonly durationMs: number;
  readonly participants: readonly SourceParticipant[];
  /** In order of `startMs`. Empty when nothing is known about what is said. */
  readonly utterances: readonly Utterance[];
  /** In order of `startMs`. Empty when the source has no screen share. */
  readonly shares: readonly ShareSpan[];
  /** In order of `atMs`. Default: nobody writes anything. */
  readonly chats?: readonly ChatLine[];
  /** Throws `MediaUnavailableError` when the source has no sound at all, or cannot make this format. */
  audio(selection: AudioSelection, format: AudioFormat, signal?: AbortSignal): Promise<Track>;
  /** `undefined` when this participant has no camera. */
  video(participant: number, format: VideoFormat, signal?: AbortSignal): Promise<Track | undefined>;
  /** Default: a source composes nothing, and the active speaker's camera is shown in its place. */
  composed?(view: ComposedView, format: VideoFormat, signal?: AbortSignal): Promise<Track | undefined>;
  /** `undefined` when the source has no screen share. */
  share(format: VideoFormat, signal?: AbortSignal): Promise<Track | undefined>;
  /** Index of the participant who is speaking at this position, or who spoke last. */
  activeSpeakerAt(positionMs: number): number;
  /** Index of the participant who shares a screen at this position. Default: what {@link shares} says. */
  sharerAt?(positionMs: number): number | undefined;
  /**
   * Called by each new meeting, which then plays what this returns. For sources that have to know where on its
   * time line a meeting is. Default: the source itself plays in every meeting.
   */
  forMeeting?(stage: MeetingContext): MediaSource;
  /**
   * The source for a meeting that begins: a recording may have changed since it was opened. Meetings that
   * run go on with what they have. Throws `MediaUnavailableError` when it cannot be played any more.
   * Default: a source stays what it is.
   */
  refresh?(signal?: AbortSignal): Promise<MediaSource>;
}
