import {
  MediaDataOption,
  MediaType,
  MessageType,
  type Cancel,
  type DataHandshakeRequest,
  type MediaDataChat,
  type MediaDataTranscript,
  type MediaParams,
  type MessageProblem,
  type Socket,
} from '@rtms-mock/protocol';
import { timeLimits } from '../../meetings/reconnection.js';
import { defaultMediaTypeMasks } from '../../policies.js';
import { ENCRYPTION_SCHEME } from '@rtms-mock/protocol/encryption';
import { withRealTimeFloor } from '../../clock.js';
import { reportRejection } from '../../guard.js';
import { Channel } from '../../sockets/channel.js';
import { awaitReady } from '../../meetings/app-turn.js';
import type { MediaEnding } from '../../meetings/media-loss.js';
import type { Stream } from '../../meetings/stream.js';
import type { MediaSocket, SentFrame } from '../../meetings/stream-sockets.js';
import type { HandshakePolicy } from '../../signaling/handshake.js';
import { closeWithoutHandshake } from '../../sockets/handshake-timeout.js';
import type { KeepAlive } from '../../sockets/keep-alive.js';
import {
  confirmedTransport,
  encryptionOf,
  encryptionOffer,
  openCarrier,
  prepareConnectionMedia,
} from './connection-media.js';
import { FrameSender } from './frame-sender.js';
import { judgeMediaHandshake } from './handshake.js';
import { judgeImplicitStart } from './implicit-start.js';
import { describeRefusedMask, UNANSWERED } from './mask-advice.js';
import type { AcceptedHandshake, MediaConnectionContext, State } from './media-connection-state.js';
import { startMediaKeepAlive } from './media-keep-alive.js';
import { readStringRequest, IMPLICIT_START_MS } from './string-request.js';
import type { RtpConnection } from './udp/rtp-connection.js';

/**
 * One media socket: its states, its handshake, its keep-alive, and the playback of its media, which {@link FrameSender}
 * sends.
 */
export class MediaConnection implements MediaSocket {
  readonly channel: Channel<Stream>;
  readonly #context: MediaConnectionContext;
  readonly #preparing = new AbortController();
  readonly #pathTypes: number;
  readonly #sender: FrameSender;
  readonly #addresses: Socket['addresses'];
  #carrier: RtpConnection | undefined;
  #state: State;
  #stream: Stream | undefined;
  #keepAlive: KeepAlive | undefined;
  #mediaTypes: readonly MediaType[] = [];
  #mask = 0;
  #params: MediaParams = {};
  #prepared: Promise<void> = Promise.resolve();

