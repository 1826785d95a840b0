import type { MessageProblem, Violation } from '../checks/violation.js';
import type { NumericGeneration } from '../generation.js';
import type { Message } from '../messages/index.js';
import type { StatusName } from '../status.js';
import type { ParsedFrame } from './parse.js';

/**
 * Generation of the protocol. `string` is the beta of early 2025; the numeric generations cannot be
 * distinguished on the wire (PROTOCOL.md §3.1).
 */
export type DialectName = 'string' | NumericGeneration;

/**
 * Shape of media messages: `nested` has all fields inside `content`; `flat` has the payload as `content` and
 * the other fields beside it (PROTOCOL.md §12.3).
 */
export type MediaShape = 'nested' | 'flat';

/** Result of {@link Dialect.decode}: a message, or the reason why the frame is not one. */
export type DecodeResult =
  | {
      /** True: the frame is a valid message. */
      readonly ok: true;
      /** The decoded message. */
      readonly message: Message;
      /**
       * Problem of ignored parts of the message, such as invalid entries of a subscription
       * (PROTOCOL.md §15.1).
       */
      readonly unusable?: MessageProblem;
    }
  | {
      /** False: the frame is not a valid message. */
      readonly ok: false;
      /** The first problem found. */
      readonly problem: MessageProblem;
    };

/** Encoder and decoder of one generation. Decoded messages have the same form in all generations. */
export interface Dialect {
  /** The generation. */
  readonly name: DialectName;
  /**
   * Decodes one frame, text or binary, from either side. Unknown fields are kept, invalid ones are a problem.
   * Never throws.
   */
  decode(frame: string | Uint8Array): DecodeResult;
  /** Like {@link Dialect.decode}, for a frame that `parseFrame` has parsed. */
  decodeParsed(parsed: ParsedFrame): DecodeResult;
  /**
   * Encodes a message as the JSON of one text frame. A status that the generation does not have is replaced
   * (PROTOCOL.md §15.3).
   */
  encode(message: Message): string;
  /** Status with which this generation answers a violation (PROTOCOL.md §15.3). */
  statusOf(violation: Violation): StatusName;
}

/** Options of `createDialect`. */
export interface DialectOptions {
  /**
   * Shape of encoded media messages; both shapes are decoded (PROTOCOL.md §12.3).
   * @default 'nested'
   */
  readonly mediaShape?: MediaShape;
  /**
   * Refuses messages that the current documents forbid, such as a handshake without `protocol_version`
   * (PROTOCOL.md §9.1).
   * @default false
   */
  readonly strict?: boolean;
}
