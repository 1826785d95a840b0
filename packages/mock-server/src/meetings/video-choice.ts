import type { MessageProblem } from '@rtms-mock/protocol';
import type { Meeting } from './meeting.js';

/** Where a chosen video could be seen. */
interface VideoScreen {
  /** It was opened for a participant of the app's choice. */
  readonly showsChosenVideo: boolean;
}

/** All that are open. */
interface VideoScreens {
  readonly all: readonly VideoScreen[];
}

/**
 * The participant whose video an app has chosen with VIDEO_SUBSCRIPTION_REQ; one at a time
 * (PROTOCOL.md §9.16).
 */
export class VideoChoice {
  readonly #meeting: Meeting;
  readonly #media: VideoScreens;
  #userId: number | undefined;

  /** `media`: the media sockets of the app, as they come and go. */
  constructor(meeting: Meeting, media: VideoScreens) {
    this.#meeting = meeting;
    this.#media = media;
  }

  get userId(): number | undefined {
    return this.#userId;
  }

  /** A new choice replaces the old one. Returns what is wrong with it, if anything. */
  subscribe(userId: number): MessageProblem | undefined {
    if (!this.#media.all.some(({ showsChosenVideo }) => showsChosenVideo)) {
      return {
        violation: 'video-data-opt-invalid',
        reason: 'no media socket is open that carries video with data_opt 4: open one first',
      };
    }
    if (!this.#meeting.presence.current.some((participant) => participant.userId === userId)) {
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
