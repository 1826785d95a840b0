/** Rules about lost connections and further attempts. */
import type { JournalEntry } from '../../journal.js';
import type { KeptEntry } from '../kept-entry.js';
import type { Rule } from '../rule.js';
import type { StreamFacts } from '../stream-facts.js';
import { mistakeOf } from '../entry-reading.js';

/** Entries of attempts to connect. */
const ATTEMPTS = [
  'message received SIGNALING_HAND_SHAKE_REQ',
  'message received DATA_HAND_SHAKE_REQ',
  'connection connection-refused',
];

/** Real time after a failure in which an attempt is too fast, in milliseconds. Published programs wait 1 s. */
const FAST_MS = 500;

/** Attempts in a row that are too fast. One or two may be a coincidence. */
const FAST_ATTEMPTS = 3;

/** Failed attempts after which the waiting time must have grown. */
const ATTEMPTS_WITHOUT_GROWTH = 5;

/** Waiting time from which it need not grow, in real milliseconds. */
const LONG_MS = 8000;

/** Real time that any app needs to begin a reconnection, in milliseconds. */
const RECONNECT_MS = 8000;

/** Waiting times before the latest attempts, in real milliseconds; this one is the last. */
function waits(entry: JournalEntry, facts: StreamFacts): { gapsMs: number[]; seqs: number[] } {
  const { failures, failedAtMs, gapsMs, seqs } = facts.attemptsOf(entry);
  if (failures === 0 || !facts.isClockOfAppKnown) return { gapsMs: [], seqs: [] };
  return {
    gapsMs: [...gapsMs, entry.atMs - failedAtMs].map((ms) => Math.round(facts.realMs(ms))),
    seqs: [...seqs, entry.seq],
  };
}

/** Real time in which an app may still do what it had begun before a loss, in milliseconds. */
const UNDER_WAY_MS = 1000;

