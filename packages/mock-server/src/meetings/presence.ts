import { createParticipants, type InvitedParticipant, type Participant } from './participant.js';
import { PresenceHistory } from './presence-history.js';
import { SmallSet } from '../small-set.js';

/** The participants of a meeting: those who are present now, and those who could be heard at a past position. */
export class Presence {
  /** Every participant of the meeting, present or not, without guests. */
  readonly participants: readonly Participant[];
  /** Participants who have joined with live media. They are present, or unknown. */
  readonly #guests = new SmallSet<Participant>();
  readonly #present = new SmallSet<Participant>();
  readonly #muted = new SmallSet<Participant>();
  /** Times at which participants could be heard. */
  readonly #history = new PresenceHistory<Participant>();
  /** The same for the whole meeting. Media does not read it. */
  readonly #wholeHistory = new PresenceHistory<Participant>(Infinity);
  readonly #sourceParticipants: number;
  /** Cached, because every audio packet reads it. */
  #isComplete = false;
  #lastChangeMs = -Infinity;

  /** `sourceParticipants`: number of participants of the media source. */
  constructor(invited: readonly InvitedParticipant[], sourceParticipants: number) {
    this.participants = createParticipants(invited);
    this.#sourceParticipants = sourceParticipants;
    for (const [index, participant] of this.participants.entries()) {
      if (invited[index]?.present !== false) this.#present.add(participant);
    }
    this.#updateCache();
  }

  /** Every participant, guests last. */
  get everyone(): readonly Participant[] {
    return [...this.participants, ...this.#guests];
  }

  /** Participants who are in the meeting now, in the order of {@link participants}, guests last. */
  get current(): readonly Participant[] {
    return this.everyone.filter((participant) => this.isPresent(participant));
  }

  /** Returns true if the participant is in the meeting now. */
  isPresent(participant: Participant): boolean {
    return this.#present.has(participant) || this.#guests.has(participant);
  }

  /** Returns true if the microphone of the participant is off. */
  isMuted(participant: Participant): boolean {
    return this.#muted.has(participant);
  }

  /** Returns true if the participant was in the meeting, and not muted, at a position in milliseconds. */
  wasAudible(participant: Participant, positionMs: number): boolean {
    return this.#history.wasPresent(participant, positionMs, this.#isAudible(participant));
  }

  /** Like {@link wasAudible}, for any position of the meeting. */
  wasEverAudible(participant: Participant, positionMs: number): boolean {
    return this.#wholeHistory.wasPresent(participant, positionMs, this.#isAudible(participant));
  }

  #isAudible(participant: Participant): boolean {
    return this.isPresent(participant) && !this.#muted.has(participant);
  }

  /** True while every participant of the source is in the meeting, and none is muted. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Returns true if every participant of the source could be heard at a position in milliseconds. */
  wasComplete(positionMs: number): boolean {
    return this.#isComplete && positionMs >= this.#lastChangeMs;
  }

  /** Returns true if a participant who is present plays this participant of the source. */
  isPlayed(sourceIndex: number): boolean {
    const participant = this.participants[sourceIndex];
    return participant !== undefined && this.#present.has(participant);
  }

  /** Returns true if a participant who is present and not muted plays this participant of the source. */
  isHeard(sourceIndex: number): boolean {
    const participant = this.participants[sourceIndex];
    return participant !== undefined && this.#isAudible(participant);
  }

  /** Finds a participant by name, ignoring case, or by user id. */
  find(nameOrUserId: string | number): Participant | undefined {
    const name = String(nameOrUserId).toLowerCase();
    return this.everyone.find(
      (participant) => participant.userId === nameOrUserId || participant.name.toLowerCase() === name,
    );
  }

  /** Adds a participant at a position in milliseconds. */
  add(participant: Participant, positionMs: number): void {
    this.#change(participant, positionMs, () => this.#present.add(participant));
  }

  /** Removes a participant at a position in milliseconds. */
  remove(participant: Participant, positionMs: number): void {
    this.#change(participant, positionMs, () => this.#present.delete(participant));
  }

  /** Adds a guest at a position in milliseconds. */
  addGuest(guest: Participant, positionMs: number): void {
    this.#change(guest, positionMs, () => this.#guests.add(guest));
  }

  /** Removes a guest at a position in milliseconds. The guest is unknown from then on. */
  removeGuest(guest: Participant, positionMs: number): void {
    this.#change(guest, positionMs, () => this.#guests.delete(guest));
    this.#muted.delete(guest);
  }

  /** Mutes or unmutes a participant at a position in milliseconds. Returns false if that changes nothing. */
  mute(participant: Participant, isMuted: boolean, positionMs: number): boolean {
    if (this.#muted.has(participant) === isMuted) return false;
    this.#change(participant, positionMs, () =>
      isMuted ? this.#muted.add(participant) : this.#muted.delete(participant),
    );
    return true;
  }

  #change(participant: Participant, positionMs: number, change: () => void): void {
    const wasAudible = this.#isAudible(participant);
    change();
    const isAudible = this.#isAudible(participant);
    if (isAudible !== wasAudible) {
      this.#history.record(participant, isAudible, positionMs);
      this.#wholeHistory.record(participant, isAudible, positionMs);
    }
    this.#updateCache();
  }

  #updateCache(): void {
    this.#lastChangeMs = this.#history.lastChangeMs;
    this.#isComplete =
      [...this.#muted].every((participant) => this.#guests.has(participant)) &&
      this.#present.size === this.participants.length &&
      this.participants.length >= this.#sourceParticipants;
  }
}
