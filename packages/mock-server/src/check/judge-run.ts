/** Judges the apps of everything that a server has played, as `exec --check` does. */
import { generationOf } from '../policies.js';
import type { MockMeeting } from '../server/mock-meeting.js';
import type { MockServer } from '../server/server-api.js';
import { EXIT_CODES, exitCodeOf } from './gate.js';
import type { CheckRun, Played, Punctuality } from './played.js';
import { textReport, type Paint } from './report-text.js';

/**
 * Judges all meetings of a server. Generations decide alike, since tests choose them on purpose.
 *
 * @param ms real duration of the run, in milliseconds
 */
export function judgeRun(
  server: Pick<MockServer, 'meetings' | 'journal'>,
  punctual: Punctuality,
  ms: number,
  paint?: Paint,
): { readonly text: string; readonly exitCode: number } {
  const results = server.meetings().map((meeting, index) => playedOf(server, meeting, index));
  const run: CheckRun = { suite: 'exec', protocol: '2026', results, punctual, ms: Math.round(ms) };
  if (results.length === 0) return { text: '\nNo meeting was started.\n', exitCode: EXIT_CODES.neverJoined };
  return { text: `\n${textReport(run, new Set(), paint)}`, exitCode: exitCodeOf(run) };
}

function playedOf({ journal }: Pick<MockServer, 'journal'>, meeting: MockMeeting, index: number): Played {
  const { streamId } = meeting;
  const { topic, protocol } = meeting.view();
  const accepted = { streamId, kind: 'connection', socket: 'signaling', type: 'accepted' } as const;
  return {
    name: `meeting ${index + 1}`,
    title: `${topic}, generation ${generationOf(protocol)}`,
    protocol: '2026',
    verdicts: meeting.problems(),
    joined: journal.newest(1, accepted).length > 0,
    ms: 0,
  };
}
