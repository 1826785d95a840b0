import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Rule } from '../../packages/mock-server/src/verdicts/rule.js';
import { RULE_GROUPS, RULES } from '../../packages/mock-server/src/verdicts/rules/index.js';
import { verdictsPage } from '../../scripts/verdicts/page.js';

const root = new URL('../../', import.meta.url);
const input = {
  protocol: readFileSync(new URL('docs/PROTOCOL.md', root), 'utf8'),
  example: readFileSync(new URL('examples/judge-your-app.test.ts', root), 'utf8'),
};

test('docs/verdicts.md agrees with the rules; pnpm verdicts writes it', () => {
  expect(readFileSync(new URL('docs/verdicts.md', root), 'utf8')).toBe(verdictsPage(RULE_GROUPS, input));
});

test('a rule whose source is no section of PROTOCOL.md is reported', () => {
  const [rule] = RULES;
  const wrong: Rule = { ...(rule as Rule), source: 'section 99.9' };
  expect(() => verdictsPage([{ subject: 'Webhooks', rules: [wrong] }], input)).toThrow('section 99.9');
});

test.each(RULES.map((rule) => [rule.id, rule] as const))('the texts of %s are sentences', (id, rule) => {
  expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
  expect(rule.title).toMatch(/^[a-z].*[^.]$/);
  expect(rule.would).toMatch(/^[A-Z].*\.$/);
  expect(rule.fix).toMatch(/^[A-Z].*\.$/);
});
