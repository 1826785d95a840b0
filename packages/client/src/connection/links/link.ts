/**
 * One socket of a stream, signaling or media: connects, sends its handshake, waits for the answer, echoes
 * keep-alives at once, hands everything else on.
 */
import {
  MessageType,
  type Clock,
  type DecodeResult,
  type Dialect,
  type MessageFromClient,
  type Message,
  type Socket,
} from '@rtms-mock/protocol';
import { LogLevel, type Logger } from '../../logger.js';
import type { Connect } from '../../network/connect.js';
import type { LinkEnd, LinkState } from './link-state.js';
import { Watchdog } from './watchdog.js';
import { wireStatus } from './wire-status.js';

/** What a link needs of its surroundings. */
export interface LinkNeeds {
  readonly clock: Clock;
  readonly connect: Connect;
  readonly dialect: Dialect;
  readonly logger: Logger;
}

/** How a link begins. */
export interface LinkOpening {
  /** For log lines: `signaling`, or the media types. */
  readonly label: string;
  readonly url: string;
  readonly handshake: MessageFromClient;
  /** Type of the message that answers the handshake. */
  readonly answerType: MessageType;
  /** Default: the dialect's `decode`. */
  readonly read?: (frame: string | Uint8Array) => DecodeResult;
  /**
   * Ends the link when nothing has come for `afterMs`. Counted from the answer to the handshake on, or only
   * once there was a keep-alive: media sockets need not have any (PROTOCOL.md §13). Default: never.
   */
  readonly silence?: { readonly afterMs: number; readonly from: 'answer' | 'keep-alive' };
}

/** Told what happens on a link; after `ended`, and after `close`, nothing more comes. */
export interface LinkHandlers {
  accepted(answer: Message): void;
  /** `frame` is the message as it came. */
  received(message: Message, frame: string | Uint8Array): void;
  ended(end: LinkEnd): void;
}

export class Link {
  readonly #needs: LinkNeeds;
  readonly #opening: LinkOpening;
  readonly #handlers: LinkHandlers;
  #state: LinkState = { name: 'new' };

  constructor(needs: LinkNeeds, opening: LinkOpening, handlers: LinkHandlers) {
    this.#needs = needs;
    this.#opening = opening;
    this.#handlers = handlers;
  }

  get isOpen(): boolean {
    return this.#state.name === 'open';
  }

  start(): void {
    if (this.#state.name !== 'new') return;
    const abandon = this.#needs.connect(this.#opening.url, {
      opened: (socket) => this.#handshake(socket),
      failed: (error) => {
        const problem = `cannot connect to ${this.#opening.url}: ${error.message}`;
        this.#end({ why: 'unreachable', problem });
      },
    });
    // A socket that is open at once has moved on already.
    if (this.#state.name === 'new') this.#state = { name: 'connecting', abandon };
  }

  /** Sends a message; does nothing unless the handshake was accepted. */
  send(message: MessageFromClient): void {
    if (this.#state.name === 'open') this.#write(this.#state.socket, message);
  }

  /** Closes from this side; at any time, as often as you like. */
  close(): void {
    const state = this.#state;
    this.#state = { name: 'closed' };
    if (state.name === 'open') state.watchdog?.stop();
    if (state.name === 'connecting') state.abandon();
    if (state.name === 'handshaking' || state.name === 'open') state.socket.close(1000);
  }

  #handshake(socket: Socket): void {
    if (this.#state.name === 'closed') {
      socket.close(1000);
      return;
    }
    this.#state = { name: 'handshaking', socket };
    socket.onMessage((frame) => this.#read(frame, socket));
    socket.onClose((code, reason) => {
      const detail = reason === '' ? `code ${code}` : `code ${code}, ${reason}`;
      this.#end({ why: 'closed', code, problem: `${this.#opening.label} socket closed (${detail})` });
    });
    this.#write(socket, this.#opening.handshake);
  }

  #read(frame: string | Uint8Array, socket: Socket): void {
    if (this.#state.name === 'closed') return;
    if (this.#state.name === 'open') this.#state.watchdog?.heard();
    const read = this.#opening.read;
    const decoded = read ? read(frame) : this.#needs.dialect.decode(frame);
    if (!decoded.ok) {
      this.#log(LogLevel.DEBUG, `Passed over a message: ${decoded.problem.reason}`);
      return;
    }
    const { message } = decoded;
    if (message.msg_type === MessageType.KEEP_ALIVE_REQ) {
      if (this.#state.name === 'open' && !this.#state.watchdog) {
        this.#state = { name: 'open', socket, watchdog: this.#watch(socket) };
      }
      this.#write(socket, { msg_type: MessageType.KEEP_ALIVE_RESP, timestamp: message.timestamp });
    } else if (this.#state.name === 'open') {
      this.#handlers.received(message, frame);
    } else if (message.msg_type === this.#opening.answerType) {
      this.#answered(message, frame, socket);
    }
  }

  #answered(message: Message, frame: string | Uint8Array, socket: Socket): void {
    const { status, reason } = wireStatus(frame);
    if (status === 0) {
      const watchdog = this.#opening.silence?.from === 'answer' ? this.#watch(socket) : undefined;
      this.#state = { name: 'open', socket, watchdog };
      this.#log(LogLevel.DEBUG, 'Handshake accepted');
      this.#handlers.accepted(message);
      return;
    }
    const name = 'status' in message ? ` ${message.status}` : '';
    const problem = `${this.#opening.label} handshake refused: status ${status}${name}${reason && `, ${reason}`}`;
    this.#end({ why: 'refused', status, reason, problem });
    socket.close(1000);
  }

  #watch(socket: Socket): Watchdog | undefined {
    const { silence, label } = this.#opening;
    if (!silence) return undefined;
    return new Watchdog(this.#needs.clock, silence.afterMs, () => {
      this.#end({ why: 'silent', problem: `${label} socket silent for ${silence.afterMs / 1000} s` });
      socket.terminate();
    });
  }

  #end(end: LinkEnd): void {
    if (this.#state.name === 'closed') return;
    if (this.#state.name === 'open') this.#state.watchdog?.stop();
    this.#state = { name: 'closed' };
    this.#handlers.ended(end);
  }

  #write(socket: Socket, message: MessageFromClient): void {
    socket.send(this.#needs.dialect.encode(message));
  }

  #log(level: LogLevel, message: string): void {
    this.#needs.logger.log(level, this.#opening.label, message);
  }
}
