import type { NumericGeneration, MessageProblem, Violation } from '../checks/violation.js';
import type { Message } from '../messages/index.js';
import type { StatusName } from '../status.js';
import type { ParsedFrame } from './parse.js';

/**
 * `string` is the beta of early 2025; the numeric generations cannot be told apart on the wire
 * (PROTOCOL.md §3.1).
 */
export type DialectName = 'string' | NumericGeneration;

/**
 * Shape of media messages: fields inside `content`, or `content` as a bare string with fields beside it
 * (PROTOCOL.md §12.3).
 */
export type MediaShape = 'nested' | 'flat';

/** A decoded message, or what is wrong with it. */
export type DecodeResult =
  /**
   * `unusable`: what is wrong with parts of the message that are of no use, while the others are
   * (PROTOCOL.md §15.1).
   */
  | { readonly ok: true; readonly message: Message; readonly unusable?: MessageProblem }
  | { readonly ok: false; readonly problem: MessageProblem };

/** How one generation writes and reads messages. Names inside, numbers or strings at the edge. */
export interface Dialect {
  readonly name: DialectName;
  /** One frame, text or binary, from either side. Unknown fields pass, wrong ones are a problem. */
  decode(frame: string | Uint8Array): DecodeResult;
  /** As {@link decode}, for a frame that `parseFrame` has parsed. */
  decodeParsed(parsed: ParsedFrame): DecodeResult;
  /** The text of one frame. */
  encode(message: Message): string;
  /** The status that this generation answers to a violation (PROTOCOL.md §15.3). */
  statusOf(violation: Violation): StatusName;
}

/** What can be chosen about a dialect. */
export interface DialectOptions {
  /** Default `nested`. */
  readonly mediaShape?: MediaShape;
  /** Reject what the current documents forbid, such as a missing `protocol_version`. Default false. */
  readonly strict?: boolean;
}
