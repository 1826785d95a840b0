import {
  messageBytesToString,
  stringToMessageBytes,
  type Cancel,
  type Clock,
  type MediaDataChat,
  type MediaDataTranscript,
  type MessageBytes,
} from '@rtms-mock/protocol';
import { withRealTimeFloor } from '../../clock.js';
import type { MessageHolds } from '../../faults/message-holds.js';
import type { FaultFollower } from '../../faults/stream-faults.js';
import type { Logger, LogLevel } from '../../log.js';
import type { MediaCounter, MediaCounters } from '../../meetings/media-counter.js';
import type { SentFrame } from '../../meetings/stream-sockets.js';
import type { MediaFlow } from '../../meetings/stream-state.js';
import type { Stream } from '../../meetings/stream.js';
import type { ServerSettings } from '../../settings/settings.js';
import type { Channel } from '../../sockets/channel.js';
import type { MediaKind } from '../media-kind.js';
import type { Pacer } from '../pacer.js';
import type { DataConnection } from './data-connection.js';
import { explainClose, SUSPECT_MS } from './largest-message.js';
import type { MediaSink, OutgoingFrame } from './lanes/media-sink.js';
import { padFrame } from './padded-frame.js';
import { Outbox, type OutboxOwner } from './outbox.js';
import type { PayloadEncryption } from './payload-encryption.js';
import { RtpMedia } from './udp/rtp-connection.js';
import { SmallSet } from '../../small-set.js';

/** Time after which a reader that reads nothing while media is dropped is disconnected, in milliseconds. */
const STALL_MS = 10_000;

/** Min duration of the same in real time, in milliseconds, where meetings run faster: a busy reader is not slow. */
const STALL_FLOOR_MS = 2000;

/**
 * Bytes in the buffer of a socket in virtual time, which waits for the reader before it sends more: everything that is due
 * at one moment is sent at that moment.
 */
const VIRTUAL_SOCKET_BYTES = 4 * 1024 * 1024;

/** Encryption and carrier of the media of a connection. Default: a WebSocket carries it as it is. */
export interface MediaProtection {
  readonly encryption?: PayloadEncryption | undefined;
  readonly carrier?: DataConnection | undefined;
}

/** The parts of the server that a {@link FrameSender} uses. */
export interface FrameSenderContext {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly pacer: Pacer;
  readonly settings: Pick<ServerSettings, 'mediaBufferBytes'>;
}

/**
 * Sends the media of one connection: puts frames into its outbox, counts them, and records the first frame of each media
 * type in the journal. Separate from the connection because this runs for every frame.
 */
export class FrameSender implements MediaSink, OutboxOwner, FaultFollower {
  // Fields that every frame touches come first: with hundreds of connections, each further cache line is a memory access.
  readonly #outbox: Outbox;
  readonly #pacer: Pacer;
  /** Set once the stream has had a breakpoint. */
  #holds: MessageHolds | undefined;
  /** Set once a size has been planned for frames of the stream. */
  #sizes: Stream['faults'] | undefined;
  /** Carries media beside the WebSocket. */
  #carrier: DataConnection | undefined;
  /** Set while media plays: its state decides if frames flow. */
  #playing: Stream | undefined;
  /** Counter of the media type that was sent last. */
  #counter: MediaCounter | undefined;
  /** `undefined` while no one watches, which is nearly always. */
  #watchers: Set<(frame: SentFrame) => void> | undefined;
  /** Size of the largest message in bytes. */
  #largestBytes = 0;
  #hasSent = false;

  /** Clock time at which the largest message was sent, in milliseconds. */
  #largestAtMs = 0;
  #hasReportedDrops = false;
  readonly #channel: Channel<Stream>;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #kindsSeen = new SmallSet<MediaKind>();
  readonly #maxBufferBytes: number;
  /** Counters of this connection. */
  #counters: MediaCounters | undefined;
  #encryption: PayloadEncryption | undefined;
  /** The stream that counts the frames. */
  #stream: Stream | undefined;

