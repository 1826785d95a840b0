import type { MessageBytes } from '@rtms-mock/protocol';
import type { MediaFlow } from '../../../meetings/stream-state.js';
import type { MediaKind } from '../../media-kind.js';

/** A media message that is due. */
export interface OutgoingFrame {
  readonly kind: MediaKind;
  /** The complete message. */
  readonly message: MessageBytes;
  /** Size of the payload in bytes, before base64. */
  readonly byteLength: number;
  /** Time between the deadline and the hand-over, in milliseconds. */
  readonly latenessMs: number;
  /** True when a decoder can start at this frame: false only for H.264 frames between keyframes. */
  readonly isKeyframe: boolean;
}

/** Receives the frames of the lanes of one media connection. */
export interface MediaSink {
  /** Decides whether lanes send, hold or skip what is due. */
  readonly flow: MediaFlow;
  /** True while the reader is slow: a backlog waits until it has caught up. */
  readonly isCongested: boolean;
  /** Sends a frame. */
  sendFrame(frame: OutgoingFrame): void;
  /** Counts frames that were skipped because the server was late. */
  countSkipped(kind: MediaKind, frames: number): void;
}
