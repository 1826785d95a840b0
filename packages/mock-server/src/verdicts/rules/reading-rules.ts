/** Rules about how an app reads its sockets. */
import { numberOf, sentenceOf, stringOf } from '../entry-reading.js';
import type { Rule } from '../rule.js';
import type { StreamFacts } from '../stream-facts.js';
import type { SocketFacts } from '../socket-facts.js';

/** A part of base64 text that carries no data. */
const BASE64_PART = 0.75;

/** Sockets whose app has reacted to nothing that was sent in binary frames. */
function unreadBinary(facts: StreamFacts): SocketFacts | undefined {
  return [...facts.sockets.values()].find(
    ({ accepted, firstBinary, hasReadBinary }) => accepted && firstBinary && !hasReadBinary,
  );
}

/** The rules, in the order of the list of rules. */
export const READING_RULES: readonly Rule[] = [
  {
    id: 'reads-too-slowly',
    severity: 'error',
    title: 'reads media more slowly than it is sent',
    would:
      'Zoom sends media as the meeting goes on; what an app does not read in time comes late or is lost.',
    fix: 'Move decoding, files and requests out of the code that reads the socket, or request less media.',
    source: 'PROTOCOL.md §19.1, assumed',
    timed: true,
    on: ['connection reads-slowly', 'connection stalled'],
    judge: (entry, facts) => {
      const socket = facts.socketOf(entry);
      if (facts.isScaled || facts.isDisturbed || !socket) return undefined;
      if (entry.type === 'stalled') {
        return { message: sentenceOf(stringOf(entry.detail['reason']) ?? ''), subject: 'stalled' };
      }
      const waiting = (numberOf(entry.detail['waitingBytes']) ?? 0) * BASE64_PART;
      const seconds = Math.round(facts.realMs(entry.atMs - socket.openedAtMs) / 1000);
      // More may be unread: what was sent before may wait in the buffers of the network, or was read.
      return {
        message: `After ${seconds} s at least ${kilobytes(waiting)} of media wait for the app unread, and the oldest is dropped from now on.`,
      };
    },
  },
  {
    id: 'message-limit-too-low',
    severity: 'error',
    title: 'closes a media socket on its largest message',
    would:
      'Zoom documents no maximum; a keyframe or a shared screen is as large, and the app would close again.',
    fix: "Raise the limit of received messages of the app's WebSocket library; the table of PROTOCOL.md §19.1 has the setting.",
    source: 'PROTOCOL.md §19.1',
    on: ['connection closed-after-largest-message'],
    judge: ({ detail }, facts) => {
      const code = numberOf(detail['code']) ?? 0;
      const least = LEAST_BYTES.get(code);
      // At the end an app may break its sockets off, whatever it was sent last.
      if (least === undefined || facts.stateName === 'terminated') return undefined;
      if ((numberOf(detail['bytes']) ?? 0) < least) return undefined;
      return {
        message: `The app closed with ${code} after a message of ${String(detail['bytes'])} bytes, its largest so far.`,
      };
    },
  },
  {
    id: 'binary-frames-ignored',
    severity: 'error',
    title: 'ignores messages in binary frames',
    would:
      'Zoom sends text frames as far as is known, and version 2 announces binary ones; some servers send JSON in binary frames.',
    fix: 'Read a binary frame as the UTF-8 text of the same JSON.',
    source: 'PROTOCOL.md §4.1, observed',
    timed: true,
    on: ['message sent KEEP_ALIVE_REQ', 'connection keep-alive-lost', 'state terminated'],
    judge: (entry, facts) => {
      const socket = entry.kind === 'state' ? unreadBinary(facts) : facts.socketOf(entry);
      const { firstBinary } = socket ?? {};
      if (!socket || !firstBinary || socket.hasReadBinary || facts.isDisturbed) return undefined;
      const binaryPings = socket.pings.filter(({ isBinary }) => isBinary).length;
      // Keep-alives that were lost in binary frames need no time of reaction: the app had all of theirs.
      const isLost = entry.type === 'keep-alive-lost' && binaryPings > 1;
      if (!isLost && facts.since(firstBinary, entry) < REACTION_MS) return undefined;
      const isJoining = socket.kind === 'signaling' && !facts.hasTriedMedia;
      if (!isJoining && binaryPings === 0) return undefined;
      return {
        message: `The app has reacted to nothing on ${socket.id} since its messages came in binary frames.`,
        evidence: [firstBinary.seq],
      };
    },
  },
  {
    id: 'responses-unread',
    severity: 'error',
    title: 'sends requests and does not read the responses',
    would: 'Zoom documents no limit; rtms-mock closes the connection.',
    fix: 'Read the socket all the time, also while the app sends.',
    source: 'PROTOCOL.md §15.1, assumed',
    on: ['connection unread'],
    judge: ({ detail, socket = '' }) => {
      return { message: sentenceOf(stringOf(detail['reason']) ?? ''), subject: socket };
    },
  },
];

/** Real time in which any app reacts to a message that needs a reaction, in milliseconds. */
const REACTION_MS = 4000;

/**
 * Close codes of libraries above their limit (PROTOCOL.md §19.1), with the size of a message from which they are a sign of
 * it: libraries that break off without saying why have limits of some MiB. A normal close is rather the wish of the app.
 */
const LEAST_BYTES: ReadonlyMap<number, number> = new Map([
  [1009, 0],
  [1006, 1024 * 1024],
  [1011, 1024 * 1024],
]);

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1024).toLocaleString('en')} KiB`;
}
