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

/** Something that plays the meeting, with its guests. */
export interface GuestFollower {
  /** Attaches a guest. Returns a function that detaches the guest. */
  attach(guest: Guest): Cancel;
  /** Aborted when it plays no longer. */
  readonly signal: AbortSignal;
}

/** A guest who is attached to what plays the meeting. */
interface AttachedGuest {
  readonly guest: Guest;
  attachments: readonly Attachment[];
}

interface Attachment {
  /** That of the follower. */
  readonly signal: AbortSignal;
  readonly detach: Cancel;
}

/** The guests of a meeting. Most meetings have none, and then nothing else asks for them. */
export class Guests {
  #guests: readonly AttachedGuest[] = [];
  #followers: readonly GuestFollower[] = [];

  /** All guests, in order of their arrival. */
  get all(): readonly Guest[] {
    return this.#guests.map(({ guest }) => guest);
  }

  /** True while the meeting has no guests. */
  get isEmpty(): boolean {
    return this.#guests.length === 0;
  }

  /** Returns the guest who is this participant; `undefined` for all others. */
  of(participant: Participant): Guest | undefined {
    return this.#guests.find(({ guest }) => guest.participant === participant)?.guest;
  }

  /** Adds a guest, and attaches it to everything that plays the meeting. */
  add(guest: Guest): void {
    const added: AttachedGuest = { guest, attachments: [] };
    this.#guests = [...this.#guests, added];
    this.#forgetAborted();
    for (const follower of this.#followers) attach(added, follower);
  }

  /** Removes a guest. Does nothing for a participant who is none. */
  remove(participant: Participant): void {
    const removed = this.#guests.find(({ guest }) => guest.participant === participant);
    if (removed === undefined) return;
    const { guest, attachments } = removed;
    this.#guests = this.#guests.filter((one) => one !== removed);
    guest.media.close();
    for (const { signal, detach } of attachments) if (!signal.aborted) detach();
    guest.onLeave();
  }

  /** Removes all guests, because the meeting has ended. */
  clear(): void {
    for (const { participant } of this.all) this.remove(participant);
  }

  /** Attaches each guest, present and future ones, to the follower until its signal aborts. */
  follow(follower: GuestFollower): void {
    if (follower.signal.aborted) return;
    this.#forgetAborted();
    this.#followers = this.#followers.concat(follower);
    for (const guest of this.#guests) attach(guest, follower);
  }

  /** A listener of each signal would need more memory than the follower. */
  #forgetAborted(): void {
    this.#followers = this.#followers.filter(isRunning);
    for (const guest of this.#guests) guest.attachments = guest.attachments.filter(isRunning);
  }

  /** Returns the first guest who speaks at a position in milliseconds; those in `isMuted` do not count. */
  speakerAt(positionMs: number, isMuted: (participant: Participant) => boolean): Participant | undefined {
    for (const { guest } of this.#guests) {
      const { participant, media } = guest;
      if (!isMuted(participant) && media.isSpeakingAt(positionMs)) return participant;
    }
    return undefined;
  }
}

function attach(attached: AttachedGuest, follower: GuestFollower): void {
  const attachment = { signal: follower.signal, detach: follower.attach(attached.guest) };
  attached.attachments = attached.attachments.concat(attachment);
}

function isRunning({ signal }: { readonly signal: AbortSignal }): boolean {
  return !signal.aborted;
}
