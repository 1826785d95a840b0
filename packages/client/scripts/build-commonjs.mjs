// @ts-check
/**
 * Builds the CommonJS version of the package in dist/cjs, for jest, older bundlers and `require`.
 *
 * The protocol package has ES modules only. Node can `require` them, but jest and some bundlers cannot, so
 * protocol is bundled into this version; ws is not. The ES version imports protocol as usual. Node itself uses
 * the ES version for `require` too (condition `module-sync`), so that an app that mixes `require` and `import`
 * has one copy of the classes.
 *
 * The compiler emits the types in a second run. A package.json beside them declares them as CommonJS.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const packageDir = fileURLToPath(new URL('..', import.meta.url));
const outDir = `${packageDir}dist/cjs`;

rmSync(outDir, { recursive: true, force: true });
mkdirSync(outDir, { recursive: true });
writeFileSync(`${outDir}/package.json`, '{ "type": "commonjs" }\n');

await build({
  absWorkingDir: packageDir,
  entryPoints: ['src/index.ts', 'src/recorders/index.ts'],
  outbase: 'src',
  outdir: outDir,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  conditions: ['@rtms-mock/source'],
  external: ['ws'],
  sourcemap: true,
  logLevel: 'warning',
});

const tsc = createRequire(import.meta.url)
  .resolve('typescript/package.json')
  .replace(/package\.json$/, 'bin/tsc');
execFileSync(process.execPath, [tsc, '-p', 'tsconfig.cjs.json'], { cwd: packageDir, stdio: 'inherit' });

// `require` of the hook that stands in for the SDK is only of use where Node can require ES modules.
writeFileSync(`${outDir}/register.js`, "'use strict';\nrequire('../register.js');\n");
writeFileSync(`${outDir}/register.d.ts`, 'export {};\n');