  /**
   * @param pathTypes media types in the path of the URL, as a mask; only the string generation uses it. Default: all
   * @param instance server instance whose URL the app has opened. Default: 1
   */
  constructor(
    id: string,
    socket: Socket,
    context: MediaConnectionContext,
    pathTypes: number = MediaType.ALL,
    instance = 1,
  ) {
    this.#context = context;
    this.#pathTypes = pathTypes;
    this.#addresses = socket.addresses;
    this.channel = new Channel('media', id, socket, context);
    this.#sender = new FrameSender(this.channel, context);
    this.#state = { name: 'handshaking', timeout: this.#awaitHandshake() };
    this.channel.socket.onMessage((frame) => this.#receive(frame));
    this.channel.socket.onClose((code, reason) => this.#closed(code, reason));
    this.channel.note('opened', instance === 1 ? {} : { instance });
  }

  /** Returns a function that ends the wait. Not a part of the constructor: its callbacks would keep the timers. */
  #awaitHandshake(): Cancel {
    const { clock } = this.channel;
    const stopTimeout = closeWithoutHandshake(this.channel);
    if (this.#context.settings.auth !== 'off') return stopTimeout;
    const implicitStartMs = withRealTimeFloor(clock, IMPLICIT_START_MS);
    const stopImplicitStart = clock.after(implicitStartMs, () => this.#startImplicitly());
    return () => {
      stopTimeout();
      stopImplicitStart();
    };
  }

  get stateName(): State['name'] {
    return this.#state.name;
  }

  /** Media types that this socket carries; empty before its handshake. */
  get mediaTypes(): readonly MediaType[] {
    return this.#mediaTypes;
  }

  /** `media_type` of the request: 32 for all types, otherwise an OR of types. */
  get mask(): number {
    return this.#mask;
  }

  /** True when it carries the video of one participant whom the app chooses (PROTOCOL.md §9.16). */
  get showsChosenVideo(): boolean {
    return this.#params.video?.data_opt === MediaDataOption.VIDEO_SINGLE_INDIVIDUAL_STREAM;
  }

  /** Effective parameters of the granted media types. */
  get mediaParams(): MediaParams {
    return this.#params;
  }

  /** Counters of this connection, by media type. */
  get counters(): MediaSocket['counters'] {
    return this.#sender.countersView;
  }

  watch(listener: (frame: SentFrame) => void): Cancel {
    return this.#sender.watch(listener);
  }

  /** Bytes that wait for the reader, in the outbox and in the socket. */
  get bufferedBytes(): number {
    return this.#sender.bufferedBytes;
  }

  /** Resolves when all granted media is prepared, or known to be unavailable. Never rejects. */
  get prepared(): Promise<void> {
    return this.#prepared;
  }

  /** Starts media, each type as soon as it is prepared. Does nothing in another state than `awaiting-ready`. */
  open(): void {
    const stream = this.#stream;
    if (this.#state.name !== 'awaiting-ready' || !stream) return;
    if (this.#carrier?.isReady === false) return this.#carrier.makeReady(() => this.open());
    const { clock, pacer, settings } = this.#context;
    this.#state.timeout();
    const playing = this.#state.path.start(pacer, {
      clock,
      audioFromMs: (nowMs) => this.#audioFromMs(stream, nowMs),
      lateFrames: settings.lateFrames,
    });
    this.#sender.start(stream);
    this.#state = { name: 'streaming', playing };
    this.channel.note('streaming');
  }

  /** Packets of before would arrive in a burst, which UDP loses, so a backlog is sent over WebSocket only. */
  #audioFromMs(stream: Stream, nowMs: number): number {
    const backlogFromMs = stream.audioBacklog.take(nowMs);
    return this.#carrier ? nowMs : backlogFromMs;
  }

  get rtp(): RtpConnection | undefined {
    return this.#carrier;
  }

  close(): void {
    this.channel.socket.close(1000, 'Normal close');
  }

  /** Closes the socket because a newer connection takes over (PROTOCOL.md §14.3). */
  replace(): void {
    this.channel.note('replaced');
    this.#context.logger.log('info', `media ${this.channel.id}: a newer connection takes over`, {
      streamId: this.channel.streamId,
    });
    this.close();
  }

