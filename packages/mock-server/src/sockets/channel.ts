import {
  detectDialect,
  MessageType,
  messageTypeName,
  parseFrame,
  type Cancel,
  type Clock,
  type DecodeResult,
  type Dialect,
  type DialectName,
  type Message,
  type MessageProblem,
  type Socket,
  type StatusName,
} from '@rtms-mock/protocol';
import { DelayedSocket } from '../faults/delayed-socket.js';
import type { HandshakeFault, PlannedRefusal, StreamFaults } from '../faults/stream-faults.js';
import { withStatusNumber } from '../faults/unnamed-status.js';
import type { JournalRecorder } from '../journal.js';
import { journalDetail } from '../journal-detail.js';
import type { Logger } from '../log.js';
import { generationOf, type HandshakeFailure, type ServerSettings } from '../settings.js';

/** What every connection needs of the server. */
export interface ChannelContext<S extends FollowedStream = FollowedStream> {
  readonly clock: Clock;
  readonly journal: JournalRecorder;
  readonly logger: Logger;
  /** How each generation writes, with the server's options applied. */
  readonly dialects: { readonly [D in DialectName]: Dialect };
  /** What the server speaks by default: with whom it is not known yet, and with whom it never is. */
  readonly defaultProtocol: DialectName;
  readonly settings: Pick<ServerSettings, 'handshakeFailure' | 'strict'>;
  findStream(streamId: string): S | undefined;
}

/** What a connection takes over from the stream that it is about. */
export interface FollowedStream {
  readonly streamId: string;
  readonly dialect: Dialect;
  readonly faults: StreamFaults;
}

/** A frame that came before a handshake was accepted. */
export interface EarlyFrame<S extends FollowedStream> {
  readonly decoded: DecodeResult;
  /** The stream that it names, when there is one. */
  readonly stream: S | undefined;
}

/** Longest message that is read, in bytes; what is longer is a problem like any other (PROTOCOL.md §15.3). */
export const MAX_MESSAGE_BYTES = 64 * 1024;

/**
 * A client that sends no handshake is closed after this long, in milliseconds (PROTOCOL.md §15.1, assumed).
 */
export const HANDSHAKE_TIMEOUT_MS = 30_000;

/** Time between a refusing answer and the close, in milliseconds (PROTOCOL.md §15.1, assumed). */
export const REFUSAL_CLOSE_DELAY_MS = 100;

/**
 * What signaling and media connections have in common: an id, a dialect, messages in and out with their
 * journal entries.
 */
export class Channel<S extends FollowedStream = FollowedStream> {
  readonly id: string;
  readonly kind: 'signaling' | 'media';
  readonly socket: DelayedSocket;
  readonly openedAtMs: number;
  /**
   * Until a message names the stream, the server's default. Who begins with names in place of numbers is
   * answered in kind, whatever the stream's generation (PROTOCOL.md §3.1).
   */
  dialect: Dialect;
  readonly #context: ChannelContext<S>;
  #stream: FollowedStream | undefined;
  #stopWaitingForDelay: Cancel = () => {};
  #hasReceived = false;

  constructor(kind: 'signaling' | 'media', id: string, socket: Socket, context: ChannelContext<S>) {
    this.kind = kind;
    this.id = id;
    this.socket = new DelayedSocket(socket, context.clock);
    this.dialect = context.dialects[context.defaultProtocol];
    this.#context = context;
    this.openedAtMs = context.clock.now();
    socket.onClose(() => this.#stopWaitingForDelay());
  }

  /** Known once a message has named a stream that there is. */
  get streamId(): string | undefined {
    return this.#stream?.streamId;
  }

  /** The connection is about this stream: from now on its dialect and its faults hold. */
  follow(stream: FollowedStream): void {
    if (this.dialect.name !== 'string') this.dialect = stream.dialect;
    if (this.#stream === stream) return;
    this.#leave();
    this.#stream = stream;
    this.#stopWaitingForDelay = stream.faults.whenDelayed(() => {
      this.socket.delayMs = () => stream.faults.delayMs(this.kind);
    });
  }

