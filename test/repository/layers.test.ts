import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { withDiagrams } from '../../scripts/layers/diagram.js';
import { boxImports, upwardImports } from '../../scripts/layers/imports.js';
import { LAYERS } from '../../scripts/layers/layers.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe.each(LAYERS)('layers of packages/$folder', (packageLayers) => {
  const imports = boxImports(root, packageLayers);

  test('all imports lead downward', () => {
    expect(imports.length).toBeGreaterThan(0);
    const upward = upwardImports(imports, packageLayers);
    expect(upward.map(({ importer, imported }) => `${importer} → ${imported}`)).toEqual([]);
  });

  test('an import from a lower layer to a higher one is reported', () => {
    const [lowest, highest] = [packageLayers.layers[0]![0]!, packageLayers.layers.at(-1)![0]!];
    const upward = { from: lowest, to: highest, importer: 'low.ts', imported: 'high.ts' };
    expect(upwardImports([...imports, upward], packageLayers)).toContain(upward);
  });
});

test('the diagrams of docs/architecture.md are up to date', () => {
  const page = readFileSync(`${root}/docs/architecture.md`, 'utf8');
  expect(withDiagrams(page, root), 'run pnpm layers').toBe(page);
});
