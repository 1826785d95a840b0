import {
  MediaDataOption,
  MediaType,
  MessageType,
  type Cancel,
  type MediaDataChat,
  type MediaDataTranscript,
  type MediaParams,
  type Socket,
} from '@rtms-mock/protocol';
import { ENCRYPTION_SCHEME } from '@rtms-mock/protocol/encryption';
import { awaitReady } from '../../meetings/app-turn.js';
import type { MediaEnding } from '../../meetings/media-loss.js';
import type { Stream } from '../../meetings/stream.js';
import type { MediaSocket, SentFrame } from '../../meetings/stream-sockets.js';
import { Channel } from '../../sockets/channel.js';
import type { KeepAlive } from '../../sockets/keep-alive.js';
import { encryptionOf, prepareConnectionMedia } from './connection-media.js';
import { FrameSender } from './frame-sender.js';
import type { MediaConnectionContext } from './media-connection-context.js';
import { startMediaKeepAlive } from './media-keep-alive.js';
import type { MediaPath, PlayingMedia } from './media-path.js';
import { OpeningHandshake, type GrantedHandshake } from './opening-handshake.js';
import type { RtpConnection } from './udp/rtp-connection.js';

/** State of a media connection. `timeout` ends the wait of virtual time for the app. */
type State =
  | { readonly name: 'opening'; readonly handshake: OpeningHandshake }
  | { readonly name: 'awaiting-ready'; readonly path: MediaPath; readonly timeout: Cancel }
  | { readonly name: 'streaming'; readonly playing: PlayingMedia }
  /** Three keep-alives were not answered, and the socket is being terminated. */
  | { readonly name: 'dead'; readonly audioDueMs: number | undefined }
  | { readonly name: 'closed' };

/**
 * One media socket: its states, its keep-alive, and the playback of its media, which {@link FrameSender} sends.
 * {@link OpeningHandshake} has what comes before.
 */
export class MediaConnection implements MediaSocket {
  readonly channel: Channel<Stream>;
  readonly #context: MediaConnectionContext;
  readonly #preparing = new AbortController();
  readonly #sender: FrameSender;
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
    this.channel = new Channel('media', id, socket, context);
    this.#sender = new FrameSender(this.channel, context);
    this.#state = { name: 'opening', handshake: this.#opening(socket.addresses, pathTypes) };
    this.channel.socket.onMessage((frame) => this.#receive(frame));
    this.channel.socket.onClose((code, reason) => this.#closed(code, reason));
    this.channel.note('opened', instance === 1 ? {} : { instance });
  }

  /** Not a part of the constructor: the callbacks would keep what that is given. */
  #opening(addresses: Socket['addresses'], pathTypes: number): OpeningHandshake {
    const { channel } = this;
    return new OpeningHandshake(
      { channel, context: this.#context, pathTypes, addresses },
      { accept: (granted) => this.#accept(granted), answered: (stream) => this.#startKeepAlive(stream) },
    );
  }

  get stateName(): Exclude<State['name'], 'opening'> | OpeningHandshake['stateName'] {
    return this.#state.name === 'opening' ? this.#state.handshake.stateName : this.#state.name;
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
    if (this.#state.name === 'opening' && this.#state.handshake.receive(frame)) return;
    const decoded = this.channel.receive(frame);
    if (this.channel.isDropped(decoded)) return;
    if (!decoded.ok) return this.channel.explainAfterHandshake(decoded.problem, this.stateName);
    const { message } = decoded;
    if (message.msg_type === MessageType.KEEP_ALIVE_RESP) this.#keepAlive?.onResponse(message.timestamp);
    else this.channel.refuseUnexpected(message.msg_type, this.stateName);
  }

  #accept({ stream, request, verdict, duplicatePolicy, carrier }: GrantedHandshake): void {
    const { mediaTypes, params, transport } = verdict;
    if (this.#state.name === 'opening') this.#state.handshake.end();
    this.#stream = stream;
    this.#carrier = carrier;
    // A copy has no spare room, which the array of `filter` keeps: 100 bytes for each connection.
    this.#mediaTypes = mediaTypes.slice();
    this.#mask = request.media_type;
    this.#params = params;
    const encryption = encryptionOf(stream, this.channel, transport);
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

  #startKeepAlive(stream: Stream): void {
    this.#keepAlive = startMediaKeepAlive(this.channel, stream, this.#context.settings.mediaKeepAlive, {
      onDead: () => this.#die(),
      isBusy: () => this.#isBusy(),
    });
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
    if (this.#state.name === 'opening') this.#state.handshake.end();
    if (this.#state.name === 'awaiting-ready') this.#state.timeout();
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
