import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { openMediaFile } from '../../src/media/sources/file/file-source.js';
import { parseSubtitles, parseTranscriptJson } from '../../src/media/sources/file/transcript-formats.js';
import { noFfmpeg, temporaryCache, temporaryFolder, writeWav } from './file-support.js';

const vtt = `WEBVTT - made by hand
Language: de

NOTE not spoken

1
00:01.000 --> 00:02.500 align:start
<v Ana Ruiz>Guten <b>Tag</b>,
liebe Leute

00:00:03.000 --> 00:00:04.000
Fisch &amp; Chips
`;

test('reads WebVTT: times, marks, entities, language', () => {
  expect(parseSubtitles(vtt)).toEqual([
    { startMs: 1000, endMs: 2500, text: 'Guten Tag, liebe Leute', language: 'de' },
    { startMs: 3000, endMs: 4000, text: 'Fisch & Chips', language: 'de' },
  ]);
});

test('reads SubRip, also with a byte order mark and the line ends of Windows', () => {
  const srt =
    '\uFEFF1\r\n00:00:01,000 --> 00:00:02,500\r\nHello\r\n\r\n2\r\n01:00:03,050 --> 01:00:04,000\r\nagain\r\n';
  expect(parseSubtitles(srt)).toEqual([
    { startMs: 1000, endMs: 2500, text: 'Hello' },
    { startMs: 3_603_050, endMs: 3_604_000, text: 'again' },
  ]);
});

test.each([
  [
    '1\n00:00:01 -> 00:00:02\nHello\n',
    'line 1: expected a time such as 00:00:01.000 --> 00:00:02.500, found "1"',
  ],
  ['1\n00:00:0x,000 --> 00:00:02,000\nHello\n', 'line 2: expected a time such as'],
  ['1\n00:00:02,000 --> 00:00:01,000\nHello\n', 'line 2: it ends before it begins'],
])('says in which line %j is wrong', (text, message) => {
  expect(() => parseSubtitles(text)).toThrow(message);
});

test('reads JSON in milliseconds and in seconds', () => {
  const own = [{ startMs: 20, endMs: 40, text: 'Hej', language: 'sv' }];
  expect(parseTranscriptJson(JSON.stringify(own))).toEqual(own);
  expect(parseTranscriptJson(JSON.stringify({ utterances: own, language: 'en' }))).toEqual(own);
  const recognized = { language: 'en', segments: [{ id: 0, start: 1.5, end: 2.25, text: ' Hello' }] };
  expect(parseTranscriptJson(JSON.stringify(recognized))).toEqual([
    { startMs: 1500, endMs: 2250, text: 'Hello', language: 'en' },
  ]);
});

test.each([
  [{ title: 'talk' }, 'expected a list of utterances'],
  [null, 'expected a list of utterances'],
  [[{ startMs: 0, endMs: 20 }], 'entry 0: expected text, found nothing'],
  [
    [{ startMs: '0', endMs: 20, text: 'a' }],
    'entry 0: expected startMs in milliseconds or start in seconds, found "0"',
  ],
  [[{ start: 2, end: 1, text: 'a' }], 'entry 0: it ends before it begins'],
])('says what is wrong with %j', (value, message) => {
  expect(() => parseTranscriptJson(JSON.stringify(value))).toThrow(message);
});

function open(files: Readonly<Record<string, string>>, onWarning?: (message: string) => void) {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const path = writeWav(join(folder, 'talk.wav'), { seconds: 4 });
  return openMediaFile(path, {
    ffmpeg: noFfmpeg(),
    cache: temporaryCache(),
    language: 'fr',
    ...(onWarning && { onWarning }),
  });
}

test('what is said is taken from the transcript beside the recording, within its length', async () => {
  const source = await open({
    'talk.srt':
      '1\n00:00:03,500 --> 00:00:09,000\nlast\n\n2\n00:00:01,000 --> 00:00:02,000\nfirst\n\n3\n00:00:05,000 --> 00:00:06,000\nnever\n',
  });
  expect(source.utterances).toEqual([
    { speaker: 0, startMs: 1000, endMs: 2000, text: 'first', language: 'fr' },
    { speaker: 0, startMs: 3500, endMs: 4000, text: 'last', language: 'fr' },
  ]);
  expect(source.activeSpeakerAt(3600)).toBe(0);
});

test('without a transcript nobody says anything', async () => {
  expect((await open({})).utterances).toEqual([]);
});

test('a damaged transcript is an error with its name and line', async () => {
  await expect(open({ 'talk.vtt': 'WEBVTT\n\n00:01 --> 00:02\nHello\n' })).rejects.toMatchObject({
    code: 'file-unreadable',
    message: expect.stringMatching(/^talk\.vtt is no transcript that can be read: line 3:/),
  });
});

test('a JSON file about something else is left out with a warning', async () => {
  const warnings: string[] = [];
  const source = await open({ 'talk.json': '{"title":"Talk"}' }, (message) => warnings.push(message));
  expect(source.utterances).toEqual([]);
  expect(warnings).toEqual([expect.stringMatching(/^talk\.json is no transcript.*it is left out$/)]);
});
