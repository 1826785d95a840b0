import {
  assertNever,
  isFromClient,
  MessageType,
  SessionState,
  StreamState,
  type Cancel,
  type MessageProblem,
  type SessionStateRequest,
  type SignalingHandshakeRequest,
  type Socket,
  type StreamCloseRequest,
  type StringSignalingFromClient,
  type StreamStateRequest,
  type VideoSubscriptionRequest,
} from '@rtms-mock/protocol';
import type { Stream } from '../meetings/stream.js';
import type { SignalingSocket } from '../meetings/stream-sockets.js';
import type { ChannelContext } from '../sockets/channel-context.js';
import { Channel } from '../sockets/channel.js';
import type { ServerSettings } from '../settings/settings.js';
import { closeWithoutHandshake } from '../sockets/handshake-timeout.js';
import { KeepAlive, type KeepAlivePeer } from '../sockets/keep-alive.js';
import { judgeSignalingHandshake, type HandshakePolicy } from './handshake.js';
import type { SignatureAdviser } from './signature-adviser.js';
import { responseToMalformed } from './malformed-query.js';
import { echoedId, echoedTimestamp, shownId } from './echo.js';
import { EventSubscriptions } from '../meetings/event-subscriptions.js';

/** State of a signaling connection. */
type State =
  | { readonly name: 'handshaking'; readonly timeout: Cancel }
  | { readonly name: 'open'; readonly stream: Stream; readonly keepAlive: KeepAlive }
  /** Three keep-alives were unanswered; the socket is being terminated. */
  | { readonly name: 'dead'; readonly stream: Stream }
  | { readonly name: 'closed' };

/** Parts of the server that a signaling connection uses. */
export interface SignalingConnectionContext extends ChannelContext<Stream> {
  readonly settings: ServerSettings;
  readonly signatures: SignatureAdviser;
  /** Signaling URL of a stream that another process plays. Default: there is no other process. */
  readonly elsewhere?: HandshakePolicy['elsewhere'];
  /** True for a stream that was played here until another server went on with it. Default: there is no other server. */
  readonly hasLeft?: (streamId: string) => boolean;
}

/** One signaling socket: handshake, keep-alive, event subscriptions, and the requests of the app. */
export class SignalingConnection implements SignalingSocket, KeepAlivePeer {
  readonly channel: Channel<Stream>;
  readonly subscriptions = new EventSubscriptions();
  readonly #context: SignalingConnectionContext;
  #state: State;

