import { expect, test } from 'vitest';
import type { Severity, Verdict } from '../../src/index.js';
import { fakeServer } from './fake-server.js';

function verdict(rule: string, severity: Severity): Verdict {
  const texts = { message: 'The app did it.', would: 'Zoom refuses it.', fix: 'Do not.' };
  return { rule, severity, ...texts, evidence: [7], source: 'PROTOCOL.md §8.2', timed: false };
}

const ALL = [verdict('one', 'note'), verdict('two', 'error'), verdict('three', 'warning')];

test.each([
  ['', ALL],
  ['?severity=', ALL],
  ['?severity=note', ALL],
  ['?severity=warning', [ALL[1], ALL[2]]],
  ['?severity=error', [ALL[1]]],
])('verdicts%s are those of this severity and of more serious ones', async (query, expected) => {
  await using server = await fakeServer();
  server.add('stream').verdicts = ALL;

  const { status, json } = await server.get(`/api/meetings/stream/verdicts${query}`);

  expect(status).toBe(200);
  expect(json).toEqual({ verdicts: expected });
});

test('a query that is wrong, or unknown, is told', async () => {
  await using server = await fakeServer();
  server.add('stream');

  const wrong = await server.get('/api/meetings/stream/verdicts?severity=fatal');
  const unknown = await server.get('/api/meetings/stream/verdicts?sevrity=error');
  const missing = await server.get('/api/meetings/other/verdicts');

  expect(wrong.status).toBe(400);
  expect(JSON.stringify(wrong.json)).toContain('query parameter severity');
  expect(JSON.stringify(unknown.json)).toContain('sevrity');
  expect(missing.status).toBe(404);
});

test('/api/verdicts has those of all streams, and those of none', async () => {
  await using server = await fakeServer();
  server.add('first').verdicts = [verdict('one', 'error')];
  server.add('second').verdicts = [verdict('two', 'note'), verdict('three', 'warning')];
  server.verdicts = [verdict('four', 'error')];

  const { json } = await server.get('/api/verdicts?severity=warning');

  const { verdicts } = json as { verdicts: { streamId?: string; rule: string }[] };
  expect(verdicts.map(({ streamId, rule }) => [streamId, rule])).toEqual([
    ['first', 'one'],
    ['second', 'three'],
    [undefined, 'four'],
  ]);
});

test('/metrics counts verdicts by rule and by their own severity, not that of the rule', async () => {
  await using server = await fakeServer();
  server.verdictCounts.set('error', new Map([['webhook-refused', 1]]));
  server.verdictCounts.set('warning', new Map([['webhook-refused', 2]]));

  const { text } = await server.get('/metrics');

  expect(text.split('\n').filter((line) => line.startsWith('rtms_mock_verdicts_total'))).toEqual([
    'rtms_mock_verdicts_total{rule="webhook-refused",severity="error"} 1',
    'rtms_mock_verdicts_total{rule="webhook-refused",severity="warning"} 2',
  ]);
});
