import {
  detectDialect,
  MessageType,
  messageTypeName,
  type Clock,
  type Decoded,
  type Dialect,
  type DialectName,
  type Generation,
  type Message,
  type Problem,
  type Socket,
  type StatusName,
} from '@rtms-mock/protocol';
import { DelayedSocket } from './faults/delayed-socket.js';
import type { HandshakeFault, StreamFaults } from './faults/stream-faults.js';
import type { Journal } from './journal.js';
import { journalDetail } from './journal-detail.js';
import type { Logger } from './log.js';
import type { HandshakeFailure, ServerSettings } from './options.js';

/** What every connection needs of the server. */
export interface ConnectionContext {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly logger: Logger;
  /** How each generation writes, with the server's options applied. */
  readonly dialects: { readonly [D in DialectName]: Dialect };
  /** Generation that first messages are read in, before the stream is known. */
  readonly defaultGeneration: Generation;
  readonly settings: Pick<ServerSettings, 'handshakeFailure' | 'strict'>;
}

/** A client that sends no handshake is closed after this long, in milliseconds (P§14.1, recommended). */
export const HANDSHAKE_TIMEOUT_MS = 30_000;

/** Time between a refusing answer and the close, in milliseconds (P§14.1, recommended). */
export const REFUSAL_CLOSE_DELAY_MS = 100;

/**
 * What signaling and media connections have in common: an id, a dialect, messages in and out with their
 * journal entries.
 */
export class Connection {
  readonly id: string;
  readonly kind: 'signaling' | 'media';
  readonly socket: DelayedSocket;
  readonly openedAtMs: number;
  /**
   * Until the handshake names the stream, the server's default generation. Who begins with names in place of
   * numbers is answered in kind, whatever the stream's generation (P§1).
   */
  dialect: Dialect;
  /** Known after the handshake. */
  streamId: string | undefined;
  readonly #context: ConnectionContext;
  #faults: StreamFaults | undefined;
  #hasSpoken = false;

  constructor(kind: 'signaling' | 'media', id: string, socket: Socket, context: ConnectionContext) {
    this.kind = kind;
    this.id = id;
    this.socket = new DelayedSocket(socket, context.clock);
    this.dialect = context.dialects[context.defaultGeneration];
    this.#context = context;
    this.openedAtMs = context.clock.now();
  }

  /** The handshake named a stream: from now on its dialect and its faults hold. */
  follow(stream: {
    readonly streamId: string;
    readonly dialect: Dialect;
    readonly faults: StreamFaults;
  }): void {
    this.streamId = stream.streamId;
    if (this.dialect.name !== 'string') this.dialect = stream.dialect;
    this.#faults = stream.faults;
    const forget = stream.faults.whenDelayed(() => {
      this.socket.delayMs = () => stream.faults.delayMs(this.kind);
    });
    this.socket.onClose(forget);
  }

  /** What a scenario wants to become of this handshake in place of its true verdict. */
  takeHandshakeFault(): HandshakeFault | undefined {
    return this.#faults?.takeHandshake(this.kind);
  }

  /** Whether a scenario has this message count as lost. */
  isTakenAway(type: MessageType): boolean {
    if (this.#faults?.takesAway(this.kind, type) !== true) return false;
    this.#context.journal.record({
      kind: 'fault',
      type: 'ignore-messages',
      ...this.#where(),
      detail: { ignored: messageTypeName(type) },
    });
    return true;
  }

  /** Whether a scenario keeps this socket without keep-alives. */
  get isSilent(): boolean {
    return this.#faults?.isSilent(this.kind) === true;
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
  get hasSpoken(): boolean {
    return this.#hasSpoken;
  }

  /** Decodes and records a frame; the first one decides about the dialect. */
  receive(frame: string | Uint8Array): Decoded {
    if (!this.#hasSpoken && detectDialect(frame) === 'string') this.dialect = this.#context.dialects.string;
    this.#hasSpoken = true;
    const decoded = this.dialect.decode(frame);
    if (decoded.ok) {
      const { message } = decoded;
      this.record('received', messageTypeName(message.msg_type) ?? String(message.msg_type), message);
    } else {
      const type = messageTypeName(decoded.problem.messageType ?? -1) ?? 'INVALID';
      this.record('received', type, { problem: decoded.problem });
    }
    return decoded;
  }

  /** Says why a message is not acted upon: to the journal and, at `debug`, to the log. */
  explain(problem: Problem): void {
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

  /** As {@link explain}; in a strict reading, what is no JSON after the handshake ends the connection (P§14.1). */
  explainLate(problem: Problem): void {
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

  /** Refuses a handshake: answers, closes, or both, as the server's options have it (P§14.1). */
  refuseHandshake(
    problem: Problem,
    status: StatusName = this.dialect.statusOf(problem.violation),
    mode: HandshakeFailure = this.#failureMode,
  ): void {
    this.explain(problem);
    if (mode !== 'close-only') {
      const answer = { status, reason: problem.reason };
      this.send(
        this.kind === 'signaling'
          ? { msg_type: MessageType.SIGNALING_HAND_SHAKE_RESP, ...answer }
          : { msg_type: MessageType.DATA_HAND_SHAKE_RESP, ...answer },
      );
    }
    if (mode === 'respond-only') return;
    const delayMs = mode === 'close-only' ? 0 : REFUSAL_CLOSE_DELAY_MS;
    this.#context.clock.after(delayMs, () => this.socket.close(1000, 'Normal close'));
  }

  /**
   * A message that does not belong here is ignored; before the handshake and in a strict reading, refused
   * (P§14.1). `state`: where the connection is in its life.
   */
  unexpected(type: number, state: string): void {
    const problem: Problem = {
      violation: 'msg-type-unknown',
      field: 'msg_type',
      reason: `message ${type} is not expected on a ${this.kind} socket in state ${state}`,
    };
    if (state !== 'handshaking' || !this.#context.settings.strict) return this.explain(problem);
    this.refuseHandshake(problem, undefined, 'respond-close');
  }

  #where(): { streamId?: string; socket: 'signaling' | 'media'; connectionId: string } {
    return {
      ...(this.streamId !== undefined && { streamId: this.streamId }),
      socket: this.kind,
      connectionId: this.id,
    };
  }
}
