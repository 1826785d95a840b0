import { expect, test } from 'vitest';
import { startMockServer } from '../../src/index.js';
import { toRttm, toWebVtt } from '../../src/control/truth.js';
import type { GroundTruth } from '../../src/meetings/ground-truth.js';
import { TestCore } from '../support/test-core.js';
import { testSource } from '../support/test-source.js';

const LINES = [
  { speaker: 0, startMs: 1000, endMs: 2000, text: 'one', language: 'en' },
  { speaker: 1, startMs: 3000, endMs: 4000, text: 'two', language: 'en' },
  { speaker: 0, startMs: 5000, endMs: 6000, text: 'three', language: 'en' },
];

function talk() {
  return new TestCore({ media: { ...testSource(), durationMs: 10_000, utterances: LINES } });
}

function texts({ utterances }: GroundTruth): string[] {
  return utterances.map(({ text }) => text);
}

test('the truth has what was said completely, again in each loop', async () => {
  const core = talk();
  const meeting = await core.startMeeting();
  core.clock.advance(3500);
  expect(texts(meeting.truth())).toEqual(['one']);
  core.clock.advance(8700);
  const truth = meeting.truth();
  expect(texts(truth)).toEqual(['one', 'two', 'three', 'one']);
  const [first] = truth.utterances;
  expect(truth.utterances[3]).toMatchObject({
    startMs: 11_000,
    startUnixMs: (first?.startUnixMs ?? 0) + 10_000,
    speaker: first?.speaker,
    userId: first?.userId,
  });
});

test('words of people who are muted or absent were not said', async () => {
  const core = talk();
  const meeting = await core.startMeeting();
  core.clock.advance(3900);
  await meeting.inject({ do: 'mute', participant: 2 });
  core.clock.advance(1000);
  await meeting.inject({ do: 'unmute', participant: 2 });
  await meeting.inject({ do: 'leave', participant: 1 });
  core.clock.advance(5000);
  expect(texts(meeting.truth())).toEqual(['one']);
  // Longer ago than media remembers.
  core.clock.advance(10 * 60_000);
  expect(texts(meeting.truth()).slice(0, 2)).toEqual(['one', 'two']);
});

test('the truth of a meeting that has ended stays as it is', async () => {
  const core = talk();
  const meeting = await core.startMeeting();
  core.clock.advance(4500);
  await meeting.end();
  core.clock.advance(60_000);
  expect(texts(meeting.truth())).toEqual(['one', 'two']);
});

test('captions of people with live media belong to the truth', async () => {
  const core = talk();
  const meeting = await core.startMeeting();
  const guest = meeting.joinLive({ name: 'Guest' });
  core.clock.advance(2500);
  guest.caption('hello', 400);
  expect(texts(meeting.truth())).toEqual(['one', 'hello']);
  expect(meeting.truth().utterances[1]).toMatchObject({ speaker: 'Guest', startMs: 2100, endMs: 2500 });
});

const TRUTH: GroundTruth = {
  meetingUuid: 'm',
  startedUnixMs: 0,
  positionMs: 4_000_000,
  utterances: [
    {
      speaker: 'Ana Ruiz',
      userId: 1,
      startMs: 3_723_004.5,
      endMs: 3_724_100,
      startUnixMs: 0,
      endUnixMs: 0,
      text: 'a <b> & c',
      language: 'en',
    },
  ],
};

test('WebVTT and RTTM', () => {
  expect(toWebVtt(TRUTH)).toBe('WEBVTT\n\n01:02:03.005 --> 01:02:04.100\n<v Ana Ruiz>a &lt;b&gt; &amp; c\n');
  expect(toRttm(TRUTH, 'S1')).toBe('SPEAKER S1 1 3723.005 1.095 <NA> <NA> Ana_Ruiz <NA> <NA>\n');
});

test.each([
  ['', 200, 'application/json'],
  ['?format=vtt', 200, 'text/vtt'],
  ['?format=rttm', 200, 'text/plain'],
  ['?format=srt', 400, 'application/json'],
  ['?frmat=vtt', 400, 'application/json'],
])('GET …/truth%s is answered with %i and %s', async (query, status, type) => {
  await using server = await startMockServer({ port: 0, mediaPort: 0 });
  const { streamId } = await server.startMeeting();
  const response = await fetch(`${server.controlUrl}/api/meetings/${streamId}/truth${query}`);
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toContain(type);
});
