import { setMaxListeners } from 'node:events';
import type { Cancel } from '@rtms-mock/protocol';
import type { GuestMedia } from '../media/sources/live/guest-media.js';
import type { Participant } from './participant.js';

/** A participant who has joined the running meeting with live media. */
export interface Guest {
  readonly participant: Participant;
  readonly media: GuestMedia;
  /** Called when the microphone is turned on or off, by the guest or by a step. */
  readonly onMute: (isMuted: boolean) => void;
  /** Called once when the guest has left, by a step or at the end of the meeting. */
  readonly onLeave: () => void;
}

/** Attaches a guest to something that plays the meeting. Returns a function that detaches the guest. */
export type AttachGuest = (guest: Guest) => Cancel;

interface Follower {
  readonly attach: AttachGuest;
  readonly detach: Map<Guest, Cancel>;
}

/** The guests of a meeting. Most meetings have none, and then nothing else asks for them. */
export class Guests {
  readonly #guests = new Map<Participant, Guest>();
  readonly #followers = new Set<Follower>();

  /** All guests, in order of their arrival. */
  get all(): readonly Guest[] {
    return [...this.#guests.values()];
  }

  /** True while the meeting has no guests. */
  get isEmpty(): boolean {
    return this.#guests.size === 0;
  }

  /** Returns the guest who is this participant; `undefined` for all others. */
  of(participant: Participant): Guest | undefined {
    return this.#guests.get(participant);
  }

  /** Adds a guest, and attaches it to everything that plays the meeting. */
  add(guest: Guest): void {
    this.#guests.set(guest.participant, guest);
    for (const { attach, detach } of this.#followers) detach.set(guest, attach(guest));
  }

  /** Removes a guest. Does nothing for a participant who is none. */
  remove(participant: Participant): void {
    const guest = this.#guests.get(participant);
    if (guest === undefined) return;
    this.#guests.delete(participant);
    guest.media.close();
    for (const { detach } of this.#followers) {
      detach.get(guest)?.();
      detach.delete(guest);
    }
    guest.onLeave();
  }

  /** Removes all guests, because the meeting has ended. */
  clear(): void {
    for (const { participant } of this.all) this.remove(participant);
  }

  /** Calls `attach` for each guest, present and future ones, until the signal aborts. */
  follow(attach: AttachGuest, signal: AbortSignal): void {
    if (signal.aborted) return;
    const follower: Follower = { attach, detach: new Map() };
    for (const guest of this.all) follower.detach.set(guest, attach(guest));
    this.#followers.add(follower);
    setMaxListeners(0, signal);
    signal.addEventListener('abort', () => this.#followers.delete(follower));
  }

  /** Returns the first guest who speaks at a position in milliseconds; those in `isMuted` do not count. */
  speakerAt(positionMs: number, isMuted: (participant: Participant) => boolean): Participant | undefined {
    for (const { participant, media } of this.#guests.values()) {
      if (!isMuted(participant) && media.isSpeakingAt(positionMs)) return participant;
    }
    return undefined;
  }
}
