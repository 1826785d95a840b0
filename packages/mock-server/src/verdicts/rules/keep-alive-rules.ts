/** Rules about keep-alives. */
import type { JournalEntry } from '../../journal.js';
import { numberOf, shown } from '../entry-reading.js';
import type { Rule } from '../rule.js';
import type { OpenPing, SocketFacts } from '../socket-facts.js';
import type { StreamFacts } from '../stream-facts.js';

const RESPONSE = ['message received KEEP_ALIVE_RESP'];

/** Real time after which a response counts as late, in milliseconds: half of the interval. */
const LATE_MS = 5000;

/** Real time after which a response counts as missed, in milliseconds: nearly the interval. */
const MISSED_MS = 9000;

/** Unanswered requests after which the service gives a connection up. */
const LIMIT = 3;

const SOURCE = 'PROTOCOL.md §13';

/** The oldest unanswered request of a socket, if it is older than `limitMs` of real time. */
function olderThan(limitMs: number, entry: JournalEntry, facts: StreamFacts): OpenPing | undefined {
  const ping = facts.socketOf(entry)?.pings[0];
  if (!ping || facts.isDisturbed) return undefined;
  return facts.realMs(entry.atMs - ping.atMs) >= limitMs ? ping : undefined;
}

/** True while an app has read nothing that was sent in binary frames: another rule says so. */
function ignoresBinary({ firstBinary, hasReadBinary }: SocketFacts): boolean {
  return firstBinary !== undefined && !hasReadBinary;
}

