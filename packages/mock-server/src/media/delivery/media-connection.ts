import {
  MediaDataOption,
  MediaType,
  stringToMessageBytes,
  MessageType,
  type Cancel,
  type DataHandshakeRequest,
  type MediaDataChat,
  type MediaFrameWriterFactory,
  type MediaParams,
  type Socket,
} from '@rtms-mock/protocol';
import { Channel, HANDSHAKE_TIMEOUT_MS, type ChannelContext } from '../../sockets/channel.js';
import type { MediaEnding } from '../../meetings/media-loss.js';
import type { MediaCounter } from '../../meetings/media-counter.js';
import type { Stream } from '../../meetings/stream.js';
import type { MediaSocket } from '../../meetings/stream-sockets.js';
import type { ServerSettings } from '../../settings/settings.js';
import type { HandshakePolicy } from '../../signaling/handshake.js';
import { KeepAlive } from '../../sockets/keep-alive.js';
import { judgeMediaHandshake, type MediaHandshakeVerdict } from './handshake.js';
import type { MediaSink, OutgoingFrame } from './lanes/media-sink.js';
import type { MediaKind } from '../media-kind.js';
import type { MediaFlow } from '../../meetings/stream-state.js';
import { prepareMediaPath, type MediaPath, type PlayingMedia } from './media-path.js';
import { Outbox, type OutboxOwner } from './outbox.js';
import type { Pacer } from '../pacer.js';
import { readStringRequest, IMPLICIT_START_MS, implicitRequest } from './string-request.js';

/** A reader that takes nothing for this long while media is dropped for it is cut off, in milliseconds. */
const STALL_MS = 10_000;

/** Where a media connection is in its life. */
type State =
  | { readonly name: 'handshaking'; readonly timeout: Cancel }
  | { readonly name: 'awaiting-ready'; readonly path: MediaPath }
  | { readonly name: 'streaming'; readonly playing: PlayingMedia }
  /** Three keep-alives went unanswered, and the socket is being broken off. */
  | { readonly name: 'dead'; readonly audioDueMs: number | undefined }
  | { readonly name: 'closed' };

/** What a media connection needs of the server. */
export interface MediaConnectionContext extends ChannelContext<Stream> {
  readonly settings: ServerSettings;
  readonly pacer: Pacer;
  readonly writers: MediaFrameWriterFactory;
  /** Every stream, ended ones too. */
  allStreams(): readonly Stream[];
}

/** One media socket: its handshake, its keep-alive, what it is sent. */
export class MediaConnection implements MediaSink, MediaSocket, OutboxOwner {
  readonly channel: Channel<Stream>;
  readonly #context: MediaConnectionContext;
  readonly #preparing = new AbortController();
  readonly #pathTypes: number;
  readonly #kindsSeen = new Set<MediaKind>();
  /** Of the kind that was sent last. */
  #counter: MediaCounter | undefined;
  readonly #outbox: Outbox;
  #state: State;
  #stream: Stream | undefined;
  #keepAlive: KeepAlive | undefined;
  #mediaTypes: readonly MediaType[] = [];
  #mask = 0;
  #params: MediaParams = {};
  #sentSincePing = false;

