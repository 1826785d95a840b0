/** Rules about CLIENT_READY_ACK. */
import type { JournalEntry } from '../../journal.js';
import { shown, stringOf } from '../entry-reading.js';
import type { Finding, Rule } from '../rule.js';
import type { SocketFacts } from '../socket-facts.js';
import type { StreamFacts } from '../stream-facts.js';

const READY = ['message received CLIENT_READY_ACK'];

/** Entries at which a missing CLIENT_READY_ACK shows: keep-alives, and the end. */
const PROBES = ['message sent KEEP_ALIVE_REQ', 'state terminated'];

/** Real time in which any app sends CLIENT_READY_ACK, in milliseconds. */
const READY_MS = 4000;

/** The media socket that has waited longest for CLIENT_READY_ACK, if longer than any app needs. */
function waiting(entry: JournalEntry, facts: StreamFacts): SocketFacts | undefined {
  return facts
    .accepted('media')
    .find(({ accepted, isReady }) => accepted && !isReady && facts.since(accepted, entry) >= READY_MS);
}

function missing(entry: JournalEntry, facts: StreamFacts, socket: SocketFacts): Finding {
  const seconds = socket.accepted ? Math.round(facts.since(socket.accepted, entry) / 1000) : 0;
  const other =
    facts.readies > 0 ? ` after it had sent ${facts.readies} for other media sockets or before` : '';
  return {
    message: `The media handshake on ${socket.id} succeeded ${seconds} s ago, and the app has sent no CLIENT_READY_ACK since${other}.`,
    ...(socket.accepted && { evidence: [socket.accepted.seq] }),
  };
}

/** The rules, in the order of the list of rules. */
export const READY_RULES: readonly Rule[] = [
  {
    id: 'ready-ack-missing',
    severity: 'error',
    title: 'sends no CLIENT_READY_ACK after a media handshake',
    would: 'Zoom today sends no media; keep-alives continue.',
    fix: 'Send CLIENT_READY_ACK (message 7) on signaling after each DATA_HAND_SHAKE_RESP (message 4).',
    source: 'PROTOCOL.md §9.7',
    timed: true,
    on: PROBES,
    judge: (entry, facts) => {
      const socket = facts.earlyReady && facts.readies === 1 ? undefined : waiting(entry, facts);
      return socket && missing(entry, facts, socket);
    },
  },
  {
    id: 'ready-ack-early',
    severity: 'error',
    title: 'sends CLIENT_READY_ACK before the media handshake, and not again',
    would:
      'Zoom today starts the media sockets whose handshake has succeeded by then, and sends no media on later ones.',
    fix: 'Send CLIENT_READY_ACK (message 7) after DATA_HAND_SHAKE_RESP (message 4), not before.',
    source: 'PROTOCOL.md §8.2',
    timed: true,
    on: PROBES,
    judge: (entry, facts) => {
      const { earlyReady, readies } = facts;
      const socket = earlyReady && readies === 1 ? waiting(entry, facts) : undefined;
      if (!socket?.accepted || !earlyReady) return undefined;
      return {
        message: `CLIENT_READY_ACK came before the media handshake on ${socket.id}, and not again.`,
        evidence: [earlyReady.seq, socket.accepted.seq],
      };
    },
  },
  {
    id: 'ready-ack-wrong-socket',
    severity: 'error',
    title: 'sends CLIENT_READY_ACK on a media socket',
    would: 'Zoom today ignores it there, and sends no media.',
    fix: 'Send CLIENT_READY_ACK (message 7) on the signaling socket.',
    source: 'PROTOCOL.md §9.7',
    on: READY,
    judge: ({ socket, connectionId = '' }) => {
      if (socket !== 'media') return undefined;
      return { message: `CLIENT_READY_ACK came on the media socket ${connectionId}.` };
    },
  },
  {
    id: 'ready-ack-wrong-stream',
    severity: 'error',
    title: 'names another stream in CLIENT_READY_ACK, or none',
    would: 'Zoom today ignores it, and sends no media.',
    fix: 'Send rtms_stream_id of the webhook in CLIENT_READY_ACK (message 7).',
    source: 'PROTOCOL.md §9.7',
    on: READY,
    judge: ({ detail, socket }, facts) => {
      const named = detail['rtms_stream_id'];
      if (socket !== 'signaling' || stringOf(named) === facts.streamId) return undefined;
      return { message: `CLIENT_READY_ACK has rtms_stream_id ${shown(named)}.` };
    },
  },
  {
    id: 'ready-ack-repeated',
    severity: 'note',
    title: 'sends CLIENT_READY_ACK more often than it opens media sockets',
    would: 'Zoom today is expected to ignore further ones.',
    fix: 'Send it once after each media handshake, or once after the last.',
    source: 'PROTOCOL.md §8.2, assumed',
    on: READY,
    judge: ({ socket, detail }, facts) => {
      if (socket !== 'signaling' || stringOf(detail['rtms_stream_id']) !== facts.streamId) return undefined;
      const isWaited = facts.accepted('media').some(({ isReady }) => !isReady);
      if (isWaited || facts.acceptedMedia === 0 || facts.readies < facts.acceptedMedia) return undefined;
      return {
        message: `CLIENT_READY_ACK number ${facts.readies + 1} came, after ${facts.acceptedMedia} media handshakes.`,
      };
    },
  },
];
