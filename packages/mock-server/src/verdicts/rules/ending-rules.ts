/** Rules about leaving a stream, and about its end. */
import type { Rule } from '../rule.js';
import type { StreamFacts } from '../stream-facts.js';

/** Real time in which any app has closed its sockets after the end, in milliseconds. */
const CLOSE_MS = 5000;

/** The rules, in the order of the list of rules. */
export const ENDING_RULES: readonly Rule[] = [
  {
    id: 'leave-without-close',
    severity: 'note',
    title: 'leaves a running stream by closing its sockets',
    would: 'Zoom today interrupts the stream, waits 60 s for the app, and then ends it with reason 19.',
    fix: 'Send STREAM_CLOSE_REQ (message 21), and close the sockets after STREAM_CLOSE_RESP (message 22).',
    source: 'PROTOCOL.md §9.14',
    on: ['state terminated'],
    judge: (_entry, facts) => {
      const closed = facts.closed.signaling;
      if (!closed?.socket.accepted || !isSignalingLost(facts) || facts.attemptsSinceLoss.signaling > 0)
        return undefined;
      const { by, code } = closed.entry.detail;
      if (by !== 'app' || code === 1006 || facts.closeRequest || closed.socket.isLost) return undefined;
      return {
        message: `The app closed signaling with ${String(code)} and without STREAM_CLOSE_REQ, and did not come back.`,
        evidence: [closed.entry.seq],
      };
    },
  },
  {
    id: 'closed-without-notice',
    severity: 'warning',
    title: 'ends the TCP connection of a running stream without a close frame',
    would:
      'Zoom today takes it for a loss: the stream is interrupted, and waits for the app to connect again.',
    fix: 'Close sockets with a WebSocket close frame, also when the program is stopped.',
    source: 'PROTOCOL.md §14.2',
    on: ['connection closed'],
    judge: (entry, facts) => {
      const socket = facts.socketOf(entry);
      const { by, code } = entry.detail;
      if (!socket?.accepted || by !== 'app' || code !== 1006 || socket.isLost) return undefined;
      if (facts.stateName === 'terminated') return undefined;
      // Apps that lost signaling may drop their media sockets as well, before they connect again.
      if (socket.kind === 'media' && isSignalingLost(facts)) return undefined;
      // The sockets of a program that is stopped break off in any order: that is one mistake.
      return { message: `The app broke off its ${socket.kind} socket ${socket.id}.` };
    },
  },
  {
    id: 'socket-left-open',
    severity: 'warning',
    title: 'leaves a socket open after the end, or after a refusal',
    would: 'Zoom today has closed its side; the app keeps a connection that never brings anything.',
    fix: 'Close every socket after TERMINATED (message 8, state 4), after a refusal, and when the service closes.',
    source: 'PROTOCOL.md §9.8',
    timed: true,
    on: ['connection closed'],
    judge: (entry, facts) => {
      const socket = facts.socketOf(entry);
      const { by, code, reason } = entry.detail;
      if (!socket || by !== 'server') return undefined;
      if (reason === 'Handshake timeout' && socket.refused) {
        return {
          message: `The app left ${socket.id} open after its handshake was refused.`,
          evidence: [socket.refused.seq],
          subject: 'refused',
        };
      }
      const { state } = facts;
      if (state?.type !== 'terminated' || code !== 1006 || facts.since(state, entry) < CLOSE_MS)
        return undefined;
      return {
        message: `The app left ${socket.id} open after the stream had ended.`,
        evidence: [state.seq],
        subject: 'end',
      };
    },
  },
];

function isSignalingLost({ stateName, state }: StreamFacts): boolean {
  return stateName === 'interrupted' && state?.detail['lost'] === 'signaling';
}
