/** Scenario files: JSON or YAML, with line and column of whatever is wrong. */
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import type { Problem } from '../input/reading.js';
import { jsonSlip, meansJson } from '../input/json-slip.js';
import { withLocatedMedia } from './locate-media.js';
import { readScenario } from './read-scenario.js';
import { problemText } from './scenario-problem.js';
import type { Scenario } from './scenario.js';

/** What is wrong in a file; line and column count from 1. */
export interface FileProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export type ParsedScenario =
  /** `source`: the same as plain data, for those who pass it on. */
  | {
      readonly ok: true;
      readonly scenario: Scenario;
      readonly source: { readonly [key: string]: unknown };
      /** What may go wrong, depending on what the meeting plays. */
      readonly warnings: readonly FileProblem[];
    }
  | { readonly ok: false; readonly problems: readonly FileProblem[] };

/** Options of {@link parseScenario}. */
export interface ParseScenarioOptions {
  /**
   * Called with the path of each recording that the file names; returns the path to use in its place, such as one
   * that counts from the folder of the file.
   *
   * @default paths stay as they are, so they count from the server's folder
   */
  readonly locateMedia?: (path: string) => string;
}

/** JSON is YAML too, so one parser reads both. Aliases cannot blow up: `yaml` limits them. */
export function parseScenario(text: string, { locateMedia }: ParseScenarioOptions = {}): ParsedScenario {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number, message: string): FileProblem => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col, message };
  };
  if (document.errors.length > 0) {
    const slip = meansJson(text) ? jsonSlip(text) : undefined;
    if (slip) return { ok: false, problems: [at(slip.offset, slip.message)] };
    return { ok: false, problems: document.errors.map(({ pos, message }) => at(pos[0], firstLine(message))) };
  }
  let data: unknown;
  try {
    const written: unknown = document.toJS();
    data = locateMedia === undefined ? written : withLocatedMedia(written, locateMedia);
  } catch (error) {
    return { ok: false, problems: [at(0, error instanceof Error ? error.message : String(error))] };
  }
  const reading = readScenario(data);
  const located = (problem: Problem): FileProblem => at(offsetOf(document, problem), problemText(problem));
  if (!reading.ok) return { ok: false, problems: reading.problems.map(located) };
  const { scenario, warnings } = reading;
  // What could be read is an object.
  return {
    ok: true,
    scenario,
    source: data as { readonly [key: string]: unknown },
    warnings: warnings.map(located),
  };
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? message;
}

/** Where a problem stands in the text: at the key when that is wrong, else at what stands behind it. */
function offsetOf(document: Document.Parsed, { path, subject }: Problem): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const [depth, part] of path.entries()) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === part);
      if (!pair) return offset;
      const isLast = depth === path.length - 1;
      offset = rangeStart(isLast && subject !== 'value' ? pair.key : (pair.value ?? pair.key)) ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof part === 'number') {
      node = node.items[part];
      offset = rangeStart(node) ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

function rangeStart(node: unknown): number | undefined {
  const range = (node as { readonly range?: readonly number[] | null } | null | undefined)?.range;
  return range?.[0];
}

/** The problems as lines such as compilers write them: `file.yaml:3:7: message`. */
export function formatScenarioProblems(file: string, problems: readonly FileProblem[]): string {
  return problems.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`).join('\n');
}
