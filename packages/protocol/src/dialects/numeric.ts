/** Encoder and decoder of both numeric generations; `y2025` and `y2026` add their differences. */
import {
  checkClientMessage,
  describe,
  isJsonObject,
  isUint,
  namedIds,
  type JsonObject,
} from '../checks/fields.js';
import { standInStatus, statusOfViolation } from '../checks/violation.js';
import type { NumericGeneration } from '../generation.js';
import { MessageType, messageTypeName } from '../message-type.js';
import type { Message } from '../messages/index.js';
import { statusCode, statusName, type StatusName } from '../status.js';
import type { DecodeResult, Dialect, DialectOptions } from './dialect.js';
import {
  decodedMessage,
  eventBody,
  eventEntries,
  handshakeAnswer,
  mediaContent,
  withOneReason,
} from './canonical.js';
import { readMediaFrame } from './media-frame-reader.js';
import { flattenMedia } from './media-shape.js';
import { parseFrame, type ParsedFrame } from './parse.js';

/** Differences of one numeric generation. */
export interface GenerationFormat {
  readonly name: NumericGeneration;
  /** Converts `body`, a message with `status_code` instead of `status`, to the JSON of this generation. */
  toWire(message: Message, body: JsonObject): JsonObject;
}

/** Creates the dialect of a numeric generation (PROTOCOL.md §9 and §9.18). */
export function numericDialect(generation: GenerationFormat, options: DialectOptions): Dialect {
  const statusOf = (violation: Parameters<Dialect['statusOf']>[0]): StatusName =>
    statusOfViolation(violation, generation.name);
  return {
    name: generation.name,
    statusOf,
    decode: (frame) => decodeNumeric(frame, generation.name, options),
    decodeParsed: (parsed) => decodeParsed(parsed, generation.name, options),
    encode: (message) => {
      const body = generation.toWire(message, withStatusCode(message, generation.name));
      if (message.msg_type === MessageType.KEEP_ALIVE_REQ)
        return JSON.stringify({ ...body, sequence: message.sequence ?? 0 });
      if (message.msg_type === MessageType.EVENT_UPDATE) return JSON.stringify(withPartyTwice(body));
      return JSON.stringify(options.mediaShape === 'flat' ? flattenMedia(message, body) : body);
    },
  };
}

function withStatusCode(message: Message, generation: NumericGeneration): JsonObject {
  if (!('status' in message) || message.status === undefined) return { ...message };
  const { msg_type, status, ...rest } = message;
  return { msg_type, status_code: codeOf(status, generation), ...rest };
}

/**
 * Number of a status. A status that the generation does not have is replaced by its status for the same
 * violation (PROTOCOL.md §15.3).
 */
function codeOf(status: StatusName, generation: NumericGeneration): number {
  const code = statusCode(status, generation) ?? statusCode(standInStatus(status, generation), generation);
  if (code === undefined)
    throw new Error(`${status} has no number and no stand-in in protocol ${generation}.`);
  return code;
}

/** Copies a Contact Center party to the misspelt key that one published sample reads (PROTOCOL.md §10.2). */
function withPartyTwice(body: JsonObject): JsonObject {
  const event = body['event'];
  if (!isJsonObject(event) || event['participant_info'] === undefined) return body;
  return { ...body, event: { ...event, paticipant_info: event['participant_info'] } };
}

/** Min length in characters from which cutting out the payload is faster than parsing all of the JSON. */
const MIN_LARGE_FRAME = 4096;

function decodeNumeric(
  frame: string | Uint8Array,
  generation: NumericGeneration,
  options: DialectOptions,
): DecodeResult {
  const large = frame.length >= MIN_LARGE_FRAME ? readMediaFrame(frame) : undefined;
  if (large) return { ok: true, message: large };
  return decodeParsed(parseFrame(frame), generation, options);
}

