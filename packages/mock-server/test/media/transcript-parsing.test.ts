import { expect, test } from 'vitest';

import { decodeText } from '../../src/media/sources/file/transcripts/transcript-encoding.js';
import { parseTranscriptJson } from '../../src/media/sources/file/transcripts/transcript-json.js';
import { parseSubtitles } from '../../src/media/sources/file/transcripts/transcript-subtitles.js';

const vtt = `WEBVTT - made by hand
Language: de

NOTE not spoken

1
00:01.000 --> 00:02.500 align:start
Guten <b>Tag</b>,
liebe Leute

00:00:03.000 --> 00:00:04.000
Fisch &amp; Chips
`;

test('reads WebVTT: times, markup, entities, language', () => {
  expect(parseSubtitles(vtt)).toEqual({
    problems: [],
    lines: [
      { startMs: 1000, endMs: 2500, text: 'Guten Tag, liebe Leute', language: 'de' },
      { startMs: 3000, endMs: 4000, text: 'Fisch & Chips', language: 'de' },
    ],
  });
});

test('reads SubRip with Windows line ends', () => {
  const srt =
    '1\r\n00:00:01,000 --> 00:00:02,500\r\nHello\r\n\r\n2\r\n01:00:03,050 --> 01:00:04,000\r\nagain\r\n';
  expect(parseSubtitles(srt).lines).toEqual([
    { startMs: 1000, endMs: 2500, text: 'Hello' },
    { startMs: 3_603_050, endMs: 3_604_000, text: 'again' },
  ]);
});

test.each([
  ['00:00:01,000-->00:00:02,500', 1000, 2500],
  ['00:01.000-->00:02.5', 1000, 2500],
  ['0:01 --> 0:02', 1000, 2000],
  ['75:00.250 --> 01:15:01,0004', 4_500_250, 4_501_000],
  ['00:00:01,000 --> 00:00:02,500  X1:40 X2:600 Y1:20 Y2:50', 1000, 2500],
])('understands the time %s', (timing, startMs, endMs) => {
  expect(parseSubtitles(`1\n${timing}\nHello\n`)).toEqual({
    lines: [{ startMs, endMs, text: 'Hello' }],
    problems: [],
  });
});

test('cues without an empty line between them are separate', () => {
  const srt = '1\n00:00:01,000 --> 00:00:02,000\nfirst\n2\n00:00:03,000 --> 00:00:04,000\nsecond --> third\n';
  expect(parseSubtitles(srt).lines.map(({ text }) => text)).toEqual(['first', 'second --> third']);
});

test('a bad cue is skipped, with its line and the reason', () => {
  const srt = [
    '1\n00:00:01 -> 00:00:02\nHello',
    '2\n00:00:0x,000 --> 00:00:02,000\nHello',
    '3\n00:00:02,000 --> 00:00:01,000\nHello',
    '4\n00:00:02,000 --> 00:00:03,000\nGood',
  ];
  const { lines, problems } = parseSubtitles(srt.join('\n\n'));
  expect(lines).toEqual([{ startMs: 2000, endMs: 3000, text: 'Good' }]);
  expect(problems).toEqual([
    'line 1: expected a time such as 00:00:01.000 --> 00:00:02.500, found "1"',
    'line 6: expected a time such as 00:00:01.000 --> 00:00:02.500, found "00:00:0x,000 --> 00:00:02,000"',
    'line 10: it ends before it begins: "00:00:02,000 --> 00:00:01,000"',
  ]);
});

