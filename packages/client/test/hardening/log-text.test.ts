import { expect, test } from 'vitest';
import { foreignText, safeMessage } from '../../src/log-text.js';
import { formatLogLine, LogFormat, LogLevel } from '../../src/logger.js';
import { messageOf, stackOf } from '../../src/errors.js';

test('text of others is cut to 200 characters and has no control characters', () => {
  expect(foreignText('x'.repeat(200))).toHaveLength(200);
  expect(foreignText('x'.repeat(201))).toBe(`${'x'.repeat(199)}…`);
  expect(foreignText('a\r\nb\tc\u007f\u009b\u2028\u202eé😀')).toBe(
    String.raw`a\u000d\nb\u0009c\u007f\u009b\u2028\u202eé😀`,
  );
});

test('a message keeps the line breaks of a stack trace only', () => {
  expect(safeMessage('Error: a\nb\n    at f (x.js:1)\u001b')).toBe(
    `${String.raw`Error: a\nb`}\n    at f (x.js:1)${String.raw`\u001b`}`,
  );
});

test.each([LogFormat.PROGRESSIVE, LogFormat.JSON])('a log line has no control characters: %s', (format) => {
  const details = { streamId: `s\u009b${'x'.repeat(500)}` };
  const line = formatLogLine(format, 'now', LogLevel.INFO, 'client', 'a\nb\u009b\u001b', details);
  expect(line).not.toMatch(/\p{Cc}/u);
  expect(line.length).toBeLessThan(350);
});

test.each([[{ toString: 1 }], [Object.create(null)], [Symbol('x')], [undefined]])(
  'a thrown value of any kind has a message',
  (value) => {
    expect(messageOf(value)).toMatch(/\w/);
    expect(stackOf(value)).toMatch(/\w/);
  },
);
