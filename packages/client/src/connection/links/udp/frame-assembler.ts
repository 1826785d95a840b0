/** From the payloads of RTP packets to media as a WebSocket carries it. */
import type * as werift from 'werift-rtp';

/** One RTP packet without its protection. */
export interface RtpData {
  readonly payload: Buffer;
  /** RTP timestamp. */
  readonly timestamp: number;
  /** Last packet of a frame. */
  readonly isLast: boolean;
  /** Participant, from the CSRC; 0 if there is none. */
  readonly userId: number;
}

/** Media that is complete. */
export interface AssembledFrame {
  readonly data: Buffer;
  readonly timestamp: number;
  readonly userId: number;
  /** Packets that were lost since the last one. */
  readonly lost: number;
}

/** Assembles the packets of one stream. */
export interface FrameAssembler {
  /** Adds a packet. Returns the frame that it completes. `lost`: number of packets that are missing before it. */
  add(packet: RtpData, lost: number): AssembledFrame | undefined;
}

/** Creates the assembler of an encoding, by its name in SDP. */
export function frameAssembler(codec: string, library: typeof werift): FrameAssembler {
  if (codec === 'H264') return new H264Assembler(library);
  return {
    add: ({ payload, timestamp, userId }, lost) => ({
      // L16 is big-endian in RTP, and little-endian everywhere else.
      data: codec === 'L16' && payload.length % 2 === 0 ? Buffer.from(payload).swap16() : payload,
      timestamp,
      userId,
      lost,
    }),
  };
}

/** Max size of a frame in bytes. Larger ones are dropped: their end is lost, or they are no video. */
const MAX_FRAME_BYTES = 16 * 1024 * 1024;

class H264Assembler implements FrameAssembler {
  readonly #library: typeof werift;
  #parts: Buffer[] = [];
  #bytes = 0;
  #fragment: Buffer | undefined;
  #lost = 0;
  #isBroken = false;

  constructor(library: typeof werift) {
    this.#library = library;
  }

  add(packet: RtpData, lost: number): AssembledFrame | undefined {
    this.#lost += lost;
    // A frame without one of its packets cannot be decoded.
    if (lost > 0) this.#isBroken = true;
    if (!this.#isBroken) this.#read(packet.payload);
    if (!packet.isLast) return undefined;
    const data = Buffer.concat(this.#parts);
    const isComplete = !this.#isBroken && data.length > 0;
    const frame = { data, timestamp: packet.timestamp, userId: packet.userId, lost: this.#lost };
    this.#parts = [];
    this.#bytes = 0;
    this.#fragment = undefined;
    this.#isBroken = false;
    if (!isComplete) return undefined;
    this.#lost = 0;
    return frame;
  }

  #read(payload: Buffer): void {
    try {
      const read = this.#library.H264RtpPayload.deSerialize(payload, this.#fragment);
      this.#fragment = read.fragment;
      if (read.payload) this.#parts.push(read.payload);
      this.#bytes += payload.length;
    } catch {
      // The payload is no H.264: the rest of this frame is skipped.
      this.#isBroken = true;
    }
    if (this.#bytes > MAX_FRAME_BYTES) this.#isBroken = true;
  }
}