  constructor(channel: Channel<Stream>, { clock, logger, pacer, settings }: FrameSenderContext) {
    this.#channel = channel;
    this.#clock = clock;
    this.#logger = logger;
    this.#pacer = pacer;
    this.#maxBufferBytes = settings.mediaBufferBytes;
    const limits = {
      maxBytes: settings.mediaBufferBytes,
      stallMs: withRealTimeFloor(clock, STALL_MS, STALL_FLOOR_MS),
      ...(clock.holdStill && { socketBytes: VIRTUAL_SOCKET_BYTES }),
    };
    this.#outbox = new Outbox(channel.socket, clock, limits, this);
  }

  /** Counts frames for this stream from now on, and follows its faults. Texts are encrypted with `encryption`, if any. */
  attach(stream: Stream, { encryption, carrier }: MediaProtection = {}): void {
    this.#encryption = encryption;
    this.#carrier = carrier;
    this.#stream = stream;
    this.#counters = stream.counters.open();
    stream.faults.follow(this);
    this.faultsPlanned();
  }

  /** Applies what is planned for frames. */
  faultsPlanned(): void {
    const faults = this.#stream?.faults;
    if (faults?.holds.isActive === true) this.#holds = faults.holds;
    if (faults?.hasSizes === true) this.#sizes = faults;
  }

  /** Counters of this connection by media type, as plain JSON. */
  get countersView(): ReturnType<MediaCounters['view']> {
    return this.#counters?.view() ?? {};
  }

