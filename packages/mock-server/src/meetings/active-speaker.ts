import { EventType } from '@rtms-mock/protocol';
import type { MeetingScene } from './meeting-scene.js';
import type { Participant } from './participant.js';

/** Active speaker of a meeting: the one of the media source, unless a step has named another. */
export class ActiveSpeaker {
  readonly #scene: MeetingScene;
  // Copied from the scene, because they are read for every video frame.
  readonly #source: MeetingScene['source'];
  readonly #presence: MeetingScene['presence'];
  /** Valid until `sourceIndex`, the speaker of the source at that time, changes. */
  #named: { readonly participant: Participant; readonly sourceIndex: number } | undefined;

  constructor(scene: MeetingScene) {
    this.#scene = scene;
    this.#source = scene.source;
    this.#presence = scene.presence;
  }

  /** Returns the participant who speaks at a position, or who spoke last. `undefined` in an empty meeting. */
  at(positionMs: number): Participant | undefined {
    const source = this.#source;
    const presence = this.#presence;
    const index = source.activeSpeakerAt(positionMs % source.durationMs);
    const named = this.#named;
    if (named) {
      if (named.sourceIndex === index && presence.isPresent(named.participant)) return named.participant;
      this.#named = undefined;
    }
    const speaker = presence.participants[index];
    return speaker && presence.isPresent(speaker) ? speaker : presence.current[0];
  }

  /** Makes a participant the active speaker until the speaker of the source changes. */
  name(participant: Participant): void {
    const { source, timeline } = this.#scene;
    const positionMs = timeline.positionNowMs % source.durationMs;
    this.#named = { participant, sourceIndex: source.activeSpeakerAt(positionMs) };
    this.#emitChange(participant);
  }

  /** Runs `change`, and emits ACTIVE_SPEAKER_CHANGE if it has changed the active speaker. */
  emitIfChangedBy(change: () => void): void {
    const positionMs = this.#scene.timeline.positionNowMs;
    const before = this.at(positionMs);
    change();
    const after = this.at(positionMs);
    if (after && after !== before) this.#emitChange(after);
  }

  #emitChange({ userId: user_id, name: user_name }: Participant): void {
    const timestamp = this.#scene.timeline.clock.unixMs();
    this.#scene.emit({ event_type: EventType.ACTIVE_SPEAKER_CHANGE, timestamp, user_id, user_name });
  }
}
