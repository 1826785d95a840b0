/** Draws the layer diagrams of docs/architecture.md anew from the imports: `pnpm layers`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withDiagrams } from './layers/diagram.js';
import { boxImports, upwardImports } from './layers/imports.js';
import { LAYERS } from './layers/layers.js';

const root = fileURLToPath(new URL('..', import.meta.url));
for (const packageLayers of LAYERS) {
  for (const { importer, imported } of upwardImports(boxImports(root, packageLayers), packageLayers)) {
    console.error(`packages/${packageLayers.folder}/src/${importer} imports upward: ${imported}`);
    process.exitCode = 1;
  }
}
if (process.exitCode === undefined) {
  const path = fileURLToPath(new URL('../docs/architecture.md', import.meta.url));
  writeFileSync(path, withDiagrams(readFileSync(path, 'utf8'), root));
  console.log(path);
}
