import type { MessageProblem } from '@rtms-mock/protocol';
import type { Meeting } from './meeting.js';

/** A media socket, as far as the choice of a video depends on it. */
interface VideoReceiver {
  /** True if the socket carries the video of a participant whom the app chooses. */
  readonly showsChosenVideo: boolean;
}

/** The open media sockets of an app. */
interface VideoReceivers {
  readonly all: readonly VideoReceiver[];
}

/** Participant whose video an app has chosen with VIDEO_SUBSCRIPTION_REQ; at most one (PROTOCOL.md §9.16). */
export class VideoChoice {
  readonly #meeting: Meeting;
  readonly #media: VideoReceivers;
  #userId: number | undefined;

  /** `media`: the app's media sockets; read at each request. */
  constructor(meeting: Meeting, media: VideoReceivers) {
    this.#meeting = meeting;
    this.#media = media;
  }

  /** User id of the chosen participant. */
  get userId(): number | undefined {
    return this.#userId;
  }

  /** Chooses a participant; replaces the previous choice. Returns the problem if the request is invalid. */
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

  /** Removes the choice of a participant. Never fails, even if another participant is chosen or none is. */
  unsubscribe(userId: number): void {
    if (this.#userId === userId) this.#userId = undefined;
  }
}
