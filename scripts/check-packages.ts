/**
 * Packs each public package, rehearses publishing it, and checks it as its users see it: publint and attw on the
 * tarball; a small project that installs all tarballs with pnpm, compiles against them and runs, with `import` and with
 * `require`; and `npx rtms-mock` in a folder where npm installed the tarballs.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';

interface Manifest {
  name: string;
  version: string;
  exports: { [path: string]: unknown };
}
interface Packed {
  filename: string;
  files: { path: string }[];
}
interface Workspace {
  catalog: { [dependency: string]: string };
}

const root = fileURLToPath(new URL('..', import.meta.url));
const workspace = parse(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8')) as Workspace;
const work = mkdtempSync(join(tmpdir(), 'rtms-mock-packages-'));

/**
 * `profile`: of `attw`; with ES modules only, `require` is left to Node, which can do it since 20.19. `contents`: files
 * that the tarball must hold and that no other check would miss.
 */
const publicPackages = [
  { folder: 'protocol', profile: 'esm-only', contents: ['PROTOCOL.md'] },
  {
    folder: 'mock-server',
    profile: 'esm-only',
    contents: ['dist/page/index.html', 'dist/page/assets/licences.txt'],
  },
  { folder: 'client', profile: 'node16', contents: [] },
  { folder: 'rtms-mock', profile: 'esm-only', contents: ['bin/rtms-mock.js'] },
  { folder: 'cluster', profile: 'esm-only', contents: ['dist/index.js'] },
  { folder: 'mcp', profile: 'esm-only', contents: ['bin/rtms-mock-mcp.js', 'dist/bin.js'] },
];

