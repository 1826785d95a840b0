import type { Meeting } from '../../../meetings/meeting.js';
import type { Participant } from '../../../meetings/participant.js';
import type { ComposedView } from '../../sources/media-source.js';
import type { Track } from '../../tracks/track.js';
import type { VideoFeed } from './video-lane.js';
import { SmallSet } from '../../../small-set.js';

/** Input of {@link ComposedCameras}. */
export interface ComposedCamerasInput {
  readonly meeting: Meeting;
  /** `gallery`: all cameras have the same size; `speaker`: the speaker is large (PROTOCOL.md §18.12). */
  readonly kind: ComposedView['kind'];
  /** Requests a view from the source; `undefined` when it cannot compose it. */
  readonly compose: (view: ComposedView) => Promise<Track | undefined>;
  /** Creates the writer of a view. The gallery belongs to no participant. */
  readonly writerOf: (speaker: Participant | undefined) => VideoFeed['write'];
  /** Called when a view of the current participants cannot be created; the previous view continues. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Speaker or gallery view of the participants whose cameras are on. Views of the current participants are prepared before
 * playback. Another is prepared when participants join, leave, or turn their cameras on or off, and replaces the current
 * one when it is ready. While the active speaker has no camera, the speaker view shows the last speaker who had one.
 */
export class ComposedCameras {
  readonly #input: ComposedCamerasInput;
  readonly #views = new Map<string, VideoFeed | undefined>();
  readonly #requested = new SmallSet<string>();
  #speaker: Participant | undefined;
  #current: VideoFeed | undefined;

  constructor(input: ComposedCamerasInput) {
    this.#input = input;
  }

  /** Prepares the views of the current participants. False when the source cannot compose them. */
  async prepareFirst(positionMs: number): Promise<boolean> {
    const participants = this.#visible();
    if (participants.length === 0) return true;
    // A view is cheap to open, so the view of every speaker is ready when the speaker changes.
    const speakers = this.#input.kind === 'gallery' ? [undefined] : participants;
    await Promise.all(speakers.map((speaker) => this.#prepare(participants, speaker)));
    return this.select(positionMs) !== undefined;
  }

  /** Returns the view at a position. */
  select(positionMs: number): VideoFeed | undefined {
    const participants = this.#visible();
    if (participants.length === 0) return undefined;
    const speaker = this.#speakerAt(positionMs, participants);
    const key = keyOf(participants, speaker);
    if (this.#views.has(key)) this.#current = this.#views.get(key) ?? this.#current;
    else if (!this.#requested.has(key)) void this.#prepareLater(participants, speaker);
    return this.#current;
  }

  #visible(): readonly Participant[] {
    const { meeting } = this.#input;
    return meeting.participants.filter((participant) => meeting.cameras.isVisible(participant));
  }

  /** Returns the participant who is shown large; `undefined` in the gallery. */
  #speakerAt(positionMs: number, participants: readonly Participant[]): Participant | undefined {
    const { meeting, kind } = this.#input;
    if (kind === 'gallery') return undefined;
    const active = meeting.speaker.at(positionMs);
    if (active && participants.includes(active)) this.#speaker = active;
    else if (!this.#speaker || !participants.includes(this.#speaker)) this.#speaker = participants[0];
    return this.#speaker;
  }

  async #prepareLater(participants: readonly Participant[], speaker: Participant | undefined): Promise<void> {
    try {
      await this.#prepare(participants, speaker);
    } catch (error) {
      this.#input.onFailure(error);
    }
  }

  async #prepare(participants: readonly Participant[], speaker: Participant | undefined): Promise<void> {
    const key = keyOf(participants, speaker);
    this.#requested.add(key);
    const indexes = participants.map(({ sourceIndex }) => sourceIndex);
    const track = await this.#input.compose(
      speaker
        ? { kind: 'speaker', speaker: speaker.sourceIndex, participants: indexes }
        : { kind: 'gallery', participants: indexes },
    );
    this.#views.set(key, track && { track, write: this.#input.writerOf(speaker) });
  }
}

function keyOf(participants: readonly Participant[], speaker: Participant | undefined): string {
  return `${speaker?.userId ?? ''}:${participants.map(({ userId }) => userId).join()}`;
}
