/** Writes the models of the kits anew from the OpenAPI document: `pnpm kits:models`. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { kitModels } from './kits/models.js';

for (const [path, content] of Object.entries(kitModels())) {
  writeFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), content);
  console.log(path);
}
