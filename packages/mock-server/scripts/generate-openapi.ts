/** Writes the schemas of the OpenAPI document anew from the types: `pnpm --filter @rtms-mock/server openapi`. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildOpenapiSchemas } from './openapi/build-schemas.js';

const path = fileURLToPath(new URL('../assets/openapi-schemas.json', import.meta.url));
writeFileSync(path, `${JSON.stringify(buildOpenapiSchemas(), null, 2)}\n`);
console.log(path);
