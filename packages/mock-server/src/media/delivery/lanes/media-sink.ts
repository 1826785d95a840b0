import type { MessageBytes } from '@rtms-mock/protocol';
import type { MediaFlow } from '../../../meetings/stream-state.js';
import type { MediaKind } from '../../media-kind.js';

/** One media message that is due. */
export interface OutgoingFrame {
  readonly kind: MediaKind;
  /** The whole message. */
  readonly message: MessageBytes;
  /** Bytes of the payload before base64. */
  readonly byteLength: number;
  /** How long after its deadline it is handed over, in milliseconds. */
  readonly latenessMs: number;
  /** A decoder can begin here: true for everything but H.264 pictures between key frames. */
  readonly isKeyframe: boolean;
}

/** Where lanes put what is due: one media connection. */
export interface MediaSink {
  readonly flow: MediaFlow;
  /** The reader does not keep up: a backlog waits until it does. */
  readonly congested: boolean;
  sendFrame(frame: OutgoingFrame): void;
  /** So many frames were left out to catch up with time. */
  skipped(kind: MediaKind, frames: number): void;
}
