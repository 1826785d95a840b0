/** Steps that cause a failure, as the real service does occasionally. */
import { messageTypeName, type StatusName } from '@rtms-mock/protocol';
import { CONNECTION_REFUSALS } from '../../faults/connection-refusals.js';
import { cut } from '../../input/cut.js';
import { optional, required, withDefault } from '../../input/object.js';
import {
  BYTES,
  BYTES_OR_OFF,
  choice,
  DURATION,
  integer,
  OBJECT,
  STRING,
  type Kind,
} from '../../input/kinds.js';
import { mustBe } from '../../input/reading.js';
import { MESSAGE_TYPE, STATUS } from './kinds.js';
import { defineStep } from './step.js';

/** A kind of socket that a fault affects. */
const SOCKET = choice(['signaling', 'media']);
/** One kind of socket or both. */
const SOCKETS = choice(['signaling', 'media', 'all']);
const MAX_TIMES = 1000;

/** Begins a sentence: `The next signaling handshake is`, `The next 2 signaling handshakes are`. */
function nextHandshakes({ times, socket }: HandshakeStep, singular: string, plural: string): string {
  return times === 1
    ? `The next ${socket} handshake ${singular}`
    : `The next ${times} ${socket} handshakes ${plural}`;
}

interface HandshakeStep {
  readonly times: number;
  readonly socket: 'signaling' | 'media';
}

/** A status as sentences name it: `STATUS_INVALID_SIGNATURE`, `status 15`. */
export function statusText(status: StatusName | number): string {
  return typeof status === 'number' ? `status ${status}` : status;
}

function repetition(times: number | undefined): string {
  if (times === undefined) return 'from now on';
  return times === 1 ? 'the next time' : `the next ${times} times`;
}

function duration(durationMs: number | undefined): string {
  return durationMs === undefined ? 'from now on' : `for ${durationMs / 1000} s`;
}

function sockets(socket: 'signaling' | 'media' | 'all'): string {
  return socket === 'all' ? 'every socket' : `the ${socket} socket`;
}

/** Rejects the next handshakes. */
export const rejectHandshake = defineStep({
  name: 'reject-handshake',
  isFault: true,
  summary: 'The next handshakes are rejected with a status, regardless of their content.',
  fields: {
    socket: withDefault(SOCKET, 'signaling', 'Signaling (rejected with message 2) or media (message 4).'),
    status: required(STATUS, 'Status of the response.'),
    reason: optional(
      STRING,
      '`reason` of the response.',
      'the reason that the service always sends with this status, if it has one; otherwise a sentence that names this step',
    ),
    times: withDefault(integer(1, MAX_TIMES), 1, 'Number of handshakes.'),
  },
  explain: (step) =>
    `${nextHandshakes(step, 'is', 'are')} rejected with ${statusText(step.status)}. ` +
    'A good app reports the status, or tries again later, but not in a tight loop.',
});

/** Leaves the next handshakes without a response. */
export const handshakeTimeout = defineStep({
  name: 'handshake-timeout',
  isFault: true,
  summary:
    'The next handshakes receive no response; the socket closes after 30 s, as for any client without a handshake.',
  fields: {
    socket: withDefault(SOCKET, 'signaling', 'Socket of the handshakes.'),
    times: withDefault(integer(1, MAX_TIMES), 1, 'Number of handshakes.'),
  },
  explain: (step) =>
    `${nextHandshakes(step, 'receives', 'receive')} no response. ` +
    'A good app has a time limit of its own and tries again.',
});

/** Refuses the next connections. */
export const refuseConnection = defineStep({
  name: 'refuse-connection',
  isFault: true,
  summary:
    'The next connections to a socket are refused before the WebSocket opens, as by a service that is overloaded or restarts. ' +
    'A connection belongs to no stream before its handshake, so this affects every app that connects to this server, at any path and port of that socket, until the given number is refused or the stream of this step ends.',
  fields: {
    socket: withDefault(SOCKET, 'signaling', 'Signaling, or media of any type.'),
    how: withDefault(
      choice(CONNECTION_REFUSALS),
      '503',
      'With an HTTP response of status 503, or with a reset of the TCP connection.',
    ),
    times: withDefault(integer(1, MAX_TIMES), 1, 'Number of connections.'),
  },
  explain: ({ socket, how, times }) => {
    const next = times === 1 ? 'connection to' : `${times} connections to`;
    const outcome = how === '503' ? 'refused with HTTP 503' : 'reset';
    return (
      `The next ${next} the ${socket} socket ${times === 1 ? 'is' : 'are'} ${outcome}, whichever app opens ${times === 1 ? 'it' : 'them'}. ` +
      'A good app tries again after a growing delay, also where its library reports an error and no close.'
    );
  },
});