  /** Sends a chat message or a caption if this socket carries them and media is flowing. */
  sendText(message: MediaDataChat | MediaDataTranscript): void {
    const isChat = message.msg_type === MessageType.MEDIA_DATA_CHAT;
    const type = isChat ? MediaType.CHAT : MediaType.TRANSCRIPT;
    if (this.#mediaTypes.includes(type)) this.#sender.sendText(isChat ? 'chat' : 'transcript', message);
  }

  /** True while no keep-alive is needed. */
  #isBusy(): boolean {
    if (this.channel.isKeepAliveSilenced || this.channel.socket.isClosing) return true;
    if (this.#context.settings.mediaKeepAlive === 'always') return false;
    return this.#sender.takeActivity();
  }

  #receive(frame: string | Uint8Array): void {
    if (this.#state.name === 'closed' || this.#state.name === 'dead') return;
    if (this.#state.name === 'handshaking') return this.#receiveEarly(frame);
    const decoded = this.channel.receive(frame);
    if (this.#state.name === 'refused') return this.channel.explain({ reason: UNANSWERED });
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
    if (message.msg_type === MessageType.DATA_HAND_SHAKE_REQ) this.#receiveHandshake(message, stream);
    // No keep-alive is pending yet, so a response to one has no effect.
    else if (message.msg_type !== MessageType.KEEP_ALIVE_RESP) {
      this.channel.refuseUnexpected(message.msg_type, this.#state.name);
    }
  }

  #receiveHandshake(message: DataHandshakeRequest, stream: Stream | undefined): void {
    const fault = this.channel.takeHandshakeFault();
    if (fault?.kind === 'silence') return;
    if (fault) return this.channel.rejectByFault(fault);
    const request = this.#speaksString ? readStringRequest(message, this.#pathTypes) : message;
    const { settings } = this.#context;
    const policy = {
      ...settings,
      acceptConcatenated: this.#speaksString,
      elsewhere: this.#context.elsewhere,
      mediaTypeMasks: settings.mediaTypeMasks ?? defaultMediaTypeMasks(this.channel.dialect.name),
      encryption: encryptionOffer(stream, this.channel.dialect.name),
    };
    const verdict = judgeMediaHandshake(request, stream?.handshakeView(), policy);
    if (!verdict.accept || !stream) {
      if (!verdict.accept) this.#refuse(verdict.problem, request, stream);
      return;
    }
    if (!verdict.transport.udp) return this.#complete(stream, request, verdict, policy);
    const opening = this.#openUdp(stream, request, verdict, policy);
    reportRejection(opening, this.#context, `media ${this.channel.id} has no UDP`);
  }

  async #openUdp(
    stream: Stream,
    request: DataHandshakeRequest,
    verdict: AcceptedHandshake,
    policy: HandshakePolicy,
  ): Promise<void> {
    if (this.#state.name !== 'handshaking') return;
    const handshaking = this.#state;
    const opening: State = { name: 'opening-udp', timeout: handshaking.timeout };
    this.#state = opening;
    const { channel } = this;
    const { openDatagramSocket: open } = this.#context;
    try {
      const { transport } = verdict;
      this.#carrier = await openCarrier({ stream, channel, addresses: this.#addresses, transport, open });
    } catch (error) {
      if (this.#state !== opening) return;
      this.#state = handshaking;
      const reason = `UDP cannot be opened: ${error instanceof Error ? error.message : String(error)}`;
      return this.#refuse({ violation: 'server-fault', reason }, request, stream);
    }
    if (this.#state === opening) this.#complete(stream, request, verdict, policy);
    else this.#carrier.close();
  }

  #complete(
    stream: Stream,
    request: DataHandshakeRequest,
    verdict: AcceptedHandshake,
    policy: HandshakePolicy,
  ): void {
    const params = stream.tape?.granted(verdict.params) ?? verdict.params;
    this.#accept(stream, request, { ...verdict, params }, policy);
    this.channel.send({
      msg_type: MessageType.DATA_HAND_SHAKE_RESP,
      status: 'STATUS_OK',
      ...confirmedTransport(verdict.transport, this.#carrier),
      media_params: params,
    });
    this.#keepAlive = startMediaKeepAlive(this.channel, stream, this.#context.settings.mediaKeepAlive, {
      onDead: () => this.#die(),
      isBusy: () => this.#isBusy(),
    });
    if (this.#speaksString) stream.ready();
  }

  #refuse(problem: MessageProblem, request: DataHandshakeRequest, stream: Stream | undefined): void {
    stream?.silence.clientRefused();
    if (problem.violation !== 'media-type-mask' || !stream) {
      const advice = this.#context.signatures.advise(problem, request, stream);
      return this.channel.refuseHandshake(problem, undefined, advice);
    }
    this.channel.refuseHandshake(problem, 'respond-only', describeRefusedMask(request.media_type));
    if (this.#state.name === 'handshaking') this.#state.timeout();
    const { clock } = this.channel;
    const refusedMaskMs = withRealTimeFloor(clock, timeLimits(stream.generation).refusedMaskMs);
    this.#state = { name: 'refused', timeout: clock.after(refusedMaskMs, () => this.close()) };
    stream.refusedMasks.refused();
  }

  /** Clients of the string generation may open a media socket and send nothing (PROTOCOL.md §9.19). */
  #startImplicitly(): void {
    if (this.#state.name !== 'handshaking' || this.channel.hasReceived) return;
    const start = judgeImplicitStart(this.channel, this.#pathTypes, this.#context);
    if (!start.ok) return this.channel.explain(start.problem);
    this.#accept(start.stream, start.request, start.verdict, start.policy);
    start.stream.ready();
  }

  #accept(
    stream: Stream,
    request: DataHandshakeRequest,
    { mediaTypes, params, transport }: AcceptedHandshake,
    { duplicatePolicy }: HandshakePolicy,
  ): void {
    if ('timeout' in this.#state) this.#state.timeout();
    this.#stream = stream;
    this.#mediaTypes = mediaTypes.slice();
    this.#mask = request.media_type;
    this.#params = params;
    const encryption = encryptionOf(stream, this.channel, transport);
    const carrier = this.#carrier;
    this.#sender.attach(stream, { encryption, carrier });
    const path = prepareConnectionMedia({
      channel: this.channel,
      stream,
      connection: this,
      params,
      encryption,
      carrier,
      sink: this.#sender,
      signal: this.#preparing.signal,
      context: this.#context,
    });
    this.#prepared = path.prepared;
    this.#state = { name: 'awaiting-ready', path, timeout: awaitReady(this.channel.clock, stream) };
    stream.attachMedia(this, duplicatePolicy);
    this.channel.accept({
      mediaTypes,
      params,
      ...(transport.isEncrypted && { encryption: ENCRYPTION_SCHEME }),
      ...(carrier && { udp: carrier.grant }),
    });
  }

  get #speaksString(): boolean {
    return this.channel.dialect.name === 'string';
  }

  #die(): void {
    this.channel.note('keep-alive-lost');
    this.#context.logger.log(
      'warn',
      `media ${this.channel.id}: three keep-alives were not answered; closing`,
    );
    this.#state = { name: 'dead', audioDueMs: this.#stopPlaying() };
    this.#sender.stop();
    this.channel.socket.terminate();
  }

  #closed(code: number, reason: string): void {
    if (this.#state.name === 'closed') return;
    if ('timeout' in this.#state) this.#state.timeout();
    this.#carrier?.close();
    const ending: MediaEnding = {
      cause: this.#state.name === 'dead' ? 'keep-alive' : 'closed',
      code,
      by: this.channel.socket.isClosing ? 'server' : 'app',
      audioDueMs: this.#stopPlaying(),
    };
    this.#sender.stop();
    this.#sender.discard();
    this.#preparing.abort();
    this.#keepAlive?.stop();
    this.#state = { name: 'closed' };
    this.channel.noteClosed(code, reason);
    if (ending.by === 'app') this.#sender.explainClose(code);
    this.#stream?.losses.mediaClosed(this, ending);
  }

  /**
   * Stops media because the signaling connection was lost or another media connection takes over. Returns the clock time
   * from which audio is still due, if it was playing.
   */
  abandon(): number | undefined {
    const audioDueMs = this.#stopPlaying();
    // The socket is idle from now on, so the next keep-alive must be sent.
    this.#sender.takeActivity();
    return audioDueMs;
  }

  /** Stops the lanes. Returns the clock time from which audio is still due, if it was playing. */
  #stopPlaying(): number | undefined {
    if (this.#state.name === 'dead') return this.#state.audioDueMs;
    if (this.#state.name !== 'streaming') return undefined;
    const { playing } = this.#state;
    playing.stop();
    return playing.audioDueMs;
  }
}
