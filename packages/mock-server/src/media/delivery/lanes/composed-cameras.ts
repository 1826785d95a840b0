import type { Meeting } from '../../../meetings/meeting.js';
import type { Participant } from '../../../meetings/participant.js';
import type { ComposedView } from '../../sources/media-source.js';
import type { Track } from '../../tracks/track.js';
import type { VideoFeed } from './video-lane.js';

/** What views are made of. */
export interface ComposedCamerasInput {
  readonly meeting: Meeting;
  /** Everybody alike, or the speaker large (PROTOCOL.md §18.12). */
  readonly kind: ComposedView['kind'];
  /** `undefined`: the source composes nothing of these. */
  readonly compose: (view: ComposedView) => Promise<Track | undefined>;
  /** Writes the frames of a view; the gallery is nobody's. */
  readonly writerOf: (speaker: Participant | undefined) => VideoFeed['write'];
  /** A view that somebody's coming, going or camera calls for cannot be made; the one before goes on. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * The speaker and gallery views of those whose cameras are on. Views of those who are there are prepared before
 * anything plays; another is prepared when people come, go, or turn their cameras, and takes over when it is ready. Where the
 * active speaker has no camera, the speaker view stays with the last who had one.
 */
export class ComposedCameras {
  readonly #input: ComposedCamerasInput;
  readonly #views = new Map<string, VideoFeed | undefined>();
  readonly #coming = new Set<string>();
  #speaker: Participant | undefined;
  #current: VideoFeed | undefined;

  constructor(input: ComposedCamerasInput) {
    this.#input = input;
  }

  /** False when the source composes nothing of those who are there now. */
  async prepareFirst(positionMs: number): Promise<boolean> {
    const people = this.#people();
    if (people.length === 0) return true;
    // Opening a view costs little, so that turns are taken at once.
    const speakers = this.#input.kind === 'gallery' ? [undefined] : people;
    await Promise.all(speakers.map((speaker) => this.#prepare(people, speaker)));
    return this.choose(positionMs) !== undefined;
  }

  /** The view at a position. */
  choose(positionMs: number): VideoFeed | undefined {
    const people = this.#people();
    if (people.length === 0) return undefined;
    const speaker = this.#speakerAt(positionMs, people);
    const key = keyOf(people, speaker);
    if (this.#views.has(key)) this.#current = this.#views.get(key) ?? this.#current;
    else if (!this.#coming.has(key)) void this.#prepareLater(people, speaker);
    return this.#current;
  }

  #people(): readonly Participant[] {
    const { meeting } = this.#input;
    return meeting.participants.filter((participant) => meeting.cameras.isVisible(participant));
  }

  /** Nobody in the gallery, where all are alike. */
  #speakerAt(positionMs: number, people: readonly Participant[]): Participant | undefined {
    const { meeting, kind } = this.#input;
    if (kind === 'gallery') return undefined;
    const active = meeting.speaker.at(positionMs);
    if (active && people.includes(active)) this.#speaker = active;
    else if (!this.#speaker || !people.includes(this.#speaker)) this.#speaker = people[0];
    return this.#speaker;
  }

  async #prepareLater(people: readonly Participant[], speaker: Participant | undefined): Promise<void> {
    try {
      await this.#prepare(people, speaker);
    } catch (error) {
      this.#input.onFailure(error);
    }
  }

  async #prepare(people: readonly Participant[], speaker: Participant | undefined): Promise<void> {
    const key = keyOf(people, speaker);
    this.#coming.add(key);
    const participants = people.map(({ sourceIndex }) => sourceIndex);
    const track = await this.#input.compose(
      speaker
        ? { kind: 'speaker', speaker: speaker.sourceIndex, participants }
        : { kind: 'gallery', participants },
    );
    this.#views.set(key, track && { track, write: this.#input.writerOf(speaker) });
  }
}

function keyOf(people: readonly Participant[], speaker: Participant | undefined): string {
  return `${speaker?.userId ?? ''}:${people.map(({ userId }) => userId).join()}`;
}
