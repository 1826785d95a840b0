/** Receives the RTP streams of one media socket over UDP (PROTOCOL.md §12.6). */
import {
  MediaType,
  MessageType,
  type Clock,
  type MediaDataAudio,
  type MediaDataShare,
  type MediaDataVideo,
  type SrtpKeys,
  type UdpGrant,
} from '@rtms-mock/protocol';
import { deriveSrtpMasterKeys, type EncryptedMedia } from '@rtms-mock/protocol/encryption';
import type * as werift from 'werift-rtp';
import type { DatagramSocket, Endpoint } from '../../../network/udp-socket.js';
import { frameAssembler, type AssembledFrame, type RtpData } from './frame-assembler.js';
import { JitterBuffer } from './jitter-buffer.js';
import type { RejectedMedia } from './rejected-media.js';

/** A nonce of the server, which it wants back. No SRTP packet is so short. */
const NONCE_BYTES = 16;

/** Header of an RTP packet and tag of `AES_CM_128_HMAC_SHA1_80`, in bytes. */
const MIN_PACKET_BYTES = 12 + 10;

type RtpMessage = MediaDataAudio | MediaDataVideo | MediaDataShare;

const KINDS: {
  readonly [mediaType: number]: { readonly type: RtpMessage['msg_type']; readonly key: EncryptedMedia };
} = {
  [MediaType.AUDIO]: { type: MessageType.MEDIA_DATA_AUDIO, key: 'audio' },
  [MediaType.VIDEO]: { type: MessageType.MEDIA_DATA_VIDEO, key: 'video' },
  [MediaType.DESKSHARE]: { type: MessageType.MEDIA_DATA_SHARE, key: 'share' },
};

/** Notified about packets. */
export interface RtpReceiverHandlers {
  /** A packet of audio or a frame of video. `lost`: packets that were lost before it. */
  media(message: RtpMessage, lost: number): void;
  /** A packet was dropped. */
  rejected(reason: RejectedMedia): void;
}

/** Input of {@link RtpReceiver}. */
export interface RtpReceiverInput {
  readonly library: typeof werift;
  readonly socket: DatagramSocket;
  readonly grant: UdpGrant;
  readonly keys: SrtpKeys;
  readonly streamId: string;
  readonly clock: Clock;
  readonly handlers: RtpReceiverHandlers;
}

interface Stream {
  readonly session: werift.SrtpSession;
  readonly buffer: JitterBuffer<RtpData>;
}

/** Receives packets, until it is closed. */
export class RtpReceiver {
  readonly #input: RtpReceiverInput;
  readonly #streams = new Map<number, Stream>();

  constructor(input: RtpReceiverInput) {
    this.#input = input;
    for (const granted of input.grant.streams) this.#add(granted);
    input.socket.onMessage((data, from) => this.#receive(data, from));
  }

  /** Closes the UDP socket, and drops what waits. */
  close(): void {
    for (const { buffer } of this.#streams.values()) buffer.close();
    this.#input.socket.close();
  }

  #add({ media_type, ssrc, codec, clock_rate }: UdpGrant['streams'][number]): void {
    const { library, keys, streamId, clock, handlers } = this.#input;
    const kind = KINDS[media_type];
    const secret = kind && keys[kind.key];
    if (!kind || secret === undefined) return;
    const { masterKey, masterSalt } = deriveSrtpMasterKeys(secret, streamId, kind.key, ssrc);
    const session = new library.SrtpSession({
      profile: library.ProtectionProfileAes128CmHmacSha1_80,
      keys: {
        localMasterKey: masterKey,
        localMasterSalt: masterSalt,
        remoteMasterKey: masterKey,
        remoteMasterSalt: masterSalt,
      },
    });
    const assembler = frameAssembler(codec, library);
    const buffer = new JitterBuffer<RtpData>(clock, {
      deliver: (packet, lost) => {
        const frame = assembler.add(packet, lost);
        if (frame) handlers.media(messageOf(kind.type, frame, clock_rate, clock.unixMs()), frame.lost);
      },
    });
    this.#streams.set(ssrc, { session, buffer });
  }

  #receive(data: Buffer, from: Endpoint): void {
    const { grant, handlers, library, socket } = this.#input;
    if (from.port !== grant.port || from.address !== grant.address) return handlers.rejected('foreign');
    if (data.length === NONCE_BYTES) return socket.send(data, from);
    if (data.length < MIN_PACKET_BYTES) return handlers.rejected('truncated');
    const stream = this.#streams.get(data.readUInt32BE(8));
    const decrypted = stream && decrypt(stream.session, data);
    if (!stream || !decrypted) return handlers.rejected('not-authentic');
    const { header, payload } = library.RtpPacket.deSerialize(decrypted);
    const packet: RtpData = {
      payload,
      timestamp: header.timestamp,
      isLast: header.marker,
      userId: header.csrc[0] ?? 0,
    };
    if (!stream.buffer.push(header.sequenceNumber, packet)) handlers.rejected('replayed');
  }
}

/** The packet without its protection; `undefined` if it is not authentic. */
function decrypt(session: werift.SrtpSession, data: Buffer): Buffer | undefined {
  try {
    return session.decrypt(data);
  } catch {
    // The library throws for a wrong tag and for a malformed header.
    return undefined;
  }
}

/** The message that a WebSocket would carry. */
function messageOf(
  type: RtpMessage['msg_type'],
  { data, timestamp, userId }: AssembledFrame,
  clockRate: number,
  nowMs: number,
): RtpMessage {
  const content = {
    user_id: userId,
    user_name: '',
    data: data.toString('base64'),
    timestamp: unixMsOf(timestamp, clockRate, nowMs),
  };
  return { msg_type: type, content };
}

/** Unix time in ms of an RTP timestamp: the one nearest to now, because the 32 bits wrap. */
export function unixMsOf(timestamp: number, clockRate: number, nowMs: number): number {
  const now = Math.round((nowMs * clockRate) / 1000) % 2 ** 32;
  const difference = (timestamp - now) | 0;
  return Math.round(nowMs + (difference * 1000) / clockRate);
}
