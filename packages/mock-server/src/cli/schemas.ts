import { cp, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { UsageError } from '../input/usage-error.js';
import { createFolder } from '../cache-folder.js';
import type { Surroundings } from './surroundings.js';

/**
 * Runs `rtms-mock schemas`: writes the JSON Schemas, the enum table and the AsyncAPI document to a folder. Returns the
 * exit code.
 *
 * @throws {UsageError} if the folder cannot be written
 */
export async function writeSchemas(
  out: string,
  { folder, stdout }: Pick<Surroundings, 'folder' | 'stdout'>,
): Promise<number> {
  const index = createRequire(import.meta.url).resolve('@rtms-mock/protocol/schemas/index.json');
  const target = resolve(folder, out);
  try {
    await createFolder(target);
    await cp(dirname(index), target, { recursive: true });
  } catch (error) {
    const { message } = error as Error;
    throw new UsageError(`--out: the schemas cannot be written to ${target}: ${message}`, { cause: error });
  }
  const { schemas } = JSON.parse(await readFile(index, 'utf8')) as { readonly schemas: readonly unknown[] };
  stdout.write(
    `${schemas.length} schemas are in ${target}, with enums.json and asyncapi.json; index.json lists them\n`,
  );
  return 0;
}
