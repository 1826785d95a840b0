import type { MediaFrameHeader, MediaFrameWriter, MessageBytes } from '@rtms-mock/protocol';
import type { ChunkWriter } from './lanes/chunk-writer.js';

/**
 * A carrier of media beside the WebSocket of a media connection, which keeps the handshake, the keep-alives and the media
 * that the carrier does not take. UDP is one (`udp/rtp-connection.ts`). SRT of version 2 will be another one when its
 * framing is published: its passphrase goes into message 2, its end point into the grant, and each message into a frame.
 */
export interface DataConnection {
  /** True once the client may be sent media. */
  readonly isReady: boolean;
  /** Does what is needed before media may be sent; calls `ready` when it is done. Called at each CLIENT_READY_ACK. */
  makeReady(ready: () => void): void;
  /** True for media messages of a type that goes over this carrier. */
  carries(messageType: number): boolean;
  /** Returns a writer of media from one sender. `write` creates the message that a WebSocket would carry. */
  writer(header: MediaFrameHeader, write: MediaFrameWriter): ChunkWriter;
  /** Sends media of {@link writer}. Returns false for any other message, which goes over the WebSocket. */
  send(message: MessageBytes): boolean;
  /** Sends nothing more. */
  close(): void;
}