/** The rules, in the order of the list of rules. */
export const RECONNECTION_RULES: readonly Rule[] = [
  {
    id: 'reconnect-too-fast',
    severity: 'warning',
    title: 'connects again at once after a failure, several times',
    would:
      'Zoom documents no limit; published programs wait 1 s first, and a service in trouble would refuse more.',
    fix: 'Wait 1 s after the first failure, and twice as long after each further one.',
    source: 'PROTOCOL.md §16, observed',
    timed: true,
    on: ATTEMPTS,
    judge: (entry, facts) => {
      const { gapsMs, seqs } = waits(entry, facts);
      const last = gapsMs.slice(-FAST_ATTEMPTS);
      if (last.length < FAST_ATTEMPTS || last.some((ms) => ms >= FAST_MS)) return undefined;
      return {
        message: `The app connected again ${last.join(', ')} ms after a failure.`,
        evidence: seqs.slice(-FAST_ATTEMPTS),
        subject: entry.socket ?? '',
      };
    },
  },
  {
    id: 'reconnect-without-back-off',
    severity: 'warning',
    title: 'connects again at the same interval, however often it fails',
    would: 'Zoom documents no limit; published programs double the time, up to 10 s and more.',
    fix: 'Double the waiting time after each failure, up to 10 or 30 s.',
    source: 'PROTOCOL.md §16, observed',
    timed: true,
    on: ATTEMPTS,
    judge: (entry, facts) => {
      const { gapsMs, seqs } = waits(entry, facts);
      const last = gapsMs.slice(-ATTEMPTS_WITHOUT_GROWTH);
      const [first = 0] = last;
      const latest = last.at(-1) ?? 0;
      if (last.length < ATTEMPTS_WITHOUT_GROWTH || latest >= LONG_MS) return undefined;
      if (latest > first * 1.5 || last.every((ms) => ms < FAST_MS)) return undefined;
      return {
        message: `The app waited ${last.join(', ')} ms between failures and its next attempts.`,
        evidence: seqs.slice(-ATTEMPTS_WITHOUT_GROWTH),
        subject: entry.socket ?? '',
      };
    },
  },
  {
    id: 'reconnect-missing',
    severity: 'error',
    title: 'does not connect again after it has lost a connection',
    would:
      'Zoom today ends the stream 60 s after the loss of signaling, or 65 s after that of a media socket.',
    fix: 'After event 7, open the media URL again and send 3 and 7; after rtms_interrupted, start again with message 1.',
    source: 'PROTOCOL.md §14.2',
    timed: true,
    on: ['state terminated'],
    judge: (entry, facts) => {
      const { state } = facts;
      const lost = lostSocket(facts);
      if (!state || !lost || facts.since(state, entry) < RECONNECT_MS) return undefined;
      const closed = facts.closed[lost];
      if (facts.attemptsSinceLoss[lost] > 0 || isOwnClose(closed?.entry)) return undefined;
      const seconds = Math.round(facts.since(state, entry) / 1000);
      return {
        message: `The app lost its ${lost} socket and did not connect again in the ${seconds} s until the stream ended.`,
        evidence: [state.seq, ...(closed ? [closed.entry.seq] : [])],
        subject: lost,
      };
    },
  },
  {
    id: 'reconnect-only-signaling',
    severity: 'error',
    title: 'opens only signaling again after a loss of signaling',
    would: 'Zoom today has lost the media sockets too, and sends no media until they are opened again.',
    fix: 'After the new signaling handshake, open all media sockets again, and send CLIENT_READY_ACK (message 7).',
    source: 'PROTOCOL.md §14.2',
    timed: true,
    on: ['message sent KEEP_ALIVE_REQ', 'state terminated'],
    judge: (entry, facts) => {
      const { state } = facts;
      const isBack = state?.type === 'signaling' && facts.previousState === 'interrupted';
      if (!isBack || facts.since(state, entry) < RECONNECT_MS) return undefined;
      const hadMedia = facts.acceptedMedia > 0 && facts.accepted('media').length === 0;
      if (!hadMedia || facts.attemptsSinceLoss.media > 0) return undefined;
      return {
        message: 'Signaling is back, and the app has opened no media socket since.',
        evidence: [state.seq],
      };
    },
  },
  {
    id: 'reconnect-only-media',
    severity: 'error',
    title: 'opens only media again after a loss of signaling',
    would: 'Zoom today is expected to refuse media without signaling with 2 INVALID_RTMS_STREAM_ID.',
    fix: 'Start again with the signaling handshake (message 1), then open the media sockets.',
    source: 'PROTOCOL.md §14.2',
    on: ['note refused'],
    judge: (entry, facts) => {
      if (mistakeOf(entry).violation !== 'signaling-absent') return undefined;
      const closed = facts.closed.signaling;
      if (!closed?.socket.accepted) return undefined;
      // A media socket that was under way says nothing: the app could not know of the loss.
      if (facts.since(closed.entry, entry) < UNDER_WAY_MS) return undefined;
      return {
        message: 'The app opened a media socket while signaling was lost.',
        evidence: [closed.entry.seq],
      };
    },
  },
  {
    id: 'reconnect-old-url',
    severity: 'error',
    title: 'connects to the URL of an earlier rtms_started',
    would:
      'Zoom today has given the stream to another server, whose URLs are in the latest rtms_started; the old ones are invalid.',
    fix: 'Use server_urls of the latest rtms_started, and the media URLs of the latest message 2.',
    source: 'PROTOCOL.md §4.4',
    on: ['message received SIGNALING_HAND_SHAKE_REQ', 'message received DATA_HAND_SHAKE_REQ'],
    judge: (entry, facts) => {
      const socket = facts.socketOf(entry);
      const start = facts.starts.at(-1);
      if (!start || socket?.instance === undefined || socket.instance === facts.instance) return undefined;
      return {
        message: `The app opened ${socket.kind} at the URL of server ${socket.instance}; the latest rtms_started names server ${facts.instance}.`,
        evidence: [start.seq],
        subject: socket.kind,
      };
    },
  },
];

/** The socket whose loss has interrupted the stream. */
function lostSocket({ state }: StreamFacts): 'signaling' | 'media' | undefined {
  if (state?.type !== 'interrupted') return undefined;
  return state.detail['lost'] === 'media' ? 'media' : 'signaling';
}

/** True if the app has closed the socket itself, so that nothing was lost. */
function isOwnClose(closed: KeptEntry | undefined): boolean {
  return closed?.detail['by'] === 'app';
}
