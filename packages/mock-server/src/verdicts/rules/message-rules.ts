/** Rules about messages after the handshake. */
import { MESSAGES_BY_SOCKET, MessageType, messageTypeName } from '@rtms-mock/protocol';
import { mistakeOf, sentenceOf, shown } from '../entry-reading.js';
import type { Rule } from '../rule.js';
import { refusalRule, statusToday } from './refusals.js';
import { belongs, unexpectedType } from './unexpected-type.js';

/** Messages that another rule judges on the wrong socket. */
const JUDGED_ELSEWHERE: readonly number[] = [MessageType.CLIENT_READY_ACK, MessageType.KEEP_ALIVE_RESP];

/** Messages that clients send on one kind of socket only, as occasions. */
const MISPLACED = MESSAGES_BY_SOCKET.signaling.client
  .concat(MESSAGES_BY_SOCKET.media.client as never[])
  .filter((type) => !JUDGED_ELSEWHERE.includes(type))
  .map((type) => `message received ${messageTypeName(type)}`);

/** The rules, in the order of the list of rules. */
export const MESSAGE_RULES: readonly Rule[] = [
  {
    id: 'subscription-malformed',
    severity: 'error',
    title: 'sends an EVENT_SUBSCRIPTION that cannot be used, or entries that cannot',
    would: 'Zoom today is expected to ignore the entries, without a response; their events never come.',
    fix: 'Send events as an array of {event_type, subscribe}, with a number and a boolean.',
    source: 'PROTOCOL.md §9.5',
    on: ['note refused'],
    judge: (entry) => {
      const { violation = '', reason } = mistakeOf(entry);
      if (!SUBSCRIPTION_MISTAKES.has(violation) || entry.socket !== 'signaling') return undefined;
      return { message: sentenceOf(reason) };
    },
  },
  {
    id: 'subscription-bare-numbers',
    severity: 'warning',
    title: 'subscribes to events with plain numbers',
    would: 'Zoom documents objects; whether plain numbers count is not known, so it works by luck.',
    fix: 'Send {"event_type": 2, "subscribe": true} in place of 2.',
    source: 'PROTOCOL.md §9.5, observed',
    on: ['message received EVENT_SUBSCRIPTION'],
    judge: ({ wire = '' }) => {
      const bare = /"events"\s*:\s*\[\s*(\d+)/.exec(wire)?.[1];
      return bare === undefined ? undefined : { message: `events has the plain number ${bare}.` };
    },
  },
  {
    id: 'message-not-json',
    severity: 'error',
    title: 'sends something that is no JSON object',
    would: `Zoom today is expected to refuse it before the handshake with ${statusToday('not-json')}, and to ignore it afterwards.`,
    fix: 'Send one JSON object in each frame.',
    source: 'PROTOCOL.md §4.1',
    on: ['note refused'],
    judge: (entry) => {
      const { violation, reason } = mistakeOf(entry);
      if (violation !== 'not-json') return undefined;
      return { message: sentenceOf(reason), subject: entry.socket ?? '' };
    },
  },
  {
    id: 'message-type-invalid',
    severity: 'error',
    title: 'sends a message without a known msg_type',
    would: `Zoom today refuses it before the handshake with ${statusToday('msg-type-unknown')}, and is expected to ignore it afterwards.`,
    fix: 'Send the number of a message that clients send in msg_type.',
    source: 'PROTOCOL.md §9',
    on: ['note refused'],
    judge: (entry) => {
      const { violation = '', reason } = mistakeOf(entry);
      if (!TYPE_MISTAKES.has(violation) || /is not expected on/.test(reason)) return undefined;
      return { message: sentenceOf(reason), subject: entry.socket ?? '' };
    },
  },
  {
    id: 'message-too-long',
    severity: 'error',
    title: 'sends a message of more than 64 KiB',
    would: 'Zoom documents no limit; rtms-mock reads 64 KiB, and closes above 128 KiB.',
    fix: 'Send only the fields of the protocol; an app never needs more than some kilobytes.',
    source: 'PROTOCOL.md §19',
    on: ['note refused', 'connection closed'],
    judge: (entry) => {
      if (entry.kind === 'connection') {
        const { code, reason, by } = entry.detail;
        if (code !== 1009 || by !== 'app' || !/has more than/.test(String(reason))) return undefined;
        return { message: sentenceOf(String(reason)), subject: entry.socket ?? '' };
      }
      const { violation, reason } = mistakeOf(entry);
      if (violation !== 'message-too-long') return undefined;
      return { message: sentenceOf(reason), subject: entry.socket ?? '' };
    },
  },
  {
    id: 'message-on-wrong-socket',
    severity: 'error',
    title: 'sends a message on the socket where it does not belong',
    would: 'Zoom today is expected to ignore it.',
    fix: 'Send 3 on media sockets, 13 on both, and all other messages on signaling.',
    source: 'PROTOCOL.md §9.17',
    judgesMisplaced: true,
    on: MISPLACED,
    judge: ({ type, socket, connectionId = '' }) => {
      const other = socket === 'media' ? 'signaling' : 'media';
      if (socket === undefined || belongs(type, socket) || !belongs(type, other)) return undefined;
      return { message: `${type} came on the ${socket} socket ${connectionId}.`, subject: type };
    },
  },
  {
    id: 'message-of-the-server',
    severity: 'warning',
    title: 'sends a message that only the service sends',
    would: 'Zoom today is expected to ignore it.',
    fix: 'Send the requests 1, 3, 5, 7, 10, 19, 21 and 28, and the response 13.',
    source: 'PROTOCOL.md §9',
    on: ['note refused'],
    judge: (entry) => {
      const { reason } = mistakeOf(entry);
      const type = unexpectedType(reason);
      if (type === undefined || belongs(type, 'signaling') || belongs(type, 'media')) return undefined;
      return { message: `${type} came from the app.`, subject: type };
    },
  },
  refusalRule({
    id: 'session-unknown',
    violations: ['session-unknown'],
    title: 'asks for the state of a session that does not exist',
    fix: 'Send rtms_session_id of SESSION_STATE_UPDATE (message 9).',
    source: 'PROTOCOL.md §9.10, assumed',
  }),
  {
    id: 'request-for-other-stream',
    severity: 'error',
    title: 'names another stream in a request of the state or of the end',
    would: `Zoom today is expected to refuse it with ${statusToday('stream-unknown')}.`,
    fix: 'Send rtms_stream_id of the webhook.',
    source: 'PROTOCOL.md §9.14, assumed',
    on: ['message received STREAM_STATE_REQ', 'message received STREAM_CLOSE_REQ'],
    judge: ({ type, detail }, facts) => {
      const named = detail['rtms_stream_id'];
      if (named === undefined || named === facts.streamId) return undefined;
      return { message: `${type} has rtms_stream_id ${shown(named)}.`, subject: type };
    },
  },
];

const SUBSCRIPTION_MISTAKES: ReadonlySet<string> = new Set([
  'events-missing',
  'events-not-array',
  'event-type-missing',
  'event-type-not-uint',
  'event-type-unknown',
  'subscribe-not-boolean',
]);

const TYPE_MISTAKES: ReadonlySet<string> = new Set([
  'msg-type-missing',
  'msg-type-not-uint',
  'msg-type-unknown',
]);
