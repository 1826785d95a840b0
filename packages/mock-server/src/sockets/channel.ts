import {
  detectDialect,
  MessageType,
  messageTypeName,
  parseFrame,
  type Clock,
  type DecodeResult,
  type Dialect,
  type DialectName,
  type Framing,
  type Message,
  type MessageProblem,
  type Socket,
  type StatusName,
} from '@rtms-mock/protocol';
import { withRealTimeFloor } from '../clock.js';
import { DelayedSocket } from '../faults/delayed-socket.js';
import type { FaultFollower, HandshakeFault, PlannedRefusal } from '../faults/stream-faults.js';
import { withStatusNumber } from '../faults/unnamed-status.js';
import type { JournalRecord } from '../journal.js';
import type { ConnectionEntry } from '../journal-types.js';
import { generationOf, type HandshakeFailure } from '../policies.js';
import { Guard, reportInternalError } from '../guard.js';
import type { ChannelContext, FollowedStream } from './channel-context.js';
import { streamNamedBy } from './named-stream.js';
import { holdAllReceived, holdSent, interceptEarly } from './channel-holds.js';
import { problemOfLength } from './message-limit.js';
import { describeUnexpectedMessage, isOtherHandshake } from './unexpected-message.js';

/** A frame received before a handshake was accepted. */
export interface EarlyFrame<S extends FollowedStream> {
  readonly decoded: DecodeResult;
  /** The existing stream that the frame names. */
  readonly stream: S | undefined;
}

/** Delay between a refusing response and the close, in milliseconds (PROTOCOL.md §15.1, assumed). */
export const REFUSAL_CLOSE_DELAY_MS = 100;

/** Limits of what waits in the server for a client that does not read its responses. */
export const UNREAD_LIMITS = {
  /** Before the handshake is accepted, in bytes. */
  earlyBytes: 1024 * 1024,
  /** After the handshake, in bytes. */
  bytes: 8 * 1024 * 1024,
  /** Time between the close and the end of the TCP connection, in milliseconds. */
  closeMs: 1000,
} as const;

/**
 * Base of signaling and media connections: id, dialect, sent and received messages with their journal entries, refusals
 * and faults.
 */
export class Channel<S extends FollowedStream = FollowedStream> implements FaultFollower {
  readonly id: string;
  readonly kind: 'signaling' | 'media';
  readonly socket: DelayedSocket;
  /** Clock for the timers of this connection: an exception in one closes this connection only. */
  readonly clock: Clock;
  /** Clock time at which the socket was opened, in milliseconds. */
  readonly openedAtMs: number;
  /**
   * Dialect of the client: the server's default until a message names the stream, then that of the stream. A client whose
   * first message uses names in place of numbers gets the string dialect, whatever the stream's generation
   * (PROTOCOL.md §3.1).
   */
  dialect: Dialect;
  readonly #context: ChannelContext<S>;
  readonly #peer: Socket;
  #isAccepted = false;
  #isUnread = false;
  #stream: FollowedStream | undefined;
  /** Frames in which messages are sent. */
  #framing: Framing = { type: 'text', fragment: 'off' };
  #hasReceived = false;

