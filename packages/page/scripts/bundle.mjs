// @ts-check
/**
 * Bundles the page into `dist`, which the server package copies into its own: `index.html` and, with a hash in
 * their names, script, style and the worklet of the microphone; and the licences of the libraries inside. Fails above the size that the page may have.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** Max size of all files together, in bytes after gzip. */
const MAX_GZIP_BYTES = 120_000;

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
mkdirSync(join(dist, 'assets'), { recursive: true });

/** @type {Map<string, Uint8Array>} */
const files = new Map();
/** @type {string[]} */
const inputs = [];
const [worklet] = await bundle('src/capture/microphone-worklet.ts', {});
const names = await bundle('src/main.tsx', { MICROPHONE_WORKLET: JSON.stringify(worklet) });
files.set('index.html', new TextEncoder().encode(indexHtml(names)));
files.set('assets/licences.txt', new TextEncoder().encode(licences(inputs)));
for (const [name, contents] of files) writeFileSync(join(dist, name), contents);

const sizes = [...files].map(([name, contents]) => /** @type {const} */ ([name, gzipSync(contents).length]));
const total = sizes.reduce((sum, [, size]) => sum + size, 0);
for (const [name, size] of sizes) console.log(`${String(size).padStart(7)}  ${name}`);
console.log(`${String(total).padStart(7)}  bytes after gzip, of ${MAX_GZIP_BYTES}`);
if (total > MAX_GZIP_BYTES) process.exitCode = 1;

/**
 * The licence of each library of which the bundle holds a file.
 *
 * @param {string[]} inputs paths of the bundled files
 */
function licences(inputs) {
  const folders = new Set(
    inputs.flatMap((path) => {
      const found = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(join(root, path));
      return found?.[1] === undefined ? [] : [found[1]];
    }),
  );
  return [...folders]
    .map((folder) => {
      const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      return `${name} ${version}\n\n${readFileSync(join(folder, 'LICENSE'), 'utf8').trim()}\n`;
    })
    .toSorted()
    .join(`\n${'-'.repeat(80)}\n\n`);
}

/**
 * Bundles one entry into `files`. Returns the names of what it wrote.
 *
 * @param {string} entry
 * @param {Record<string, string>} define
 */
async function bundle(entry, define) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outdir: 'dist',
    entryNames: 'assets/[name].[hash]',
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['chrome115', 'firefox115', 'safari17'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    conditions: ['@rtms-mock/source'],
    legalComments: 'none',
    define,
    metafile: true,
    write: false,
  });
  inputs.push(...Object.keys(metafile.inputs));
  return outputFiles.map(({ path, contents }) => {
    const name = path.slice(dist.length + 1).replaceAll('\\', '/');
    files.set(name, contents);
    return name;
  });
}

/**
 * The page's HTML with the names of its script and style.
 *
 * @param {string[]} names
 */
function indexHtml(names) {
  const html = readFileSync(join(root, 'src/index.html'), 'utf8');
  return names.reduce(
    (text, name) => text.replace(name.endsWith('.css') ? 'page.css' : 'page.js', name),
    html,
  );
}
