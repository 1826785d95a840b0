import { describe, expect, test } from 'vitest';
import {
  array,
  BOOLEAN,
  BYTES,
  choice,
  DIGITS,
  DURATION,
  integer,
  milliseconds,
  POSITIVE_DURATION,
  STRING,
  type Kind,
} from '../../src/input/kinds.js';
import { clauseOf, pathName, type Reading } from '../../src/input/reading.js';
import { SERVER_URL } from '../../src/cli/meeting.js';
import { HOST, PORT, PUBLIC_URL, SEED, SPEED } from '../../src/settings/kinds.js';
import { TLS_NAMES } from '../../src/sockets/tls/tls-kinds.js';
import { RETRY_POLICY } from '../../src/webhooks/retry.js';
import { WEBHOOK_URL } from '../../src/webhooks/webhook-url.js';

function problemOf(reading: Reading<unknown>): string | undefined {
  if (reading.ok) return undefined;
  const [problem] = reading.problems;
  return `${pathName(problem.path)} ${clauseOf(problem)}`.trim();
}

describe('strings of the command line', () => {
  test.each([
    [PORT, '0', 0],
    [PORT, '65535', 65535],
    [POSITIVE_DURATION, '500ms', 500],
    [POSITIVE_DURATION, '5s', 5000],
    [POSITIVE_DURATION, ' 1.5M ', 90_000],
    [POSITIVE_DURATION, '2h', 7_200_000],
    [milliseconds(1), '5s', 5000],
    [milliseconds(0), '0ms', 0],
    [DURATION, '0s', 0],
    [BYTES, '65536', 65_536],
    [BYTES, '512k', 524_288],
    [BYTES, '1.5M', 1_572_864],
    [SPEED, '10', 10],
    [SPEED, '0.5', 0.5],
    [RETRY_POLICY, '0.01', { delaysMs: [3000, 12_000, 36_000] }],
    [SEED, '4294967295', 4294967295],
    [HOST, '0.0.0.0', '0.0.0.0'],
    [HOST, '::1', '::1'],
    [HOST, 'dev-box.local', 'dev-box.local'],
    [PUBLIC_URL, 'wss://rtms.example.com/', 'wss://rtms.example.com'],
    [PUBLIC_URL, 'http://localhost:9092/base', 'http://localhost:9092/base'],
    [SERVER_URL, 'http://127.0.0.1:9092/', 'http://127.0.0.1:9092'],
    [WEBHOOK_URL, ' http://localhost:3000/webhook ', 'http://localhost:3000/webhook'],
    [TLS_NAMES, 'A.test,[::1]', ['a.test', '::1']],
    [BOOLEAN, 'true', true],
    [BOOLEAN, 'Yes', true],
    [BOOLEAN, '1', true],
    [BOOLEAN, 'off', false],
    [STRING, 'x', 'x'],
    [integer(1, 9), '3', 3],
  ] as const)('%o reads %j', (kind: Kind<unknown>, text, value) => {
    expect(kind.parse(text)).toEqual({ ok: true, value });
  });

  test.each([
    [PORT, '65536', 'must be a port number from 0 to 65535 (0 takes any free port), found "65536"'],
    [PORT, '-1', /port number/],
    [PORT, '80a', /port number/],
    [PORT, '1e3', /port number/],
    [PORT, '', /port number/],
    [milliseconds(1), '0s', 'must be a duration above 0, such as 500ms, 10s or 2m, found "0s"'],
    [POSITIVE_DURATION, '5', 'must be a duration such as 500ms, 10s or 2m, found "5"'],
    [POSITIVE_DURATION, '0s', /duration/],
    [POSITIVE_DURATION, '-5s', /duration/],
    [POSITIVE_DURATION, '5 days', /duration/],
    [milliseconds(1), '5', /must be a duration/],
    [BYTES, '0', 'must be a number of bytes such as 65536, 512k or 4M, found "0"'],
    [BYTES, '4 apples', /number of bytes/],
    [BYTES, '0.5', /number of bytes/],
    [SPEED, '0', /a number above 0, at most 1000/],
    [SPEED, '1001', /at most 1000/],
    [SPEED, 'fast', /a number above 0/],
    [RETRY_POLICY, '0', /a number above 0, at most 100, such as 1 for the real delays/],
    [SEED, '1.5', /from 0 to 4294967295/],
    [SEED, '4294967296', /from 0 to 4294967295/],
    [HOST, 'http://localhost', /without scheme and port/],
    [HOST, 'localhost:9092', /without scheme and port/],
    [HOST, '', /an address to listen on/],
    [PUBLIC_URL, 'rtms.example.com', /a base of URLs/],
    [PUBLIC_URL, 'ftp://x', /a base of URLs/],
    [PUBLIC_URL, 'wss://x?y=1', /a base of URLs/],
    [SERVER_URL, '127.0.0.1:9092', /the URL of a server/],
    [SERVER_URL, 'ws://127.0.0.1:9092', /the URL of a server/],
    [WEBHOOK_URL, 'localhost:3000', /did you mean http:\/\/localhost:3000\?$/],
    [WEBHOOK_URL, 'ftp://me:secret@x/', /found "ftp:\/\/x\/"$/],
    [TLS_NAMES, 'a.test,not a name', /^\[1\] must be a host name or address such as /],
    [BOOLEAN, 'maybe', 'must be yes or no, found "maybe"'],
    [STRING, ' ', 'must not be empty'],
    [integer(1, 9), '10', 'must be a whole number from 1 to 9, found "10"'],
    [integer(1), '0', 'must be a whole number, 1 or more, found "0"'],
    [choice(['a', 'b']), 'c', 'must be a or b, found "c"'],
    [
      choice(['red', 'green', 'blue']),
      'gren',
      'must be one of red, green or blue, found "gren"; did you mean green?',
    ],
  ] as const)('%o refuses %j', (kind: Kind<unknown>, text, problem) => {
    expect(problemOf(kind.parse(text))).toEqual(
      typeof problem === 'string' ? problem : (expect.stringMatching(problem) as string),
    );
  });
});

