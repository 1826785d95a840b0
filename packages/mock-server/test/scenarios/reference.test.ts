import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { DOCUMENT, withReference } from '../../scripts/step-reference.js';
import { STEPS } from '../../src/scenarios/steps/index.js';
import { parseScenario } from '../../src/scenarios/parse.js';

test('docs/scenarios.md has the steps as they are; packages/mock-server/scripts/step-reference.ts writes them', async () => {
  const document = await readFile(DOCUMENT, 'utf8');
  expect(document).toBe(withReference(document));
  for (const { name } of STEPS) expect(document).toContain(`#### ${name}\n`);
});

test('the scenario that is shown in the document can be used', async () => {
  const [, yaml = ''] = /```yaml\n([^]*?)```/.exec(await readFile(DOCUMENT, 'utf8')) ?? [];
  const parsed = parseScenario(yaml);
  expect(parsed.ok && parsed.scenario.timeline.map(({ step }) => step.do)).toEqual([
    'join',
    'cut-socket',
    'stop',
  ]);
});