test.each([
  ['&quot;q&quot; &#39;x&#39; &#x27;y&#x27; &apos;z&apos;', `"q" 'x' 'y' 'z'`],
  ['a&nbsp;&lt;b&gt;&hellip; &#128512; &Amp;', 'a <b>… 😀 &'],
  ['&amp;lt; &unknown; &#0; &#xD800; &#99999999; R&D;', '&lt; &unknown; &#0; &#xD800; &#99999999; R&D;'],
  [String.raw`{\an8}{\i1}Up{\i0} {b}there{/b} {not a tag}`, 'Up there {not a tag}'],
  ['<00:01.200><c.yellow>word</c> <font color="red">by</font> <i>word</i>', 'word by word'],
  ['a < b and c > d, 1 <2', 'a < b and c > d, 1 <2'],
])('the text %j becomes %j', (marked, text) => {
  expect(parseSubtitles(`1\n00:01.000 --> 00:02.000\n${marked}\n`).lines).toMatchObject([{ text }]);
});

/** Speakers and texts of cues with these texts. */
function spoken(...texts: string[]): string[] {
  const cues = texts.map((text, i) => `00:0${i}.000 --> 00:0${i}.900\n${text}`);
  const { lines } = parseSubtitles(['WEBVTT', ...cues].join('\n\n'));
  return lines.map(({ speaker, text }) => `${speaker ?? ''}|${text}`);
}

test('voice tags of WebVTT are speakers, also several in one cue', () => {
  expect(spoken('<v Ana Ruiz>I am Ana</v>', '<v.loud Bo &amp; Co>I am <b>Bo', 'nobody')).toEqual([
    'Ana Ruiz|I am Ana',
    'Bo & Co|I am Bo',
    '|nobody',
  ]);
  expect(spoken('<v Ana>Hello</v>\n<v Bo>Hi</v> all')).toEqual(['Ana|Hello', 'Bo|Hi', '|all']);
});

test('a name before the words is a speaker when it occurs twice', () => {
  expect(spoken('Ana Ruiz: one', 'two', 'three', 'ana ruiz: four: five', 'Beware: six', 'seven')).toEqual([
    'Ana Ruiz|one',
    '|two',
    '|three',
    'ana ruiz|four: five',
    '|Beware: six',
    '|seven',
  ]);
});

test('a name before the words is a speaker when most cues have one', () => {
  expect(spoken('Ana: one', 'Dr. Bo Lind (he/him): two', 'three')).toEqual([
    'Ana|one',
    'Dr. Bo Lind (he/him)|two',
    '|three',
  ]);
  expect(spoken('<v Ana Ruiz>one</v>', '<v Bo>two</v>', 'Carla Diaz: three').at(-1)).toBe('Carla Diaz|three');
});

test.each([
  ['more than four words', 'this is what she said: yes'],
  ['more than 40 characters', 'Donaudampfschifffahrtsgesellschaftskapitän: yes'],
  ['a mark of a sentence', 'I see. Well: yes'],
  ['a comma', 'So, Ana: yes'],
  ['no letter', '12: yes'],
  ['no space behind the colon', 'https://zoom.us'],
  ['no words', 'Ana:'],
])('%s before a colon is not a name', (_, text) => {
  expect(spoken(text, text)).toEqual([`|${text}`, `|${text}`]);
});

const SHORT_MS = 4000;

test('reads JSON in milliseconds and in seconds, with languages and speakers', () => {
  const own = [{ startMs: 20, endMs: 40, text: 'Hej', language: 'sv', speaker: 'Bo' }];
  expect(parseTranscriptJson(JSON.stringify(own), SHORT_MS)).toEqual({ lines: own, problems: [] });
  expect(parseTranscriptJson(JSON.stringify({ utterances: own, language: 'en' }), SHORT_MS).lines).toEqual(
    own,
  );
  const other = [{ startMs: '20', end_ms: 40, transcript: 'Hej' }];
  expect(parseTranscriptJson(JSON.stringify(other), SHORT_MS).lines).toEqual([
    { startMs: 20, endMs: 40, text: 'Hej' },
  ]);
  const recognized = { language: 'english', segments: [{ id: 0, start: 1.5, end: 2.25, text: ' Hello' }] };
  expect(parseTranscriptJson(JSON.stringify(recognized), SHORT_MS).lines).toEqual([
    { startMs: 1500, endMs: 2250, text: 'Hello', language: 'english' },
  ]);
  const numbered = { results: { utterances: [{ start: 1, end: 2.5, transcript: 'Hi', speaker: 0 }] } };
  expect(parseTranscriptJson(JSON.stringify(numbered), SHORT_MS).lines).toEqual([
    { startMs: 1000, endMs: 2500, text: 'Hi', speaker: 'Speaker 0' },
  ]);
});

