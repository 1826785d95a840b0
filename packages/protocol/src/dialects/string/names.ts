/** Names that the string generation sends where later ones send numbers (PROTOCOL.md §9.19). */
import { isUint, type EventNaming } from '../../checks/fields.js';
import { ContactCenterEventType, EventType } from '../../event-type.js';
import { SessionState, StreamState } from '../../session.js';
import { StatusCode2025, StatusCode2026, type StatusName } from '../../status.js';
import { StopReason } from '../../stop-reason.js';

interface Numbers {
  readonly [name: string]: number;
}

/** The number of a name; a number stands for itself. */
function numberIn(table: Numbers, value: unknown): number | undefined {
  if (typeof value === 'string') return Object.hasOwn(table, value) ? table[value] : undefined;
  return isUint(value) ? value : undefined;
}

/** The name of a number; a number without one goes out as it is. */
function nameIn(table: Numbers, value: number): string | number {
  return Object.keys(table).find((name) => table[name] === value) ?? value;
}

const STATES = { session: SessionState, stream: StreamState };

export function stateNumber(kind: keyof typeof STATES, value: unknown): number {
  return numberIn(STATES[kind], value) ?? SessionState.INACTIVE;
}

export function stateName(kind: keyof typeof STATES, state: number): string | number {
  return nameIn(STATES[kind], state);
}

/** All names; Contact Center has none in common with meetings. */
const EVENTS: Numbers = { ...ContactCenterEventType, ...EventType };

/** The number of an event's name. */
export function eventNumber(value: unknown): number | undefined {
  return numberIn(EVENTS, value);
}

/** Events of this generation, which takes numbers too. */
export const NAMED_EVENTS: EventNaming = {
  numberOf: eventNumber,
  wanted: 'the name of an event',
  violation: 'event-type-unknown',
};

/** The name of an event. Numbers 8 to 14 mean another thing in Contact Center. */
export function eventName(type: number, isContactCenter = false): string | number {
  const [own, other] = isContactCenter
    ? [ContactCenterEventType, EventType]
    : [EventType, ContactCenterEventType];
  const name = nameIn(own, type);
  return typeof name === 'string' ? name : nameIn(other, type);
}

/** The three reasons that sessions of this generation have names of their own for (PROTOCOL.md §18.2). */
const SESSION_REASONS: { readonly [reason: number]: string } = {
  [StopReason.STOP_BC_HOST_TRIGGERED]: 'ACTION_BY_HOST',
  [StopReason.STOP_BC_USER_TRIGGERED]: 'ACTION_BY_USER',
  [StopReason.STOP_BC_MEETING_ENDED]: 'MEETING_ENDED',
};

export function sessionReasonName(reason: StopReason): string | number {
  return SESSION_REASONS[reason] ?? nameIn(StopReason, reason);
}

export function streamReasonName(reason: StopReason): string | number {
  return nameIn(StopReason, reason);
}

/** A status as the one vocabulary has it; what is not in it is a failure like any other. */
export function statusOfName(value: unknown): StatusName {
  if (typeof value !== 'string') return 'STATUS_INTERNAL_EXCEPTION';
  if (value === 'STATUS_DUPLICATE_CONNECTION') return 'STATUS_DUPLICATE_SIGNAL_REQUEST';
  const known = Object.hasOwn(StatusCode2025, value) || Object.hasOwn(StatusCode2026, value);
  return known ? (value as StatusName) : 'STATUS_INTERNAL_EXCEPTION';
}
