/** Kinds of value that only steps have. */
import {
  MessageType,
  StatusCode2025,
  StatusCode2026,
  StopReason,
  type StatusName,
} from '@rtms-mock/protocol';
import { closest } from '../../input/closest.js';
import { dataKind } from '../../input/kinds.js';
import { good, mustBe } from '../../input/reading.js';

/** A participant of the meeting: a name, a position among the participants (1 is the first), or a user id. */
export const PARTICIPANT = dataKind<string | number>(
  'a name, a position among the participants (1 is the first) or a user id',
  (value) => {
    if (typeof value === 'string' && value.trim() !== '') return good(value.trim());
    if (typeof value === 'number' && Number.isInteger(value) && value > 0) return good(value);
    return mustBe('a name or a whole number, 1 or more', value);
  },
  {
    anyOf: [
      { type: 'string', minLength: 1 },
      { type: 'integer', minimum: 1 },
    ],
    format: 'participant',
  },
);

function guessAmong(value: unknown, names: readonly string[]): string | undefined {
  return typeof value === 'string' ? closest(value, names) : undefined;
}

/** Names that older documents use for today's reasons (PROTOCOL.md §18.2). */
const OLD_REASONS: { readonly [name: string]: StopReason } = {
  ACTION_BY_HOST: StopReason.STOP_BC_HOST_TRIGGERED,
  ACTION_BY_USER: StopReason.STOP_BC_USER_TRIGGERED,
  MEETING_ENDED: StopReason.STOP_BC_MEETING_ENDED,
  STOP_BC_APP_DISABLED_BY_HOST: StopReason.STOP_BC_HOST_DISABLED_APP,
  STOP_BC_MEETING_CONNECTION_INTERRUPTED: StopReason.STOP_BC_INSTANCE_CONNECTION_INTERRUPTED,
};

const REASONS: ReadonlyMap<string, StopReason> = new Map(Object.entries({ ...StopReason, ...OLD_REASONS }));

/** The reason why a stream stops: by number, by today's name or by the name that older documents use. */
export const STOP_REASON = dataKind<StopReason>(
  'a stop reason: a number from 0 to 26, STOP_BC_…, ACTION_BY_HOST, ACTION_BY_USER or MEETING_ENDED',
  (value) => {
    const found =
      typeof value === 'string'
        ? REASONS.get(value)
        : Object.values(StopReason).find((number) => number === value);
    if (found !== undefined) return good(found);
    const accepts = 'a stop reason such as 6, STOP_BC_MEETING_ENDED or ACTION_BY_HOST';
    return mustBe(accepts, value, guessAmong(value, [...REASONS.keys()]));
  },
  { enum: [...REASONS.keys(), ...Object.values(StopReason)], format: 'stop-reason' },
);

/** Names of the statuses of all generations, except the one that accepts. */
const REJECTING_STATUSES: readonly string[] = [
  ...new Set([...Object.keys(StatusCode2025), ...Object.keys(StatusCode2026)]),
].filter((name) => name !== 'STATUS_OK');

/** A status that rejects a handshake: by name, or by its number in the generation of the stream. */
export const STATUS = dataKind<StatusName | number>(
  "a status: a name such as STATUS_INVALID_SIGNATURE, or its number in the stream's generation; numbers without a name are sent as they are",
  (value) => {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return good(value);
    const name = typeof value === 'string' && !value.startsWith('STATUS_') ? `STATUS_${value}` : value;
    if (typeof name === 'string' && REJECTING_STATUSES.includes(name)) return good(name as StatusName);
    const accepts = 'a status that rejects, such as STATUS_INVALID_SIGNATURE or 15';
    return mustBe(accepts, value, guessAmong(name, REJECTING_STATUSES));
  },
  {
    anyOf: [
      {
        enum: [...REJECTING_STATUSES, ...REJECTING_STATUSES.map((name) => name.replace(/^STATUS_/, ''))],
      },
      { type: 'integer', minimum: 1 },
    ],
    format: 'status',
  },
);

/** A message type by name or number. */
export const MESSAGE_TYPE = dataKind<MessageType>(
  'a message type: a name such as KEEP_ALIVE_RESP, or its number',
  (value) => {
    const found = Object.entries(MessageType).find(([name, number]) => name === value || number === value);
    if (found && found[1] !== MessageType.UNDEFINED) return good(found[1]);
    const accepts = 'a message type such as KEEP_ALIVE_RESP or 13';
    return mustBe(accepts, value, guessAmong(value, Object.keys(MessageType)));
  },
  {
    enum: Object.entries(MessageType)
      .filter(([, number]) => number !== MessageType.UNDEFINED)
      .flat(),
    format: 'message-type',
  },
);
