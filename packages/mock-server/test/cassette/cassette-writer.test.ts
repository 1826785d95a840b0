import { appendFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { decodeCassetteHeader, decodeCassetteLine } from '@rtms-mock/protocol/cassette';
import { ManualClock } from '@rtms-mock/protocol/testing';
import { describe, expect, test } from 'vitest';
import {
  CassetteFile,
  openCassette,
  type CassetteContent,
  type OpenCassetteOptions,
} from '../../src/cassette/cassette-writer.js';
import { payloadsOf } from '../../src/cassette/payloads.js';
import { LINE_FILE_LIMITS } from '../../src/cassette/line-file.js';
import { silentLogger } from '../../src/log.js';
import { temporaryFolder } from '../config/temporary-folder.js';
import { settled } from '../support/test-core.js';
import { MemoryTarget } from './memory-target.js';

const content: CassetteContent = {
  generation: '2026',
  recorder: 'proxy',
  payload: 'inline',
  redacted: [],
  capabilities: ['media'],
};

function options(path: string, more: Partial<OpenCassetteOptions> = {}): OpenCassetteOptions {
  return { path, option: '--to', content, logger: silentLogger, clock: new ManualClock(), ...more };
}

const ping = (ms: number): string => `[${ms},"s1","to-app","ping"]`;

describe.each(['a.rtms.jsonl', 'a.rtms.jsonl.gz'])('the cassette %s', (name) => {
  const textOf = (path: string): string => {
    const bytes = readFileSync(path);
    return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  };

  test('begins with a header, and has each line', async () => {
    using folder = temporaryFolder();
    const path = folder.file(name);
    const file = await openCassette(options(path));
    file.append(ping(1));
    file.append(ping(2));
    await file.close();
    const [header = '', ...lines] = textOf(path).trimEnd().split('\n');
    expect(decodeCassetteHeader(header)).toMatchObject({
      ok: true,
      header: { generation: '2026', recorder: 'proxy' },
    });
    expect(lines).toStrictEqual([ping(1), ping(2)]);
  });

  test('is continued where a crash has cut it, with other ids of connections', async () => {
    using folder = temporaryFolder();
    const path = folder.file(name);
    const clock = new ManualClock();
    const first = await openCassette(options(path, { clock }));
    first.append(ping(1));
    await first.close();
    const whole = textOf(path);
    const cut = name.endsWith('.gz')
      ? gzipSync('[2,"s1","to-app","ping"]\n').subarray(0, 25)
      : '[2,"s1","to-a';
    appendFileSync(path, cut);
    clock.advance(5000);

    const second = await openCassette(options(path, { clock }));
    expect(second.prefix).toBe('5000-');
    second.append(ping(second.now()));
    await second.close();
    const added = textOf(path).slice(whole.length).trimEnd().split('\n');
    expect(textOf(path).startsWith(whole)).toBe(true);
    expect(added).toHaveLength(2);
    expect(decodeCassetteLine(added[0] ?? '')).toMatchObject({
      line: { kind: 'note', type: 'recording-continued' },
    });
    expect(added[1]).toBe(ping(5000));
  });
});

describe('a file that is no cassette to continue', () => {
  test.each([
    [
      'talk.mp4',
      undefined,
      /the name of a cassette must end with \.rtms\.jsonl or \.rtms\.jsonl\.gz, found .*talk\.mp4/,
    ],
    ['a.rtms.jsonl', 'some text\n', /a\.rtms\.jsonl exists and is not a cassette: .*; name another file/],
    ['a.rtms.jsonl.gz', 'no gzip', /exists and is not a cassette/],
    ['a.rtms.jsonl', '{"format":"rtms-mock cassette","version":9}\n', /has version 9 of the format/],
  ])('%s with %j is refused, and stays as it was', async (name, existing, message) => {
    using folder = temporaryFolder();
    const path = folder.file(name);
    if (existing !== undefined) writeFileSync(path, existing);
    await expect(openCassette(options(path))).rejects.toThrow(message);
    if (existing === undefined) expect(existsSync(path)).toBe(false);
    else expect(readFileSync(path, 'utf8')).toBe(existing);
  });

  test('because it has other content is refused', async () => {
    using folder = temporaryFolder();
    const path = folder.file('a.rtms.jsonl');
    await (await openCassette(options(path))).close();
    const redacted: CassetteContent = { ...content, redacted: ['names'] };
    await expect(openCassette(options(path, { content: redacted }))).rejects.toThrow(
      'exists and has redacted nothing, not names, so it cannot be continued; name another file',
    );
  });

  test('because its folder does not exist is refused', async () => {
    await expect(openCassette(options('/no/such/a.rtms.jsonl'))).rejects.toThrow(
      '--to: /no/such/a.rtms.jsonl is in a folder that does not exist; create it first',
    );
  });
});

function inMemory(more: { readonly isCompressed?: boolean; readonly generation?: '2025' | undefined } = {}) {
  const target = new MemoryTarget();
  const clock = new ManualClock();
  const log: string[] = [];
  const file = new CassetteFile({
    name: 'The cassette',
    target,
    isCompressed: more.isCompressed ?? false,
    size: 0,
    maxWaitingBytes: 1000,
    content: 'generation' in more ? { ...content, generation: more.generation } : content,
    logger: { log: (level, message) => void log.push(`${level}: ${message}`) },
    clock,
  });
  return { target, clock, log, file };
}

describe('a cassette', () => {
  const isCompressed = [false, true];
  const textOf = ({ content: bytes }: MemoryTarget, compressed: boolean): string =>
    (compressed ? gunzipSync(bytes) : bytes).toString('utf8');

  test.each(isCompressed)(
    'has a header at once, compressed: %s, though its generation is assumed',
    async (compressed) => {
      const { target } = inMemory({ generation: undefined, isCompressed: compressed });
      await expect.poll(() => target.content.length).toBeGreaterThan(0);
      expect(decodeCassetteHeader(textOf(target, compressed))).toMatchObject({
        header: { generation: '2026' },
      });
    },
  );

  test.each(isCompressed)(
    'has the lines before the handshake after a crash, compressed: %s',
    async (compressed) => {
      const { file, target, clock } = inMemory({ generation: undefined, isCompressed: compressed });
      file.append(ping(1));
      await expect
        .poll(() => {
          clock.advance(LINE_FILE_LIMITS.collectMs);
          return target.content.length > 0 ? textOf(target, compressed) : '';
        })
        .toContain(ping(1));
    },
  );

  test.each(isCompressed)(
    'gets another header for another generation, compressed: %s',
    async (compressed) => {
      const { file, target } = inMemory({ generation: undefined, isCompressed: compressed });
      file.append(ping(1));
      await settled();
      file.append(ping(2));
      file.knowGeneration('2025');
      file.knowGeneration('2026');
      file.append(ping(3));
      await file.close();
      const [header = '', ...lines] = textOf(target, compressed).trimEnd().split('\n');
      expect(decodeCassetteHeader(header)).toMatchObject({ header: { generation: '2025' } });
      expect(lines).toStrictEqual([ping(1), ping(2), ping(3)]);
    },
  );

  test('on a full disk says so once, and later how many lines are missing', async () => {
    const { file, target, clock, log } = inMemory();
    await settled();
    target.capacity = target.content.length;
    const long = `[1,"s1","to-app","text","${'x'.repeat(72)}"]`;
    expect(long).toHaveLength(99);
    for (let i = 0; i < 17; i += 1) file.append(long);
    await settled();
    clock.advance(LINE_FILE_LIMITS.retryMs);
    await settled();
    target.capacity = Infinity;
    clock.advance(LINE_FILE_LIMITS.retryMs);
    await settled();
    await file.close();
    expect(log).toStrictEqual([
      'error: The cassette cannot be written (ENOSPC: no space left on device, write); trying again each second',
      'warn: The cassette is written again; 7 lines are missing',
    ]);
    expect(target.lines).toHaveLength(1 + 10 + 1);
    expect(target.lines.at(-1)).toMatch(/^\[\d+,null,null,"note","lines-missing",\{"lines":7\}\]$/);
  });

  test('that is compressed consists of whole members at each moment', async () => {
    const { file, target, clock } = inMemory({ isCompressed: true });
    await expect.poll(() => target.content.length).toBeGreaterThan(0);
    const headerBytes = target.content.length;
    file.append(ping(1));
    await settled();
    expect(target.content).toHaveLength(headerBytes);
    clock.advance(LINE_FILE_LIMITS.collectMs);
    await expect.poll(() => target.content.length).toBeGreaterThan(headerBytes);
    expect(gunzipSync(target.content).toString('utf8')).toMatch(/\[1,"s1","to-app","ping"\]\n$/);
    file.append(ping(2));
    await file.close();
    expect(gunzipSync(target.content).toString('utf8').trimEnd().split('\n')).toHaveLength(3);
  });
});

describe('payloads outside of the messages', () => {
  const media = { type: 'audio', connection: 'm1', source: '7', data: 'AAEC' } as const;

  test('are in one file for each participant, one behind the other', async () => {
    using folder = temporaryFolder();
    const path = folder.file('a.rtms.jsonl');
    const payloads = payloadsOf('files', { path, logger: silentLogger, clock: new ManualClock() });
    payloads?.record(media);
    expect(payloads?.record(media)).toStrictEqual({
      data: '',
      payload: { bytes: 3, file: 'a.rtms.payload/m1-audio-7.bin', offset: 3 },
    });
    payloads?.record({ ...media, source: '../8' });
    await payloads?.close();
    expect(readFileSync(folder.file('a.rtms.payload/m1-audio-7.bin'))).toStrictEqual(
      Buffer.from([0, 1, 2, 0, 1, 2]),
    );
    expect(existsSync(folder.file('a.rtms.payload/m1-audio-___8.bin'))).toBe(true);
  });

  test('are a hash and a length', () => {
    const payloads = payloadsOf('hash', { path: 'a', logger: silentLogger, clock: new ManualClock() });
    expect(payloads?.record(media).payload).toStrictEqual({
      bytes: 3,
      sha256: 'ae4b3280e56e2faf83f414a6e3dabe9d5fbe18976544c05fed121accb85b53fc',
    });
  });
});

test('a cassette that ends in the middle of its header is not continued', async () => {
  using folder = temporaryFolder();
  const path = folder.file('a.rtms.jsonl');
  await (await openCassette(options(path))).close();
  truncateSync(path, 20);
  await expect(openCassette(options(path))).rejects.toThrow('is not a cassette');
});
