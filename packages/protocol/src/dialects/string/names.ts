/** Names that the string generation sends instead of numbers (PROTOCOL.md §9.19). */
import { isUint, type EventNaming } from '../../checks/fields.js';
import { ContactCenterEventType, EventType } from '../../event-type.js';
import { SessionState, StreamState } from '../../session.js';
import { StatusCode2025, StatusCode2026, type StatusName } from '../../status.js';
import { StopReason } from '../../stop-reason.js';

interface Numbers {
  readonly [name: string]: number;
}

/** Number of a name; a number is returned unchanged. */
function numberIn(table: Numbers, value: unknown): number | undefined {
  if (typeof value === 'string') return Object.hasOwn(table, value) ? table[value] : undefined;
  return isUint(value) ? value : undefined;
}

/** Name of a number; a number without a name is returned unchanged. */
function nameIn(table: Numbers, value: number): string | number {
  return Object.keys(table).find((name) => table[name] === value) ?? value;
}

const STATES = { session: SessionState, stream: StreamState };

/** Number of a state, given by name or number; 0, INACTIVE, for any other value. */
export function stateNumber(kind: keyof typeof STATES, value: unknown): number {
  return numberIn(STATES[kind], value) ?? SessionState.INACTIVE;
}

/** Name of a state. */
export function stateName(kind: keyof typeof STATES, state: number): string | number {
  return nameIn(STATES[kind], state);
}

/** All event names; meetings and Contact Center have none in common. */
const EVENTS: Numbers = { ...ContactCenterEventType, ...EventType };

/** Number of an event type, given by name or number; `undefined` for any other value. */
export function eventNumber(value: unknown): number | undefined {
  return numberIn(EVENTS, value);
}

/** Event types of this generation, which accepts numbers too. */
export const NAMED_EVENTS: EventNaming = {
  numberOf: eventNumber,
  required: 'the name of an event',
  violation: 'event-type-unknown',
};

/** Name of an event type. Numbers 8 to 14 have a different meaning in Contact Center (PROTOCOL.md §10.2). */
export function eventName(type: number, isContactCenter = false): string | number {
  const [own, other] = isContactCenter
    ? [ContactCenterEventType, EventType]
    : [EventType, ContactCenterEventType];
  const name = nameIn(own, type);
  return typeof name === 'string' ? name : nameIn(other, type);
}

/** Stop reasons for which sessions of this generation have other names (PROTOCOL.md §18.2). */
const SESSION_REASONS: { readonly [reason: number]: string } = {
  [StopReason.STOP_BC_HOST_TRIGGERED]: 'ACTION_BY_HOST',
  [StopReason.STOP_BC_USER_TRIGGERED]: 'ACTION_BY_USER',
  [StopReason.STOP_BC_MEETING_ENDED]: 'MEETING_ENDED',
};

/** Name of the stop reason of a session. */
export function sessionReasonName(reason: StopReason): string | number {
  return SESSION_REASONS[reason] ?? nameIn(StopReason, reason);
}

/** Name of the stop reason of a stream. */
export function streamReasonName(reason: StopReason): string | number {
  return nameIn(StopReason, reason);
}

/** Status of a name on the wire; an unknown name counts as an internal error. */
export function statusOfName(value: unknown): StatusName {
  if (typeof value !== 'string') return 'STATUS_INTERNAL_EXCEPTION';
  if (value === 'STATUS_DUPLICATE_CONNECTION') return 'STATUS_DUPLICATE_SIGNAL_REQUEST';
  const known = Object.hasOwn(StatusCode2025, value) || Object.hasOwn(StatusCode2026, value);
  return known ? (value as StatusName) : 'STATUS_INTERNAL_EXCEPTION';
}
