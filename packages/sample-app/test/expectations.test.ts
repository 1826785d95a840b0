import { describe, expect, test } from 'vitest';
import { goodRun, missingFrom, type Run } from '../src/expectations.js';

/** A run of ten seconds without a problem. */
const GOOD: Run = {
  streamMs: 10_000,
  builtInMedia: true,
  joinStatus: 0,
  totals: { audioPackets: 500, videoFrames: 250, transcriptLines: 3, speakers: ['Ana Ruiz', 'Bo Lind'] },
  leaveReason: 6,
  stoppedWebhook: true,
};
const NOTHING = { audioPackets: 0, videoFrames: 0, transcriptLines: 0, speakers: [] };

test('a good run has all media', () => {
  expect(missingFrom(GOOD)).toEqual([]);
});

describe('a sentence names', () => {
  test.each<[string, Partial<Run>, string[]]>([
    ['missing audio', { totals: { ...GOOD.totals, audioPackets: 0 } }, ['No audio arrived.']],
    ['missing video', { totals: { ...GOOD.totals, videoFrames: 0 } }, ['No video arrived.']],
    [
      'a missing second speaker',
      { totals: { ...GOOD.totals, speakers: ['Ana Ruiz'] } },
      ['Transcript lines of two speakers were expected, found Ana Ruiz.'],
    ],
    [
      'all missing media',
      { totals: NOTHING },
      [
        'No audio arrived.',
        'No video arrived.',
        'No transcript arrived.',
        'Transcript lines of two speakers were expected, found none.',
      ],
    ],
    [
      'a missing end',
      { leaveReason: undefined, stoppedWebhook: false },
      ['The stream did not end.', 'The webhook about the end of the stream did not arrive.'],
    ],
    ['a refused join', { joinStatus: 15 }, ['The stream was not joined: status 15.']],
    [
      'a missing answer',
      { joinStatus: undefined },
      ['The stream was not joined: there was no webhook or no answer.'],
    ],
  ])('%s', (_, changes, sentences) => {
    expect(missingFrom({ ...GOOD, ...changes })).toEqual(sentences);
  });
});

test('a short run needs less media', () => {
  expect(missingFrom({ ...GOOD, streamMs: 500, totals: NOTHING })).toEqual([]);
  const oneSpeaker = { ...GOOD.totals, speakers: ['Ana Ruiz'] };
  expect(missingFrom({ ...GOOD, streamMs: 6000, totals: oneSpeaker })).toEqual([]);
});

test('a recording needs audio only: it may have no video and no transcript', () => {
  const run = { ...GOOD, builtInMedia: false, totals: { ...NOTHING, audioPackets: 1 } };
  expect(missingFrom(run)).toEqual([]);
  expect(missingFrom({ ...run, totals: NOTHING })).toEqual(['No audio arrived.']);
});

test('a good run without any media is not said to have received everything', () => {
  expect(goodRun(GOOD)).toBe('Everything that was expected has arrived.');
  expect(goodRun({ streamMs: 1002, totals: NOTHING })).toBe(
    'The meeting ended after 1.0 s, before media had to arrive; --for 10s leaves time for all of it.',
  );
});
