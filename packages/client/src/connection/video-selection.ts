import { MessageType, type Message } from '@rtms-mock/protocol';
import type { SignalingLink } from './links/signaling-link.js';

/** The participant whose video the app has selected. Selects them again on a new signaling socket. */
export class VideoSelection {
  #userId: number | undefined;
  /** The next response belongs to a request that the app did not make. */
  #ignoreResponse = false;

  /** Sends the app's request. `timestamp`: Unix milliseconds. */
  select(link: SignalingLink, userId: number, subscribe: boolean, timestamp: number): void {
    this.#ignoreResponse = false;
    if (subscribe) this.#userId = userId;
    else if (this.#userId === userId) this.#userId = undefined;
    link.subscribeVideo(userId, subscribe, timestamp);
  }

  /** Repeats the selection, if there is one, on a new socket. */
  restore(link: SignalingLink, timestamp: number): void {
    if (this.#userId === undefined) return;
    this.#ignoreResponse = true;
    link.subscribeVideo(this.#userId, true, timestamp);
  }

  /** True for the response to {@link restore}, which the app does not expect. */
  ignores(message: Message): boolean {
    if (!this.#ignoreResponse || message.msg_type !== MessageType.VIDEO_SUBSCRIPTION_RESP) return false;
    this.#ignoreResponse = false;
    return true;
  }
}
