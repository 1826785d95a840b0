import { expect, test } from 'vitest';
import { matchers, type JudgedMeeting, type RtmsMockMatchers, type Severity } from '../../src/testing.js';
import { ofSeverity, type Verdict } from '../../src/verdicts/verdict.js';

declare module 'vitest' {
  interface Matchers<T> extends RtmsMockMatchers {}
}
expect.extend(matchers);

const verdict = (rule: string, severity: Severity): Verdict => ({
  rule,
  severity,
  message: `This is ${rule}.`,
  evidence: [1],
  would: 'The service would have closed the socket.',
  fix: 'Do it right.',
  source: 'PROTOCOL.md §8.2',
  timed: false,
});

const meeting = (...verdicts: readonly Verdict[]): JudgedMeeting => ({
  problems: (severity) => ofSeverity(verdicts, severity),
});

test('toHaveNoProblems passes without errors; warnings and notes count on request', () => {
  const judged = meeting(verdict('by-luck', 'warning'), verdict('unusual', 'note'));
  expect(judged).toHaveNoProblems();
  expect(judged).not.toHaveNoProblems('warning');
  expect(() => expect(judged).toHaveNoProblems('note')).toThrow(
    /found 2:\n- by-luck \(warning\): This is by-luck\.\n.*closed the socket\.\n.*Do it right/,
  );
});

test('toHaveProblem names what was found instead', () => {
  const judged = meeting(verdict('late', 'error'));
  expect(judged).toHaveProblem('late');
  expect(judged).not.toHaveProblem('early');
  expect(() => expect(judged).toHaveProblem('early')).toThrow('expected the problem early, found late');
});

test('other values than meetings, and unknown severities, are refused', () => {
  expect(() => expect(42).toHaveNoProblems()).toThrow('expects a meeting');
  expect(() => expect(meeting()).toHaveNoProblems('fatal' as Severity)).toThrow('must be one of error');
});
