import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import type { Problem } from '../input/reading.js';
import { jsonSlip, meansJson } from '../input/json-slip.js';
import { withLocatedMedia } from './locate-media.js';
import { readScenario } from './read-scenario.js';
import { describeProblem } from './scenario-problem.js';
import type { Scenario } from './scenario.js';

/** A problem of a scenario file with its place. */
export interface FileProblem {
  /** Counts from 1. */
  readonly line: number;
  /** Counts from 1. */
  readonly column: number;
  /** A clause without a full stop: `timeline[0].at must be a duration such as 500ms, 10s or 2m, found 5`. */
  readonly message: string;
}

/** Result of {@link parseScenario}. */
export type ParsedScenario =
  | {
      /** The file contains a scenario. */
      readonly ok: true;
      /** For `startMockServer`, `startMeeting` and {@link explainScenario}. */
      readonly scenario: Scenario;
      /** The content of the file as plain data, for requests and for changed copies. */
      readonly source: { readonly [key: string]: unknown };
      /** Problems that occur only with some of the media that a meeting may play. */
      readonly warnings: readonly FileProblem[];
    }
  | {
      /** The file contains no scenario, or one with problems. */
      readonly ok: false;
      /** Every problem of the file, at least one. */
      readonly problems: readonly FileProblem[];
    };

/** Options of {@link parseScenario}. */
export interface ParseScenarioOptions {
  /**
   * Called with the path of each recording that the file names; returns the path to use instead, for example one
   * relative to the folder of the file.
   *
   * @default paths stay unchanged, so they are relative to the server's folder
   */
  readonly locateMedia?: (path: string) => string;
}

/**
 * Reads a scenario from the content of a file, JSON or YAML. Never throws.
 *
 * JSON is YAML too, so one parser reads both. Aliases cannot exhaust memory, since `yaml` limits them.
 */
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
  const located = (problem: Problem): FileProblem =>
    at(offsetOf(document, problem), describeProblem(problem));
  if (!reading.ok) return { ok: false, problems: reading.problems.map(located) };
  const { scenario, warnings } = reading;
  // Only an object can be read as a scenario.
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

/** Offset of a problem in the text: of the key when the key is wrong, otherwise of its value. */
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

/** Formats problems as compilers do, one line each: `file.yaml:3:7: message`. */
export function formatScenarioProblems(file: string, problems: readonly FileProblem[]): string {
  return problems.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`).join('\n');
}
