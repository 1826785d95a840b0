import { parseLocated } from '../input/located-document.js';
import type { Problem } from '../input/reading.js';
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
      /** Every problem of the file in the order of places, at least one. */
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

/** Reads a scenario from the content of a file, JSON or YAML. Never throws. */
export function parseScenario(text: string, { locateMedia }: ParseScenarioOptions = {}): ParsedScenario {
  const document = parseLocated(text);
  if (!document.ok) return document;
  const { value } = document;
  const data = locateMedia === undefined ? value : withLocatedMedia(value, locateMedia);
  const reading = readScenario(data);
  const located = (problem: Problem): FileProblem => ({
    ...document.positionOf(problem),
    message: describeProblem(problem),
  });
  if (!reading.ok) return { ok: false, problems: reading.problems.map(located).toSorted(byPlace) };
  const { scenario, warnings } = reading;
  // Only an object can be read as a scenario.
  return {
    ok: true,
    scenario,
    source: data as { readonly [key: string]: unknown },
    warnings: warnings.map(located).toSorted(byPlace),
  };
}

function byPlace(one: FileProblem, other: FileProblem): number {
  return one.line - other.line || one.column - other.column;
}

/** Formats problems as compilers do, one line each: `file.yaml:3:7: message`. */
export function formatScenarioProblems(file: string, problems: readonly FileProblem[]): string {
  return problems.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`).join('\n');
}
