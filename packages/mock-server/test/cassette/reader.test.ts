import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { encodeCassetteHeader, encodeCassetteLine, type CassetteLine } from '@rtms-mock/protocol/cassette';
import { describe, expect, test } from 'vitest';
import { CassetteReader } from '../../src/cassette/cassette-reader.js';
import { LineSplitter, MAX_LINE_BYTES } from '../../src/cassette/line-splitter.js';
import { temporaryFolder } from '../config/temporary-folder.js';

const HEADER = encodeCassetteHeader({
  format: 'rtms-mock cassette',
  version: 1,
  generation: '2026',
  recorder: 'proxy',
  product: { name: 'test', version: '1' },
  startedAtUnixMs: 1_767_225_600_000,
  startedAt: '2026-01-01T00:00:00.000Z',
  payload: 'inline',
  redacted: [],
  capabilities: ['media'],
});

const line = (ms: number): string =>
  encodeCassetteLine({ kind: 'ping', ms, connection: 's1', direction: 'to-app' });

async function read(content: string | Buffer, name = 'a.rtms.jsonl') {
  using folder = temporaryFolder();
  const path = join(folder.path, name);
  await writeFile(path, content);
  const reader = await CassetteReader.open(path);
  const lines: CassetteLine[] = [];
  for await (const batch of reader.batches()) lines.push(...batch);
  return { times: lines.map(({ ms }) => ms), notes: reader.notes, isCutOff: reader.isCutOff };
}

describe('a cassette', () => {
  test('is read to its end, with and without a last line break', async () => {
    const text = [HEADER, line(1), line(2)].join('\n');
    expect(await read(`${text}\n`)).toEqual({ times: [1, 2], notes: [], isCutOff: false });
    expect(await read(text)).toEqual({ times: [1, 2], notes: [], isCutOff: false });
  });

  test('may be compressed in several members, whatever its name', async () => {
    const members = [`${HEADER}\n${line(1)}\n`, `${line(2)}\n`, `${line(3)}\n`].map((text) => gzipSync(text));
    expect(await read(Buffer.concat(members), 'a.rtms.jsonl.gz')).toMatchObject({
      times: [1, 2, 3],
      notes: [],
    });
    expect(await read(Buffer.concat(members), 'a.rtms.jsonl')).toMatchObject({ times: [1, 2, 3] });
  });

  test('that ends in the middle of a line is used up to there', async () => {
    const { times, notes, isCutOff } = await read(`${HEADER}\n${line(1)}\n${line(2).slice(0, -5)}`);
    expect({ times, isCutOff }).toEqual({ times: [1], isCutOff: true });
    expect(notes).toEqual([
      'Line 3, the last one, is cut off, as after a crash of the recorder; what comes before is used.',
    ]);
  });

  test('whose compressed data ends early is used up to there', async () => {
    const whole = gzipSync(`${HEADER}\n${line(1)}\n`);
    const more = Array.from({ length: 500 }, (_, index) => line(index * 1.357)).join('\n');
    const rest = gzipSync(more);
    const { times, isCutOff } = await read(Buffer.concat([whole, rest.subarray(0, rest.length / 2)]));
    expect(times.length).toBeGreaterThan(100);
    expect(isCutOff).toBe(true);
  });

  test('with damaged compressed data is used up to there', async () => {
    const whole = gzipSync(`${HEADER}\n${`${line(1)}\n`.repeat(10_000)}`);
    const damaged = gzipSync(`${line(2)}\n`.repeat(50));
    // The checksum.
    damaged.writeUInt32LE(0, damaged.length - 8);
    const { times, notes } = await read(Buffer.concat([whole, damaged]));
    expect(times[0]).toBe(1);
    expect(notes[0]).toMatch(/^The compressed data is damaged after line \d+; what comes before is used\.$/);
  });

  test('may have lines of unknown kinds and broken lines, which are left out and counted', async () => {
    const { times, notes } = await read(
      [HEADER, line(1), '[2,"s1","to-app","hologram",{}]', '{"no":"array"}', '[3', line(4), ''].join('\n'),
    );
    expect(times).toEqual([1, 4]);
    expect(notes).toEqual([
      '2 lines cannot be read and are left out; the first is line 4.',
      '1 line of an unknown kind is left out: hologram.',
    ]);
  });
});

describe('one sentence says why a file is refused:', () => {
  test.each([
    ['no cassette', '# A title\n', /is not a cassette: its first line must be a JSON object with "format"/],
    ['empty', '', /is empty: its writer was stopped before it wrote anything$/],
    ['a blank first line', '\n', /is not a cassette: its first line must be a JSON object/],
    ['another version', HEADER.replace('"version":1', '"version":7'), /has version 7 of the format/],
    ['an unknown generation', HEADER.replace('"2026"', '"2031"'), /has the generation "2031"/],
  ])('%s', async (_, content, message) => {
    await expect(read(content)).rejects.toThrow(message);
  });

  test('a missing file, and a folder', async () => {
    using folder = temporaryFolder();
    await expect(CassetteReader.open(join(folder.path, 'none.rtms.jsonl'))).rejects.toThrow(
      /none\.rtms\.jsonl does not exist; check the path$/,
    );
    await expect(CassetteReader.open(folder.path)).rejects.toThrow(/is a folder; name the file in it$/);
  });
});

describe('lines', () => {
  test('are put together from chunks that end anywhere', () => {
    const splitter = new LineSplitter();
    const text = 'one\ntwo ✓\n\nthree';
    const bytes = Buffer.from(text);
    const lines = Array.from(bytes, (_, index) => splitter.split(bytes.subarray(index, index + 1))).flat();
    const all = [...lines, splitter.rest() ?? Buffer.alloc(0)].map(String);
    expect(all).toEqual(text.split('\n'));
    expect(splitter.rest()).toBeUndefined();
  });

  test('that are too long are refused before they are kept', () => {
    const splitter = new LineSplitter();
    const chunk = Buffer.alloc(MAX_LINE_BYTES / 4, 'a');
    for (let count = 0; count < 4; count += 1) splitter.split(chunk);
    expect(() => splitter.split(chunk)).toThrow('a line is longer than 64 MiB');
  });
});
