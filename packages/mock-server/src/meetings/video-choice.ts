import type { Problem } from '@rtms-mock/protocol';
import type { Meeting } from './meeting.js';

/** The participant whose video an app has chosen with VIDEO_SUBSCRIPTION_REQ; one at a time (P§9.16). */
export class VideoChoice {
  readonly #meeting: Meeting;
  readonly #canBeShown: () => boolean;
  #userId: number | undefined;

  /** `canBeShown`: whether some media socket of the app was opened for a participant of its choice. */
  constructor(meeting: Meeting, canBeShown: () => boolean) {
    this.#meeting = meeting;
    this.#canBeShown = canBeShown;
  }

  get userId(): number | undefined {
    return this.#userId;
  }

  /** A new choice replaces the old one. Returns what is wrong with it, if anything. */
  subscribe(userId: number): Problem | undefined {
    if (!this.#canBeShown()) {
      return {
        violation: 'video-data-opt-invalid',
        reason: 'no media socket is open that carries video with data_opt 4: open one first',
      };
    }
    if (!this.#meeting.present.some((participant) => participant.userId === userId)) {
      return { violation: 'video-user-unknown', field: 'user_id', reason: `no participant ${userId}` };
    }
    if (this.#userId === userId) {
      return {
        violation: 'video-subscription-duplicate',
        field: 'user_id',
        reason: `already subscribed to the video of ${userId}`,
      };
    }
    this.#userId = userId;
    return undefined;
  }

  /** Choosing nobody is always fine. */
  unsubscribe(userId: number): void {
    if (this.#userId === userId) this.#userId = undefined;
  }
}
