import { EventType } from '@rtms-mock/protocol';
import type { MeetingScene } from './meeting-scene.js';
import type { Participant } from './participant.js';
import { SmallSet } from '../small-set.js';

/** Cameras of the participants of a meeting: on unless a step has turned them off. Those of guests are off at first. */
export class Cameras {
  readonly #scene: MeetingScene;
  // Copied from the scene, because they are read for every video frame.
  readonly #source: MeetingScene['source'];
  readonly #presence: MeetingScene['presence'];
  readonly #off = new SmallSet<Participant>();

  constructor(scene: MeetingScene) {
    this.#scene = scene;
    this.#source = scene.source;
    this.#presence = scene.presence;
  }

  /** Returns true if the participant is present, has a camera, and the camera is on. */
  isVisible(participant: Participant): boolean {
    return (
      this.#presence.isPresent(participant) && !this.#off.has(participant) && this.#hasCamera(participant)
    );
  }

  /** Returns true if the participant has turned the camera off, present or not. */
  isOff(participant: Participant): boolean {
    return this.#off.has(participant);
  }

  #hasCamera(participant: Participant): boolean {
    if (this.#source.participants[participant.sourceIndex]?.hasVideo === true) return true;
    const guest = this.#scene.guests.of(participant);
    return guest !== undefined && guest.media.formats.video.length > 0;
  }

  /** Sets the camera of a participant who is about to join to off. */
  beginOff(participant: Participant): void {
    this.#off.add(participant);
  }

  /** Forgets a guest who has left. */
  forget(guest: Participant): void {
    this.#off.delete(guest);
  }

  /** Turns a camera on or off. Returns false if that makes no visible difference. */
  turn(participant: Participant, on: boolean): boolean {
    const wasVisible = this.isVisible(participant);
    if (on) this.#off.delete(participant);
    else this.#off.add(participant);
    if (wasVisible === this.isVisible(participant)) return false;
    this.#emit(participant, on);
    return true;
  }

  /** Emits PARTICIPANT_VIDEO_ON for a participant who has just joined with a camera that is on. */
  emitAfterJoin(participant: Participant): void {
    if (this.isVisible(participant)) this.#emit(participant, true);
  }

  #emit(participant: Participant, on: boolean): void {
    this.#scene.emit({
      event_type: on ? EventType.PARTICIPANT_VIDEO_ON : EventType.PARTICIPANT_VIDEO_OFF,
      timestamp: this.#scene.timeline.clock.unixMs(),
      participants: [{ user_id: participant.userId }],
    });
  }
}
