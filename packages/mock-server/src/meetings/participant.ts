/** A person who takes part in a meeting, for all of it or for a part. */
export interface Participant {
  /** Unsigned 32-bit integer, as on the wire. Changes if the participant rejoins with another: see {@link UserIds}. */
  readonly userId: number;
  readonly name: string;
  /**
   * Index of the participant of the media source that this person plays. An index beyond the source's last participant
   * is silent and has no camera.
   */
  readonly sourceIndex: number;
}

/** A participant of a meeting that is about to be created. */
export interface InvitedParticipant {
  readonly name: string;
  /**
   * False for a participant who joins later.
   * @default true
   */
  readonly present?: boolean;
}

/** A participant of a new meeting, with the media that this participant plays. */
export interface InvitedWithMedia extends InvitedParticipant {
  /** Path of a recording. Once one participant has a recording, those without one are silent and have no camera. */
  readonly media?: string;
  /**
   * Path of a screen share, shown from the beginning: a video, a folder of images, or a PDF, whose images or pages are shown
   * for ten seconds each. Only one participant can have one.
   */
  readonly share?: string;
}

/** Real user ids start here and increase in this step, as in published logs (PROTOCOL.md §4.2). */
const FIRST_USER_ID = 16_778_240;
const USER_ID_STEP = 1024;

/** Returns the user id of the participant at an index, counted from 0 in the meeting's order. */
export function userIdOf(index: number): number {
  return FIRST_USER_ID + index * USER_ID_STEP;
}

/**
 * Creates a participant who joins a running meeting with live media.
 *
 * @param index position after all participants of the meeting and of its source, unique in the meeting
 */
export function createGuestParticipant(name: string, index: number): Participant {
  return { userId: userIdOf(index), name, sourceIndex: index };
}

/** Index from which user ids of participants who rejoin are counted, beyond those of participants and guests. */
const FIRST_REJOINED_INDEX = 4096;

/** Gives participants of one meeting new user ids. */
export class UserIds {
  #rejoined = 0;

  /** Replaces the user id of a participant by one that nobody in the meeting has had. */
  renew(participant: Participant): void {
    const mutable: { userId: number } = participant;
    mutable.userId = userIdOf(FIRST_REJOINED_INDEX + this.#rejoined);
    this.#rejoined += 1;
  }

  /** Gives a participant the user id of a saved meeting. Later new ids differ from it. */
  restore(participant: Participant, userId: number): void {
    const mutable: { userId: number } = participant;
    mutable.userId = userId;
    const index = (userId - FIRST_USER_ID) / USER_ID_STEP - FIRST_REJOINED_INDEX;
    if (index >= this.#rejoined) this.#rejoined = Math.floor(index) + 1;
  }
}

/** Creates the participants of a meeting, in order of their invitation. */
export function createParticipants(invited: readonly { readonly name: string }[]): readonly Participant[] {
  return invited.map(({ name }, index) => ({ userId: userIdOf(index), name, sourceIndex: index }));
}