  /** @param instance server instance whose URL the app has opened. Default: 1 */
  constructor(id: string, socket: Socket, context: SignalingConnectionContext, instance = 1) {
    this.#context = context;
    this.channel = new Channel('signaling', id, socket, context);
    this.#state = {
      name: 'handshaking',
      timeout: closeWithoutHandshake(this.channel),
    };
    this.channel.socket.onMessage((frame) => this.#receive(frame));
    this.channel.socket.onClose((code, reason) => this.#handleClose(code, reason));
    this.channel.note('opened', instance === 1 ? {} : { instance });
  }

  get stateName(): State['name'] {
    return this.#state.name;
  }

  close(): void {
    this.channel.socket.close(1000, 'Normal close');
  }

  /** Closes the socket because a newer connection takes over (PROTOCOL.md §14.3). */
  replace(): void {
    this.channel.note('replaced');
    this.#context.logger.log('info', `signaling ${this.channel.id}: a newer connection takes over`, {
      streamId: this.channel.streamId,
    });
    this.close();
  }

  #receive(frame: string | Uint8Array): void {
    if (this.#state.name === 'closed' || this.#state.name === 'dead') return;
    if (this.#state.name === 'handshaking') return this.#receiveEarly(frame);
    const decoded = this.channel.receive(frame);
    if (this.channel.isDropped(decoded)) return;
    if (!decoded.ok) return this.#refuseMalformed(decoded.problem);
    const { message } = decoded;
    if (decoded.unusable) this.channel.explain(decoded.unusable);
    const { stream, keepAlive } = this.#state;
    if (isFromClient('signaling', message, this.channel.dialect.name)) {
      this.#handleMessage(message, stream, keepAlive);
    } else this.channel.refuseUnexpected(message.msg_type, this.#state.name);
  }

  #receiveEarly(frame: string | Uint8Array): void {
    const { decoded, stream } = this.channel.receiveEarly(frame);
    if (this.channel.isDropped(decoded)) return;
    if (!decoded.ok) return this.channel.refuseHandshake(decoded.problem);
    const { message } = decoded;
    if (message.msg_type === MessageType.SIGNALING_HAND_SHAKE_REQ) this.#handleHandshake(message, stream);
    else this.channel.refuseUnexpected(message.msg_type, this.#state.name);
  }

  #refuseMalformed(problem: MessageProblem): void {
    this.channel.explainAfterHandshake(problem, this.#state.name);
    const response = responseToMalformed(problem, this.channel.dialect, this.#context.clock.unixMs());
    if (response) this.channel.send(response);
  }

  #handleHandshake(request: SignalingHandshakeRequest, stream: Stream | undefined): void {
    const fault = this.channel.takeHandshakeFault();
    if (fault?.kind === 'silence') return;
    if (fault) return this.channel.rejectWith(fault);
    const { rtms_stream_id: streamId } = request;
    if (!stream && this.#context.hasLeft?.(streamId) === true) return this.#refuseLeft(streamId);
    const verdict = judgeSignalingHandshake(request, stream?.handshakeView(), {
      ...this.#context.settings,
      acceptConcatenated: this.channel.dialect.name === 'string',
      elsewhere: this.#context.elsewhere,
    });
    if (!verdict.accept || !stream) {
      if (verdict.accept) return;
      const advice = this.#context.signatures.advise(verdict.problem, request, stream);
      this.channel.refuseHandshake(verdict.problem, undefined, advice);
      stream?.silence.clientRefused();
      return;
    }
    if (this.#state.name === 'handshaking') this.#state.timeout();
    const keepAlive = new KeepAlive(this.channel.clock, this, stream.keepAliveRules);
    this.#state = { name: 'open', stream, keepAlive };
    this.channel.accept();
    this.channel.send({
      msg_type: MessageType.SIGNALING_HAND_SHAKE_RESP,
      status: 'STATUS_OK',
      media_server: stream.access.mediaServer(this.channel.dialect.name),
    });
    keepAlive.start();
    const bufferData = request.buffer_data !== false && this.channel.dialect.name !== 'string';
    stream.attachSignaling(this, bufferData);
  }

  /** Refuses an app that opens its broken socket again before it is told the new URL: that is no mistake. */
  #refuseLeft(streamId: string): void {
    const url = this.#context.elsewhere?.(streamId);
    const where = url === undefined ? '; the next rtms_started names its server_urls' : ` but at ${url}`;
    const reason = `stream ${streamId} is not served here any more${where}`;
    const status = this.channel.dialect.statusOf('stream-unknown');
    this.channel.rejectWith({ kind: 'reject', status, reason });
  }

  #handleMessage(message: StringSignalingFromClient, stream: Stream, keepAlive: KeepAlive): void {
    switch (message.msg_type) {
      case MessageType.KEEP_ALIVE_RESP:
        return keepAlive.onResponse(message.timestamp);
      case MessageType.EVENT_SUBSCRIPTION:
        return stream.sendCurrentState(this, this.subscriptions.apply(message.events));
      case MessageType.CLIENT_READY_ACK:
        return this.#handleReadyAck(message.rtms_stream_id, stream);
      case MessageType.SESSION_STATE_REQ:
        return this.#answerSessionState(message, stream);
      case MessageType.STREAM_STATE_REQ:
        return this.#answerStreamState(message, stream);
      case MessageType.STREAM_CLOSE_REQ:
        return this.#answerClose(message, stream);
      case MessageType.VIDEO_SUBSCRIPTION_REQ:
        return this.#answerVideoSubscription(message, stream);
      case MessageType.KEEP_ALIVE_REQ: {
        return this.channel.send({
          msg_type: MessageType.KEEP_ALIVE_RESP,
          timestamp: echoedTimestamp(message.timestamp) ?? this.#context.clock.unixMs(),
        });
      }
      case MessageType.SESSION_STATE_UPDATE:
        return this.channel.note('told-session-state', { state: message.state });
      case MessageType.SIGNALING_HAND_SHAKE_REQ:
        return this.channel.refuseUnexpected(message.msg_type, this.#state.name);
      default:
        return assertNever(message);
    }
  }

  #handleReadyAck(streamId: string, stream: Stream): void {
    if (streamId === stream.streamId) return stream.ready();
    this.channel.explain({
      violation: 'ready-ack-invalid',
      field: 'rtms_stream_id',
      reason: `the ready-ack names stream ${shownId(streamId)}, this is ${stream.streamId}`,
    });
  }

  #answerSessionState(request: SessionStateRequest, stream: Stream): void {
    const known = request.rtms_session_id === stream.sessionId;
    if (!known) this.#explainOtherSession(request.rtms_session_id, stream);
    this.channel.send({
      msg_type: MessageType.SESSION_STATE_RESP,
      rtms_session_id: echoedId(request.rtms_session_id),
      state: known ? stream.sessionState : SessionState.INACTIVE,
      ...(!known && {
        status: this.channel.dialect.statusOf('session-unknown'),
        reason: 'no such session',
      }),
      timestamp: this.#context.clock.unixMs(),
    });
  }

  #explainOtherSession(named: string, stream: Stream): void {
    this.channel.explain({
      violation: 'session-unknown',
      field: 'rtms_session_id',
      reason: `the request names session ${shownId(named)}, that of the stream is ${stream.sessionId}`,
    });
  }

  #answerStreamState(request: StreamStateRequest, stream: Stream): void {
    const known = request.rtms_stream_id === stream.streamId;
    this.channel.send({
      msg_type: MessageType.STREAM_STATE_RESP,
      rtms_stream_id: echoedId(request.rtms_stream_id),
      state: known ? stream.streamState : StreamState.INACTIVE,
      ...(!known && { status: this.channel.dialect.statusOf('stream-unknown'), reason: 'no such stream' }),
      timestamp: this.#context.clock.unixMs(),
    });
  }

  #answerClose(request: StreamCloseRequest, stream: Stream): void {
    const known = request.rtms_stream_id === stream.streamId;
    this.channel.send({
      msg_type: MessageType.STREAM_CLOSE_RESP,
      rtms_stream_id: echoedId(request.rtms_stream_id),
      status: known ? 'STATUS_OK' : this.channel.dialect.statusOf('stream-unknown'),
      reason: known ? 'OK' : 'no such stream',
      timestamp: this.#context.clock.unixMs(),
    });
    if (known) stream.closeByRequest();
  }

  #answerVideoSubscription(request: VideoSubscriptionRequest, stream: Stream): void {
    const { videoChoice } = stream;
    const problem = request.subscribe ? videoChoice.subscribe(request.user_id) : undefined;
    if (!request.subscribe) videoChoice.unsubscribe(request.user_id);
    this.channel.send({
      msg_type: MessageType.VIDEO_SUBSCRIPTION_RESP,
      user_id: request.user_id,
      subscribe: request.subscribe,
      status: problem ? this.channel.dialect.statusOf(problem.violation) : 'STATUS_OK',
      reason: problem?.reason ?? 'OK',
      timestamp: this.#context.clock.unixMs(),
    });
  }

  ping(timestamp: number): void {
    this.channel.send({ msg_type: MessageType.KEEP_ALIVE_REQ, timestamp });
  }

  isBusy(): boolean {
    return this.channel.isKeepAliveSilenced || this.channel.socket.isClosing;
  }

  onDead(): void {
    this.channel.note('keep-alive-lost');
    this.#context.logger.log(
      'warn',
      `signaling ${this.channel.id}: three keep-alives went unanswered; closing`,
      { streamId: this.channel.streamId },
    );
    if (this.#state.name === 'open') this.#state = { name: 'dead', stream: this.#state.stream };
    this.channel.socket.terminate();
  }

  #handleClose(code: number, reason: string): void {
    const state = this.#state;
    if (state.name === 'closed') return;
    this.#state = { name: 'closed' };
    this.channel.noteClosed(code, reason);
    if (state.name === 'handshaking') state.timeout();
    if (state.name === 'open') {
      state.keepAlive.stop();
      state.stream.losses.signalingClosed(this, 'closed');
    }
    if (state.name === 'dead') state.stream.losses.signalingClosed(this, 'keep-alive');
  }
}
