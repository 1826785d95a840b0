import { describe, expect, test } from 'vitest';
import type { LinkEnd } from '../src/connection/links/link-state.js';
import { backOffMs, nextStep, type Outage } from '../src/connection/reconnect.js';

const lost: LinkEnd = { cause: 'closed', code: 1006, problem: 'socket closed' };
const unreachable: LinkEnd = { cause: 'unreachable', problem: 'no server' };
const silent: LinkEnd = { cause: 'silent', problem: 'silent' };
const closedNormally: LinkEnd = { cause: 'closed', code: 1000, problem: 'socket closed' };

function refused(status: number, reason = 'no'): LinkEnd {
  return { cause: 'refused', status, reason, problem: `refused: ${status}` };
}
const duplicate = refused(8, 'Duplicate Signal Request');

test('the delay starts at 1 s and doubles up to 10 s', () => {
  expect([1, 2, 3, 4, 5, 6, 50].map(backOffMs)).toEqual([1000, 2000, 4000, 8000, 10_000, 10_000, 10_000]);
});

describe('retried', () => {
  test.each<[string, Outage['kind'], number, number, LinkEnd, number]>([
    ['a lost signaling socket', 'signaling', 0, 0, lost, 1000],
    ['a lost media socket', 'media', 0, 0, lost, 1000],
    ['a media socket that the server closed', 'media', 0, 0, closedNormally, 1000],
    ['a silent socket', 'signaling', 0, 0, silent, 1000],
    ['a server that cannot be reached', 'signaling', 3, 7000, unreachable, 8000],
    ['an attempt whose socket was lost', 'media', 1, 1500, lost, 2000],
    ['an attempt at the end of the window of signaling', 'signaling', 6, 50_000, unreachable, 10_000],
    ['an attempt at the end of the window of media', 'media', 6, 55_000, unreachable, 10_000],
    ['a duplicate while joining, once', 'join', 1, 100, duplicate, 1500],
    ['a duplicate while joining, twice', 'join', 2, 1700, duplicate, 3000],
    ['a duplicate while joining, three times', 'join', 3, 4800, duplicate, 6000],
    ['a duplicate while reconnecting', 'signaling', 1, 1000, duplicate, 1500],
    ['a repeated duplicate within the window', 'signaling', 4, 12_000, duplicate, 10_000],
    ['a duplicate with any status', 'signaling', 1, 0, refused(17, 'duplicate signal request'), 1500],
    ['media whose old socket is still open, in 2026', 'media', 1, 0, refused(16), 2000],
    ['media whose old socket is still open, in 2025', 'media', 1, 0, refused(31), 2000],
    ['a fault of the server', 'signaling', 1, 0, refused(45), 2000],
  ])('%s', (_, kind, failures, elapsedMs, end, delayMs) => {
    expect(nextStep({ kind, failures, elapsedMs, end })).toEqual({ action: 'retry', delayMs });
  });
});

describe('given up', () => {
  test.each<[string, Outage['kind'], number, number, LinkEnd, RegExp]>([
    ['joining a server that cannot be reached', 'join', 1, 0, unreachable, /no server/],
    ['joining with a bad signature', 'join', 1, 0, refused(3), /refused: 3/],
    ['joining as a duplicate for the fourth time', 'join', 4, 10_500, duplicate, /connected elsewhere/],
    ['signaling after 60 s', 'signaling', 6, 50_001, unreachable, /60 s/],
    ['a duplicate after 60 s', 'signaling', 8, 50_001, duplicate, /60 s/],
    ['media after 65 s', 'media', 6, 55_001, unreachable, /65 s/],
    ['a signature that is refused', 'signaling', 1, 0, refused(3), /refused: 3/],
    ['a signature that is refused, in 2025', 'signaling', 1, 0, refused(15), /refused: 15/],
    ['an unknown stream', 'signaling', 1, 0, refused(2), /refused: 2/],
    ['media that is not in scope', 'media', 1, 0, refused(9), /refused: 9/],
    [
      'signaling that is closed normally in place of an answer',
      'signaling',
      1,
      0,
      closedNormally,
      /socket closed/,
    ],
  ])('%s', (_, kind, failures, elapsedMs, end, reason) => {
    expect(nextStep({ kind, failures, elapsedMs, end })).toEqual({
      action: 'give-up',
      reason: expect.stringMatching(reason) as string,
    });
  });
});
