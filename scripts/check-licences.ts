/**
 * Fails if a production dependency has a licence that is not on the list: `pnpm check:licences`. Development tools are not
 * checked, since they are not shipped.
 */
import { execFileSync } from 'node:child_process';

/** Licences that put no condition on programs that use a package. */
const ALLOWED = new Set([
  'MIT',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'MPL-2.0',
  'Unlicense',
]);

/** Packages with another licence, each with the reason why it may be used. */
const EXCEPTIONS: { readonly [name: string]: string } = {
  'ffmpeg-static': 'GPL-3.0-or-later; optional, and run as a separate program, as the README says',
  'parse-cache-control':
    'BSD without a number in package.json, BSD-3-Clause in its file; used by ffmpeg-static only',
};

interface LicensedPackage {
  readonly name: string;
  readonly versions: readonly string[];
}

// The pnpm that runs this script, so that none has to be on PATH.
const pnpm = process.env['npm_execpath'];
if (pnpm === undefined) throw new Error('run this as pnpm check:licences');
const output = execFileSync(process.execPath, [pnpm, 'licenses', 'list', '--prod', '--json'], {
  encoding: 'utf8',
});
const byLicence = JSON.parse(output) as { readonly [licence: string]: readonly LicensedPackage[] };
const packages = Object.entries(byLicence).flatMap(([licence, list]) =>
  list.map(({ name, versions }) => ({ name, licence, version: versions.join(', ') })),
);
if (packages.length === 0) throw new Error('pnpm lists no production dependency');

const refused = packages.filter(({ name, licence }) => !ALLOWED.has(licence) && !(name in EXCEPTIONS));
const unused = Object.keys(EXCEPTIONS).filter((name) => !packages.some((one) => one.name === name));
for (const { name, version, licence } of refused) {
  console.error(`${name} ${version} has the licence ${licence}: choose another package, or add a reason`);
}
for (const name of unused) console.error(`${name} is no dependency any more: remove its exception`);
if (refused.length > 0 || unused.length > 0) process.exitCode = 1;
else console.log(`${packages.length} production dependencies have licences that allow any use`);
