// @ts-check
/**
 * Bundles the two pages: that of the server into `dist/server`, that of the sample app into `dist/sample-app`. The packages
 * that serve them copy these folders: `index.html` and, with a hash in their names, script, style and the worklet of the
 * microphone; and the licences of the libraries inside. Fails above the size that a page may have.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
rmSync(dist, { recursive: true, force: true });

/**
 * Files of one page, and the paths of what was bundled into them.
 *
 * @typedef {{ readonly files: Map<string, Uint8Array>, readonly inputs: string[] }} Output
 */

const server = newOutput();
const [worklet] = await bundle(server, 'src/capture/microphone-worklet.ts', {});
const define = { MICROPHONE_WORKLET: JSON.stringify(worklet) };
const names = await bundle(server, 'src/main.tsx', define);
write(server, { folder: 'server', html: 'src/index.html', names, maxGzipBytes: 120_000 });

const sampleApp = newOutput();
write(sampleApp, {
  folder: 'sample-app',
  html: 'src/sample-app/index.html',
  names: await bundle(sampleApp, 'src/sample-app/main.tsx', {}),
  maxGzipBytes: 40_000,
});

/** @returns {Output} */
function newOutput() {
  return { files: new Map(), inputs: [] };
}

/**
 * Writes a page, and prints the sizes of its files.
 *
 * @param {Output} output
 * @param {{ folder: string, html: string, names: string[], maxGzipBytes: number }} page
 */
function write({ files, inputs }, { folder, html, names, maxGzipBytes }) {
  files.set('index.html', new TextEncoder().encode(indexHtml(html, names)));
  files.set('assets/licences.txt', new TextEncoder().encode(licences(inputs)));
  mkdirSync(join(dist, folder, 'assets'), { recursive: true });
  for (const [name, contents] of files) writeFileSync(join(dist, folder, name), contents);
  const sizes = [...files].map(
    ([name, contents]) => /** @type {const} */ ([name, gzipSync(contents).length]),
  );
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  for (const [name, size] of sizes) console.log(`${String(size).padStart(7)}  ${folder}/${name}`);
  console.log(`${String(total).padStart(7)}  bytes after gzip, of ${maxGzipBytes}`);
  if (total > maxGzipBytes) process.exitCode = 1;
}

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
 * Bundles one entry into the files of a page. Returns the names of what it wrote.
 *
 * @param {Output} output
 * @param {string} entry
 * @param {Record<string, string>} define
 */
async function bundle({ files, inputs }, entry, define) {
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
 * A page's HTML with the names of its script and style.
 *
 * @param {string} path
 * @param {string[]} names
 */
function indexHtml(path, names) {
  const html = readFileSync(join(root, path), 'utf8');
  return names.reduce(
    (text, name) => text.replace(name.endsWith('.css') ? 'page.css' : 'page.js', name),
    html,
  );
}
