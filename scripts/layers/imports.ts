import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import ts from 'typescript-api';
import type { Box, PackageLayers } from './layers.js';

/** One import between two boxes of a package. Paths are relative to `src`. */
export interface BoxImport {
  readonly from: Box;
  readonly to: Box;
  readonly importer: string;
  readonly imported: string;
}

/**
 * Every import that leads from one box to another, type imports included.
 *
 * @throws Error for a file that belongs to no box
 */
export function boxImports(root: string, { folder, layers }: PackageLayers): BoxImport[] {
  const source = join(root, 'packages', folder, 'src');
  const boxes = layers.flat();
  return filesBelow(source).flatMap((importer) => {
    const from = boxOf(importer, boxes);
    const { importedFiles } = ts.preProcessFile(readFileSync(join(source, importer), 'utf8'), true, true);
    return importedFiles
      .filter(({ fileName }) => fileName.startsWith('.'))
      .map(({ fileName }) => posix.join(posix.dirname(importer), fileName).replace(/\.js$/, '.ts'))
      .map((imported) => ({ from, to: boxOf(imported, boxes), importer, imported }))
      .filter(({ to }) => to !== from);
  });
}

/** Imports that do not lead to a lower layer. */
export function upwardImports(imports: readonly BoxImport[], { layers }: PackageLayers): BoxImport[] {
  const height = (box: Box): number => layers.findIndex((layer) => layer.includes(box));
  return imports.filter(({ from, to }) => height(to) >= height(from));
}

function boxOf(path: string, boxes: readonly Box[]): Box {
  const matching = boxes.flatMap((box) =>
    box.paths
      .filter((prefix) => (prefix.endsWith('/') ? path.startsWith(prefix) : path === prefix))
      .map((prefix) => ({ box, length: prefix.length })),
  );
  const [best] = matching.toSorted((a, b) => b.length - a.length);
  if (!best) throw new Error(`${path} belongs to no layer; add it to scripts/layers/layers.ts`);
  return best.box;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .toSorted();
}
