/** What goes wrong with the real service now and then. */
import { messageTypeName, type StatusName } from '@rtms-mock/protocol';
import { optional, required, withDefault } from '../../input/object.js';
import { choice, DURATION, integer, OBJECT, STRING } from '../../input/kinds.js';
import { MESSAGE_TYPE, STATUS } from './kinds.js';
import { defineStep } from './step.js';

/** Kinds of socket that a fault hits. */
const SOCKET = choice(['signaling', 'media']);
const SOCKETS = choice(['signaling', 'media', 'all']);
const MOST_TIMES = 1000;

/** `The next signaling handshake is`, `The next 2 signaling handshakes are` */
function nextHandshakes({ times, socket }: HandshakeStep, one: string, several: string): string {
  return times === 1
    ? `The next ${socket} handshake ${one}`
    : `The next ${times} ${socket} handshakes ${several}`;
}

interface HandshakeStep {
  readonly times: number;
  readonly socket: 'signaling' | 'media';
}

/** A status as a sentence has it. */
export function statusText(status: StatusName | number): string {
  return typeof status === 'number' ? `status ${status}` : status;
}

function howOften(times: number | undefined): string {
  if (times === undefined) return 'from now on';
  return times === 1 ? 'the next time' : `the next ${times} times`;
}

function span(durationMs: number | undefined): string {
  return durationMs === undefined ? 'from now on' : `for ${durationMs / 1000} s`;
}

function sockets(socket: 'signaling' | 'media' | 'all'): string {
  return socket === 'all' ? 'every socket' : `the ${socket} socket`;
}

export const rejectHandshake = defineStep({
  name: 'reject-handshake',
  isFault: true,
  summary: 'The next handshakes are refused with a status, whatever they hold.',
  fields: {
    socket: withDefault(SOCKET, 'signaling', 'Signaling (message 2) or media (message 4).'),
    status: required(STATUS, 'What the answer says.'),
    reason: optional(
      STRING,
      '`reason` of the answer.',
      'the words that always come with this status, where there are such; else a sentence that names this step',
    ),
    times: withDefault(integer(1, MOST_TIMES), 1, 'How many handshakes.'),
  },
  explain: (step) =>
    `${nextHandshakes(step, 'is', 'are')} refused with ${statusText(step.status)}. ` +
    'A good app says why it cannot go on, or tries again later, without asking in a tight loop.',
});

export const handshakeTimeout = defineStep({
  name: 'handshake-timeout',
  isFault: true,
  summary: 'The next handshakes are never answered; the socket closes after 30 s, as for any silent client.',
  fields: {
    socket: withDefault(SOCKET, 'signaling', 'Which handshake.'),
    times: withDefault(integer(1, MOST_TIMES), 1, 'How many handshakes.'),
  },
  explain: (step) =>
    `${nextHandshakes(step, 'stays', 'stay')} without an answer. ` +
    'A good app gives up after a time of its own and tries again.',
});

export const invalidJson = defineStep({
  name: 'invalid-json',
  isFault: true,
  summary: 'Sends a text that is not JSON: an event cut off in the middle.',
  fields: { socket: withDefault(SOCKET, 'signaling', 'Where it is sent.') },
  explain: (step) =>
    `Something that is not JSON is sent on the ${step.socket} socket. A good app drops it and goes on.`,
});

export const wrongType = defineStep({
  name: 'wrong-type',
  isFault: true,
  summary: 'Sends a message of a type that nobody knows, or that does not belong on this socket.',
  fields: {
    socket: withDefault(SOCKET, 'signaling', 'Where it is sent.'),
    type: withDefault(integer(0, 65_535), 99, '`msg_type` of the message.'),
  },
  explain: (step) =>
    `A message of type ${step.type} is sent on the ${step.socket} socket. A good app ignores what it does not know.`,
});

