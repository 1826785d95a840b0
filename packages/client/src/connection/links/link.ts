/**
 * One socket of a stream, signaling or media: connects, sends the handshake, waits for the answer, answers
 * keep-alives immediately, and passes on all other messages.
 */
import {
  checkServerMessage,
  MessageType,
  type Cancel,
  type Clock,
  type DecodeResult,
  type Dialect,
  type FieldProblem,
  type KeepAliveRequest,
  type KeepAliveResponse,
  type MessageFromClient,
  type Message,
  type NumericGeneration,
  type Socket,
} from '@rtms-mock/protocol';
import { foreignText } from '../../log-text.js';
import { LogLevel, type Logger } from '../../logger.js';
import type { ClientSocket, Connect } from '../../network/connect.js';
import { RepeatedLines } from '../../repeated-lines.js';
import { RTMS_SDK_FAILURE } from '../../vocabulary/constants.js';
import type { LinkEnd, LinkState } from './link-state.js';
import { statusText } from './status-text.js';
import { Watchdog } from './watchdog.js';
import { wireStatus } from './wire-status.js';

/** Dependencies of a link. */
export interface LinkNeeds {
  readonly clock: Clock;
  readonly connect: Connect;
  readonly dialect: Dialect;
  readonly logger: Logger;
  /**
   * Generation of the server, for the names of statuses in log lines.
   * @default unknown: a number that the generations name differently has no name
   */
  readonly generation?: NumericGeneration | undefined;
}

/** Reads the messages of one socket. */
export interface MessageReader {
  /** Reads any message. */
  read(frame: string | Uint8Array): DecodeResult;
  /**
   * Reads a message of a form that was read and checked before; `undefined` for all others. The bytes are valid during
   * the call only.
   */
  readKnown(frame: Buffer): Message | undefined;
}

/** Options of a link. */
export interface LinkOptions {
  /** Name for log lines: `signaling` or `media`. */
  readonly label: string;
  readonly url: string;
  /** The first message, created when the socket is open. */
  readonly handshake: () => MessageFromClient;
  /** Type of the message that answers the handshake. */
  readonly answerType: MessageType;
  /**
   * Called once when the link has ended or is closed.
   * @default nothing
   */
  readonly released?: () => void;
  /**
   * Returns the reason why an answer with status 0 cannot be used; the link ends with it.
   * @default every such answer can be used
   */
  readonly unusable?: (answer: Message) => string | undefined;
  /**
   * Reads messages.
   * @default `decode` of the dialect reads all of them
   */
  readonly reader?: MessageReader;
  /**
   * Ends the link after `afterMs` without a message, counted from the answer to the handshake, or only from the
   * first keep-alive: media sockets may have none (PROTOCOL.md §13).
   * @default never
   */
  readonly silence?: { readonly afterMs: number; readonly from: 'answer' | 'keep-alive' };
}

/** Notified about a link. Nothing follows after `ended` and after `close`. */
export interface LinkHandlers {
  /** The handshake was accepted. */
  accepted(answer: Message): void;
  /** A message after the handshake. `frame` is the message as it was received. */
  received(message: Message, frame: string | Uint8Array): void;
  /** The link has ended, and the client did not close it. */
  ended(end: LinkEnd): void;
}

/** Of each kind of malformed message one line is written in this time, in ms. */
const MALFORMED_WINDOW_MS = 60_000;

/** One socket with its handshake. */
export class Link {
  readonly #needs: LinkNeeds;
  readonly #options: LinkOptions;
  readonly #handlers: LinkHandlers;
  readonly #malformed: RepeatedLines;
  #state: LinkState = { name: 'new' };
  /** Lets virtual time go on, which stands still until the socket is open. */
  #release: Cancel | undefined;