/** Sends a string that is not JSON. */
export const invalidJson = defineStep({
  name: 'invalid-json',
  isFault: true,
  summary: 'Sends a string that is not valid JSON: an event that breaks off in the middle.',
  fields: { socket: withDefault(SOCKET, 'signaling', 'Socket on which it is sent.') },
  explain: (step) =>
    `A string that is not valid JSON is sent on the ${step.socket} socket. A good app discards it and continues.`,
});

/** Sends a message of an unexpected type. */
export const wrongType = defineStep({
  name: 'wrong-type',
  isFault: true,
  summary: 'Sends a message whose type is unknown or does not belong on this socket.',
  fields: {
    socket: withDefault(SOCKET, 'signaling', 'Socket on which it is sent.'),
    type: withDefault(integer(0, 65_535), 99, '`msg_type` of the message.'),
  },
  explain: (step) =>
    `A message of type ${step.type} is sent on the ${step.socket} socket. A good app ignores types that it does not know.`,
});

/** Sends any message. */
export const sendMessage = defineStep({
  name: 'send-message',
  isFault: true,
  summary: 'Sends any JSON object unchanged.',
  fields: {
    socket: withDefault(SOCKET, 'signaling', 'Socket on which it is sent.'),
    message: required(OBJECT, 'The message, including its msg_type.'),
  },
  explain: ({ message, socket }) => {
    const type = (message as { readonly msg_type?: unknown }).msg_type;
    const named = type === undefined ? 'without msg_type' : `with msg_type ${cut(JSON.stringify(type))}`;
    return `A message ${named} is sent unchanged on the ${socket} socket.`;
  },
});

/** Closes sockets with a close frame. */
export const closeSocket = defineStep({
  name: 'close-socket',
  isFault: true,
  summary: 'Closes sockets with a close frame.',
  fields: {
    socket: withDefault(SOCKETS, 'media', 'Sockets that are affected.'),
    code: withDefault(
      integer(1000, 4999),
      1001,
      'Close code: 1000, 1001, 1007 to 1014, or 3000 to 4999. For apps on the SDK, 1000 on signaling is the end of the stream.',
    ),
    reason: withDefault(STRING, 'Going away', 'Reason in the close frame, at most 123 bytes.'),
  },
  explain: ({ socket, code }) =>
    `The server closes ${sockets(socket)} with code ${code}. ` +
    (code === 1000 && socket !== 'media'
      ? "For the vendor's SDK this is the end of the stream: onLeave(960), and no connection again."
      : 'A good app connects again: only media after a loss of media, signaling and then media after a loss of signaling.'),
});

/** Ends connections without a close frame. */
export const cutSocket = defineStep({
  name: 'cut-socket',
  isFault: true,
  summary:
    'Ends connections without a close frame, as a broken network does. Many libraries report code 1006, others an error, an end of file, or no code.',
  fields: { socket: withDefault(SOCKETS, 'media', 'Sockets that are affected.') },
  explain: (step) =>
    `The connection of ${sockets(step.socket)} ends without a close frame. A good app connects again within the time for reconnecting.`,
});

/** Stops the keep-alives of the server. */
export const silentKeepAlive = defineStep({
  name: 'silent-keep-alive',
  isFault: true,
  summary: 'The server stops sending KEEP_ALIVE_REQ, as if it had crashed; the sockets stay open.',
  fields: {
    socket: withDefault(SOCKETS, 'all', 'Sockets that are affected.'),
    for: optional(DURATION, 'Duration of the fault.', 'until the stream ends'),
  },
  explain: (step) =>
    `No keep-alive is sent on ${sockets(step.socket)} ${duration(step.for)}. ` +
    'A good app that receives nothing for 65 s starts again with a signaling handshake.',
});

/** Ignores messages of the app. */
export const ignoreMessages = defineStep({
  name: 'ignore-messages',
  isFault: true,
  summary:
    'Messages of one type from the app are ignored, as if they were lost: KEEP_ALIVE_RESP, CLIENT_READY_ACK, EVENT_SUBSCRIPTION and so on.',
  fields: {
    socket: withDefault(SOCKETS, 'all', 'Sockets that are affected.'),
    type: required(MESSAGE_TYPE, 'Type of the messages.'),
    times: optional(integer(1, MAX_TIMES), 'Number of messages.', 'all of them'),
  },
  explain: (step) =>
    `${messageTypeName(step.type) ?? step.type} on ${sockets(step.socket)} is ignored ${repetition(step.times)}.`,
});

