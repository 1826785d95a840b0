import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Creates a folder that is removed at the end of the scope. */
export function mkdtempDisposableSync(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'rtms-mock-encryption-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
