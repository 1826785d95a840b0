/** Prepares the media of one connection, and reports what is missing or late. */
import type {
  DataHandshakeResponse,
  Socket,
  DialectName,
  MediaFrameWriterFactory,
  MediaParams,
} from '@rtms-mock/protocol';
import { ENCRYPTION_SCHEME } from '@rtms-mock/protocol/encryption';
import type { Logger } from '../../log.js';
import { mediaKindsOf } from '../../meetings/stream-report.js';
import type { MediaSocket } from '../../meetings/stream-sockets.js';
import type { Stream } from '../../meetings/stream.js';
import type { ServerSettings } from '../../settings/settings.js';
import type { Channel } from '../../sockets/channel.js';
import type { OpenDatagramSocket } from '../../sockets/udp-socket.js';
import type { MediaSink } from './lanes/media-sink.js';
import { prepareMediaPath, type MediaPath } from './media-path.js';
import { PayloadEncryption } from './payload-encryption.js';
import type { LateMedia } from './preparation/lane-preparation.js';
import type { EncryptionOffer, GrantedTransport } from './transport.js';
import { openRtpConnection, type RtpConnection } from './udp/rtp-connection.js';
import { plainAddress } from '../../input/addresses.js';

/** Input of {@link prepareConnectionMedia}. */
export interface ConnectionMedia {
  readonly channel: Channel<Stream>;
  readonly stream: Stream;
  readonly connection: MediaSocket;
  readonly params: MediaParams;
  readonly encryption: PayloadEncryption | undefined;
  readonly carrier: RtpConnection | undefined;
  readonly sink: MediaSink;
  /** Aborts preparations. */
  readonly signal: AbortSignal;
  readonly context: {
    readonly settings: Pick<ServerSettings, 'mediaShape'>;
    readonly writers: MediaFrameWriterFactory;
    readonly logger: Logger;
  };
}

/** Starts the preparation of the granted media: that of the meeting, or that of the cassette which the stream plays. */
export function prepareConnectionMedia(input: ConnectionMedia): MediaPath {
  const { channel, stream, params, encryption, carrier, sink, signal, context } = input;
  const { settings, writers, logger } = context;
  if (stream.tape) return tapePath(stream.tape, input);
  return prepareMediaPath({
    meeting: stream.meeting,
    params,
    dialect: channel.dialect.name,
    mediaShape: settings.mediaShape,
    writers,
    encryption,
    carrier,
    sink,
    subscribedVideo: () => stream.videoChoice.userId,
    signal,
    onUnavailable: (kind, error) => {
      const reason = error instanceof Error ? error.message : String(error);
      channel.note('media-unavailable', { kind, reason });
      logger.log('warn', `no ${kind} for stream ${stream.streamId}: ${reason}`, { kind });
    },
    onLate: (late) => reportLate(input, late),
  });
}

/** A cassette sends its messages itself, once the app is ready. */
function tapePath(tape: NonNullable<Stream['tape']>, { connection, sink }: ConnectionMedia): MediaPath {
  return {
    prepared: Promise.resolve(),
    start: () => {
      const stop = tape.attach({ kinds: mediaKindsOf(connection), send: (frame) => sink.sendFrame(frame) });
      return { stop, audioDueMs: undefined };
    },
  };
}

function reportLate({ channel, stream, context }: ConnectionMedia, late: LateMedia): void {
  const { kind, waitedMs, missed } = late;
  channel.note('media-late', { kind, waitedMs, missed });
  const effect =
    missed > 0 ? `${missed} frames before are left out` : 'what was due before follows in a burst';
  context.logger.log(
    missed > 0 ? 'warn' : 'info',
    `${kind} of stream ${stream.streamId} was prepared ${waitedMs} ms after the app was ready: ${effect}`,
    { kind },
  );
}

/** Returns the encryption that a stream offers to clients of a generation. */
export function encryptionOffer(stream: Stream | undefined, dialect: DialectName): EncryptionOffer {
  // A cassette sends what was recorded, as it was recorded.
  const encryption = stream?.tape ? undefined : stream?.access.encryption;
  return {
    isAvailable: encryption?.keysFor(dialect) !== undefined,
    isRequired: encryption?.isRequired === true,
  };
}

/** Creates the encryption of a connection; `undefined` if it is not encrypted. */
export function encryptionOf(
  stream: Stream,
  channel: Channel<Stream>,
  { isEncrypted }: GrantedTransport,
): PayloadEncryption | undefined {
  const keys = isEncrypted ? stream.access.encryption.keysFor(channel.dialect.name) : undefined;
  return keys && new PayloadEncryption(keys, stream.streamId);
}

/** Input of {@link openCarrier}. */
export interface CarrierInput {
  readonly stream: Stream;
  readonly channel: Channel<Stream>;
  /** Addresses of the WebSocket. */
  readonly addresses: Socket['addresses'];
  readonly transport: GrantedTransport;
  readonly open: OpenDatagramSocket;
}

/**
 * Opens UDP for a connection. Rejects if the address of the client is not known, or if the system has no socket.
 * Packets go only to the address from which the WebSocket comes.
 */
export async function openCarrier(input: CarrierInput): Promise<RtpConnection> {
  const { stream, channel, addresses, transport, open } = input;
  const { encryption } = stream.access;
  const keys = encryption.keysFor(channel.dialect.name);
  if (!addresses || !transport.udp || !keys) throw new Error('the address of the client is not known');
  return openRtpConnection({
    open,
    clock: channel.clock,
    localAddress: plainAddress(addresses.local),
    target: { address: plainAddress(addresses.remote), port: transport.udp.port },
    formats: transport.udp.formats,
    keys,
    streamId: stream.streamId,
    newSsrc: (random) => encryption.newSsrc(random),
    trouble: () => stream.faults.packetTrouble,
  });
}

/** Fields of the response to a media handshake that confirm encryption and transport (PROTOCOL.md §12.5, §12.6). */
export function confirmedTransport(
  { isEncrypted, protocol }: GrantedTransport,
  carrier: RtpConnection | undefined,
): Partial<DataHandshakeResponse> {
  return {
    payload_encryption: isEncrypted,
    ...(isEncrypted && { payload_encryption_scheme: ENCRYPTION_SCHEME }),
    ...(protocol !== undefined && { transmission_protocol: protocol }),
    ...(carrier && { udp: carrier.grant }),
  };
}
