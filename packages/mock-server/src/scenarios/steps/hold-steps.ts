/** Breakpoints: steps that hold messages and let them go on. */
import { messageTypeName } from '@rtms-mock/protocol';
import { BOOLEAN, choice, integer, OBJECT, POSITIVE_DURATION, STRING } from '../../input/kinds.js';
import { optional, withDefault } from '../../input/object.js';
import { MESSAGE_TYPE } from './kinds.js';
import { defineStep } from './step.js';

/** Default time for which a message is held, in milliseconds. */
const HOLD_MS = 60_000;

/** Holds messages. */
export const hold = defineStep({
  name: 'hold',
  isFault: true,
  summary:
    'A breakpoint: messages of a type, or of a socket, are held until `release` lets them go on, changed or not, or drops them. Other messages overtake them. Per stream at most 100 messages and 1 MiB are held; further ones pass. What is still held when the stream ends is dropped.',
  fields: {
    type: optional(MESSAGE_TYPE, 'Type of the messages.', 'every type'),
    socket: withDefault(choice(['signaling', 'media', 'all']), 'all', 'Sockets whose messages are held.'),
    direction: withDefault(
      choice(['sent', 'received', 'all']),
      'all',
      'Messages that the server sends, that it receives, or both.',
    ),
    times: optional(integer(1, 1000), 'Number of messages.', 'all of them'),
    for: withDefault(POSITIVE_DURATION, HOLD_MS, 'Time after which a held message goes on by itself.', '60s'),
  },
  explain: ({ type, socket, direction, times, for: ms }) => {
    const isOne = times === 1;
    const noun = isOne ? 'message' : 'messages';
    const messages = type === undefined ? noun : (messageTypeName(type) ?? `${noun} of type ${type}`);
    const count = times === undefined ? 'All' : isOne ? 'The next' : `The next ${times}`;
    const where = socket === 'all' ? 'every socket' : `the ${socket} socket`;
    const what = direction === 'all' ? 'sent or received' : direction;
    return `${count} ${messages} ${what} on ${where} ${isOne ? 'is held' : 'are held, each'} for at most ${ms / 1000} s.`;
  },
});

/** Lets held messages go on, or drops them. */
export const release = defineStep({
  name: 'release',
  isFault: false,
  summary:
    'Removes all breakpoints and lets everything that is held go on, in order. With `id`: lets one message go on, changed or not, or drops it; the breakpoints stay.',
  fields: {
    id: optional(STRING, 'Id of a held message.', 'everything that is held'),
    message: optional(
      OBJECT,
      'The changed message; needs `id`. Secrets that are shown shortened and are left unchanged keep their value.',
      'unchanged',
    ),
    drop: withDefault(BOOLEAN, false, 'Drops the message in place of letting it go on; needs `id`.'),
  },
  explain: ({ id, message, drop }) => {
    if (id === undefined) return 'All breakpoints are removed, and everything that is held goes on.';
    if (drop) return `The held message ${id} is dropped.`;
    return `The held message ${id} goes on${message === undefined ? '' : ', changed'}.`;
  },
});
