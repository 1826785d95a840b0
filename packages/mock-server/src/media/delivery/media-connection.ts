import {
  MediaDataOption,
  MediaType,
  MessageType,
  type Cancel,
  type DataHandshakeRequest,
  type MediaDataChat,
  type MediaDataTranscript,
  type MediaFrameWriterFactory,
  type MediaParams,
  type MessageProblem,
  type Socket,
} from '@rtms-mock/protocol';
import { timeLimits } from '../../meetings/reconnection.js';
import { defaultMediaTypeMasks } from '../../policies.js';
import { ENCRYPTION_SCHEME } from '@rtms-mock/protocol/encryption';
import { withRealTimeFloor } from '../../clock.js';
import { Channel, type ChannelContext } from '../../sockets/channel.js';
import { awaitReady } from '../../meetings/app-turn.js';
import type { MediaEnding } from '../../meetings/media-loss.js';
import type { Stream } from '../../meetings/stream.js';
import type { MediaSocket, SentFrame } from '../../meetings/stream-sockets.js';
import type { ServerSettings } from '../../settings/settings.js';
import type { HandshakePolicy } from '../../signaling/handshake.js';
import type { SignatureAdviser } from '../../signaling/signature-adviser.js';
import { closeWithoutHandshake } from '../../sockets/handshake-timeout.js';
import { KeepAlive } from '../../sockets/keep-alive.js';
import {
  confirmedEncryption,
  encryptionOf,
  encryptionOffer,
  prepareConnectionMedia,
} from './connection-media.js';
import { FrameSender } from './frame-sender.js';
import { judgeMediaHandshake, type MediaHandshakeVerdict } from './handshake.js';
import type { MediaPath, PlayingMedia } from './media-path.js';
import type { Pacer } from '../pacer.js';
import { describeRefusedMask, UNANSWERED } from './mask-advice.js';
import { readStringRequest, IMPLICIT_START_MS, implicitRequest } from './string-request.js';

/** State of a media connection. `timeout` cancels its time limits, and ends the wait of virtual time for the app. */
type State =
  | { readonly name: 'handshaking'; readonly timeout: Cancel }
  /** A media type mask was refused: nothing is answered any more, until the time limit closes the socket. */
  | { readonly name: 'refused'; readonly timeout: Cancel }
  | { readonly name: 'awaiting-ready'; readonly path: MediaPath; readonly timeout: Cancel }
  | { readonly name: 'streaming'; readonly playing: PlayingMedia }
  /** Three keep-alives were not answered, and the socket is being terminated. */
  | { readonly name: 'dead'; readonly audioDueMs: number | undefined }
  | { readonly name: 'closed' };

/** The parts of the server that a media connection uses. */
export interface MediaConnectionContext extends ChannelContext<Stream> {
  readonly settings: ServerSettings;
  readonly pacer: Pacer;
  readonly writers: MediaFrameWriterFactory;
  readonly signatures: SignatureAdviser;
  /** All streams, including those that have ended. */
  allStreams(): readonly Stream[];
}

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
    this.channel = new Channel('media', id, socket, context);
    this.#sender = new FrameSender(this.channel, context);
    const { settings } = context;
    const { clock } = this.channel;
    const stopTimeout = closeWithoutHandshake(this.channel);
    const implicitStartMs = withRealTimeFloor(clock, IMPLICIT_START_MS);
    const stopImplicitStart =
      settings.auth === 'off' ? clock.after(implicitStartMs, () => this.#startImplicitly()) : () => {};
    this.#state = {
      name: 'handshaking',
      timeout: () => {
        stopTimeout();
        stopImplicitStart();
      },
    };
    this.channel.socket.onMessage((frame) => this.#receive(frame));
    this.channel.socket.onClose((code, reason) => this.#closed(code, reason));
    this.channel.note('opened', instance === 1 ? {} : { instance });
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
    const { clock, pacer, settings } = this.#context;
    this.#state.timeout();
    const playing = this.#state.path.start(pacer, {
      clock,
      audioFromMs: (nowMs) => stream.audioBacklog.take(nowMs),
      lateFrames: settings.lateFrames,
    });
    this.#sender.start(stream);
    this.#state = { name: 'streaming', playing };
    this.channel.note('streaming');
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
      mediaTypeMasks: settings.mediaTypeMasks ?? defaultMediaTypeMasks(this.channel.dialect.name),
      encryption: encryptionOffer(stream, this.channel.dialect.name),
    };
    const verdict = judgeMediaHandshake(request, stream?.handshakeView(), policy);
    if (!verdict.accept || !stream) {
      if (!verdict.accept) this.#refuse(verdict.problem, request, stream);
      return;
    }
    const params = stream.tape?.granted(verdict.params) ?? verdict.params;
    this.#accept(stream, request, { ...verdict, params }, policy);
    this.channel.send({
      msg_type: MessageType.DATA_HAND_SHAKE_RESP,
      status: 'STATUS_OK',
      ...confirmedEncryption(verdict.transport),
      media_params: params,
    });
    if (this.#usesKeepAlive) this.#keepAlive = this.#startKeepAlive(stream);
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
    const streams = this.#context.allStreams().filter((one) => one.hasStringClient);
    const implicit = implicitRequest(streams, this.#pathTypes);
    if (!implicit.ok) return this.channel.explain(implicit.problem);
    const { stream, request } = implicit;
    this.channel.dialect = this.#context.dialects.string;
    this.channel.follow(stream);
    const policy = {
      ...this.#context.settings,
      duplicatePolicy: 'allow',
      mediaTypeMasks: 'accept',
      encryption: encryptionOffer(stream, this.channel.dialect.name),
    } as const;
    const verdict = judgeMediaHandshake(request, stream.handshakeView(), policy);
    if (!verdict.accept) return this.channel.explain(verdict.problem);
    this.#accept(stream, request, verdict, policy);
    stream.ready();
  }

  #accept(
    stream: Stream,
    request: DataHandshakeRequest,
    { mediaTypes, params, transport }: MediaHandshakeVerdict & { readonly accept: true },
    { duplicatePolicy }: HandshakePolicy,
  ): void {
    if (this.#state.name === 'handshaking') this.#state.timeout();
    this.#stream = stream;
    this.#mediaTypes = mediaTypes;
    this.#mask = request.media_type;
    this.#params = params;
    const encryption = encryptionOf(stream, this.channel, transport);
    this.#sender.attach(stream, encryption);
    const path = prepareConnectionMedia({
      channel: this.channel,
      stream,
      connection: this,
      params,
      encryption,
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
    });
  }

  get #speaksString(): boolean {
    return this.channel.dialect.name === 'string';
  }

  /** Clients of the string generation answer keep-alives on the signaling socket only. */
  get #usesKeepAlive(): boolean {
    const { mediaKeepAlive } = this.#context.settings;
    return mediaKeepAlive === 'always' || (mediaKeepAlive === 'idle' && !this.#speaksString);
  }

  #startKeepAlive(stream: Stream): KeepAlive {
    const keepAlive = new KeepAlive(
      this.channel.clock,
      {
        ping: (timestamp) => this.channel.send({ msg_type: MessageType.KEEP_ALIVE_REQ, timestamp }),
        onDead: () => this.#die(),
        isBusy: () => this.#isBusy(),
      },
      stream.keepAliveRules,
    );
    keepAlive.start();
    return keepAlive;
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
