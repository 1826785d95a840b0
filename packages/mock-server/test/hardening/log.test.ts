import { ManualClock } from '@rtms-mock/protocol/testing';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { BoundedLogger, LOG_LIMITS } from '../../src/bounded-log.js';
import { startMockServer, type LogLevel, type Logger } from '../../src/index.js';

function collected(): { readonly logger: Logger; readonly lines: string[] } {
  const lines: string[] = [];
  const log = (level: LogLevel, message: string, fields = {}): void => {
    lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
  };
  return { logger: { log }, lines };
}

test('a line has no control characters and a limited length', () => {
  const { logger, lines } = collected();
  const bounded = new BoundedLogger(logger, new ManualClock());
  bounded.log('warn', 'a\nb\u001b[31m\u2028\u202e\u0085');
  bounded.log('debug', 'x'.repeat(60_000), { id: 'y\n'.repeat(10_000), count: 1 });
  expect(lines[0]).toBe('warn a\\nb\\u001b[31m\\u2028\\u202e\\u0085 {}');
  expect(lines[1]).toMatch(/^debug x{1000}… \(60000 characters\) /);
  expect(lines[1]?.length).toBeLessThan(2000);
});

test('lines of one kind are counted after the first 20 of a second', () => {
  const { logger, lines } = collected();
  const clock = new ManualClock();
  const bounded = new BoundedLogger(logger, clock);
  for (let i = 0; i < 582; i++) bounded.log('warn', `signaling s${i}: found "${'x'.repeat(i % 30)}"`);
  bounded.log('warn', 'something else');
  expect(lines).toHaveLength(LOG_LIMITS.repeats + 1);
  clock.advance(1000);
  expect(lines.slice(LOG_LIMITS.repeats + 1)).toEqual([
    'warn … and 562 more like it: signaling s0: found "" {}',
  ]);
  bounded.log('warn', 'signaling s9: found "again"');
  expect(lines.at(-1)).toBe('warn signaling s9: found "again" {}');
  clock.advance(1000);
  expect(clock.pending).toBe(0);
});

test('lines that all differ are bounded too, and details are not', () => {
  const { logger, lines } = collected();
  const bounded = new BoundedLogger(logger, new ManualClock());
  const words = Array.from({ length: 1000 }, (_, i) =>
    i.toString(36).replaceAll(/\d/g, 'q').padStart(3, 'z'),
  );
  for (const word of words) for (const second of ['a', 'b', 'c']) bounded.log('info', `${word} ${second}`);
  expect(lines.length).toBeLessThanOrEqual(LOG_LIMITS.kinds * LOG_LIMITS.repeats + LOG_LIMITS.repeats);
  for (let i = 0; i < 100; i++) bounded.log('debug', 'detail');
  expect(lines.filter((line) => line.startsWith('debug'))).toHaveLength(100);
});

test('lines that clients cause never take the place of errors', () => {
  const { logger, lines } = collected();
  const bounded = new BoundedLogger(logger, new ManualClock());
  for (const letter of 'abcdefghijklmnopqrstuvwxyz') {
    for (const other of 'abcdefghijklmnopqrstuvwxyz') bounded.log('warn', `kind ${letter}${other}`);
  }
  bounded.log('error', 'internal error: the reader failed');
  expect(lines.at(-1)).toBe('error internal error: the reader failed {}');
});

test('a client without credentials cannot fill or forge the log', async () => {
  const { logger, lines } = collected();
  {
    await using server = await startMockServer({ port: 0, mediaPort: 0, logger });
    const client = new WebSocket(server.signalingUrl);
    await once(client, 'open');
    for (let i = 0; i < 300; i++) {
      client.send(
        JSON.stringify({
          msg_type: 1,
          meeting_uuid: 'm\nforged',
          rtms_stream_id: `s\n${'x'.repeat(60_000)}`,
          signature: 'x',
        }),
      );
    }
    await expect
      .poll(() => server.journal.find({ direction: 'received' }).length, { timeout: 10_000 })
      .toBe(300);
    client.terminate();
  }
  expect(lines.filter((line) => line.includes('\n'))).toEqual([]);
  expect(lines.length).toBeLessThan(100);
  expect(lines.join('').length).toBeLessThan(100_000);
  expect(lines.join('')).toMatch(/… and \d+ more like it/);
});
