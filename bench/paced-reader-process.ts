/** A reader that costs little: it reads each socket a few times per second, so that two cores are left for the servers. */
import { readSync } from 'node:fs';
import { joinStream, type StreamPlace } from './joined-stream.js';
import type { RawSocket } from './raw-socket.js';
import { serve } from './rpc.js';

/** Time in ms between two reads of a socket. The system keeps more than the audio of that time for each socket. */
const READ_EVERY_MS = 250;
/** Sockets are read in turns of this length, so that the load is even. */
const TURN_MS = 10;
/** Streams that join at the same time: few enough for the backlog of the listening socket. */
const BATCH_SIZE = 25;

const sockets: PacedSocket[] = [];
/** Memory for what is read, which nobody keeps. */
const chunk = Buffer.allocUnsafe(1 << 20);
let messages = 0;
let next = 0;

/** The media socket of a stream. Counts its messages, of which it looks only at the lengths. */
class PacedSocket {
  readonly #descriptor: number;
  /** Bytes of the current message that have not been read. */
  #missing = 0;
  /** Beginning of a header that was cut off. */
  #header: Buffer = Buffer.alloc(0);

  constructor(socket: RawSocket) {
    this.#descriptor = socket.detach();
  }

  read(): void {
    let length: number;
    try {
      length = readSync(this.#descriptor, chunk);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return;
      throw error;
    }
    if (length === 0) throw new Error('the server has closed a media socket');
    this.#count(chunk.subarray(0, length));
  }

  #count(read: Buffer): void {
    const bytes = this.#header.length === 0 ? read : Buffer.concat([this.#header, read]);
    let at = this.#missing;
    while (bytes.length - at >= 4) {
      const short = (bytes[at + 1] ?? 0) & 127;
      if (short === 127) throw new Error('a message is too long');
      messages += 1;
      at += short === 126 ? 4 + bytes.readUInt16BE(at + 2) : 2 + short;
    }
    this.#missing = Math.max(0, at - bytes.length);
    this.#header = Buffer.from(bytes.subarray(at));
  }
}

function readSome(share: number): void {
  for (let i = 0; i < share; i += 1) {
    sockets[next % sockets.length]?.read();
    next = (next + 1) % sockets.length;
  }
}

let owed = 0;
setInterval(() => {
  if (sockets.length === 0) return;
  owed += (sockets.length * TURN_MS) / READ_EVERY_MS;
  const share = Math.floor(owed);
  owed -= share;
  readSome(share);
}, TURN_MS);

const calls = {
  /** Joins streams for audio. Their signaling sockets stay open. */
  async join(streams: readonly StreamPlace[]): Promise<void> {
    for (let at = 0; at < streams.length; at += BATCH_SIZE) {
      const joined = await Promise.all(
        streams.slice(at, at + BATCH_SIZE).map((place) => joinStream({ place, mediaType: 1 })),
      );
      for (const { media, sendReady } of joined) {
        sockets.push(new PacedSocket(media));
        sendReady();
      }
    }
  },

  /** Messages and CPU time in µs so far. */
  usage(): { readonly messages: number; readonly cpuMicros: number } {
    const { user, system } = process.cpuUsage();
    return { messages, cpuMicros: user + system };
  },
};

/** Calls of the paced reader. */
export type PacedReaderCalls = typeof calls;

serve(calls);