  /** `pathTypes`: media that the path of the URL names, as a mask, which only the oldest clients mean. Default all. */
  constructor(
    id: string,
    socket: Socket,
    context: MediaConnectionContext,
    pathTypes: number = MediaType.ALL,
  ) {
    this.#context = context;
    this.#pathTypes = pathTypes;
    this.channel = new Channel('media', id, socket, context);
    const { clock, settings } = context;
    const limits = { capBytes: settings.mediaBufferBytes, stallMs: STALL_MS };
    this.#outbox = new Outbox(this.channel.socket, clock, limits, this);
    const stopTimeout = clock.after(HANDSHAKE_TIMEOUT_MS, () => socket.close(1000, 'Handshake timeout'));
    const stopGrace =
      settings.auth === 'off' ? clock.after(IMPLICIT_START_MS, () => this.#startUnasked()) : () => {};
    this.#state = {
      name: 'handshaking',
      timeout: () => {
        stopTimeout();
        stopGrace();
      },
    };
    socket.onMessage((frame) => this.#receive(frame));
    socket.onClose((code, reason) => this.#closed(code, reason));
    this.channel.note('opened');
  }

  get stateName(): State['name'] {
    return this.#state.name;
  }

  /** Types that this socket carries; empty before its handshake. */
  get mediaTypes(): readonly MediaType[] {
    return this.#mediaTypes;
  }

  /** As asked for: 32 for all, else an OR of types. */
  get mask(): number {
    return this.#mask;
  }

  /** Carries video of one participant, whom the app chooses (PROTOCOL.md §9.16). */
  get showsChosenVideo(): boolean {
    return this.#params.video?.data_opt === MediaDataOption.VIDEO_SINGLE_INDIVIDUAL_STREAM;
  }

  get flow(): MediaFlow {
    return this.#state.name === 'streaming' ? (this.#stream?.mediaFlow ?? 'off') : 'off';
  }

  get congested(): boolean {
    return this.#outbox.isCongested;
  }

  /** Bytes that wait for the reader, in the outbox and in the socket. */
  get bufferedBytes(): number {
    return this.#outbox.waitingBytes + this.channel.socket.bufferedBytes;
  }

  /** The app is ready: media flows as soon as it is prepared. Does nothing in any other state. */
  open(): void {
    if (this.#state.name !== 'awaiting-ready') return;
    const { clock, pacer, settings } = this.#context;
    const playing = this.#state.path.start(pacer, {
      nowMs: () => clock.now(),
      audioFromMs: (nowMs) => this.#stream?.audioBacklog.take(nowMs) ?? nowMs,
      lateFrames: settings.lateFrames,
    });
    this.#state = { name: 'streaming', playing };
    this.channel.note('streaming');
  }

  close(): void {
    this.channel.socket.close(1000, 'Normal close');
  }

  /** A newcomer takes over (PROTOCOL.md §14.3). */
  replace(): void {
    this.channel.note('replaced');
    this.#context.logger.log('info', `media ${this.channel.id}: a newer connection takes over`, {
      streamId: this.channel.streamId,
    });
    this.close();
  }

  /** A chat message, when this socket carries chat and media flows. */
  sendChat(message: MediaDataChat): void {
    if (this.flow !== 'flowing' || !this.#mediaTypes.includes(MediaType.CHAT)) return;
    const byteLength = Buffer.byteLength(message.content.data);
    const text = this.channel.dialect.encode(message);
    this.sendFrame({
      kind: 'chat',
      message: stringToMessageBytes(text),
      byteLength,
      latenessMs: 0,
      isKeyframe: true,
    });
  }

  sendFrame(frame: OutgoingFrame): void {
    this.#outbox.put(frame);
    this.#context.pacer.afterGroup(this.#outbox);
  }

  skipped(kind: MediaKind, frames: number): void {
    this.#stream?.counters.of(kind).countSkipped(frames);
  }

  frameSent({ kind, byteLength, latenessMs }: OutgoingFrame): void {
    // Mostly another frame of the same kind follows.
    if (this.#counter?.kind !== kind) {
      this.#counter = this.#stream?.counters.of(kind);
      if (!this.#kindsSeen.has(kind)) this.#firstFrame(kind, byteLength);
    }
    this.#counter?.countSent(byteLength, latenessMs);
    this.#sentSincePing = true;
  }

  frameDropped({ kind }: OutgoingFrame): void {
    this.#stream?.counters.of(kind).countDropped();
  }

  /** Cutting the socket is what makes the stream INTERRUPTED; the app may come back within the window. */
  readerStalled(): void {
    const reason = `the reader took nothing for ${STALL_MS / 1000} s while media was dropped for it; closing`;
    this.channel.note('stalled', { reason });
    this.#context.logger.log('warn', `media ${this.channel.id}: ${reason}`, {
      streamId: this.channel.streamId,
    });
    this.channel.socket.terminate();
  }

  #firstFrame(kind: MediaKind, byteLength: number): void {
    this.#kindsSeen.add(kind);
    this.channel.record('sent', `MEDIA_DATA_${kind === 'deskshare' ? 'SHARE' : kind.toUpperCase()}`, {
      first: true,
      bytes: byteLength,
    });
  }

  #busy(): boolean {
    if (this.channel.isKeepAliveSilenced) return true;
    const { mediaKeepAlive } = this.#context.settings;
    if (mediaKeepAlive === 'always') return false;
    // Media that waits for the reader is no idleness: the outbox tells when the reader has stalled.
    const busy = this.#sentSincePing || this.#outbox.isCongested;
    this.#sentSincePing = false;
    return busy;
  }

  #receive(frame: string | Uint8Array): void {
    if (this.#state.name === 'closed' || this.#state.name === 'dead') return;
    if (this.#state.name === 'handshaking') return this.#receiveEarly(frame);
    const decoded = this.channel.receive(frame);
    if (this.channel.isDropped(decoded)) return;
    if (!decoded.ok) return this.channel.explainAfterHandshake(decoded.problem);
    const { message } = decoded;
    if (message.msg_type === MessageType.KEEP_ALIVE_RESP) this.#keepAlive?.onResponse(message.timestamp);
    else this.channel.refuseUnexpected(message.msg_type, this.#state.name);
  }

  #receiveEarly(frame: string | Uint8Array): void {
    const { decoded, stream } = this.channel.receiveEarly(frame);
    if (this.channel.isDropped(decoded)) return;
    if (!decoded.ok) return this.channel.refuseHandshake(decoded.problem);
    const { message } = decoded;
    if (message.msg_type === MessageType.DATA_HAND_SHAKE_REQ) this.#shakeHands(message, stream);
    // No keep-alive is pending yet, so an answer to one changes nothing.
    else if (message.msg_type !== MessageType.KEEP_ALIVE_RESP) {
      this.channel.refuseUnexpected(message.msg_type, this.#state.name);
    }
  }

  #shakeHands(request: DataHandshakeRequest, stream: Stream | undefined): void {
    const fault = this.channel.takeHandshakeFault();
    if (fault?.kind === 'silence') return;
    if (fault) return this.channel.rejectByFault(fault);
    const asked = this.#speaksString ? readStringRequest(request, this.#pathTypes) : request;
    const policy = { ...this.#context.settings, acceptConcatenated: this.#speaksString };
    const verdict = judgeMediaHandshake(asked, stream?.handshakeView(), policy);
    if (!verdict.accept || !stream) {
      if (!verdict.accept) this.channel.refuseHandshake(verdict.problem);
      return;
    }
    this.#accept(stream, asked, verdict, policy);
    this.channel.send({
      msg_type: MessageType.DATA_HAND_SHAKE_RESP,
      status: 'STATUS_OK',
      payload_encryption: false,
      media_params: verdict.params,
    });
    if (this.#isKeptAlive) this.#keepAlive = this.#startKeepAlive(stream);
    if (this.#speaksString) stream.ready();
  }

  /** The oldest clients open a media socket and wait (PROTOCOL.md §9.19). */
  #startUnasked(): void {
    if (this.#state.name !== 'handshaking' || this.channel.hasReceived) return;
    const streams = this.#context.allStreams().filter((one) => one.hasStringClient);
    const unspoken = implicitRequest(streams, this.#pathTypes);
    if (!unspoken.ok) return this.channel.explain(unspoken.problem);
    const { stream, request } = unspoken;
    this.channel.dialect = this.#context.dialects.string;
    this.channel.follow(stream);
    const policy = { ...this.#context.settings, duplicatePolicy: 'allow' as const };
    const verdict = judgeMediaHandshake(request, stream.handshakeView(), policy);
    if (!verdict.accept) return this.channel.explain(verdict.problem);
    this.#accept(stream, request, verdict, policy);
    stream.ready();
  }

  #accept(
    stream: Stream,
    asked: DataHandshakeRequest,
    { mediaTypes, params }: MediaHandshakeVerdict & { readonly accept: true },
    { duplicatePolicy }: HandshakePolicy,
  ): void {
    if (this.#state.name === 'handshaking') this.#state.timeout();
    this.#stream = stream;
    this.#mediaTypes = mediaTypes;
    this.#mask = asked.media_type;
    this.#params = params;
    this.#state = { name: 'awaiting-ready', path: this.#prepare(stream, params) };
    stream.attachMedia(this, duplicatePolicy);
    this.channel.note('accepted', { mediaTypes, params });
  }

  get #speaksString(): boolean {
    return this.channel.dialect.name === 'string';
  }

  /** Clients of the string generation know keep-alives on signaling only. */
  get #isKeptAlive(): boolean {
    const { mediaKeepAlive } = this.#context.settings;
    return mediaKeepAlive === 'always' || (mediaKeepAlive === 'idle' && !this.#speaksString);
  }

  #startKeepAlive(stream: Stream): KeepAlive {
    const keepAlive = new KeepAlive(
      this.#context.clock,
      {
        ping: (timestamp) => this.channel.send({ msg_type: MessageType.KEEP_ALIVE_REQ, timestamp }),
        onDead: () => this.#dead(),
        isBusy: () => this.#busy(),
      },
      stream.keepAliveRules,
    );
    keepAlive.start();
    return keepAlive;
  }

  #prepare(stream: Stream, params: MediaParams): MediaPath {
    return prepareMediaPath({
      meeting: stream.meeting,
      params,
      dialect: this.channel.dialect.name,
      mediaShape: this.#context.settings.mediaShape,
      writers: this.#context.writers,
      sink: this,
      subscribedVideo: () => stream.videoChoice.userId,
      signal: this.#preparing.signal,
      onUnavailable: (kind, error) => {
        const reason = error instanceof Error ? error.message : String(error);
        this.channel.note('media-unavailable', { kind, reason });
        this.#context.logger.log('warn', `no ${kind} for stream ${stream.streamId}: ${reason}`, { kind });
      },
    });
  }

  #dead(): void {
    this.channel.note('keep-alive-lost');
    this.#context.logger.log('warn', `media ${this.channel.id}: three keep-alives went unanswered; closing`);
    this.#state = { name: 'dead', audioDueMs: this.#stopPlaying() };
    this.channel.socket.terminate();
  }

  #closed(code: number, reason: string): void {
    if (this.#state.name === 'closed') return;
    if (this.#state.name === 'handshaking') this.#state.timeout();
    const ending: MediaEnding = {
      cause: this.#state.name === 'dead' ? 'keep-alive' : 'closed',
      code,
      by: this.channel.socket.isClosing ? 'server' : 'app',
      audioDueMs: this.#stopPlaying(),
    };
    this.#outbox.discard();
    this.#preparing.abort();
    this.#keepAlive?.stop();
    this.#state = { name: 'closed' };
    this.channel.note('closed', { code, reason });
    this.#stream?.detachMedia(this, ending);
  }

  /** Its signaling connection is gone, or another takes over: nothing more is played. Returns where audio has to go on. */
  abandon(): number | undefined {
    const audioDueMs = this.#stopPlaying();
    this.#sentSincePing = false;
    return audioDueMs;
  }

  /** Returns where audio has to go on, when it played. */
  #stopPlaying(): number | undefined {
    if (this.#state.name === 'dead') return this.#state.audioDueMs;
    if (this.#state.name !== 'streaming') return undefined;
    const { playing } = this.#state;
    playing.stop();
    return playing.audioDueMs;
  }
}
