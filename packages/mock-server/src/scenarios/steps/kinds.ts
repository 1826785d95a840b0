import {
  MessageType,
  StatusCode2025,
  StatusCode2026,
  StopReason,
  type StatusName,
} from '@rtms-mock/protocol';
import { closest } from '../../input/closest.js';
import { bad, good, shown, type Kind } from './field.js';

/** A text that is not empty. */
export const TEXT: Kind<string> = {
  accepts: 'a text',
  read: (value) =>
    typeof value === 'string' && value.trim() !== ''
      ? good(value)
      : bad(`must be a text that is not empty, found ${shown(value)}`),
};

const UNIT_MS: { readonly [unit: string]: number } = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Meeting time; becomes milliseconds. */
export const DURATION: Kind<number> = {
  accepts: 'a duration such as 500ms, 10s or 2m',
  read: (value) => {
    const match = typeof value === 'string' ? /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(value.trim()) : null;
    if (match === null) return bad(`must be a duration such as 500ms, 10s or 2m, found ${shown(value)}`);
    return good(Number(match[1]) * (UNIT_MS[match[2] ?? ''] ?? 0));
  },
};

/** Somebody of the meeting: a name, a place in the list (1 is the first), or a user id. */
export const PARTICIPANT: Kind<string | number> = {
  accepts: 'a name, a place in the list of participants (1 is the first) or a user id',
  read: (value) => {
    if (typeof value === 'string' && value.trim() !== '') return good(value.trim());
    if (typeof value === 'number' && Number.isInteger(value) && value > 0) return good(value);
    return bad(`must be a name or a number from 1 up, found ${shown(value)}`);
  },
};

export function integer(min: number, max: number): Kind<number> {
  return {
    accepts: `a whole number from ${min} to ${max}`,
    read: (value) =>
      typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
        ? good(value)
        : bad(`must be a whole number from ${min} to ${max}, found ${shown(value)}`),
  };
}

export function choice<T extends string>(choices: readonly T[]): Kind<T> {
  return {
    accepts: `one of ${choices.join(', ')}`,
    read: (value) => {
      const found = choices.find((candidate) => candidate === value);
      if (found !== undefined) return good(found);
      const guess = typeof value === 'string' ? closest(value, choices) : undefined;
      return bad(
        `must be one of ${choices.join(', ')}, found ${shown(value)}` +
          (guess === undefined ? '' : `; did you mean ${guess}?`),
      );
    },
  };
}

/** Any JSON object. */
export const OBJECT: Kind<{ readonly [key: string]: unknown }> = {
  accepts: 'an object',
  read: (value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? good(value as { readonly [key: string]: unknown })
      : bad(`must be an object, found ${shown(value)}`),
};

/** Names that older documents use for reasons of today (PROTOCOL.md §18.2). */
const OLD_REASONS: { readonly [name: string]: StopReason } = {
  ACTION_BY_HOST: StopReason.STOP_BC_HOST_TRIGGERED,
  ACTION_BY_USER: StopReason.STOP_BC_USER_TRIGGERED,
  MEETING_ENDED: StopReason.STOP_BC_MEETING_ENDED,
  STOP_BC_APP_DISABLED_BY_HOST: StopReason.STOP_BC_HOST_DISABLED_APP,
  STOP_BC_MEETING_CONNECTION_INTERRUPTED: StopReason.STOP_BC_INSTANCE_CONNECTION_INTERRUPTED,
};

const REASONS: ReadonlyMap<string, StopReason> = new Map(Object.entries({ ...StopReason, ...OLD_REASONS }));

/** Why something stops: number, name of today or name of older documents. */
export const STOP_REASON: Kind<StopReason> = {
  accepts: 'a stop reason: a number from 0 to 26, STOP_BC_…, ACTION_BY_HOST, ACTION_BY_USER or MEETING_ENDED',
  read: (value) => {
    const found =
      typeof value === 'string'
        ? REASONS.get(value)
        : Object.values(StopReason).find((number) => number === value);
    if (found !== undefined) return good(found);
    const guess = typeof value === 'string' ? closest(value, [...REASONS.keys()]) : undefined;
    return bad(
      `must be a stop reason such as 6, STOP_BC_MEETING_ENDED or ACTION_BY_HOST, found ${shown(value)}` +
        (guess === undefined ? '' : `; did you mean ${guess}?`),
    );
  },
};

/** Names of all generations, but the one that refuses nothing. */
const REFUSALS: readonly string[] = [
  ...new Set([...Object.keys(StatusCode2025), ...Object.keys(StatusCode2026)]),
].filter((name) => name !== 'STATUS_OK');

/** A status that refuses: by name, or by the number that it has in the generation of the stream. */
export const STATUS: Kind<StatusName | number> = {
  accepts:
    "a status: a name such as STATUS_INVALID_SIGNATURE, or its number in the stream's generation; numbers without a name are sent as they are",
  read: (value) => {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return good(value);
    const name = typeof value === 'string' && !value.startsWith('STATUS_') ? `STATUS_${value}` : value;
    if (typeof name === 'string' && REFUSALS.includes(name)) return good(name as StatusName);
    const guess = typeof name === 'string' ? closest(name, REFUSALS) : undefined;
    return bad(
      `must be a status that refuses, such as STATUS_INVALID_SIGNATURE or 15, found ${shown(value)}` +
        (guess === undefined ? '' : `; did you mean ${guess}?`),
    );
  },
};

/** A message type by name or number. */
export const MESSAGE_TYPE: Kind<MessageType> = {
  accepts: 'a message type: a name such as KEEP_ALIVE_RESP, or its number',
  read: (value) => {
    const found = Object.entries(MessageType).find(([name, number]) => name === value || number === value);
    if (found && found[1] !== MessageType.UNDEFINED) return good(found[1]);
    const guess = typeof value === 'string' ? closest(value, Object.keys(MessageType)) : undefined;
    return bad(
      `must be a message type such as KEEP_ALIVE_RESP or 13, found ${shown(value)}` +
        (guess === undefined ? '' : `; did you mean ${guess}?`),
    );
  },
};