function decodeParsed(
  parsed: ParsedFrame,
  generation: NumericGeneration,
  options: DialectOptions,
): DecodeResult {
  if (!parsed.ok) return parsed;
  const { type, body } = parsed;
  if (typeof type === 'string') {
    return {
      ok: false,
      problem: {
        violation: 'msg-type-not-uint',
        field: 'msg_type',
        reason: `msg_type must be a number in protocol ${generation}, found ${describe(type)}`,
        ...namedIds(body),
      },
    };
  }
  if (messageTypeName(type) === undefined || type === MessageType.UNDEFINED) {
    return {
      ok: false,
      problem: {
        violation: 'msg-type-unknown',
        field: 'msg_type',
        reason: `msg_type ${type} is not known`,
        messageType: type,
        ...namedIds(body),
      },
    };
  }
  const problem = checkClientMessage(
    type,
    body,
    options.strict === undefined ? {} : { strict: options.strict },
  );
  if (problem) return { ok: false, problem: { ...problem, messageType: type, ...namedIds(body) } };
  return decodedMessage(fromWire(type, body, generation), body);
}

/**
 * Converts a wire body to a message. Messages from clients have passed the checks above; messages from
 * servers are not checked, only unified across the shapes of older servers.
 */
function fromWire(type: number, body: JsonObject, generation: NumericGeneration): Message {
  const { status_code, status: _name, ...rest } = body;
  const status = statusOfCode(type, status_code, generation);
  const message: JsonObject = { ...rest, msg_type: type, ...(status !== undefined && { status }) };
  return readBody(type, message) as unknown as Message;
}

function readBody(type: number, message: JsonObject): JsonObject {
  switch (type) {
    case MessageType.MEDIA_DATA_AUDIO:
    case MessageType.MEDIA_DATA_VIDEO:
    case MessageType.MEDIA_DATA_SHARE:
    case MessageType.MEDIA_DATA_TRANSCRIPT:
    case MessageType.MEDIA_DATA_CHAT:
      return { msg_type: type, content: mediaContent(type, message) };
    case MessageType.EVENT_SUBSCRIPTION:
      return { ...message, events: eventEntries(message['events']) };
    case MessageType.EVENT_UPDATE:
      return { msg_type: type, event: eventBody(message) };
    case MessageType.STREAM_STATE_UPDATE:
      return withOneReason(message, 'reason', 'stop_reason');
    case MessageType.SESSION_STATE_UPDATE:
      return withOneReason(message, 'stop_reason', 'reason');
    case MessageType.SIGNALING_HAND_SHAKE_RESP:
      return handshakeAnswer(message);
    case MessageType.DATA_HAND_SHAKE_RESP:
      return dataHandshakeAnswer(message);
    default:
      return message;
  }
}

/** Answers that always have a status. */
const ANSWERS: readonly number[] = [
  MessageType.SIGNALING_HAND_SHAKE_RESP,
  MessageType.DATA_HAND_SHAKE_RESP,
  MessageType.STREAM_CLOSE_RESP,
  MessageType.VIDEO_SUBSCRIPTION_RESP,
];

/**
 * Name of a status number. A number outside the table counts as an internal error, and so does an answer
 * without a number, with which the vendor's sample mock server refuses (PROTOCOL.md §9.18).
 */
function statusOfCode(type: number, code: unknown, generation: NumericGeneration): StatusName | undefined {
  if (isUint(code)) return statusName(code, generation) ?? 'STATUS_INTERNAL_EXCEPTION';
  return ANSWERS.includes(type) ? 'STATUS_INTERNAL_EXCEPTION' : undefined;
}

/** Unifies the names of the encryption flag and, in the granted parameters, of the transcript language. */
function dataHandshakeAnswer(message: JsonObject): JsonObject {
  const { payload_encryption, payload_encrypted, media_params, ...rest } = handshakeAnswer(message);
  const encryption = payload_encryption ?? payload_encrypted;
  return {
    ...rest,
    ...(typeof encryption === 'boolean' && { payload_encryption: encryption }),
    ...(isJsonObject(media_params) && { media_params: grantedParams(media_params) }),
  };
}

/**
 * Unifies transcript parameters: 2025 calls the language `language` and has no `enable_lid`
 * (PROTOCOL.md §11.1).
 */
function grantedParams(params: JsonObject): JsonObject {
  const transcript = params['transcript'];
  if (!isJsonObject(transcript)) return params;
  const { language, src_language = language, enable_lid = true, ...rest } = transcript;
  return {
    ...params,
    transcript: { ...rest, ...(src_language !== undefined && { src_language }), enable_lid },
  };
}