/** Times of the lines of entries with these times. */
function times(entries: readonly (readonly [number, number])[], durationMs: number): number[][] {
  const list = entries.map(([start, end]) => ({ start, end, text: 'a' }));
  return parseTranscriptJson(JSON.stringify(list), durationMs).lines.map((line) => [
    line.startMs,
    line.endMs,
  ]);
}

test.each([
  ['whole, behind the end as seconds, long as lines', [[1000, 2500]], 1],
  ['with fractions', [[1000.5, 2500]], 1000],
  ['within the recording as seconds', [[1, 3]], 1000],
  [
    'behind the end, but short as seconds are',
    [
      [2, 4],
      [90, 95],
    ],
    1000,
  ],
] as const)('start and end that are %s', (_, entries, factor) => {
  expect(times(entries, SHORT_MS)).toEqual(
    entries.map(([start, end]) => [Math.round(start * factor), end * factor]),
  );
});

test('single words are joined to lines by sentence, pause and speaker', () => {
  const word = (start: number, text: string, speaker: string) => ({ start, end: start + 200, text, speaker });
  const words = [
    word(0, 'Good', 'A'),
    word(250, 'morning.', 'A'),
    word(500, 'How', 'A'),
    word(750, 'are', 'A'),
    word(2500, 'you', 'A'),
    word(2750, 'Fine', 'B'),
  ];
  const { lines } = parseTranscriptJson(
    JSON.stringify({ utterances: null, words, language_code: 'en_us' }),
    2000,
  );
  expect(lines.map(({ startMs, endMs, text, speaker }) => [startMs, endMs, text, speaker])).toEqual([
    [0, 450, 'Good morning.', 'Speaker A'],
    [500, 950, 'How are', 'Speaker A'],
    [2500, 2700, 'you', 'Speaker A'],
    [2750, 2950, 'Fine', 'Speaker B'],
  ]);
  expect(lines[0]?.language).toBe('en_us');
});

test.each([{ title: 'talk' }, null, 'text'])('%j is not an array of utterances', (value) => {
  expect(() => parseTranscriptJson(JSON.stringify(value), SHORT_MS)).toThrow(
    'expected an array of utterances',
  );
});

test('a bad entry is skipped, with its index and the reason', () => {
  const entries = [
    { startMs: 0, endMs: 20 },
    { startMs: 'soon', endMs: 20, text: 'a' },
    { start: 2, end: 1, text: 'a' },
    { start: 2, end: 3, text: 'good' },
  ];
  const { lines, problems } = parseTranscriptJson(JSON.stringify(entries), SHORT_MS);
  expect(lines).toEqual([{ startMs: 2000, endMs: 3000, text: 'good' }]);
  expect(problems).toEqual([
    'entry 0: expected a string as text, found nothing',
    'entry 1: expected startMs in milliseconds or start in seconds, found "soon"',
    'entry 2: it ends before it begins',
  ]);
});

test.each([
  ['UTF-8', Buffer.from('Grüße €')],
  ['UTF-8', Buffer.from('\uFEFFGrüße €')],
  ['UTF-16', Buffer.from('\uFEFFGrüße €', 'utf16le')],
  ['UTF-16', Buffer.from('\uFEFFGrüße €', 'utf16le').swap16()],
  ['Windows-1252', Buffer.from('Gr\u00fc\u00dfe \u0080', 'latin1')],
])('reads %s', (encoding, bytes) => {
  expect(decodeText(bytes)).toEqual({ text: 'Grüße €', encoding });
});
