import { isTranscriptLanguage } from '../language.js';
import { MessageType } from '../message-type.js';
import { ENTITY_ID_KEYS } from '../messages/ids.js';
import { FIXED_REASONS, mustNotBeEmpty } from './reasons.js';
import type { MessageIds, MessageProblem, Violation } from './violation.js';

/** A parsed JSON object whose fields are not checked yet. */
export type JsonObject = { [key: string]: unknown };

/** True for an object that is neither null nor an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for an integer that is not negative, as the vendor's `*_NOT_UINT` statuses require. */
export function isUint(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

/** Describes a value for an error message: its type, or the value itself, shortened to 40 characters. */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  const json = JSON.stringify(value);
  return json.length <= 40 ? json : `${json.slice(0, 37)}…`;
}

/** Ids of a message for a `MessageProblem`: those of the right type, if any. */
export function namedIds(body: JsonObject): Pick<MessageProblem, 'ids'> {
  const { rtms_stream_id, rtms_session_id, user_id } = body;
  const ids: MessageIds = {
    ...(typeof rtms_stream_id === 'string' && { rtms_stream_id }),
    ...(typeof rtms_session_id === 'string' && { rtms_session_id }),
    ...(isUint(user_id) && { user_id }),
  };
  return Object.keys(ids).length === 0 ? {} : { ids };
}

function problem(violation: Violation, field: string, reason: string): MessageProblem {
  return { violation, field, reason };
}

function fixed(violation: keyof typeof FIXED_REASONS, field: string): MessageProblem {
  return problem(violation, field, FIXED_REASONS[violation]);
}

function checkIdString(
  body: JsonObject,
  field: string,
  prefix: 'entity-id' | 'stream-id',
): MessageProblem | undefined {
  const value = body[field];
  if (typeof value !== 'string') {
    return problem(`${prefix}-not-string`, field, `${field} must be a string, found ${describe(value)}`);
  }
  if (value === '') return problem(`${prefix}-empty`, field, mustNotBeEmpty(field));
  return undefined;
}

function checkEntityId(body: JsonObject): MessageProblem | undefined {
  const present = ENTITY_ID_KEYS.filter((key) => body[key] !== undefined);
  if (present.length === 0) {
    return fixed('entity-id-missing', 'meeting_uuid');
  }
  for (const key of present) {
    const found = checkIdString(body, key, 'entity-id');
    if (found) return found;
  }
  return undefined;
}

function checkStreamId(body: JsonObject): MessageProblem | undefined {
  if (body['rtms_stream_id'] === undefined) {
    return fixed('stream-id-missing', 'rtms_stream_id');
  }
  return checkIdString(body, 'rtms_stream_id', 'stream-id');
}

/** Reason for the refusal of version 2 (PROTOCOL.md §3.3). */
const VERSION_2 =
  'protocol_version 2 is not supported: its framing and its SRT data connections are not published; send 1';

/** Options of {@link checkHandshakeFields}. */
export interface HandshakeCheckOptions {
  /** Refuses a missing `protocol_version`, as the current documents require. Default false. */
  readonly strict?: boolean;
}

/**
 * Checks the form of a handshake, signaling or media, in the order of PROTOCOL.md §15.2: version, ids, type
 * of the signature. Does not check that a signature is present, because authentication may be off
 * ({@link checkSignaturePresent}), nor `media_type`, which is checked after identity and signaling
 * ({@link checkMediaType}).
 */
export function checkHandshakeFields(
  body: JsonObject,
  options: HandshakeCheckOptions = {},
): MessageProblem | undefined {
  const version = body['protocol_version'];
  if (version === undefined ? options.strict === true : version !== 1) {
    const reason = version === 2 ? VERSION_2 : `protocol_version must be 1, found ${describe(version)}`;
    return problem('protocol-version-unsupported', 'protocol_version', reason);
  }
  return checkEntityId(body) ?? checkStreamId(body) ?? checkSignatureForm(body);
}

function checkSignatureForm(body: JsonObject): MessageProblem | undefined {
  const signature = body['signature'];
  if (signature === undefined || typeof signature === 'string') return undefined;
  return problem('signature-wrong', 'signature', `signature must be a string, found a ${typeof signature}`);
}

/** Checks that a handshake has a signature that is not empty; `undefined` if it has. */
export function checkSignaturePresent(body: { signature?: unknown }): MessageProblem | undefined {
  if (body.signature !== undefined && body.signature !== '') return undefined;
  return fixed('signature-missing', 'signature');
}

/** All five media types as a mask, which the vendor's sample library sends instead of 32 (PROTOCOL.md §9.3). */
const EVERY_TYPE = 31;

/**
 * Checks that `media_type` of a media handshake is one type, 31 or 32, as the service of 2026 requires; `undefined` if it
 * is (PROTOCOL.md §9.3, observed). Only for values that {@link checkMediaType} accepts.
 */
export function checkMediaTypeMask(mediaType: number): MessageProblem | undefined {
  const isOneType = (mediaType & (mediaType - 1)) === 0;
  return isOneType || mediaType === EVERY_TYPE ? undefined : fixed('media-type-mask', 'media_type');
}

