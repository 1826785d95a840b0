import { EventType } from '@rtms-mock/protocol';
import type { MeetingScene } from './meeting-scene.js';
import type { Participant } from './participant.js';

/** Active speaker of a meeting: the one of the media source, unless a guest speaks or a step has named another. */
export class ActiveSpeaker {
  readonly #scene: MeetingScene;
  // Copied from the scene, because they are read for every video frame.
  readonly #source: MeetingScene['source'];
  readonly #presence: MeetingScene['presence'];
  readonly #guests: MeetingScene['guests'];
  /** Valid until `sourceIndex`, the speaker of the source at that time, or the guest who speaks changes. */
  #named:
    | {
        readonly participant: Participant;
        readonly sourceIndex: number;
        readonly guest: Participant | undefined;
      }
    | undefined;
  /** Guest who was speaking at the last {@link pollGuests}. */
  #guestSpeaker: Participant | undefined;

  constructor(scene: MeetingScene) {
    this.#scene = scene;
    this.#source = scene.source;
    this.#presence = scene.presence;
    this.#guests = scene.guests;
  }

  /** Returns the participant who speaks at a position, or who spoke last. `undefined` in an empty meeting. */
  at(positionMs: number): Participant | undefined {
    const source = this.#source;
    const presence = this.#presence;
    const index = source.activeSpeakerAt(positionMs % source.durationMs);
    const guest = this.guestAt(positionMs);
    const named = this.#named;
    if (named) {
      const isValid = named.sourceIndex === index && named.guest === guest;
      if (isValid && presence.isPresent(named.participant)) return named.participant;
      this.#named = undefined;
    }
    if (guest) return guest;
    const speaker = presence.participants[index];
    return speaker && presence.isPresent(speaker) ? speaker : presence.current[0];
  }

  /** Returns the guest who speaks at a position in milliseconds; `undefined` if none does. */
  guestAt(positionMs: number): Participant | undefined {
    if (this.#guests.isEmpty) return undefined;
    return this.#guests.speakerAt(positionMs, (participant) => this.#presence.isMuted(participant));
  }

  /** Emits ACTIVE_SPEAKER_CHANGE if a guest has begun or ended to speak since the last call. */
  pollGuests(): void {
    const positionMs = this.#scene.timeline.positionNowMs;
    const guest = this.guestAt(positionMs);
    if (guest === this.#guestSpeaker) return;
    this.#guestSpeaker = guest;
    const speaker = this.at(positionMs);
    if (!speaker) return;
    this.#guests.of(speaker)?.media.requestKeyframe('video');
    this.#emitChange(speaker);
  }

  /** Makes a participant the active speaker until the speaker of the source changes. */
  name(participant: Participant): void {
    const { source, timeline } = this.#scene;
    const { positionNowMs } = timeline;
    const sourceIndex = source.activeSpeakerAt(positionNowMs % source.durationMs);
    this.#named = { participant, sourceIndex, guest: this.guestAt(positionNowMs) };
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
