import { MediaType } from '@rtms-mock/protocol';
import { describe, expect, test } from 'vitest';
import { isLoss, stillLost, type MediaLoss } from '../../src/meetings/media-loss.js';

describe('the end of a media socket', () => {
  test.each([
    ['the app closes one of several', 'app', 1000, true, false],
    ['the app goes away from one of several', 'app', 1001, true, false],
    ['the app closes one of several and names no code', 'app', 1005, true, false],
    ['the app closes its only one', 'app', 1000, false, true],
    ['the network breaks one of several', 'app', 1006, true, true],
    ['the app has an error on one of several', 'app', 1011, true, true],
    ['the app closes one of several with a code of its own', 'app', 4000, true, true],
    ['the service closes one of several', 'server', 1000, true, true],
  ] as const)('%s: %s, %i, others open %s: loss %s', (_what, by, code, othersAreOpen, loss) => {
    expect(isLoss({ cause: 'closed', by, code, audioDueMs: undefined }, othersAreOpen)).toBe(loss);
  });
});

test('a loss ends when all its media types are carried again, by any sockets', () => {
  const lost = (...mediaTypes: MediaType[]): MediaLoss => ({ mediaTypes, window: () => {} });
  const both = lost(MediaType.AUDIO, MediaType.VIDEO);
  const audio = lost(MediaType.AUDIO);
  const left = (...types: MediaType[]) => stillLost([both, audio], new Set(types));
  expect(left()).toEqual([both, audio]);
  expect(left(MediaType.AUDIO)).toEqual([both]);
  expect(left(MediaType.AUDIO, MediaType.VIDEO, MediaType.CHAT)).toEqual([]);
});