/** Runs a program and shows its output only when it fails. */
function run(title: string, file: string, args: string[], cwd: string): string {
  const started = performance.now();
  try {
    const output = execFileSync(file, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    console.log(`  ok   ${title} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
    return output;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    console.log(`  FAIL ${title}\n${stdout ?? ''}${stderr ?? ''}`);
    throw new Error(title, { cause: error });
  }
}

/** A program of the repository's own dependencies. */
function runTool(title: string, script: string, args: string[], cwd: string): string {
  return run(title, process.execPath, [join(root, 'node_modules', script), ...args], cwd);
}

/** The pnpm that runs this script, so that none has to be on PATH. */
function pnpm(title: string, args: string[], cwd: string): string {
  const self = process.env['npm_execpath'];
  return self !== undefined && /pnpm\.c?js$/.test(self)
    ? run(title, process.execPath, [self, ...args], cwd)
    : run(title, 'pnpm', args, cwd);
}

function readManifest(packageDir: string): Manifest {
  return JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')) as Manifest;
}

function folderOf(name: string): string {
  return join(root, 'packages', name);
}

/** `.` and `./testing` of `@x/y` → `@x/y`, `@x/y/testing`: what people write in their imports. */
function importableNames({ name, exports }: Manifest): string[] {
  return Object.keys(exports)
    .filter((path) => !path.endsWith('.json') && !path.includes('*'))
    .map((path) => name + path.slice(1));
}

/** Neither what is needed may be missing, nor may the build have left anything of sources that are gone. */
function checkContents({ files }: Packed, needed: string[], packageDir: string): void {
  const packed = new Set(files.map(({ path }) => path));
  const missing = needed.filter((path) => !packed.has(path));
  if (missing.length > 0) throw new Error(`the tarball lacks ${missing.join(', ')}`);
  const stale = [...packed].filter((path) => {
    const declared = /^dist\/(?:cjs\/)?(.*)\.d\.ts$/.exec(path)?.[1];
    return declared !== undefined && !existsSync(join(packageDir, 'src', `${declared}.ts`));
  });
  if (stale.length === 0) return;
  const remedy = 'git clean -fdxq "packages/*/dist" .turbo';
  throw new Error(`no source belongs to ${stale.slice(0, 3).join(', ')}; run ${remedy}, then build again`);
}

/**
 * Everything that `npm publish` does before it uploads. `--force` leaves out the question whether the registry has this
 * version already: it would fail for every commit after a release, and needs the network.
 */
function rehearsePublish(tarball: string): void {
  const args = ['publish', tarball, '--dry-run', '--force', '--ignore-scripts'];
  run('npm publish --dry-run', 'npm', args, work);
}

function packAndInspect(): Map<string, string> {
  const tarballs = new Map<string, string>();
  for (const { folder, profile, contents } of publicPackages) {
    const packageDir = folderOf(folder);
    const { name } = readManifest(packageDir);
    console.log(name);
    const output = pnpm('pack', ['pack', '--json', '--pack-destination', work], packageDir);
    // What the package's own `prepack` prints comes first.
    const packed = JSON.parse(output.slice(output.search(/^\{/m))) as Packed;
    checkContents(packed, contents, packageDir);
    const tarball = join(work, basename(packed.filename));
    tarballs.set(name, tarball);
    runTool('publint', 'publint/src/cli.js', ['run', tarball, '--strict'], packageDir);
    runTool(
      'attw',
      '@arethetypeswrong/cli/dist/index.js',
      [tarball, '--profile', profile, '--no-emoji'],
      packageDir,
    );
    rehearsePublish(tarball);
  }
  return tarballs;
}

function writeConsumer(consumer: string, tarballs: Map<string, string>): void {
  const files = Object.fromEntries([...tarballs].map(([name, tarball]) => [name, `file:${tarball}`]));
  const write = (file: string, text: string) => writeFileSync(join(consumer, file), text);
  const writeJson = (file: string, value: unknown) => write(file, JSON.stringify(value, null, 2));

  writeJson('package.json', {
    name: 'consumer',
    private: true,
    dependencies: files,
    devDependencies: {
      '@types/node': workspace.catalog['@types/node'],
      typescript: workspace.catalog['typescript'],
    },
  });
  write('pnpm-workspace.yaml', stringify({ packages: ['.'], overrides: files }));
  // Libraries are checked too: a public type must not come from a package that users do not get.
  writeJson('tsconfig.json', {
    compilerOptions: {
      module: 'nodenext',
      target: 'es2023',
      lib: ['es2023', 'esnext.disposable'],
      types: ['node'],
      strict: true,
      skipLibCheck: false,
      outDir: 'out',
    },
    include: ['*.mts', '*.cts'],
  });

  const names = publicPackages.flatMap(({ folder }) => importableNames(readManifest(folderOf(folder))));
  const list = names.map((_, i) => `m${i}`).join(', ');
  const check = `for (const m of [${list}]) if (typeof m !== 'object' && typeof m !== 'function') throw new Error('empty');`;
  write(
    'by-import.mts',
    [...names.map((name, i) => `import * as m${i} from '${name}';`), check, ''].join('\n'),
  );
  write(
    'by-require.cts',
    [...names.map((name, i) => `import m${i} = require('${name}');`), check, ''].join('\n'),
  );
  write(
    'one-copy.mts',
    `import { createRequire } from 'node:module';
import * as imported from '@rtms-mock/client';
const required = createRequire(import.meta.url)('@rtms-mock/client') as { [name: string]: unknown };
for (const [name, value] of Object.entries(imported)) {
  if (required[name] !== value) throw new Error('import and require give two copies of ' + name);
}
`,
  );
  // Node as it was before it could require ES modules, and every bundler like it.
  write('commonjs-only.cts', `import client = require('@rtms-mock/client');\nvoid client;\n`);
}

/** Forms that only this workspace understands are replaced when a package is packed. */
function checkInstalledManifests(consumer: string, names: Iterable<string>): void {
  for (const name of names) {
    const text = readFileSync(join(consumer, 'node_modules', name, 'package.json'), 'utf8');
    const leftOver = /"(workspace:|catalog:|@rtms-mock\/source)/.exec(text)?.[1];
    if (leftOver !== undefined) throw new Error(`the published manifest of ${name} holds ${leftOver}`);
  }
}

function checkConsumer(tarballs: Map<string, string>): void {
  console.log('a project that uses them');
  const consumer = join(work, 'consumer');
  mkdirSync(consumer);
  writeConsumer(consumer, tarballs);
  pnpm('install', ['install', '--prefer-offline', '--ignore-scripts'], consumer);
  checkInstalledManifests(consumer, tarballs.keys());
  const inConsumer = (title: string, args: string[]) => run(title, process.execPath, args, consumer);
  inConsumer('compile', ['node_modules/typescript/bin/tsc', '-p', '.']);
  inConsumer('import', ['out/by-import.mjs']);
  inConsumer('require', ['out/by-require.cjs']);
  inConsumer('import and require share one copy', ['out/one-copy.mjs']);
  inConsumer('require of CommonJS only', ['--no-experimental-require-module', 'out/commonjs-only.cjs']);
  inConsumer('rtms-mock --help', ['node_modules/@rtms-mock/server/bin/rtms-mock.js', '--help']);
  inConsumer('rtms-mock-mcp --help', ['node_modules/@rtms-mock/mcp/bin/rtms-mock-mcp.js', '--help']);
}

/** A folder in which npm installs `sources`: tarballs, or folders of this repository. */
function installWithNpm(name: string, sources: string[]): string {
  const folder = join(work, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const options = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  run('npm install', 'npm', ['install', ...options, ...sources], folder);
  return folder;
}

/** The ways to use the packages before they are published, and `npx rtms-mock` as it works afterwards. */
function checkCommand(tarballs: Map<string, string>): void {
  const { version } = readManifest(folderOf('rtms-mock'));
  const npx = ['npx', '--no-install', 'rtms-mock', '--version'];
  // npm links the server's command of the same name, so the file of the unscoped package is run as well.
  const ownFile = [process.execPath, 'node_modules/rtms-mock/bin/rtms-mock.js', '--version'];
  const expectVersion = (folder: string, [file = '', ...args]: string[]) => {
    const printed = run([basename(file), ...args].join(' '), file, args, folder).trim();
    if (printed !== version) throw new Error(`the command printed ${printed}, not ${version}`);
  };

  console.log('npx rtms-mock, from tarballs');
  const needed = ['@rtms-mock/protocol', '@rtms-mock/server', 'rtms-mock'];
  const fromTarballs = installWithNpm(
    'from-tarballs',
    needed.map((name) => tarballs.get(name) ?? ''),
  );
  expectVersion(fromTarballs, npx);
  expectVersion(fromTarballs, ownFile);

  console.log('npx rtms-mock, from the folder');
  expectVersion(installWithNpm('from-folder', [folderOf('mock-server')]), npx);
}

try {
  const tarballs = packAndInspect();
  checkConsumer(tarballs);
  checkCommand(tarballs);
} catch (error) {
  console.error(`\nPackage check failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