describe('values of programs and of JSON', () => {
  test.each([
    [PORT, 80, 80],
    [PORT, '80', 80],
    [milliseconds(1), 5, 5],
    [milliseconds(0), '0', 0],
    [choice(['2025']), 2025, '2025'],
    [DIGITS, 91234567890, '91234567890'],
    [DIGITS, '012', '012'],
    [array(STRING, 2), ['a', 'b'], ['a', 'b']],
    [RETRY_POLICY, { delaysMs: [1] }, { delaysMs: [1] }],
  ] as const)('%o reads %j', (kind: Kind<unknown>, given, value) => {
    expect(kind.read(given)).toEqual({ ok: true, value });
  });

  test.each([
    [integer(1, 9), '3', 'must be a whole number from 1 to 9, found "3"'],
    [milliseconds(1), 0, 'must be a number of milliseconds from 1 to 2147483647, found 0'],
    [milliseconds(1), '5s', /found "5s"$/],
    [BOOLEAN, 'true', 'must be true or false, found "true"'],
    [STRING, null, 'must be a string, found null'],
    [STRING, [], 'must be a string, found an array'],
    [STRING, () => {}, 'must be a string, found a function'],
    [DIGITS, 1.5, 'must be a string, found 1.5'],
    [array(STRING, 2), 'a', 'must be an array, found "a"'],
    [array(STRING, 2), ['a', 5], '[1] must be a string, found 5'],
    [array(STRING, 2), ['a', 'b', 'c'], 'may have at most 2 entries, found 3'],
    [choice(['a']), 'x'.repeat(100), `must be a, found "${'x'.repeat(60)}…"`],
  ] as const)('%o refuses %j', (kind: Kind<unknown>, given, problem) => {
    expect(problemOf(kind.read(given))).toEqual(
      typeof problem === 'string' ? problem : (expect.stringMatching(problem) as string),
    );
  });

  test('every problem of an array is reported', () => {
    expect(array(STRING, 9).read([1, 'a', 2])).toMatchObject({
      problems: [{ path: [0] }, { path: [2] }],
    });
  });
});
