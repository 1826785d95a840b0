/** Conditions of a stream that a timeline can wait for, each recognised by its journal entry. */
import { messageTypeName, MessageType } from '@rtms-mock/protocol';
import type { JournalEntry } from '../journal.js';

interface Condition {
  /** One clause for the reference in docs/scenarios.md. */
  readonly description: string;
  /** True for a journal entry with which the condition begins to hold. */
  holds(entry: JournalEntry): boolean;
}

function connection(socket: 'signaling' | 'media', type: string): Condition['holds'] {
  return (entry) => entry.kind === 'connection' && entry.socket === socket && entry.type === type;
}

function state(name: string): Condition['holds'] {
  return (entry) => entry.kind === 'state' && entry.type === name;
}

function received(type: MessageType): Condition['holds'] {
  const name = messageTypeName(type);
  return (entry) => entry.direction === 'received' && entry.kind === 'message' && entry.type === name;
}

/** The conditions by name, in the order of the reference. */
export const CONDITIONS = {
  handshake: {
    description: 'the signaling handshake was accepted',
    holds: connection('signaling', 'accepted'),
  },
  'media-handshake': {
    description: 'a media handshake was accepted',
    holds: connection('media', 'accepted'),
  },
  rejected: {
    description: 'a handshake was rejected, by the server itself or by a step',
    holds: (entry) =>
      entry.kind === 'message' &&
      entry.type.endsWith('HAND_SHAKE_RESP') &&
      entry.detail['status'] !== 'STATUS_OK',
  },
  subscribed: {
    description: 'the app sent EVENT_SUBSCRIPTION',
    holds: received(MessageType.EVENT_SUBSCRIPTION),
  },
  ready: {
    description: 'the app sent CLIENT_READY_ACK',
    holds: received(MessageType.CLIENT_READY_ACK),
  },
  streaming: {
    description: 'the first media of a type was sent on a socket',
    holds: (entry) =>
      entry.kind === 'message' && entry.direction === 'sent' && entry.type.startsWith('MEDIA_DATA_'),
  },
  active: { description: 'the stream became active', holds: state('active') },
  paused: { description: 'the stream was paused', holds: state('paused') },
  interrupted: { description: 'a connection was lost', holds: state('interrupted') },
  terminated: { description: 'the stream ended', holds: state('terminated') },
  'signaling-lost': {
    description: 'the signaling socket closed, for any reason',
    holds: connection('signaling', 'closed'),
  },
  'media-lost': {
    description: 'a media socket closed, for any reason',
    holds: connection('media', 'closed'),
  },
} as const satisfies { readonly [name: string]: Condition };

/** Name of a condition, as a timeline writes it after `on`. */
export type ConditionName = keyof typeof CONDITIONS;

/** All names, in the order of the reference. */
export const CONDITION_NAMES = Object.keys(CONDITIONS) as ConditionName[];
