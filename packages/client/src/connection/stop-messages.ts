import { MessageType, SessionState, StreamState, type Message } from '@rtms-mock/protocol';
import { CONNECTION_CLOSED } from '../vocabulary/connection-closed.js';
import { StopReason } from '../vocabulary/stop-reason.js';

/**
 * Collects how the server announces the end of a stream: STOPPED for the session and TERMINATED for the stream,
 * in either order (PROTOCOL.md §14.1).
 */
export class StopMessages {
  #reason: number = StopReason.UNDEFINED;
  #sessionStopped = false;

  /** The last stop reason of the server; `StopReason.UNDEFINED` (0) if it has sent none. */
  get reason(): number {
    return this.#reason;
  }

  /** True after STOPPED. */
  get sessionStopped(): boolean {
    return this.#sessionStopped;
  }

  /** The server has closed signaling without TERMINATED: the reason is `CONNECTION_CLOSED`, as in the SDK. */
  closed(): void {
    this.#reason = CONNECTION_CLOSED;
  }

  /** Returns the part that the message ends, if it is one of the two. */
  read(message: Message): 'session' | 'stream' | undefined {
    switch (message.msg_type) {
      case MessageType.SESSION_STATE_UPDATE:
        if (message.state !== SessionState.STOPPED) return undefined;
        this.#sessionStopped = true;
        this.#reason = message.stop_reason ?? this.#reason;
        return 'session';
      case MessageType.STREAM_STATE_UPDATE:
        if (message.state !== StreamState.TERMINATED) return undefined;
        this.#reason = message.reason ?? this.#reason;
        return 'stream';
      default:
        return undefined;
    }
  }
}
