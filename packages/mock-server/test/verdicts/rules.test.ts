import { describe, expect, test } from 'vitest';
import { RULES } from '../../src/verdicts/rules/index.js';
import {
  correct,
  ENDING_CASES,
  HANDSHAKE_CASES,
  KEEP_ALIVE_CASES,
  MEDIA_CASES,
  MESSAGE_CASES,
  READING_CASES,
  READY_CASES,
  RECONNECTION_CASES,
  WEBHOOK_CASES,
  type RuleCase,
} from './broken-rules.js';
import { ScriptedApp } from './scripted-app.js';

const CASES: readonly RuleCase[] = [
  ...WEBHOOK_CASES,
  ...HANDSHAKE_CASES,
  ...MEDIA_CASES,
  ...READY_CASES,
  ...KEEP_ALIVE_CASES,
  ...MESSAGE_CASES,
  ...RECONNECTION_CASES,
  ...READING_CASES,
  ...ENDING_CASES,
];

describe.each(['2025', '2026'] as const)('in %s', (protocol) => {
  const cases = CASES.filter(({ protocols }) => protocols?.includes(protocol) !== false).map(
    (one) => [one.rule, one] as const,
  );
  test.each(cases)('%s is found first', async (rule, { breaks, options = {} }) => {
    const app = new ScriptedApp(protocol, options);
    await breaks(app);

    const [first] = await app.rules();

    expect(first).toBe(rule);
  });

  test.each(cases)(
    'an app that keeps %s has no verdict',
    async (_rule, { keeps = correct, options = {} }) => {
      const app = new ScriptedApp(protocol, options);
      await keeps(app);

      expect(await app.rules()).toEqual([]);
    },
  );
});

test('every rule has an app that breaks it', () => {
  const covered = new Set(CASES.map(({ rule }) => rule));

  expect(RULES.map(({ id }) => id).filter((id) => !covered.has(id))).toEqual([]);
  expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
});
