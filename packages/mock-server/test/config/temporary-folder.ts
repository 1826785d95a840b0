import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder with files in it, removed at the end of the block. */
export function temporaryFolder(
  files: { readonly [name: string]: string } = {},
): Disposable & { readonly path: string; file(name: string): string } {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'rtms-mock-test-')));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return {
    path,
    file: (name) => join(path, name),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}