  constructor(kind: 'signaling' | 'media', id: string, socket: Socket, context: ChannelContext<S>) {
    this.kind = kind;
    this.id = id;
    this.#peer = socket;
    const guard = new Guard((error) => this.#fail(error));
    this.clock = guard.clock(context.clock);
    this.socket = new DelayedSocket(socket, this.clock, guard);
    this.dialect = context.dialects[context.defaultProtocol];
    this.#context = context;
    this.openedAtMs = context.clock.now();
    this.socket.onClose(() => this.#unfollowFaults());
    this.#changeFraming();
    interceptEarly(this, (streamId) => context.findStream(streamId)?.faults.holds);
  }

  /** Id of the stream; `undefined` until a message names an existing one. */
  get streamId(): string | undefined {
    return this.#stream?.streamId;
  }

  /** Closes this connection after an unexpected exception. The stream handles the close as a loss. */
  #fail(error: unknown): void {
    this.#peer.close(1011, 'Internal error');
    reportInternalError(this.#context, error, `${this.kind} ${this.id} is closed`, this.#journalFields());
  }

  /** Records that the handshake was accepted. */
  accept(detail: { readonly [key: string]: unknown } = {}): void {
    this.#isAccepted = true;
    this.note('accepted', { protocol: this.dialect.name, ...detail });
  }

  #write(text: string): void {
    this.socket.send(text);
    const unreadBytes = this.socket.bufferedBytes;
    if (unreadBytes > (this.#isAccepted ? UNREAD_LIMITS.bytes : UNREAD_LIMITS.earlyBytes)) {
      this.#closeUnread(unreadBytes);
    }
  }

  /** Closes a connection whose client does not read. */
  #closeUnread(unreadBytes: number): void {
    if (this.#isUnread) return;
    this.#isUnread = true;
    const reason = `the client does not read: ${unreadBytes} bytes wait for it; closing`;
    this.note('unread', { reason });
    this.#context.logger.log('warn', `${this.kind} ${this.id}: ${reason}`, { streamId: this.streamId });
    this.#peer.close(1013, 'Responses are not read');
    this.clock.after(withRealTimeFloor(this.clock, UNREAD_LIMITS.closeMs), () => this.#peer.terminate());
  }

  /** Assigns the connection to a stream: its dialect and its faults apply from now on. */
  follow(stream: FollowedStream): void {
    if (this.dialect.name !== 'string') this.dialect = stream.dialect;
    if (this.#stream === stream) return;
    this.#leave();
    this.#stream = stream;
    this.socket.intercept = undefined;
    stream.faults.follow(this);
    this.faultsPlanned();
  }

  /** Applies what is planned for the messages of this connection. */
  faultsPlanned(): void {
    const faults = this.#stream?.faults;
    if (!faults) return;
    if (faults.hasDelays) this.socket.delayMs = () => faults.delayMs(this.kind);
    if (faults.holds.isActive) holdAllReceived(this, faults.holds);
    const framing = faults.framing(this.kind);
    if (framing) this.#changeFraming(framing);
  }

  #unfollowFaults(): void {
    if (!this.#stream) return;
    const { faults } = this.#stream;
    faults.unfollow(this);
    this.socket.intercept = undefined;
    faults.holds.forget(this.id);
  }

  /** Uses the frames of the settings, with the changes of a scenario. */
  #changeFraming(change: Partial<Framing> = {}): void {
    const { frames, fragment } = this.#context.settings;
    const framing: Framing = { type: frames, fragment, ...change };
    if (framing.type === this.#framing.type && framing.fragment === this.#framing.fragment) return;
    this.#framing = framing;
    this.socket.setFraming(framing);
  }

  #leave(): void {
    this.#unfollowFaults();
    this.socket.delayMs = undefined;
    this.#changeFraming();
    this.#stream = undefined;
  }

  /** Takes the fault that a scenario has planned for this handshake, if any. */
  takeHandshakeFault(): HandshakeFault | undefined {
    return this.#stream?.faults.takeHandshake(this.kind);
  }

  /** Returns true if a scenario drops this received message, and records it as a fault. */
  isDropped(decoded: DecodeResult): boolean {
    const type = decoded.ok ? decoded.message.msg_type : decoded.problem.messageType;
    if (type === undefined || this.#stream?.faults.dropsMessage(this.kind, type) !== true) return false;
    this.#record({
      kind: 'fault',
      type: 'ignore-messages',
      detail: { ignored: messageTypeName(type) },
    });
    return true;
  }

  /** True while a scenario stops the keep-alives of this socket. */
  get isKeepAliveSilenced(): boolean {
    return this.#stream?.faults.isKeepAliveSilenced(this.kind) === true;
  }

  /** Sends and records a string that no dialect would write. `type` names it in the journal. */
  sendRaw(text: string, type: string, detail: object): void {
    const send = (released: string, changed: object = detail): void => {
      this.record('sent', type, changed, released);
      this.#write(released);
    };
    if (!holdSent(this, this.#stream?.faults.holds, { text, type }, send)) send(text);
  }

  /** Encodes, sends and records a message. */
  send(message: Message): void {
    const text = this.dialect.encode(message);
    this.sendRaw(text, messageTypeName(message.msg_type) ?? String(message.msg_type), message);
  }

  /** True once a frame has been received before the handshake. */
  get hasReceived(): boolean {
    return this.#hasReceived;
  }

  /**
   * Decodes and records a frame received before a handshake was accepted. Its `msg_type`, a name or a number, selects the
   * dialect of the responses. A stream that the frame names is followed even if the handshake is refused, so that the
   * journal entries have its id.
   */
  receiveEarly(frame: string | Uint8Array): EarlyFrame<S> {
    this.#hasReceived = true;
    const tooLong = problemOfLength(frame);
    if (tooLong) return { decoded: this.#received(tooLong, frame), stream: undefined };
    const parsed = parseFrame(frame);
    this.#selectDialect(detectDialect(parsed));
    const decoded = this.dialect.decodeParsed(parsed);
    const streamId = streamNamedBy(decoded);
    const stream = streamId === undefined ? undefined : this.#context.findStream(streamId);
    if (stream) this.follow(stream);
    else if (streamId !== undefined) this.#leave();
    return { decoded: this.#received(decoded, frame), stream };
  }

  /** Decodes and records a frame. */
  receive(frame: string | Uint8Array): DecodeResult {
    return this.#received(problemOfLength(frame) ?? this.dialect.decode(frame), frame);
  }

  /** `detected` is `undefined` for a frame that is no message; it keeps the dialect. */
  #selectDialect(detected: DialectName | undefined): void {
    const { dialects, defaultProtocol } = this.#context;
    if (detected === undefined) return;
    if (detected === 'string') this.dialect = dialects.string;
    else if (this.dialect.name === 'string') this.dialect = dialects[generationOf(defaultProtocol)];
  }

  #received(decoded: DecodeResult, frame: string | Uint8Array): DecodeResult {
    if (decoded.ok) {
      const { message } = decoded;
      this.record('received', messageTypeName(message.msg_type) ?? String(message.msg_type), message, frame);
    } else {
      const type = messageTypeName(decoded.problem.messageType ?? -1) ?? 'INVALID';
      this.record('received', type, { problem: decoded.problem }, frame);
    }
    return decoded;
  }

  /**
   * Logs as a warning why a message is ignored or refused, and records it in the journal. `advice`, a clause, says what
   * to do; it never goes over the wire.
   */
  explain(problem: Partial<MessageProblem> & Pick<MessageProblem, 'reason'>, advice?: string): void {
    const { violation, reason, field } = problem;
    const text = advice === undefined ? reason : `${reason}; ${advice}`;
    this.#context.logger.log('warn', `${this.kind} ${this.id}: ${text}`, {
      streamId: this.streamId,
      violation,
    });
    this.#record({
      kind: 'note',
      type: 'refused',
      detail: { violation, reason, field, ...(advice !== undefined && { advice }) },
    });
  }

