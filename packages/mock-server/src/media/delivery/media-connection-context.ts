import type { MediaFrameWriterFactory } from '@rtms-mock/protocol';
import type { Stream } from '../../meetings/stream.js';
import type { ServerSettings } from '../../settings/settings.js';
import type { SignatureAdviser } from '../../signaling/signature-adviser.js';
import type { ChannelContext } from '../../sockets/channel-context.js';
import type { OpenDatagramSocket } from '../../sockets/udp-socket.js';
import type { Pacer } from '../pacer.js';

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
