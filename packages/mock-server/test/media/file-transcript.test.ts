import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { openMediaFile } from '../../src/media/sources/file/file-source.js';
import { noFfmpeg, temporaryCache, temporaryFolder, writeWav } from './file-support.js';

/** A recording of four seconds with these files beside it, and the warnings. */
async function open(files: Readonly<Record<string, string | Buffer>>, recording = 'talk.wav') {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const path = writeWav(join(folder, recording), { seconds: 4 });
  const warnings: string[] = [];
  const source = await openMediaFile(path, {
    ffmpeg: noFfmpeg(),
    cache: temporaryCache(),
    language: 'fr',
    onWarning: (message) => warnings.push(message),
  });
  return { source, warnings, said: source.utterances.map(({ text }) => text) };
}

const cue = (text: string, timing = '00:01.000 --> 00:02.000'): string => `WEBVTT\n\n${timing}\n${text}\n`;

test('lines are taken from the transcript beside the recording, within its length', async () => {
  const { source, warnings } = await open({
    'talk.srt':
      '1\n00:00:03,500 --> 00:00:09,000\nlast\n\n2\n00:00:01,000 --> 00:00:02,000\nfirst\n\n3\n00:00:05,000 --> 00:00:06,000\nnever\n',
  });
  expect(source.utterances).toEqual([
    { speaker: 0, startMs: 1000, endMs: 2000, text: 'first', language: 'fr' },
    { speaker: 0, startMs: 3500, endMs: 4000, text: 'last', language: 'fr' },
  ]);
  expect(source.activeSpeakerAt(3600)).toBe(0);
  expect(warnings).toEqual([
    'talk.srt: 1 of 3 lines begin after the end of talk.wav (4.0 s) and are skipped',
  ]);
});

test('without a transcript there are no lines', async () => {
  expect(await open({})).toMatchObject({ said: [], warnings: [] });
});

test.each([
  ['talk.wav', 'talk.VTT'],
  ['talk.wav', 'Talk.Srt'],
  ['talk.wav', 'talk.transcript.vtt'],
  ['talk.wav', 'talk.cc.vtt'],
  ['GMT20260105-090000_Recording.wav', 'GMT20260105-090000_Recording.transcript.vtt'],
  ['GMT20260105-090000_Recording_1920x1080.wav', 'GMT20260105-090000_Recording.transcript.vtt'],
])('beside %s the transcript %s is found', async (recording, transcript) => {
  expect(await open({ [transcript]: cue('Hello') }, recording)).toMatchObject({
    said: ['Hello'],
    warnings: [],
  });
});

test('of several transcripts the first with lines is used', async () => {
  const files = { 'talk.transcript.vtt': cue('spoken'), 'talk.cc.vtt': cue('captions'), 'talk.json': '[]' };
  expect(await open(files)).toMatchObject({ said: ['spoken'], warnings: [] });
  const { said, warnings } = await open({ ...files, 'talk.vtt': 'WEBVTT\n' });
  expect(said).toEqual(['spoken']);
  expect(warnings).toEqual(['talk.vtt contains no lines that can be read; talk.wav is played without it']);
});

test('a bad cue is skipped with a warning that has its line number', async () => {
  const { said, warnings } = await open({
    'talk.vtt': `${cue('good')}\n00:00:05.000 --> 00:00:04.000\nbackwards\n`,
  });
  expect(said).toEqual(['good']);
  expect(warnings).toEqual([
    'talk.vtt, line 6: it ends before it begins: "00:00:05.000 --> 00:00:04.000"; this line is skipped',
  ]);
});

test('further bad cues are only counted', async () => {
  const bad = '00:00:0x,000 --> 00:00:02,000\nHello\n\n'.repeat(12);
  const { said, warnings } = await open({ 'talk.vtt': `${cue('good')}\n${bad}` });
  expect(said).toEqual(['good']);
  expect(warnings).toHaveLength(6);
  expect(warnings.at(-1)).toBe('talk.vtt: 7 more lines cannot be read and are skipped');
});

test.each([
  ['talk.vtt', '', 'talk.vtt contains no lines that can be read; talk.wav is played without it'],
  [
    'talk.srt',
    'garbage\n\nreally',
    'talk.srt contains no lines that can be read (line 1: expected a time such as 00:00:01.000 --> 00:00:02.500, found "garbage"); talk.wav is played without it',
  ],
  [
    'talk.json',
    '{"title":"Talk"}',
    'talk.json cannot be read as a transcript: expected an array of utterances, alone or under "utterances", "segments" or "words"; talk.wav is played without it',
  ],
])('%s without lines is a warning, and the recording plays', async (name, content, message) => {
  expect(await open({ [name]: content })).toMatchObject({ said: [], warnings: [message] });
});

test('a transcript that cannot be opened is a warning', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'talk.vtt'));
  const warnings: string[] = [];
  await openMediaFile(writeWav(join(folder, 'talk.wav'), { seconds: 1 }), {
    ffmpeg: noFfmpeg(),
    cache: temporaryCache(),
    onWarning: (message) => warnings.push(message),
  });
  expect(warnings).toEqual([expect.stringMatching(/^talk\.vtt cannot be read as a transcript: EISDIR/)]);
});

test('a file that is not UTF-8 is read as Windows-1252, with a warning', async () => {
  const { said, warnings } = await open({ 'talk.vtt': Buffer.from(cue('Gr\u00fc\u00dfe'), 'latin1') });
  expect(said).toEqual(['Grüße']);
  expect(warnings).toEqual([
    'talk.vtt is not UTF-8 and is read as Windows-1252; save it as UTF-8 if letters are wrong',
  ]);
});

test('a language that the service does not have is reported once', async () => {
  const entry = (start: number) => ({ start, end: start + 0.5, text: 'Hei', language: 'no' });
  const { warnings } = await open({ 'talk.json': JSON.stringify([entry(0), entry(1)]) });
  expect(warnings).toEqual([
    'talk.json: the service has no number for the language "no"; its lines are sent as -1 (none)',
  ]);
});