  /**
   * As {@link explain}, for messages after the handshake. In strict mode, a message that is not JSON closes the connection
   * (PROTOCOL.md §15.1). `state`: that of the connection.
   */
  explainAfterHandshake(problem: MessageProblem, state: string): void {
    const { messageType } = problem;
    if (isOtherHandshake(messageType, this.kind)) return this.refuseUnexpected(messageType, state);
    this.explain(problem);
    if (this.#context.settings.strict && problem.violation === 'not-json') {
      this.socket.close(1007, 'Not JSON');
    }
  }

  /** Records in the journal that the connection has opened, closed or changed. */
  note(type: ConnectionEntry, detail: { readonly [key: string]: unknown } = {}): void {
    this.#record({ kind: 'connection', type, detail });
  }

  /** Records the end of the connection, and the side that ended it. A broken connection counts as ended by the app. */
  noteClosed(code: number, reason: string): void {
    this.note('closed', { code, reason, by: this.socket.isClosing ? 'server' : 'app' });
  }

  /** Records a message in the journal, with its content on the wire. A received frame is a string or, if binary, bytes. */
  record(direction: 'sent' | 'received', type: string, detail: object, frame: string | Uint8Array): void {
    const isBinary = direction === 'sent' ? this.#framing.type === 'binary' : typeof frame !== 'string';
    this.#record({
      kind: 'message',
      direction,
      type,
      detail: { ...detail },
      wire: typeof frame === 'string' ? frame : Buffer.from(frame).toString('utf8'),
      ...(isBinary && { frame: 'binary' }),
    });
  }

  get #failureMode(): HandshakeFailure {
    const { handshakeFailure } = this.#context.settings;
    return (
      handshakeFailure ?? (generationOf(this.dialect.name) === '2025' ? 'respond-only' : 'respond-close')
    );
  }

  /**
   * Refuses a handshake: responds, closes, or both, depending on `mode` (PROTOCOL.md §15.1). `advice` is for log and
   * journal only.
   */
  refuseHandshake(problem: MessageProblem, mode?: HandshakeFailure, advice?: string): void {
    const { messageType } = problem;
    if (isOtherHandshake(messageType, this.kind)) return this.refuseUnexpected(messageType, 'handshaking');
    this.explain(problem, advice);
    this.#refuse(this.dialect.statusOf(problem.violation), problem.reason, mode ?? this.#failureMode);
  }

  /**
   * Refuses a handshake with a given status, for a reason that is none of the app's: a scenario has planned it, or another
   * process serves the stream now.
   */
  rejectWith({ status, reason }: PlannedRefusal): void {
    this.explain({ reason });
    this.#refuse(status, reason, this.#failureMode);
  }

  #refuse(status: StatusName | number, reason: string, mode: HandshakeFailure): void {
    if (mode !== 'close-only') {
      if (typeof status === 'string') this.send(this.#handshakeResponse(status, reason));
      else this.#sendUnnamed(this.#handshakeResponse('STATUS_INTERNAL_EXCEPTION', reason), status);
    }
    if (mode === 'respond-only') return;
    const delayMs = mode === 'close-only' ? 0 : REFUSAL_CLOSE_DELAY_MS;
    this.clock.after(delayMs, () => this.socket.close(1000, 'Normal close'));
  }

  #handshakeResponse(status: StatusName, reason: string): Message {
    return this.kind === 'signaling'
      ? { msg_type: MessageType.SIGNALING_HAND_SHAKE_RESP, status, reason }
      : { msg_type: MessageType.DATA_HAND_SHAKE_RESP, status, reason };
  }

  /** Sends a response with a status number that has no name in its generation. */
  #sendUnnamed(response: Message, status: number): void {
    const type = messageTypeName(response.msg_type) ?? String(response.msg_type);
    this.sendRaw(withStatusNumber(this.dialect.encode(response), status), type, { ...response, status });
  }

  /**
   * Ignores a message that is not valid in the connection's `state`; before the handshake in strict mode, refuses it
   * (PROTOCOL.md §15.1).
   */
  refuseUnexpected(type: number, state: string): void {
    const violation = 'msg-type-unknown';
    this.explain({
      violation,
      field: 'msg_type',
      reason: describeUnexpectedMessage(type, this.kind, state),
    });
    if (state !== 'handshaking' || !this.#context.settings.strict) return;
    // Published programs may compare the reason on the wire, so it has no advice.
    const reason = `message ${type} is not expected on a ${this.kind} socket in state ${state}`;
    this.#refuse(this.dialect.statusOf(violation), reason, 'respond-close');
  }

  /** Adds an entry to the journal, which a reset has cleared of the streams that it has forgotten. */
  #record(record: JournalRecord): void {
    const stream = this.#isAccepted || record.kind === 'connection' ? this.#stream : undefined;
    if (stream && this.#context.findStream(stream.streamId) !== stream) return;
    this.#context.journal.record({ ...record, ...this.#journalFields() });
  }

  #journalFields(): { streamId?: string; socket: 'signaling' | 'media'; connectionId: string } {
    return {
      ...(this.streamId !== undefined && { streamId: this.streamId }),
      socket: this.kind,
      connectionId: this.id,
    };
  }
}
