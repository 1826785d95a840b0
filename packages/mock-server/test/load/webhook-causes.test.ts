import { describe, expect, test } from 'vitest';
import { loadReport } from './load-report-example.js';
import {
  highestSeverity,
  fixByCauses,
  shownCount,
  shownWebhooks,
  webhooksSince,
} from '../../src/load/webhook-causes.js';

test.each([
  [{ delivered: 2, refused: 0, failed: 0, causes: {} }, '2 delivered'],
  [
    { delivered: 0, refused: 3, failed: 0, causes: { '302': 1, '500': 2 } },
    '0 delivered; 3 refused: 500 (2), 302 (1)',
  ],
  [
    { delivered: 1, refused: 1, failed: 3, causes: { '404': 1, timeout: 2, 'connection-closed': 1 } },
    '1 delivered; 1 refused: 404 (1); 3 failed: no answer (2), connection closed (1)',
  ],
])('webhooks by cause: %j', (webhooks, text) => {
  expect(shownWebhooks(loadReport({ webhooks }))).toBe(text);
});

test('a server that knows no URL of the app sends no webhook', () => {
  const none = { delivered: 0, refused: 0, failed: 0, causes: {} };
  const meetings = { ...loadReport().meetings, connected: 0, joined: 0 };
  const report = loadReport({ webhooks: none, meetings });
  expect(shownWebhooks(report)).toMatch(/^none was sent, .* --webhook-url$/);
  // It may not be answered yet.
  expect(shownWebhooks({ ...report, interrupted: true })).toBe('0 delivered');
  // Apps may receive events on a WebSocket.
  expect(shownWebhooks({ ...report, meetings: { ...meetings, connected: 2 } })).toBe('0 delivered');
});

test('what was there before the run does not count', () => {
  const before = { delivered: 7, refused: 4, failed: 1, causes: { '500': 4, timeout: 1 } };
  const now = { delivered: 8, refused: 7, failed: 1, causes: { '500': 6, timeout: 1, '302': 1 } };
  expect(webhooksSince(before, now)).toEqual({
    delivered: 1,
    refused: 3,
    failed: 0,
    causes: { '302': 1, '500': 2 },
  });
});

describe('what to change in the app', () => {
  const fixOf = (rule: string, causes: { readonly [cause: string]: number }): string =>
    fixByCauses(rule, 'fix of the rule', causes, false);

  test('depends on the cause', () => {
    expect(fixOf('webhook-refused', { '302': 3 })).toMatch(/redirects are not followed/);
    expect(fixOf('webhook-refused', { '500': 3, timeout: 1 })).toMatch(
      /^Look for an error in the log of the app/,
    );
    expect(fixOf('webhook-unanswered', { timeout: 3 })).toBe(
      'Answer 200 at once, and do the work afterwards.',
    );
    expect(fixOf('webhook-unanswered', { 'connection-closed': 3 })).toMatch(
      /before the connection is closed/,
    );
    expect(fixOf('webhook-unanswered', { 'connection-refused': 3 })).toMatch(/^Listen at the webhook URL/);
  });

  test('names the client id and secret only where no app has joined', () => {
    expect(fixByCauses('never-joined', '', {}, false)).toMatch(/client id and secret/);
    expect(fixByCauses('never-joined', '', {}, true)).not.toMatch(/secret/);
  });

  test('names each of several once', () => {
    expect(
      fixOf('webhook-refused', { '500': 1, '503': 1, '302': 1 }).match(/Answer 200 or 204/g),
    ).toHaveLength(2);
  });

  test('is that of the rule where no webhook says more', () => {
    expect(fixOf('webhook-unanswered', { '500': 1 })).toBe('fix of the rule');
    expect(fixOf('odd', { '500': 1 })).toBe('fix of the rule');
  });
});

test.each([
  ['webhook-refused', 3, 3, '3 times'],
  [
    'webhook-refused',
    6,
    3,
    '6 times, 3 about rtms_started, and 3 about later webhooks, such as rtms_stopped, which are warnings',
  ],
  ['webhook-unanswered', 4, 0, '4 times, about later webhooks, such as rtms_stopped'],
  ['odd', 2, 1, '2 times, 1 of them errors'],
  ['odd', 1, 0, 'once'],
] as const)(
  '%s that was found %i times, %i of them as an error, is shown as %s',
  (rule, count, errors, text) => {
    const severity = errors > 0 ? 'error' : 'warning';
    expect(shownCount({ rule, severity, count, errors, timed: false, fix: '' })).toBe(text);
  },
);

test.each([
  ['error', 3, 'error'],
  ['error', 0, 'warning'],
  ['warning', 0, 'warning'],
  ['note', 0, 'note'],
  ['note', 1, 'error'],
] as const)('the highest severity of a rule (%s) with %i errors is %s', (severity, errors, highest) => {
  expect(highestSeverity(severity, errors)).toBe(highest);
});