/** Delays everything that the server sends. */
export const delay = defineStep({
  name: 'delay',
  isFault: true,
  summary: 'Everything that the server sends arrives later, in order, as over a slow network.',
  fields: {
    socket: withDefault(SOCKETS, 'all', 'Sockets that are affected.'),
    by: required(DURATION, 'Delay of each message.'),
    for: optional(DURATION, 'Duration of the fault.', 'until the stream ends'),
  },
  explain: (step) =>
    `Everything sent on ${sockets(step.socket)} arrives ${step.by} ms later ${duration(step.for)}.`,
});

/** Sends messages in other WebSocket frames. */
export const frames = defineStep({
  name: 'frames',
  isFault: true,
  summary:
    'Everything that the server sends from now on is in other WebSocket frames: binary ones, or fragments of a limited size. The JSON stays the same.',
  fields: {
    socket: withDefault(SOCKETS, 'all', 'Sockets that are affected, also those that are opened later.'),
    type: optional(choice(['text', 'binary']), 'Type of the frames.', 'as before'),
    fragment: optional(BYTES_OR_OFF, 'Max. payload of a frame.', 'as before'),
  },
  explain: ({ socket, type, fragment }) => {
    const kind = type === undefined ? 'frames of the same type' : `${type} frames`;
    const size =
      fragment === undefined
        ? ''
        : fragment === 'off'
          ? ', unfragmented'
          : `, in fragments of ${fragment} bytes`;
    return `Messages on ${sockets(socket)} are sent in ${kind}${size}. A good app reads the same JSON from any frame.`;
  },
});

/** Largest message that a step may cause, in bytes. */
const MAX_SIZE = 64 * 1024 * 1024;

/** A size that a message may have. */
const SIZE: Kind<number> = {
  ...BYTES,
  accepts: `${BYTES.accepts}, at most 64M`,
  schema: {
    type: ['integer', 'string'],
    pattern: '^ *\\d+(\\.\\d+)?[kmKM]? *$',
    minimum: 1,
    maximum: MAX_SIZE,
  },
  read: (value) => {
    const reading = BYTES.read(value);
    return reading.ok && reading.value > MAX_SIZE ? mustBe(SIZE.accepts, value) : reading;
  },
};

/** Sends large media messages. */
export const largeFrame = defineStep({
  name: 'large-frame',
  isFault: true,
  summary:
    'The messages of the next frames of video or screen share have at least this size. Their pictures stay the same: the frames contain padding that every decoder skips.',
  fields: {
    type: withDefault(choice(['video', 'share', 'all']), 'video', 'Media type of the frames.'),
    size: required(SIZE, 'Size of the whole message.'),
    times: withDefault(integer(1, MAX_TIMES), 1, 'Number of frames of each type.'),
  },
  explain: ({ type, size, times }) => {
    const kind = type === 'all' ? 'video and share' : type;
    const next = times === 1 ? 'frame' : `${times} frames`;
    return (
      `The message of the next ${next} of ${kind} has at least ${size} bytes. ` +
      'A good app has raised the limit of its WebSocket library: docs/PROTOCOL.md#191-message-sizes.'
    );
  },
});

/** Loses and reorders packets over UDP. */
export const packetLoss = defineStep({
  name: 'packet-loss',
  isFault: true,
  summary:
    'From now on, packets of media over UDP are lost or arrive after the next one, at regular intervals. Media over WebSocket is not affected.',
  fields: {
    percent: withDefault(integer(0, 100), 10, 'Packets that are lost, in percent; 0 ends it.'),
    reorder: withDefault(integer(0, 100), 0, 'Packets that arrive after the next one, in percent.'),
  },
  explain: ({ percent, reorder }) =>
    percent === 0 && reorder === 0
      ? 'No more packets over UDP are lost or reordered.'
      : `${percent} % of the packets over UDP are lost, and ${reorder} % arrive after the next one. A good app goes on with the next keyframe.`,
});

/** Loses the server instance of the stream. */
export const newInstance = defineStep({
  name: 'new-instance',
  isFault: true,
  summary:
    'The server instance is lost: every connection ends without a close frame, and rtms_started is sent again for the running meeting, with the URL of another instance. Both URLs are answered.',
  fields: {
    ids: withDefault(
      choice(['same', 'new']),
      'same',
      'The rtms_stream_id of the second rtms_started; the real service has been observed to do both.',
    ),
  },
  explain: ({ ids }) =>
    `The server instance is lost, and rtms_started is sent again with ${ids === 'same' ? 'the same' : 'a new'} stream id and a new server_urls. A good app discards its state of this stream and starts again with the new URL.`,
});

/** Sends rtms_started a second time. */
export const duplicateWebhook = defineStep({
  name: 'duplicate-webhook',
  isFault: true,
  summary: 'rtms_started is sent again while the stream is running, as after a slow response to the first.',
  fields: {},
  explain: () => 'rtms_started is sent again. A good app recognises the stream and does not connect twice.',
});