  /** Calls `listener` with each frame that is passed to the socket. Returns a function that ends it. */
  watch(listener: (frame: SentFrame) => void): Cancel {
    this.#watchers ??= new Set();
    this.#watchers.add(listener);
    return () => {
      this.#watchers?.delete(listener);
      if (this.#watchers?.size === 0) this.#watchers = undefined;
    };
  }

  /** Lets frames flow as the state of the stream permits. */
  start(stream: Stream): void {
    this.#playing = stream;
  }

  /** Stops the flow of frames. */
  stop(): void {
    this.#playing = undefined;
  }

  /** Drops all waiting frames, because the connection has ended, and leaves the counts to the stream. */
  discard(): void {
    this.#outbox.discard();
    if (!this.#stream || !this.#counters) return;
    this.#stream.faults.unfollow(this);
    this.#stream.counters.close(this.#counters);
  }

  get flow(): MediaFlow {
    return this.#playing?.mediaFlow ?? 'off';
  }

  get isCongested(): boolean {
    return this.#outbox.isCongested;
  }

  /** Bytes that wait for the reader, in the outbox and in the socket. */
  get bufferedBytes(): number {
    return this.#outbox.waitingBytes + this.#channel.socket.bufferedBytes;
  }

  /**
   * True when frames were sent since the last call, or wait for the reader. A waiting frame counts because the outbox
   * detects readers that have stalled.
   */
  takeActivity(): boolean {
    const isActive = this.#hasSent || this.#outbox.isCongested;
    this.#hasSent = false;
    return isActive;
  }

  sendFrame(frame: OutgoingFrame): void {
    if (this.#carrier !== undefined && this.#carrier.send(frame.message)) return this.frameSent(frame);
    if (this.#holds?.isActive === true && this.#isHeld(frame, this.#holds)) return;
    this.#outbox.add(this.#sizes === undefined ? frame : enlarged(frame, this.#sizes));
    this.#pacer.afterGroup(this.#outbox);
  }

  #isHeld(frame: OutgoingFrame, holds: MessageHolds): boolean {
    return holds.hold({
      connectionId: this.#channel.id,
      socket: 'media',
      direction: 'sent',
      type: messageOf(frame.kind),
      text: () => messageBytesToString(frame.message),
      proceed: (text) => {
        this.#outbox.add({ ...frame, message: stringToMessageBytes(text) });
        this.#outbox.flush();
      },
    });
  }

  /** Sends a chat message or a caption, if media is flowing. */
  sendText(kind: 'chat' | 'transcript', message: MediaDataChat | MediaDataTranscript): void {
    if (this.flow !== 'flowing') return;
    this.sendFrame({
      kind,
      message: this.#encodeText(message),
      byteLength: Buffer.byteLength(message.content.data),
      latenessMs: 0,
      isKeyframe: true,
    });
  }

  #encodeText(message: MediaDataChat | MediaDataTranscript): MessageBytes {
    const { dialect } = this.#channel;
    return this.#encryption?.encodeText(message, dialect) ?? stringToMessageBytes(dialect.encode(message));
  }

  countSkipped(kind: MediaKind, frames: number): void {
    this.#counters?.of(kind).countSkipped(frames);
  }

  frameSent(frame: OutgoingFrame): void {
    const { kind, byteLength, latenessMs, message } = frame;
    // The next frame usually has the same media type.
    if (this.#counter?.kind !== kind) {
      this.#counter = this.#counters?.of(kind);
      if (!this.#kindsSeen.has(kind)) this.#recordFirst(kind, byteLength, message);
    }
    this.#counter?.countSent(byteLength, latenessMs);
    if (message.byteLength > this.#largestBytes) {
      this.#largestBytes = message.byteLength;
      this.#largestAtMs = this.#clock.now();
    }
    this.#hasSent = true;
    if (this.#watchers !== undefined) for (const watch of this.#watchers) watch(frame);
  }

  frameDropped({ kind }: OutgoingFrame): void {
    this.#counters?.of(kind).countDropped();
  }

  /** Logs the first drop of the connection only: a reader that reads in bursts causes many. */
  droppingStarted(): void {
    if (this.#hasReportedDrops) return;
    this.#hasReportedDrops = true;
    const sentBytes = Object.values(this.countersView).reduce((sum, { bytes }) => sum + bytes, 0);
    this.#channel.note('reads-slowly', { waitingBytes: this.bufferedBytes, sentBytes });
    this.#warn(
      `the app reads too slowly: its oldest media is dropped while more than ${this.#maxBufferBytes} bytes wait for it`,
    );
  }

  /** Terminates the socket, which interrupts the stream; the app may reconnect within the window. */
  readerStalled(): void {
    const reason = `the app read nothing for ${STALL_MS / 1000} s while media was dropped; closing`;
    this.#channel.note('stalled', { reason });
    this.#warn(reason);
    this.#channel.socket.terminate();
  }

  /** Reports in log and journal if the app closes right after its largest message. */
  explainClose(code: number): void {
    const suspectMs = withRealTimeFloor(this.#clock, SUSPECT_MS);
    const largest = { bytes: this.#largestBytes, atMs: this.#largestAtMs };
    const suspect = explainClose(largest, { code, atMs: this.#clock.now() }, suspectMs);
    if (suspect === undefined) return;
    const { bytes, afterMs, reason, isAbnormal } = suspect;
    this.#channel.note('closed-after-largest-message', { code, bytes, afterMs, reason });
    this.#log(isAbnormal ? 'warn' : 'info', reason);
  }

  #warn(text: string): void {
    this.#log('warn', text);
  }

  #log(level: LogLevel, text: string): void {
    this.#logger.log(level, `media ${this.#channel.id}: ${text}`, { streamId: this.#channel.streamId });
  }

  #recordFirst(kind: MediaKind, byteLength: number, message: MessageBytes): void {
    this.#kindsSeen.add(kind);
    const type = messageOf(kind);
    const detail = { first: true, bytes: byteLength };
    if (message instanceof RtpMedia) this.#channel.record('sent', type, { ...detail, transport: 'udp' }, '');
    else this.#channel.record('sent', type, detail, messageBytesToString(message));
  }
}

/** Name of the messages of a media type. */
function messageOf(kind: MediaKind): string {
  return `MEDIA_DATA_${kind === 'deskshare' ? 'SHARE' : kind.toUpperCase()}`;
}

/** The frame with the size that a scenario has planned for it, if any. */
function enlarged(frame: OutgoingFrame, faults: Stream['faults']): OutgoingFrame {
  let result = frame;
  faults.applySize(frame.kind, (size) => {
    const padded = padFrame(frame, size);
    if (padded !== undefined) result = padded;
    return padded !== undefined;
  });
  return result;
}
