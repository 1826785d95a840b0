import type { Cancel, MediaFrameWriterFactory } from '@rtms-mock/protocol';
import type { Stream } from '../../meetings/stream.js';
import type { ServerSettings } from '../../settings/settings.js';
import type { SignatureAdviser } from '../../signaling/signature-adviser.js';
import type { ChannelContext } from '../../sockets/channel-context.js';
import type { OpenDatagramSocket } from '../../sockets/udp-socket.js';
import type { Pacer } from '../pacer.js';
import type { MediaHandshakeVerdict } from './handshake.js';
import type { MediaPath, PlayingMedia } from './media-path.js';

/** State of a media connection. `timeout` cancels its time limits, and ends the wait of virtual time for the app. */
export type State =
  | { readonly name: 'handshaking'; readonly timeout: Cancel }
  /** The handshake is accepted, and its UDP socket is being opened. */
  | { readonly name: 'opening-udp'; readonly timeout: Cancel }
  /** A media type mask was refused: nothing is answered any more, until the time limit closes the socket. */
  | { readonly name: 'refused'; readonly timeout: Cancel }
  | { readonly name: 'awaiting-ready'; readonly path: MediaPath; readonly timeout: Cancel }
  | { readonly name: 'streaming'; readonly playing: PlayingMedia }
  /** Three keep-alives were not answered, and the socket is being terminated. */
  | { readonly name: 'dead'; readonly audioDueMs: number | undefined }
  | { readonly name: 'closed' };

/** An accepted media handshake. */
export type AcceptedHandshake = MediaHandshakeVerdict & { readonly accept: true };

/** The parts of the server that a media connection uses. */
export interface MediaConnectionContext extends ChannelContext<Stream> {
  readonly settings: ServerSettings;
  readonly pacer: Pacer;
  readonly writers: MediaFrameWriterFactory;
  readonly signatures: SignatureAdviser;
  /** Signaling URL of a stream that another process plays. Default: there is no other process. */
  readonly elsewhere?: ((streamId: string) => string | undefined) | undefined;
  /** Opens UDP sockets. */
  readonly openDatagramSocket: OpenDatagramSocket;
  /** All streams, including those that have ended. */
  allStreams(): readonly Stream[];
}