/** Checks `media_type` of a media handshake: a bit mask of known types, or 32 alone (PROTOCOL.md §18.7). */
export function checkMediaType(value: unknown): MessageProblem | undefined {
  const field = 'media_type';
  if (value === undefined) return fixed('media-type-missing', field);
  if (!isUint(value)) {
    return problem(
      'media-type-not-uint',
      field,
      `media_type must be an unsigned integer, found ${describe(value)}`,
    );
  }
  if (value === 0) return fixed('media-type-zero', field);
  if (value > 32) {
    return problem(
      'media-type-invalid',
      field,
      `media_type ${value} is not a mask of 1, 2, 4, 8, 16 and not 32 (all)`,
    );
  }
  return undefined;
}

function checkEvents(body: JsonObject): MessageProblem | undefined {
  const events = body['events'];
  if (events === undefined) return problem('events-missing', 'events', 'events is missing');
  if (!Array.isArray(events)) {
    return problem('events-not-array', 'events', `events must be an array, found ${describe(events)}`);
  }
  return undefined;
}

/** Form of event types in a generation: numbers or names. */
export interface EventNaming {
  /** Number of an event type from its form on the wire; `undefined` for any other value. */
  numberOf(type: unknown): number | undefined;
  /** Required form, for error messages. */
  readonly required: string;
  /** Violation of a value that is not an event type. */
  readonly violation: 'event-type-not-uint' | 'event-type-unknown';
}

/** Event types of the numeric generations. */
export const NUMBERED_EVENTS: EventNaming = {
  numberOf: (type) => (isUint(type) ? type : undefined),
  required: 'an unsigned integer',
  violation: 'event-type-not-uint',
};

/** Contact Center has event types up to 34, not all of them published. */
const MAX_EVENT_TYPE = 34;

/**
 * Checks one entry of `events`; `undefined` if it is valid. A bare event type is valid (PROTOCOL.md §9.5,
 * observed).
 */
export function checkEventEntry(
  entry: unknown,
  index: number,
  naming: EventNaming = NUMBERED_EVENTS,
): MessageProblem | undefined {
  const field = `events[${index}]`;
  const bare = naming.numberOf(entry);
  if (bare !== undefined) return checkEventNumber(bare, field);
  if (!isJsonObject(entry)) {
    return problem('event-type-missing', field, `${field} must be an object, found ${describe(entry)}`);
  }
  return checkEventType(entry['event_type'], `${field}.event_type`, naming) ?? checkSubscribe(entry, field);
}

function checkEventType(type: unknown, field: string, naming: EventNaming): MessageProblem | undefined {
  if (type === undefined) return problem('event-type-missing', field, `${field} is missing`);
  const number = naming.numberOf(type);
  if (number !== undefined) return checkEventNumber(number, field);
  return problem(naming.violation, field, `${field} must be ${naming.required}, found ${describe(type)}`);
}

function checkEventNumber(type: number, field: string): MessageProblem | undefined {
  if (type > 0 && type <= MAX_EVENT_TYPE) return undefined;
  return problem('event-type-unknown', field, `${field} ${type} is not known`);
}

function checkSubscribe(body: JsonObject, within?: string): MessageProblem | undefined {
  const { subscribe } = body;
  if (typeof subscribe === 'boolean') return undefined;
  const field = within === undefined ? 'subscribe' : `${within}.subscribe`;
  const reason = `${field} must be true or false, found ${describe(subscribe)}`;
  return problem('subscribe-not-boolean', field, reason);
}

function checkSessionId(body: JsonObject): MessageProblem | undefined {
  const id = body['rtms_session_id'];
  if (typeof id === 'string' && id !== '') return undefined;
  return problem(
    'session-unknown',
    'rtms_session_id',
    `rtms_session_id must be a string that is not empty, found ${describe(id)}`,
  );
}

function checkReadyAck(body: JsonObject): MessageProblem | undefined {
  const found = checkStreamId(body);
  return found && { ...found, violation: 'ready-ack-invalid' };
}

function checkVideoSubscription(body: JsonObject): MessageProblem | undefined {
  if (!isUint(body['user_id'])) {
    return problem(
      'video-user-unknown',
      'user_id',
      `user_id must be an unsigned integer, found ${describe(body['user_id'])}`,
    );
  }
  return checkSubscribe(body);
}

/**
 * Checks the form of a message from a client; `undefined` if it is valid or if clients do not send its type.
 */
export function checkClientMessage(
  type: number,
  body: JsonObject,
  options: HandshakeCheckOptions = {},
): MessageProblem | undefined {
  switch (type) {
    case MessageType.SIGNALING_HAND_SHAKE_REQ:
    case MessageType.DATA_HAND_SHAKE_REQ:
      return checkHandshakeFields(body, options);
    case MessageType.EVENT_SUBSCRIPTION:
      return checkEvents(body);
    case MessageType.CLIENT_READY_ACK:
      return checkReadyAck(body);
    case MessageType.SESSION_STATE_REQ:
      return checkSessionId(body);
    case MessageType.STREAM_STATE_REQ:
    case MessageType.STREAM_CLOSE_REQ:
      return checkStreamId(body);
    case MessageType.VIDEO_SUBSCRIPTION_REQ:
      return checkVideoSubscription(body);
    default:
      return undefined;
  }
}

/** Checks a language number of PROTOCOL.md §18.20, -1 included; `undefined` if it is valid. */
export function checkLanguage(
  value: unknown,
  field: string,
  violation: Violation,
): MessageProblem | undefined {
  if (isTranscriptLanguage(value)) return undefined;
  return problem(
    violation,
    field,
    `${field} must be a language number from -1 to 36, found ${describe(value)}`,
  );
}
