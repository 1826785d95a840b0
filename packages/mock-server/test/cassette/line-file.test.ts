import { readFileSync } from 'node:fs';
import { ManualClock } from '@rtms-mock/protocol/testing';
import { expect, test } from 'vitest';
import { openJournalFile } from '../../src/cli/journal-file.js';
import { LINE_FILE_LIMITS, LineFile, type AppendTarget } from '../../src/cassette/line-file.js';
import { JournalRecorder } from '../../src/journal.js';
import { silentLogger, type Logger } from '../../src/log.js';
import { temporaryFolder } from '../config/temporary-folder.js';
import { settled } from '../support/test-core.js';

/** A disk of limited size, which writes as much as fits before it fails. */
class SmallDisk implements AppendTarget {
  content = '';
  capacity = 25;

  write(bytes: Uint8Array): Promise<number> {
    const free = this.capacity - this.content.length;
    if (free <= 0) return Promise.reject(new Error('ENOSPC: no space left on device, write'));
    const part = Buffer.from(bytes).toString().slice(0, free);
    this.content += part;
    return Promise.resolve(part.length);
  }

  truncate(length: number): Promise<void> {
    this.content = this.content.slice(0, length);
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function create(maxBytes?: number) {
  const lines: string[] = [];
  const logger: Logger = { log: (level, message) => void lines.push(`${level}: ${message}`) };
  const disk = new SmallDisk();
  const clock = new ManualClock();
  const limit = maxBytes === undefined ? {} : { maxBytes };
  const file = new LineFile({ name: 'The file', target: disk, logger, clock, ...limit });
  return { file, disk, clock, lines };
}

test('a full disk leaves whole lines only, and writing resumes when there is space', async () => {
  const { file, disk, clock, lines } = create();
  for (let i = 0; i < 5; i++) file.append(`{"seq":${i}}`);
  await settled();
  expect(disk.content).toBe(`{"seq":0}\n{"seq":1}\n`);
  for (let i = 0; i < 3; i++) {
    clock.advance(LINE_FILE_LIMITS.retryMs);
    await settled();
  }
  disk.capacity = 1000;
  clock.advance(LINE_FILE_LIMITS.retryMs);
  await settled();
  file.append('{"seq":5}');
  await file.close();
  expect(disk.content).toBe([0, 1, 2, 3, 4, 5].map((seq) => `{"seq":${seq}}\n`).join(''));
  expect(lines).toEqual([
    'error: The file cannot be written (ENOSPC: no space left on device, write); trying again each second',
    'warn: The file is written again; 0 lines are missing',
  ]);
});

test('a file that is closed while the disk is full ends with a whole line', async () => {
  const { file, disk } = create();
  for (let i = 0; i < 5; i++) file.append(`{"seq":${i}}`);
  await settled();
  await file.close();
  expect(disk.content).toBe('{"seq":0}\n{"seq":1}\n');
});

test('lines that wait for the disk are bounded, and their number is logged', async () => {
  const { file, disk, clock, lines } = create();
  const line = 'x'.repeat(1024 * 1024 - 1);
  for (let i = 0; i < 20; i++) file.append(line);
  await settled();
  disk.capacity = Infinity;
  clock.advance(LINE_FILE_LIMITS.retryMs);
  await settled();
  await file.close();
  expect(disk.content).toHaveLength(8 * 1024 * 1024);
  expect(lines.at(-1)).toBe('warn: The file is written again; 12 lines are missing');
});

test('a file does not grow beyond its maximum, which is logged once', async () => {
  const { file, disk, lines } = create(20);
  for (let i = 0; i < 5; i++) file.append(`{"seq":${i}}`);
  await file.close();
  expect(disk.content).toBe('{"seq":0}\n{"seq":1}\n');
  expect(lines).toEqual(['warn: The file has reached its maximum of 20 bytes; further lines are left out']);
});

test('the journal is written to a real file', async () => {
  using folder = temporaryFolder({ 'journal.jsonl': 'old content' });
  const clock = new ManualClock();
  const journal = new JournalRecorder(clock);
  const file = openJournalFile(folder.file('journal.jsonl'), {
    generation: '2026',
    logger: silentLogger,
    clock,
  });
  journal.record({ kind: 'note', type: 'before' });
  file.follow(journal);
  journal.record({ kind: 'note', type: 'after' });
  await file.close();
  const written = readFileSync(folder.file('journal.jsonl'), 'utf8').trimEnd().split('\n');
  expect(written[0]).toMatch(/^\{"format":"rtms-mock cassette","version":1,"generation":"2026"/);
  expect(written.slice(1)).toEqual(['[0,null,null,"note","before",{}]', '[0,null,null,"note","after",{}]']);
});
