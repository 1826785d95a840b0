import { describe, isJsonObject, isUint, namedIds, type JsonObject } from '../checks/fields.js';
import { FIXED_REASONS } from '../checks/reasons.js';
import { isNestedDeeper, MAX_NESTING } from '../checks/nesting.js';
import type { MessageProblem } from '../checks/violation.js';

/** A frame as a JSON object with a `msg_type`, or the problem that prevents it. */
export type ParsedFrame =
  | {
      /** True: the frame is a JSON object with a `msg_type`. */
      readonly ok: true;
      /**
       * Value of `msg_type`: a name in the string generation, otherwise an unsigned integer, known or not.
       */
      readonly type: number | string;
      /** The whole object, with fields that are not checked yet. */
      readonly body: JsonObject;
    }
  | {
      /** False: the frame is not a message. */
      readonly ok: false;
      /** The first problem found. */
      readonly problem: MessageProblem;
    };

/** A number in quotes, which is no name of the string generation. */
const DIGITS = /^\d{1,10}$/;

const utf8 = new TextDecoder('utf-8');

/** JSON string of a frame; some servers send JSON in binary frames (PROTOCOL.md §4.1, observed). */
export function frameToString(frame: string | Uint8Array): string {
  return typeof frame === 'string' ? frame : utf8.decode(frame);
}

function notJson(reason: string): ParsedFrame {
  return { ok: false, problem: { violation: 'not-json', reason } };
}

function badType(violation: MessageProblem['violation'], reason: string, body: JsonObject): ParsedFrame {
  return { ok: false, problem: { violation, reason, field: 'msg_type', ...namedIds(body) } };
}

/**
 * Parses a frame as a JSON object with `msg_type`: the first two checks of PROTOCOL.md §15.2. `detectDialect`
 * and `Dialect.decodeParsed` take the result, so that a first frame is parsed once.
 */
export function parseFrame(frame: string | Uint8Array): ParsedFrame {
  let body: unknown;
  try {
    body = JSON.parse(frameToString(frame));
  } catch {
    return notJson('the message is not valid JSON');
  }
  if (!isJsonObject(body)) return notJson(`the message must be a JSON object, found ${describe(body)}`);
  if (isNestedDeeper(body)) return notJson(`the message is nested deeper than ${MAX_NESTING} levels`);
  const type = body['msg_type'];
  if (type === undefined) return badType('msg-type-missing', FIXED_REASONS['msg-type-missing'], body);
  if (typeof type === 'string' && DIGITS.test(type)) {
    const reason = `msg_type must be a number, found "${type}"; send ${Number(type)} without quotes`;
    return badType('msg-type-not-uint', reason, body);
  }
  if (typeof type === 'string' || isUint(type)) return { ok: true, type, body };
  const reason = `msg_type must be an unsigned integer, found ${describe(type)}`;
  return badType('msg-type-not-uint', reason, body);
}
