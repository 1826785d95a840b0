import { describe, expect, test } from 'vitest';
import { missingFrom, type Run } from '../src/expectations.js';

/** A run of ten seconds in which all went well. */
const GOOD: Run = {
  streamMs: 10_000,
  builtInMedia: true,
  joinStatus: 0,
  totals: { audioPackets: 500, videoFrames: 250, transcriptLines: 3, speakers: ['Ana Ruiz', 'Bo Lind'] },
  leaveReason: 6,
  stoppedWebhook: true,
};
const NOTHING = { audioPackets: 0, videoFrames: 0, transcriptLines: 0, speakers: [] };

test('a good run misses nothing', () => {
  expect(missingFrom(GOOD)).toEqual([]);
});

describe('what is missing', () => {
  test.each<[string, Partial<Run>, string[]]>([
    ['audio', { totals: { ...GOOD.totals, audioPackets: 0 } }, ['No audio arrived.']],
    ['video', { totals: { ...GOOD.totals, videoFrames: 0 } }, ['No video arrived.']],
    [
      'words of the second speaker',
      { totals: { ...GOOD.totals, speakers: ['Ana Ruiz'] } },
      ['Transcript lines of two speakers were expected, found Ana Ruiz.'],
    ],
    [
      'everything',
      { totals: NOTHING },
      [
        'No audio arrived.',
        'No video arrived.',
        'No transcript arrived.',
        'Transcript lines of two speakers were expected, found nobody.',
      ],
    ],
    [
      'a clean end',
      { leaveReason: undefined, stoppedWebhook: false },
      ['The stream did not end.', 'No webhook said that the stream has stopped.'],
    ],
    ['the join', { joinStatus: 15 }, ['The stream was not joined: status 15.']],
    ['an answer', { joinStatus: undefined }, ['The stream was not joined: no webhook or no answer came.']],
  ])('%s', (_, changes, sentences) => {
    expect(missingFrom({ ...GOOD, ...changes })).toEqual(sentences);
  });
});

test('asks less of a short run', () => {
  expect(missingFrom({ ...GOOD, streamMs: 500, totals: NOTHING })).toEqual([]);
  const oneSpeaker = { ...GOOD.totals, speakers: ['Ana Ruiz'] };
  expect(missingFrom({ ...GOOD, streamMs: 6000, totals: oneSpeaker })).toEqual([]);
});

test('asks only for audio of a recording, which may have no picture and no words', () => {
  const run = { ...GOOD, builtInMedia: false, totals: { ...NOTHING, audioPackets: 1 } };
  expect(missingFrom(run)).toEqual([]);
  expect(missingFrom({ ...run, totals: NOTHING })).toEqual(['No audio arrived.']);
});