  #leave(): void {
    this.#stopWaitingForDelay();
    this.socket.delayMs = undefined;
    this.#stream = undefined;
  }

  /** What a scenario wants to become of this handshake in place of its true verdict. */
  takeHandshakeFault(): HandshakeFault | undefined {
    return this.#stream?.faults.takeHandshake(this.kind);
  }

  /** Whether a scenario has what came in count as lost. */
  isDropped(decoded: DecodeResult): boolean {
    const type = decoded.ok ? decoded.message.msg_type : decoded.problem.messageType;
    if (type === undefined || this.#stream?.faults.dropsMessage(this.kind, type) !== true) return false;
    this.#context.journal.record({
      kind: 'fault',
      type: 'ignore-messages',
      ...this.#where(),
      detail: { ignored: messageTypeName(type) },
    });
    return true;
  }

  /** Whether a scenario keeps this socket without keep-alives. */
  get isKeepAliveSilenced(): boolean {
    return this.#stream?.faults.isKeepAliveSilenced(this.kind) === true;
  }

  /** Sends a text that no dialect would write. */
  sendRaw(text: string, type: string, detail: object): void {
    this.record('sent', type, detail);
    this.socket.send(text);
  }

  /** Encodes, sends and records a message. */
  send(message: Message): void {
    this.record('sent', messageTypeName(message.msg_type) ?? String(message.msg_type), message);
    this.socket.send(this.dialect.encode(message));
  }

  /** Whether a frame has come in. */
  get hasReceived(): boolean {
    return this.#hasReceived;
  }

  /**
   * Reads what comes before a handshake was accepted. Whether it has names or numbers decides how it is
   * answered, and a stream that it names gets it into its journal, also when it is refused.
   */
  receiveEarly(frame: string | Uint8Array): EarlyFrame<S> {
    this.#hasReceived = true;
    const tooLong = problemOfLength(frame);
    if (tooLong) return { decoded: this.#received(tooLong), stream: undefined };
    const parsed = parseFrame(frame);
    this.#speakAs(detectDialect(parsed));
    const decoded = this.dialect.decodeParsed(parsed);
    const streamId = streamNamedBy(decoded);
    const stream = streamId === undefined ? undefined : this.#context.findStream(streamId);
    if (stream) this.follow(stream);
    else if (streamId !== undefined) this.#leave();
    return { decoded: this.#received(decoded), stream };
  }

  /** Reads and records a frame. */
  receive(frame: string | Uint8Array): DecodeResult {
    return this.#received(problemOfLength(frame) ?? this.dialect.decode(frame));
  }

  /** What is no message at all tells nothing about who speaks. */
  #speakAs(detected: DialectName | undefined): void {
    const { dialects, defaultProtocol } = this.#context;
    if (detected === undefined) return;
    if (detected === 'string') this.dialect = dialects.string;
    else if (this.dialect.name === 'string') this.dialect = dialects[generationOf(defaultProtocol)];
  }

  #received(decoded: DecodeResult): DecodeResult {
    if (decoded.ok) {
      const { message } = decoded;
      this.record('received', messageTypeName(message.msg_type) ?? String(message.msg_type), message);
    } else {
      const type = messageTypeName(decoded.problem.messageType ?? -1) ?? 'INVALID';
      this.record('received', type, { problem: decoded.problem });
    }
    return decoded;
  }

  /** Says why a message is not acted upon: to the journal and, as a warning, to the log. */
  explain(problem: Partial<MessageProblem> & Pick<MessageProblem, 'reason'>): void {
    this.#context.journal.record({
      kind: 'note',
      type: 'refused',
      ...this.#where(),
      detail: { violation: problem.violation, reason: problem.reason, field: problem.field },
    });
    this.#context.logger.log('warn', `${this.kind} ${this.id}: ${problem.reason}`, {
      streamId: this.streamId,
      violation: problem.violation,
    });
  }

  /**
   * As {@link explain}; in a strict reading, what is no JSON after the handshake ends the connection
   * (PROTOCOL.md §15.1).
   */
  explainAfterHandshake(problem: MessageProblem): void {
    this.explain(problem);
    if (this.#context.settings.strict && problem.violation === 'not-json') {
      this.socket.close(1007, 'Not JSON');
    }
  }

  /** Notes that the connection opened, closed or changed. */
  note(type: string, detail: { readonly [key: string]: unknown } = {}): void {
    this.#context.journal.record({ kind: 'connection', type, ...this.#where(), detail });
  }

  record(direction: 'sent' | 'received', type: string, detail: object): void {
    this.#context.journal.record({
      kind: 'message',
      direction,
      type,
      ...this.#where(),
      detail: journalDetail(detail),
    });
  }

  get #failureMode(): HandshakeFailure {
    const { handshakeFailure } = this.#context.settings;
    return handshakeFailure ?? (this.dialect.name === '2026' ? 'respond-close' : 'respond-only');
  }

  /** Refuses a handshake: answers, closes, or both, as the server's options have it (PROTOCOL.md §15.1). */
  refuseHandshake(problem: MessageProblem, mode: HandshakeFailure = this.#failureMode): void {
    this.explain(problem);
    this.#refuse(this.dialect.statusOf(problem.violation), problem.reason, mode);
  }

  /** Refuses a handshake because a scenario wants it, whatever it holds. */
  rejectByFault({ status, reason }: PlannedRefusal): void {
    this.explain({ reason });
    this.#refuse(status, reason, this.#failureMode);
  }

  #refuse(status: StatusName | number, reason: string, mode: HandshakeFailure): void {
    if (mode !== 'close-only') {
      if (typeof status === 'string') this.send(this.#handshakeAnswer(status, reason));
      else this.#sendUnnamed(this.#handshakeAnswer('STATUS_INTERNAL_EXCEPTION', reason), status);
    }
    if (mode === 'respond-only') return;
    const delayMs = mode === 'close-only' ? 0 : REFUSAL_CLOSE_DELAY_MS;
    this.#context.clock.after(delayMs, () => this.socket.close(1000, 'Normal close'));
  }

  #handshakeAnswer(status: StatusName, reason: string): Message {
    return this.kind === 'signaling'
      ? { msg_type: MessageType.SIGNALING_HAND_SHAKE_RESP, status, reason }
      : { msg_type: MessageType.DATA_HAND_SHAKE_RESP, status, reason };
  }

  /** An answer with a status number that its generation has no name for. */
  #sendUnnamed(answer: Message, status: number): void {
    const type = messageTypeName(answer.msg_type) ?? String(answer.msg_type);
    this.sendRaw(withStatusNumber(this.dialect.encode(answer), status), type, { ...answer, status });
  }

  /**
   * A message that does not belong here is ignored; before the handshake and in a strict reading, refused
   * (PROTOCOL.md §15.1). `state`: where the connection is in its life.
   */
  refuseUnexpected(type: number, state: string): void {
    const problem: MessageProblem = {
      violation: 'msg-type-unknown',
      field: 'msg_type',
      reason: `message ${type} is not expected on a ${this.kind} socket in state ${state}`,
    };
    if (state !== 'handshaking' || !this.#context.settings.strict) return this.explain(problem);
    this.refuseHandshake(problem, 'respond-close');
  }

  #where(): { streamId?: string; socket: 'signaling' | 'media'; connectionId: string } {
    return {
      ...(this.streamId !== undefined && { streamId: this.streamId }),
      socket: this.kind,
      connectionId: this.id,
    };
  }
}

/** Looked at before anything is read of it. */
function problemOfLength(frame: string | Uint8Array): DecodeResult | undefined {
  const bytes = Buffer.byteLength(frame);
  if (bytes <= MAX_MESSAGE_BYTES) return undefined;
  const reason = `the message has ${bytes} bytes, and ${MAX_MESSAGE_BYTES} are read at most`;
  return { ok: false, problem: { violation: 'message-too-long', reason } };
}

function streamNamedBy(decoded: DecodeResult): string | undefined {
  if (!decoded.ok) return decoded.problem.ids?.rtms_stream_id;
  return 'rtms_stream_id' in decoded.message ? decoded.message.rtms_stream_id : undefined;
}
