import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decodeCassetteHeader, decodeCassetteLine } from '@rtms-mock/protocol/cassette';
import type { JournalEntry } from '../src/api/bodies.js';
import { cassetteOf, readCassette } from '../src/messages/cassette.js';

const SERVER = { protocol: '2026', version: '1.2.3' } as const;
const SIGNALING = { streamId: 'stream-1', socket: 'signaling', connectionId: 's1' } as const;

const CONTENTS: readonly Omit<JournalEntry, 'seq' | 'atMs' | 'unixMs'>[] = [
  { kind: 'state', type: 'created', streamId: 'stream-1', detail: {} },
  { kind: 'connection', type: 'opened', socket: 'signaling', connectionId: 's1', detail: {} },
  {
    kind: 'message',
    direction: 'received',
    type: 'SIGNALING_HAND_SHAKE_REQ',
    ...SIGNALING,
    detail: { msg_type: 1, signature: '…6a21' },
    wire: '{"msg_type": 1, "signature": "…6a21"}',
  },
  { kind: 'note', type: 'refused', ...SIGNALING, detail: { reason: 'signature does not match' } },
];
const ENTRIES: readonly JournalEntry[] = CONTENTS.map((content, index) => ({
  seq: index + 1,
  atMs: 100 + index,
  unixMs: 1_767_225_600_000 + index,
  ...content,
}));

function file(text: string | Uint8Array<ArrayBuffer>, name = 'meeting.rtms.jsonl'): File {
  return new File([text], name);
}

/** A file that is read in pieces of `size` bytes. */
function fileInPieces(bytes: Uint8Array<ArrayBuffer>, size: number): File {
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
  return Object.assign(file(bytes), { stream: () => ReadableStream.from(pieces) });
}

/** A cassette of `count` notes. */
function manyEntries(count: number): string {
  const many = Array.from({ length: count }, (_, index) => ({
    seq: index + 1,
    atMs: index,
    unixMs: index,
    kind: 'note' as const,
    type: `note-${index + 1}`,
    detail: {},
  }));
  return cassetteOf(many, SERVER);
}

describe('an export', () => {
  test('is a cassette of which every line can be read', () => {
    const [first = '', ...lines] = cassetteOf(ENTRIES, SERVER).trimEnd().split('\n');
    expect(decodeCassetteHeader(first)).toMatchObject({
      ok: true,
      header: { generation: '2026', recorder: 'server', startedAtUnixMs: 1_767_225_599_900 },
    });
    expect(lines.map((line) => decodeCassetteLine(line).outcome)).toEqual(ENTRIES.map(() => 'line'));
  });

  test('is shown as the same entries when it is imported', async () => {
    const { entries, notes, generation } = await readCassette(file(cassetteOf(ENTRIES, SERVER)), 100);
    expect(generation).toBe('2026');
    expect(notes).toEqual([]);
    expect(entries).toEqual(ENTRIES);
  });

  test('without entries is a cassette without lines', async () => {
    expect((await readCassette(file(cassetteOf([], SERVER)), 100)).entries).toEqual([]);
  });
});

describe('an import', () => {
  test.each([
    ['{"seq":1}\n', 'meeting.rtms.jsonl is not a cassette: its first line must be a JSON object'],
    ['', 'meeting.rtms.jsonl is empty: its writer was stopped before it wrote anything.'],
    ['\n', 'meeting.rtms.jsonl is not a cassette'],
    [cassetteOf([], SERVER).replace('"version":1', '"version":9'), 'has version 9 of the format'],
    [Uint8Array.of(0x1f, 0x8b, 8, 0), 'meeting.rtms.jsonl is not a cassette'],
    [Uint8Array.of(0x1f, 0x8b, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7), 'meeting.rtms.jsonl is not a cassette'],
  ])('of %j is refused in one sentence', async (text, sentence) => {
    await expect(readCassette(file(text), 100)).rejects.toThrow(sentence);
  });

  test('uses what comes before a line that is cut off, and says what it left out', async () => {
    const text = cassetteOf(ENTRIES, SERVER).trimEnd().slice(0, -5);
    const { entries, notes } = await readCassette(file(text), 100);
    expect(entries.map(({ type }) => type)).toEqual(['created', 'opened', 'SIGNALING_HAND_SHAKE_REQ']);
    expect(notes).toEqual(['1 line cannot be read and is left out.']);
  });

  describe('of a compressed cassette', () => {
    const lines = cassetteOf(ENTRIES, SERVER).trimEnd().split('\n');
    const members = lines.map((line) => gzipSync(`${line}\n`));
    const packed = new Uint8Array(Buffer.concat(members));

    test('has the entries of all its members', async () => {
      const { entries, notes } = await readCassette(file(packed), 100);
      expect(entries).toEqual(ENTRIES);
      expect(notes).toEqual([]);
    });

    test('has them wherever the members lie in the pieces that are read', async () => {
      for (let size = 1; size < 120; size += 1) {
        const { entries } = await readCassette(fileInPieces(packed, size), 100);
        expect(entries, `pieces of ${size} bytes`).toEqual(ENTRIES);
      }
    });

    test('has many entries in one member', async () => {
      const { entries } = await readCassette(file(new Uint8Array(gzipSync(manyEntries(5000)))), 10_000);
      expect(entries).toHaveLength(5000);
    });

    test('has what comes before the place where a crash has cut it', async () => {
      const { entries } = await readCassette(
        file(packed.subarray(0, -(members.at(-1)?.length ?? 0) + 4)),
        100,
      );
      expect(entries).toEqual(ENTRIES.slice(0, -1));
    });

    test('has what comes before a damage, and says so', async () => {
      const damaged = new Uint8Array(Buffer.concat([packed, Buffer.from('no gzip member at all')]));
      const { entries, notes } = await readCassette(file(damaged), 100);
      expect(entries).toEqual(ENTRIES);
      expect(notes).toEqual(['The compressed data is damaged; what comes before is used.']);
    });
  });

  test('keeps the newest entries of a long cassette', async () => {
    const { entries, notes } = await readCassette(file(manyEntries(25)), 10);
    expect(entries.at(-1)?.type).toBe('note-25');
    expect(entries.length).toBeLessThanOrEqual(10);
    expect(notes).toEqual([`The oldest ${25 - entries.length} entries are left out.`]);
  });
});
