import { boxImports, type BoxImport } from './imports.js';
import { LAYERS, type Box, type PackageLayers } from './layers.js';

/** `page` with each of its layer diagrams drawn anew from the imports. They stand between two comments. */
export function withDiagrams(page: string, root: string): string {
  return LAYERS.reduce((text, packageLayers) => {
    const start = `<!-- layers: ${packageLayers.folder} -->`;
    const [before, rest] = splitOnce(text, start);
    const [, after] = splitOnce(rest, '<!-- end of layers -->');
    const diagram = layerDiagram(packageLayers, boxImports(root, packageLayers));
    return `${before}${start}\n\n\`\`\`mermaid\n${diagram}\n\`\`\`\n\n<!-- end of layers -->${after}`;
  }, page);
}

/** A Mermaid flowchart with the top layer first. Arrows that follow from others are left out. */
export function layerDiagram({ layers }: PackageLayers, imports: readonly BoxImport[]): string {
  const boxes = layers.flat().toReversed();
  const id = (box: Box): string => `b${boxes.indexOf(box)}`;
  const arrows = essentialArrows(boxes, imports);
  return [
    'flowchart TB',
    ...boxes.map((box) => `  ${id(box)}["${box.name}"]`),
    ...arrows.map(([from, to]) => `  ${id(from)} --> ${id(to)}`),
  ].join('\n');
}

type Arrow = readonly [from: Box, to: Box];

/** Arrows without those for which a longer way exists. */
function essentialArrows(boxes: readonly Box[], imports: readonly BoxImport[]): Arrow[] {
  const targets = new Map(
    boxes.map((from) => [
      from,
      boxes.filter((to) => imports.some((one) => one.from === from && one.to === to)),
    ]),
  );
  const known = new Map<Box, ReadonlySet<Box>>();
  const reachable = (from: Box): ReadonlySet<Box> => {
    const found = known.get(from) ?? new Set(targets.get(from)?.flatMap((to) => [to, ...reachable(to)]));
    known.set(from, found);
    return found;
  };
  return boxes.flatMap((from) => {
    const direct = targets.get(from) ?? [];
    return direct
      .filter((to) => !direct.some((other) => other !== to && reachable(other).has(to)))
      .map((to): Arrow => [from, to]);
  });
}

function splitOnce(text: string, mark: string): [before: string, after: string] {
  const at = text.indexOf(mark);
  if (at < 0) throw new Error(`docs/architecture.md has no ${mark}`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}