  constructor(needs: LinkNeeds, options: LinkOptions, handlers: LinkHandlers) {
    this.#needs = needs;
    this.#options = options;
    this.#handlers = handlers;
    this.#malformed = new RepeatedLines(needs.logger, options.label, needs.clock, {
      windowMs: MALFORMED_WINDOW_MS,
    });
  }

  /** True while the handshake is accepted. */
  get isOpen(): boolean {
    return this.#state.name === 'open';
  }

  /** Connects. Only the first call has an effect. */
  start(): void {
    if (this.#state.name !== 'new') return;
    this.#release = this.#needs.clock.holdStill?.({ what: `the ${this.#options.label} socket to open` });
    const abandon = this.#needs.connect(this.#options.url, {
      opened: (socket) => this.#handshake(socket),
      failed: (error) => {
        const problem = `cannot connect to ${foreignText(this.#options.url)}: ${foreignText(error.message)}`;
        this.#end({ cause: 'unreachable', problem });
      },
    });
    // A socket that opens synchronously has already changed the state.
    if (this.#state.name === 'new') this.#state = { name: 'connecting', abandon };
  }

  /** Sends a message if the handshake is accepted, else does nothing. */
  send(message: MessageFromClient): void {
    if (this.#state.name === 'open') this.#write(this.#state.socket, message);
  }

  /** Closes the socket with code 1000. May be called at any time and repeatedly. */
  close(): void {
    const state = this.#state;
    this.#state = { name: 'closed' };
    this.#release?.();
    this.#malformed.flush();
    if (state.name === 'open') state.watchdog?.stop();
    if (state.name === 'connecting') state.abandon();
    if (state.name !== 'closed') this.#options.released?.();
    if (state.name === 'handshaking' || state.name === 'open') state.socket.close(1000);
  }

  #handshake(socket: ClientSocket): void {
    if (this.#state.name === 'closed') {
      socket.close(1000);
      return;
    }
    this.#state = { name: 'handshaking', socket };
    socket.onMessage((frame) => this.#read(frame, socket));
    if (this.#options.reader) socket.offerText?.((frame) => this.#readKnown(frame));
    socket.onClose((code, reason) => {
      const detail = reason === '' ? `code ${code}` : `code ${code}, ${foreignText(reason)}`;
      this.#end({ cause: 'closed', code, problem: `${this.#options.label} socket closed (${detail})` });
    });
    this.#write(socket, this.#options.handshake());
    this.#release?.();
  }

  /** Reads a message of a known form. Returns false if `#read` has to read it. */
  #readKnown(frame: Buffer): boolean {
    const state = this.#state;
    if (state.name !== 'open') return false;
    const message = this.#options.reader?.readKnown(frame);
    if (!message) return false;
    state.watchdog?.reset();
    this.#handlers.received(message, frame);
    return true;
  }

  #read(frame: string | Uint8Array, socket: Socket): void {
    if (this.#state.name === 'closed') return;
    if (Buffer.isBuffer(frame) && this.#readKnown(frame)) return;
    if (this.#state.name === 'open') this.#state.watchdog?.reset();
    const decoded = this.#options.reader?.read(frame) ?? this.#needs.dialect.decode(frame);
    if (!decoded.ok) {
      const { violation, reason } = decoded.problem;
      // A newer service may have messages that this client does not know.
      const level = violation === 'msg-type-unknown' ? LogLevel.DEBUG : LogLevel.WARN;
      this.#malformed.log(violation, level, `Ignored a message: ${foreignText(reason)}`);
      return;
    }
    const { message } = decoded;
    const problem = checkServerMessage(message);
    if (problem && message.msg_type !== this.#options.answerType) {
      const kind = `${message.msg_type} ${problem.field.replace(/\d+/g, '')}`;
      const line = `Ignored a message of type ${message.msg_type}: ${foreignText(problem.reason)}`;
      this.#malformed.log(kind, LogLevel.WARN, line);
      return;
    }
    if (message.msg_type === MessageType.KEEP_ALIVE_REQ) {
      if (this.#state.name === 'open' && !this.#state.watchdog) {
        this.#state = { name: 'open', socket, watchdog: this.#watch(socket) };
      }
      this.#write(socket, keepAliveResponse(message));
    } else if (this.#state.name === 'open') {
      this.#handlers.received(message, frame);
    } else if (message.msg_type === this.#options.answerType) {
      this.#answered(message, problem, frame, socket);
    }
  }

  #answered(
    message: Message,
    malformed: FieldProblem | undefined,
    frame: string | Uint8Array,
    socket: Socket,
  ): void {
    const wire = wireStatus(frame);
    // An answer without a status is a refusal (PROTOCOL.md §9.2, observed).
    const unusable = wire.isAbsent
      ? 'the answer has no status_code'
      : (malformed?.reason ?? this.#options.unusable?.(message));
    const status = wire.status === 0 && unusable !== undefined ? RTMS_SDK_FAILURE : wire.status;
    const reason = foreignText(wire.status === 0 ? (unusable ?? '') : wire.reason);
    if (status === 0) {
      const watchdog = this.#options.silence?.from === 'answer' ? this.#watch(socket) : undefined;
      this.#state = { name: 'open', socket, watchdog };
      this.#log(LogLevel.DEBUG, 'Handshake accepted');
      this.#handlers.accepted(message);
      return;
    }
    const shown = statusText({ ...wire, status }, this.#needs.generation);
    const problem = `${this.#options.label} handshake refused: ${shown}${reason && `, ${reason}`}`;
    this.#end({ cause: 'refused', status, reason, problem });
    socket.close(1000);
  }

  #watch(socket: Socket): Watchdog | undefined {
    const { silence, label } = this.#options;
    if (!silence) return undefined;
    return new Watchdog(this.#needs.clock, silence.afterMs, () => {
      this.#end({ cause: 'silent', problem: `${label} socket silent for ${silence.afterMs / 1000} s` });
      socket.terminate();
    });
  }

  #end(end: LinkEnd): void {
    if (this.#state.name === 'closed') return;
    if (this.#state.name === 'open') this.#state.watchdog?.stop();
    this.#state = { name: 'closed' };
    this.#release?.();
    this.#malformed.flush();
    this.#options.released?.();
    this.#handlers.ended(end);
  }

  #write(socket: Socket, message: MessageFromClient): void {
    socket.send(this.#needs.dialect.encode(message));
  }

  #log(level: LogLevel, message: string): void {
    this.#needs.logger.log(level, this.#options.label, message);
  }
}

/** The response to a keep-alive: it returns what the request has, as the SDK's does (PROTOCOL.md §9.12). */
function keepAliveResponse({ timestamp, sequence }: KeepAliveRequest): KeepAliveResponse {
  return {
    msg_type: MessageType.KEEP_ALIVE_RESP,
    timestamp,
    ...(sequence !== undefined && { sequence }),
  };
}