export const sendMessage = defineStep({
  name: 'send-message',
  isFault: true,
  summary: 'Sends any JSON object, exactly as given.',
  fields: {
    socket: withDefault(SOCKET, 'signaling', 'Where it is sent.'),
    message: required(OBJECT, 'The message, with its own msg_type.'),
  },
  explain: (step) => `A message written by the scenario is sent on the ${step.socket} socket.`,
});

export const closeSocket = defineStep({
  name: 'close-socket',
  isFault: true,
  summary: 'Closes sockets with a close frame.',
  fields: {
    socket: withDefault(SOCKETS, 'media', 'Which sockets.'),
    code: withDefault(integer(1000, 4999), 1000, 'Close code: 1000, 1001, 1007 to 1014, or 3000 to 4999.'),
    reason: withDefault(STRING, 'Normal close', 'Reason in the close frame, 123 bytes at most.'),
  },
  explain: (step) =>
    `The server closes ${sockets(step.socket)} with code ${step.code}. A good app connects again: ` +
    'media only after losing media, signaling and then media after losing signaling.',
});

export const cutSocket = defineStep({
  name: 'cut-socket',
  isFault: true,
  summary: 'Cuts sockets without a close frame, as a broken network does; apps see code 1006.',
  fields: { socket: withDefault(SOCKETS, 'media', 'Which sockets.') },
  explain: (step) =>
    `The connection of ${sockets(step.socket)} breaks without a word. A good app connects again within the window.`,
});

export const silentKeepAlive = defineStep({
  name: 'silent-keep-alive',
  isFault: true,
  summary: 'The server sends no KEEP_ALIVE_REQ any more, as if it were gone; the sockets stay open.',
  fields: {
    socket: withDefault(SOCKETS, 'all', 'Which sockets.'),
    for: optional(DURATION, 'How long.', 'until the end'),
  },
  explain: (step) =>
    `No keep-alive comes on ${sockets(step.socket)} ${span(step.for)}. ` +
    'A good app that hears nothing for 65 s starts over with a signaling handshake.',
});

export const ignoreMessages = defineStep({
  name: 'ignore-messages',
  isFault: true,
  summary:
    'What the app sends of one type is ignored, as if it were lost: KEEP_ALIVE_RESP, CLIENT_READY_ACK, EVENT_SUBSCRIPTION and so on.',
  fields: {
    socket: withDefault(SOCKETS, 'all', 'Where.'),
    type: required(MESSAGE_TYPE, 'Which messages.'),
    times: optional(integer(1, MOST_TIMES), 'How many of them.', 'all'),
  },
  explain: (step) =>
    `${messageTypeName(step.type) ?? step.type} on ${sockets(step.socket)} is ignored ${howOften(step.times)}.`,
});

export const delay = defineStep({
  name: 'delay',
  isFault: true,
  summary: 'Everything the server sends arrives later, in order, as over a slow network.',
  fields: {
    socket: withDefault(SOCKETS, 'all', 'Which sockets.'),
    by: required(DURATION, 'How much later.'),
    for: optional(DURATION, 'How long this lasts.', 'until the end'),
  },
  explain: (step) =>
    `Everything sent on ${sockets(step.socket)} arrives ${step.by} ms later ${span(step.for)}.`,
});

export const newInstance = defineStep({
  name: 'new-instance',
  isFault: true,
  summary:
    'The server instance is lost: every socket breaks, and rtms_started comes again for the running meeting.',
  fields: {
    ids: withDefault(
      choice(['same', 'new']),
      'same',
      'Whether rtms_started has the same rtms_stream_id; both have been seen.',
    ),
  },
  explain: ({ ids }) =>
    `The server instance is lost and rtms_started comes again with ${ids === 'same' ? 'the same' : 'a new'} stream id. A good app drops everything it has of this stream and starts over.`,
});

export const duplicateWebhook = defineStep({
  name: 'duplicate-webhook',
  isFault: true,
  summary: 'rtms_started is sent once more while the stream is running, as after a slow answer.',
  fields: {},
  explain: () =>
    'rtms_started is sent once more. A good app sees that it has this stream already and does not connect twice.',
});
