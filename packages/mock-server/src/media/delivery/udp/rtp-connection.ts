/** Media of one connection over UDP: its RTP streams, their packets, and their description (PROTOCOL.md §12.6). */
import { randomInt } from 'node:crypto';
import {
  MessageType,
  type Clock,
  type MediaFrameHeader,
  type MediaFrameWriter,
  type MessageBytes,
  type RtpStream as WireStream,
  type UdpGrant,
} from '@rtms-mock/protocol';
import type { CompleteSrtpKeys } from '@rtms-mock/protocol/encryption';
import type { PacketTrouble } from '../../../faults/stream-faults.js';
import type { UdpCounters } from '../../../meetings/stream-view.js';
import type { DatagramSocket, Endpoint, OpenDatagramSocket } from '../../../sockets/udp-socket.js';
import type { ChunkWriter, PlayedChunk } from '../lanes/chunk-writer.js';
import type { DataConnection } from '../data-connection.js';
import { PacketSender } from './packet-sender.js';
import type { RtpFormat, RtpKind } from './rtp-format.js';
import { loadRtpLibrary, RtpStream, SRTP_PROFILE } from './rtp-stream.js';
import { sdpSections } from './sdp.js';
import { TargetProof } from './target-proof.js';

/** First sequence numbers are below this: RFC 3711 §3.3.1 lets a receiver guess the rollover counter only then. */
const MAX_FIRST_SEQUENCE = 32_768;

const MAX_SSRC = 2 ** 32;

const KIND_OF_MESSAGE: { readonly [type: number]: RtpKind } = {
  [MessageType.MEDIA_DATA_AUDIO]: 'audio',
  [MessageType.MEDIA_DATA_VIDEO]: 'video',
  [MessageType.MEDIA_DATA_SHARE]: 'deskshare',
};

/** Media that is sent in RTP packets. For readers in this server it is also the message that a WebSocket would carry. */
export class RtpMedia implements MessageBytes {
  readonly byteLength: number;
  readonly kind: RtpKind;
  readonly chunk: PlayedChunk;
  readonly timestampMs: number;
  readonly userId: number;
  readonly #message: MessageBytes;

  constructor(kind: RtpKind, chunk: PlayedChunk, timestampMs: number, userId: number, message: MessageBytes) {
    this.kind = kind;
    this.chunk = chunk;
    this.timestampMs = timestampMs;
    this.userId = userId;
    this.#message = message;
    this.byteLength = message.byteLength;
  }

  writeTo(target: Uint8Array, offset: number): void {
    this.#message.writeTo(target, offset);
  }
}

/** Input of {@link openRtpConnection}. */
export interface RtpConnectionInput {
  readonly open: OpenDatagramSocket;
  readonly clock: Clock;
  /** Address of this machine at which the WebSocket arrived. */
  readonly localAddress: string;
  /** The peer of the WebSocket, with the port of the request. */
  readonly target: Endpoint;
  readonly formats: readonly RtpFormat[];
  readonly keys: CompleteSrtpKeys;
  readonly streamId: string;
  /** Returns an SSRC that the stream never had. */
  readonly newSsrc: (random: () => number) => number;
  readonly trouble: () => PacketTrouble | undefined;
}

/** Opens a UDP socket and creates the RTP streams. Rejects if the system has no socket. */
export async function openRtpConnection(input: RtpConnectionInput): Promise<RtpConnection> {
  const library = await loadRtpLibrary();
  const socket = await input.open(input.localAddress);
  const { keys, streamId } = input;
  const streams = input.formats.map(
    (format) =>
      new RtpStream({
        library,
        format,
        keys,
        streamId,
        ssrc: input.newSsrc(() => randomInt(1, MAX_SSRC)),
        firstSequence: randomInt(MAX_FIRST_SEQUENCE),
      }),
  );
  return new RtpConnection(socket, streams, input);
}

/** Media of one connection over UDP. */
export class RtpConnection implements DataConnection {
  readonly #socket: DatagramSocket;
  readonly #target: Endpoint;
  readonly #streams: ReadonlyMap<RtpKind, RtpStream>;
  readonly #proof: TargetProof;
  readonly #sender: PacketSender;

  constructor(
    socket: DatagramSocket,
    streams: readonly RtpStream[],
    { target, clock, trouble }: Pick<RtpConnectionInput, 'target' | 'clock' | 'trouble'>,
  ) {
    this.#socket = socket;
    this.#target = target;
    this.#streams = new Map(streams.map((stream) => [stream.format.kind, stream]));
    this.#proof = new TargetProof(socket, target);
    this.#sender = new PacketSender({ socket, target, clock, trouble });
  }

  /** `udp` of message 4. */
  get grant(): UdpGrant {
    const { address, port } = this.#socket.local;
    const streams = [...this.#streams.values()].map(({ format, ssrc }): WireStream => {
      const { mediaType, codec, payloadType, clockRate, channels } = format;
      return {
        media_type: mediaType,
        codec,
        payload_type: payloadType,
        clock_rate: clockRate,
        ...(channels !== undefined && { channels }),
        ssrc,
      };
    });
    return { address, port, srtp_profile: SRTP_PROFILE, streams };
  }

  /** Media sections of the SDP. They contain keys. */
  get sdp(): string {
    const target = this.#target;
    return sdpSections(
      [...this.#streams.values()].map(({ format, ssrc, keys }) => ({ format, ssrc, keys, target })),
    );
  }

  get counters(): UdpCounters {
    return { ...this.#sender.counters, ignored: this.#proof.ignored };
  }

  get isReady(): boolean {
    return this.#proof.isProven;
  }

  makeReady(ready: () => void): void {
    this.#proof.challenge(ready);
  }

  carries(messageType: number): boolean {
    const kind = KIND_OF_MESSAGE[messageType];
    return kind !== undefined && this.#streams.has(kind);
  }

  writer(header: MediaFrameHeader, write: MediaFrameWriter): ChunkWriter {
    const kind = KIND_OF_MESSAGE[header.msg_type] ?? 'audio';
    const { user_id = 0 } = header;
    return (chunk, timestampMs) =>
      new RtpMedia(kind, chunk, timestampMs, user_id, write(chunk.base64, chunk.data.length, timestampMs));
  }

  send(message: MessageBytes): boolean {
    if (!(message instanceof RtpMedia)) return false;
    const { kind, chunk, timestampMs, userId } = message;
    const stream = this.#streams.get(kind);
    if (stream) this.#sender.send(stream.packets(chunk.data, timestampMs, userId));
    return true;
  }

  close(): void {
    this.#sender.stop();
    this.#socket.close();
  }
}
