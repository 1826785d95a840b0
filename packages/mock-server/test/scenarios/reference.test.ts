import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { DOCUMENT, withReference } from '../../scripts/step-reference.js';
import { STEPS } from '../../src/scenarios/steps/index.js';
import { parseScenario } from '../../src/scenarios/parse.js';

test('the reference in docs/scenarios.md is up to date; pnpm --filter @rtms-mock/server docs writes it', async () => {
  const document = await readFile(DOCUMENT, 'utf8');
  expect(document).toBe(withReference(document));
  for (const { name } of STEPS) expect(document).toContain(`#### ${name}\n`);
});

test('the example of docs/scenarios.md is a scenario', async () => {
  const [, yaml = ''] = /```yaml\n([^]*?)```/.exec(await readFile(DOCUMENT, 'utf8')) ?? [];
  const parsed = parseScenario(yaml);
  expect(parsed.ok && parsed.scenario.timeline.map(({ step }) => step.do)).toEqual([
    'join',
    'cut-socket',
    'stop',
  ]);
});
