import { expect, test } from 'vitest';
import { LABELS } from '../../src/settings/labels-kind.js';

test.each([['region=eu,zone=a/1'], [['region=eu', 'zone=a/1']], [{ region: 'eu', zone: 'a/1' }]])(
  '%j are labels',
  (given) => {
    const reading = typeof given === 'string' ? LABELS.parse(given) : LABELS.read(given);
    expect(reading).toEqual({ ok: true, value: { region: 'eu', zone: 'a/1' } });
  },
);

test('a label that has two values is refused with both', () => {
  const message = 'must name region once, not region=eu and region=us';
  for (const reading of [LABELS.parse('region=eu,region=us'), LABELS.read(['region=eu', 'region=us'])]) {
    expect(reading).toMatchObject({ ok: false, problems: [{ message }] });
  }
});

test('a string where an object belongs is answered with an example', () => {
  expect(LABELS.read('region=us')).toMatchObject({
    ok: false,
    problems: [{ message: 'must be an object such as {"region": "eu"}', found: '"region=us"' }],
  });
});

test.each([
  ['a string', 'region=eu'],
  ['a number as a value', { region: 5 }],
  ['a value that cannot be a string', { region: { toString: 'x' } }],
  ['a key with a space', { 'my region': 'eu' }],
  ['no value', ['region=']],
  ['too many', Array.from({ length: 101 }, (_, n) => `l${n}=x`)],
])('%s is refused', (_, given) => {
  expect(LABELS.read(given).ok).toBe(false);
});