/** The rules, in the order of the list of rules. */
export const KEEP_ALIVE_RULES: readonly Rule[] = [
  {
    id: 'keep-alive-missed',
    severity: 'warning',
    title: 'leaves a keep-alive request unanswered',
    would: 'Zoom today gives a connection up after three unanswered requests in a row.',
    fix: 'Answer each KEEP_ALIVE_REQ (message 12) with KEEP_ALIVE_RESP (message 13) on the same socket, with its timestamp.',
    source: SOURCE,
    timed: true,
    on: ['message sent KEEP_ALIVE_REQ'],
    judge: (entry, facts) => {
      const ping = olderThan(MISSED_MS, entry, facts);
      const socket = facts.socketOf(entry);
      if (!ping || !socket || ignoresBinary(socket)) return undefined;
      const isMedia = socket.kind === 'media';
      return {
        message: `The app did not answer a keep-alive request on its ${socket.kind} socket ${socket.id}.`,
        evidence: [ping.seq],
        subject: socket.kind,
        ...(isMedia && {
          would:
            'Zoom today sends them on media sockets only while no media is sent; after three unanswered ones in a row the socket is lost, so it works by luck.',
        }),
      };
    },
  },
  {
    id: 'keep-alive-lost',
    severity: 'error',
    title: 'leaves three keep-alive requests in a row unanswered',
    would:
      'Zoom today gives the connection up: a media socket is lost alone, with signaling everything is lost.',
    fix: 'Answer each KEEP_ALIVE_REQ (message 12) with KEEP_ALIVE_RESP (message 13) on the same socket, with its timestamp.',
    source: SOURCE,
    timed: true,
    replaces: 'keep-alive-missed',
    on: ['connection keep-alive-lost'],
    judge: (entry, facts) => {
      const socket = facts.socketOf(entry);
      if (!socket || facts.isDisturbed || socket.pings.length < LIMIT || ignoresBinary(socket)) {
        return undefined;
      }
      const seconds = Math.round(facts.realMs(entry.atMs - (socket.pings[0]?.atMs ?? entry.atMs)) / 1000);
      return {
        message: `The app answered none of ${socket.pings.length} keep-alive requests on its ${socket.kind} socket ${socket.id} in ${seconds} s.`,
        evidence: socket.pings.map(({ seq }) => seq),
        subject: socket.kind,
      };
    },
  },
  {
    id: 'keep-alive-late',
    severity: 'warning',
    title: 'answers a keep-alive request after more than 5 s',
    would: 'Zoom today gives a connection up after three unanswered requests in a row, so it works by luck.',
    fix: 'Answer keep-alives at once, and do not block the code that reads the socket.',
    source: SOURCE,
    timed: true,
    on: RESPONSE,
    judge: (entry, facts) => {
      const ping = olderThan(LATE_MS, entry, facts);
      const socket = facts.socketOf(entry);
      if (!ping || !socket) return undefined;
      const ms = Math.round(facts.realMs(entry.atMs - ping.atMs));
      return {
        message: `The app answered a keep-alive request on its ${socket.kind} socket ${socket.id} after ${ms} ms.`,
        evidence: [ping.seq],
        subject: socket.kind,
      };
    },
  },
  {
    id: 'keep-alive-wrong-timestamp',
    severity: 'warning',
    title: 'answers a keep-alive request with another timestamp, or with none',
    would:
      'Zoom documents the timestamp of the request; that another one counts is assumed, so it works by luck.',
    fix: 'Copy timestamp of KEEP_ALIVE_REQ (message 12) into KEEP_ALIVE_RESP (message 13).',
    source: 'PROTOCOL.md §9.12',
    on: RESPONSE,
    judge: (entry, facts) => {
      const socket = facts.socketOf(entry);
      const ping = socket?.pings.at(-1);
      if (!socket || !ping || otherSocket(entry, facts)) return undefined;
      const timestamp = numberOf(entry.detail['timestamp']);
      const isKnown = [...socket.pings.map((one) => one.timestamp), ...socket.answered].includes(timestamp);
      if (ping.timestamp === undefined || isKnown) return undefined;
      return {
        message: `KEEP_ALIVE_RESP has ${foundTimestamp(entry.detail['timestamp'])}, the request had ${ping.timestamp}.`,
        evidence: [ping.seq],
      };
    },
  },
  {
    id: 'keep-alive-wrong-socket',
    severity: 'error',
    title: 'answers a keep-alive request on the other socket',
    would: 'Zoom today counts the request as unanswered, and gives the connection up after three in a row.',
    fix: 'Answer each KEEP_ALIVE_REQ (message 12) on the socket on which it came.',
    source: 'PROTOCOL.md §9.12',
    on: RESPONSE,
    judge: (entry, facts) => {
      const other = otherSocket(entry, facts);
      const ping = other?.pings.at(-1);
      if (!other || !ping) return undefined;
      return {
        message: `The app answered a keep-alive request of its ${other.kind} socket ${other.id} on ${entry.connectionId}.`,
        evidence: [ping.seq],
      };
    },
  },
  {
    id: 'keep-alive-twice',
    severity: 'note',
    title: 'sends KEEP_ALIVE_RESP without a request, or twice',
    would: 'Zoom today is expected to ignore it; published programs do it and are served.',
    fix: 'Send one KEEP_ALIVE_RESP (message 13) for each KEEP_ALIVE_REQ (message 12).',
    source: 'PROTOCOL.md §16.5, observed',
    on: RESPONSE,
    judge: (entry, facts) => {
      const socket = facts.socketOf(entry);
      const isNew =
        socket && socket.pings.length > 0 && !socket.isAnswered(numberOf(entry.detail['timestamp']));
      if (!socket?.accepted || isNew === true || facts.isDisturbed) return undefined;
      if (otherSocket(entry, facts)) return undefined;
      return {
        message: `KEEP_ALIVE_RESP came on ${socket.id} without a request, or a second time.`,
        subject: socket.kind,
      };
    },
  },
];

/** A timestamp of a response in words. */
function foundTimestamp(value: unknown): string {
  if (value === undefined) return 'no timestamp';
  const isQuoted = typeof value === 'string' && /^\d+$/.test(value);
  return `timestamp ${shown(value)}${isQuoted ? ', which is a string; send it without quotes' : ''}`;
}

/** The other socket whose unanswered request has the timestamp of this response; `undefined` if there is none. */
function otherSocket(entry: JournalEntry, facts: StreamFacts): SocketFacts | undefined {
  const timestamp = numberOf(entry.detail['timestamp']);
  const own = facts.socketOf(entry);
  if (timestamp === undefined || own === undefined) return undefined;
  const isOwn = [...own.pings.map((ping) => ping.timestamp), ...own.answered].includes(timestamp);
  if (isOwn) return undefined;
  return [...facts.sockets.values()].find(
    (socket) => socket !== own && socket.pings.some((ping) => ping.timestamp === timestamp),
  );
}
