/** Unifies the shapes that different servers and clients send into the decoded form of `messages/`. */
import {
  checkEventEntry,
  isJsonObject,
  NUMBERED_EVENTS,
  type EventNaming,
  type JsonObject,
} from '../checks/fields.js';
import { isNestedDeeper } from '../checks/nesting.js';
import type { MessageProblem } from '../checks/violation.js';
import { EventType } from '../event-type.js';
import { MessageType } from '../message-type.js';
import type { EventSubscriptionEntry, Message } from '../messages/index.js';
import { StopReason } from '../stop-reason.js';
import type { DecodeResult } from './dialect.js';

/**
 * `content` of media data: the nested object, or an object built from the fields of the flat shape
 * (PROTOCOL.md §12.3). `data` is always a string.
 */
export function mediaContent(type: number, body: JsonObject): JsonObject {
  const content = isJsonObject(body['content']) ? body['content'] : flatContent(body);
  if (type === MessageType.MEDIA_DATA_CHAT) return chatContent(content);
  return typeof content['data'] === 'string' ? content : { ...content, data: '' };
}

function flatContent(body: JsonObject): JsonObject {
  const { msg_type: _type, content: data, ...rest } = body;
  return { ...rest, data };
}

/** Keys that distinguish a chat body inside `data` from a text message in JSON (PROTOCOL.md §12.2). */
const CHAT_KEYS = ['message_id', 'operation_type', 'chat_session'];

/**
 * Moves chat fields that were sent inside `data`, as an object or as a JSON string, beside `data`
 * (PROTOCOL.md §12.2).
 */
function chatContent(content: JsonObject): JsonObject {
  const { data, ...beside } = content;
  const inside = isJsonObject(data) ? data : chatBodyIn(data);
  if (inside) {
    return { ...beside, ...inside, data: typeof inside['data'] === 'string' ? inside['data'] : '' };
  }
  return typeof data === 'string' ? content : { ...beside, data: '' };
}

function chatBodyIn(data: unknown): JsonObject | undefined {
  if (typeof data !== 'string' || !data.startsWith('{')) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(data);
  } catch {
    return undefined; // A text message that starts with a brace.
  }
  if (isNestedDeeper(parsed)) return undefined;
  return isJsonObject(parsed) && CHAT_KEYS.some((key) => key in parsed) ? parsed : undefined;
}

/** `event`: the nested object, or an object built from the fields of the flat shape (PROTOCOL.md §10.3). */
export function eventBody(body: JsonObject): JsonObject {
  if (isJsonObject(body['event'])) return participantsOf(withContactCenterParty(body['event']));
  const { msg_type: _type, event: _event, ...rest } = body;
  return participantsOf(withContactCenterParty(rest));
}

const EVENTS_WITH_PARTICIPANTS: readonly unknown[] = [
  EventType.PARTICIPANT_JOIN,
  EventType.PARTICIPANT_LEAVE,
  EventType.PARTICIPANT_VIDEO_ON,
  EventType.PARTICIPANT_VIDEO_OFF,
];

/** Builds `participants` for events that name one participant beside `event_type`. */
function participantsOf(event: JsonObject): JsonObject {
  const isContactCenter = event['event_ts'] !== undefined || event['participant_info'] !== undefined;
  if (isContactCenter || !EVENTS_WITH_PARTICIPANTS.includes(event['event_type'])) return event;
  if (Array.isArray(event['participants'])) return event;
  const { user_id, user_name, participants: _participants, ...rest } = event;
  const participant = { user_id, ...(user_name !== undefined && { user_name }) };
  return { ...rest, participants: user_id === undefined ? [] : [participant] };
}

/** Reads the party of a Contact Center event under its misspelt key too (PROTOCOL.md §10.2). */
function withContactCenterParty(event: JsonObject): JsonObject {
  if (event['paticipant_info'] === undefined) return event;
  const { paticipant_info, ...rest } = event;
  return rest['participant_info'] === undefined ? { ...rest, participant_info: paticipant_info } : rest;
}

/**
 * Entries of a subscription. Bare types count as subscriptions; invalid entries are skipped
 * (PROTOCOL.md §15.1).
 */
export function eventEntries(events: unknown, naming = NUMBERED_EVENTS): EventSubscriptionEntry[] {
  if (!Array.isArray(events)) return [];
  return events.flatMap((entry: unknown): EventSubscriptionEntry[] => {
    const bare = naming.numberOf(entry);
    if (bare !== undefined) return [{ event_type: bare, subscribe: true }];
    if (!isJsonObject(entry)) return [];
    const event_type = naming.numberOf(entry['event_type']);
    if (event_type === undefined || typeof entry['subscribe'] !== 'boolean') return [];
    return [{ event_type, subscribe: entry['subscribe'] }];
  });
}

/** Max number of invalid entries that are reported one by one. */
const MAX_REPORTED_ENTRIES = 3;

/** Decode result of a message, with the problems of ignored entries if it is a subscription. */
export function decodedMessage(message: Message, body: JsonObject, naming = NUMBERED_EVENTS): DecodeResult {
  const isSubscription = message.msg_type === MessageType.EVENT_SUBSCRIPTION;
  const unusable = isSubscription ? unusableEntries(body['events'], naming) : undefined;
  return unusable ? { ok: true, message, unusable } : { ok: true, message };
}

function unusableEntries(events: unknown, naming: EventNaming): MessageProblem | undefined {
  if (!Array.isArray(events)) return undefined;
  const problems = events.flatMap((entry: unknown, index) => checkEventEntry(entry, index, naming) ?? []);
  const [first] = problems;
  if (!first) return undefined;
  const reported = problems.slice(0, MAX_REPORTED_ENTRIES).map(({ reason }) => reason);
  const more = problems.length > reported.length ? [`and ${problems.length - reported.length} more`] : [];
  return { ...first, reason: [...reported, ...more].join('; ') };
}

/** Number of a stop reason; servers of 2025 also send the name (PROTOCOL.md §9.18). */
export function stopReasonOf(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return Object.hasOwn(STOP_REASONS, value) ? STOP_REASONS[value] : StopReason.UNDEFINED;
}

/** Stop reasons by name, in all generations (PROTOCOL.md §9.19, §18.2). */
const STOP_REASONS: { readonly [name: string]: number } = {
  ...StopReason,
  STOP_BC_APP_DISABLED_BY_HOST: StopReason.STOP_BC_HOST_DISABLED_APP,
  STOP_BC_MEETING_CONNECTION_INTERRUPTED: StopReason.STOP_BC_INSTANCE_CONNECTION_INTERRUPTED,
  ACTION_BY_HOST: StopReason.STOP_BC_HOST_TRIGGERED,
  ACTION_BY_USER: StopReason.STOP_BC_USER_TRIGGERED,
  MEETING_ENDED: StopReason.STOP_BC_MEETING_ENDED,
};

/** Messages 8 and 9 carry their reason under two names (PROTOCOL.md §9.8); only `keep` remains. */
export function withOneReason(message: JsonObject, keep: string, drop: string): JsonObject {
  const { [keep]: kept, [drop]: other, ...rest } = message;
  const reason = stopReasonOf(kept ?? other);
  return reason === undefined || reason === null ? rest : { ...rest, [keep]: reason };
}

/** Removes the fields of a handshake answer that readers do not need: version, sequence, an empty reason. */
export function handshakeAnswer(message: JsonObject): JsonObject {
  const { protocol_version: _version, sequence: _sequence, reason, ...rest } = message;
  return reason === undefined || reason === '' ? rest : { ...rest, reason };
}
