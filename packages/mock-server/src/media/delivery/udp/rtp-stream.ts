/** One RTP stream, protected by SRTP (RFC 3550, RFC 3711). */
import {
  deriveSrtpMasterKeys,
  type CompleteSrtpKeys,
  type SrtpMasterKeys,
} from '@rtms-mock/protocol/encryption';
import type * as werift from 'werift-rtp';
import { packetize } from './packetize.js';
import type { RtpFormat, RtpKind } from './rtp-format.js';

/** Name of the protection of all packets (RFC 4568 §6.2.1). ffmpeg decodes noise with profiles that it does not know. */
export const SRTP_PROFILE = 'AES_CM_128_HMAC_SHA1_80';

const KEY_NAMES = { audio: 'audio', video: 'video', deskshare: 'share' } as const satisfies Record<
  RtpKind,
  keyof CompleteSrtpKeys
>;

/** Library for RTP and SRTP, loaded when the first app requests UDP. */
type Library = typeof werift;

/** Properties of a new stream. */
export interface RtpStreamInput {
  readonly library: Library;
  readonly format: RtpFormat;
  /** Keys of the RTMS stream. */
  readonly keys: CompleteSrtpKeys;
  /** `rtms_stream_id`. */
  readonly streamId: string;
  readonly ssrc: number;
  /** Below 32,768: a receiver that has missed the first packets can still tell how often numbers have wrapped. */
  readonly firstSequence: number;
}

/** Creates the packets of one media type of one connection. */
export class RtpStream {
  readonly format: RtpFormat;
  readonly ssrc: number;
  /** Keys of the stream, as in its SDP. */
  readonly keys: SrtpMasterKeys;
  readonly #library: Library;
  readonly #session: InstanceType<Library['SrtpSession']>;
  #sequence: number;

  constructor({ library, format, keys, streamId, ssrc, firstSequence }: RtpStreamInput) {
    const name = KEY_NAMES[format.kind];
    this.format = format;
    this.ssrc = ssrc;
    this.keys = deriveSrtpMasterKeys(keys[name], streamId, name, ssrc);
    this.#library = library;
    this.#sequence = firstSequence;
    const { masterKey, masterSalt } = this.keys;
    this.#session = new library.SrtpSession({
      profile: library.ProtectionProfileAes128CmHmacSha1_80,
      keys: {
        localMasterKey: masterKey,
        localMasterSalt: masterSalt,
        remoteMasterKey: masterKey,
        remoteMasterSalt: masterSalt,
      },
    });
  }

  /**
   * Returns the protected packets of one chunk. The timestamp is Unix time in units of the clock rate, modulo 2^32.
   * `userId` becomes the CSRC; 0, of mixed audio, has none.
   */
  packets(chunk: Buffer, timestampMs: number, userId: number): Buffer[] {
    const { payloadType, clockRate } = this.format;
    const base = Math.round((timestampMs * clockRate) / 1000);
    const csrc = userId > 0 ? [userId] : [];
    return packetize(this.format, chunk).map(({ data, offset, isLast }) => {
      const header = new this.#library.RtpHeader({
        version: 2,
        payloadType,
        sequenceNumber: this.#sequence,
        timestamp: (base + offset) % 2 ** 32,
        ssrc: this.ssrc,
        marker: isLast,
        csrcLength: csrc.length,
        csrc,
      });
      this.#sequence = (this.#sequence + 1) & 0xffff;
      return this.#session.encrypt(data, header);
    });
  }
}

/** Loads the library. */
export async function loadRtpLibrary(): Promise<Library> {
  return import('werift-rtp');
}
