import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../config/temporary-folder.js';
import { run } from './fake-surroundings.js';

test('schemas writes every schema, the enum table and the AsyncAPI document to a folder', async () => {
  using folder = temporaryFolder();
  const { exitCode, stdout } = run(['schemas', '--out', 'made/here'], { folder: folder.path });
  expect(await exitCode).toBe(0);
  expect(stdout.text).toMatch(/^\d+ schemas are in .*made\/here, with enums\.json and asyncapi\.json/);

  const read = (name: string): unknown =>
    JSON.parse(readFileSync(join(folder.path, 'made/here', name), 'utf8'));
  const index = read('index.json') as { readonly schemas: readonly { readonly path: string }[] };
  expect(index.schemas.length).toBeGreaterThan(50);
  for (const { path } of index.schemas) expect(read(path)).toHaveProperty('$id');
  expect(read('enums.json')).toBeTypeOf('object');
  expect(read('asyncapi.json')).toHaveProperty('asyncapi');
});

test('a folder that cannot be written is one sentence and exit code 2', async () => {
  using folder = temporaryFolder({ taken: 'a file' });
  const { exitCode, stderr } = run(['schemas', '--out', 'taken'], { folder: folder.path });
  expect(await exitCode).toBe(2);
  expect(stderr.text).toMatch(/^rtms-mock: --out: the schemas cannot be written to .*taken: /);
});
