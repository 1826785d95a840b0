/** Differences between two cassettes, apart from ids and times. */
import type { CassetteReport, MomentReport, StreamReport } from './cassette-report.js';
import { shownBytes, shownMs } from './report-text.js';
import { table, type Cell } from './table.js';

/** One row: what is compared, and its values in both cassettes. */
export interface DifferenceRow {
  readonly what: string;
  readonly a: Cell;
  readonly b: Cell;
  readonly differs: boolean;
}

/** Streams of two cassettes, in their order. */
export interface StreamDifference {
  /** Ids of the stream in both; `undefined` if one has fewer streams. */
  readonly a: string | undefined;
  readonly b: string | undefined;
  readonly rows: readonly DifferenceRow[];
  /** First place where the courses part, with what comes there; `undefined` if they are the same. */
  readonly parting: { readonly index: number; readonly a: string; readonly b: string } | undefined;
}

/** Compares the streams of two cassettes in their order. */
export function compareReports(a: CassetteReport, b: CassetteReport): readonly StreamDifference[] {
  const count = Math.max(a.streams.length, b.streams.length);
  return Array.from({ length: count }, (_, index) => compareStreams(a.streams[index], b.streams[index]));
}

/** Returns true if nothing differs. */
export function areAlike(differences: readonly StreamDifference[]): boolean {
  return differences.every(
    ({ a, b, rows, parting }) =>
      a !== undefined && b !== undefined && parting === undefined && rows.every(({ differs }) => !differs),
  );
}

function compareStreams(a: StreamReport | undefined, b: StreamReport | undefined): StreamDifference {
  return {
    a: a?.streamId,
    b: b?.streamId,
    rows: [...mediaRows(a, b), ...messageRows(a, b)],
    parting: a && b ? partingOf(a.course, b.course) : undefined,
  };
}

function mediaRows(a: StreamReport | undefined, b: StreamReport | undefined): DifferenceRow[] {
  const types = new Set([...(a?.media ?? []), ...(b?.media ?? [])].map(({ type }) => type));
  return [...types].flatMap((type) => {
    const [inA, inB] = [a, b].map((stream) => stream?.media.find((media) => media.type === type));
    return [
      exact(`${type} messages`, inA?.messages ?? 0, inB?.messages ?? 0),
      {
        ...exact(`${type} bytes`, inA?.bytes ?? 0, inB?.bytes ?? 0),
        a: shownBytes(inA?.bytes ?? 0),
        b: shownBytes(inB?.bytes ?? 0),
      },
      // Time is no difference: two runs of the same never have the same.
      figure(`${type} per s`, inA?.perSecond.toFixed(1), inB?.perSecond.toFixed(1)),
      figure(`${type} longest gap`, gapOf(inA), gapOf(inB)),
      figure(`${type} late p99`, lateOf(inA), lateOf(inB)),
    ];
  });
}

function messageRows(a: StreamReport | undefined, b: StreamReport | undefined): DifferenceRow[] {
  const names = new Set([...Object.keys(a?.messages ?? {}), ...Object.keys(b?.messages ?? {})]);
  return [
    ...[...names].toSorted().map((name) => {
      const row = exact(name, a?.messages[name] ?? 0, b?.messages[name] ?? 0);
      // The number of keep-alives is a matter of time.
      return name.includes('KEEP_ALIVE') ? { ...row, differs: false } : row;
    }),
    exact('webhooks', namesOf(a), namesOf(b)),
    exact('people', a?.people.length ?? 0, b?.people.length ?? 0),
    exact('sockets', a?.connections.length ?? 0, b?.connections.length ?? 0),
  ];
}

function namesOf(stream: StreamReport | undefined): string {
  return stream?.webhooks.map(({ event }) => event).join(', ') ?? '';
}

function gapOf(media: StreamReport['media'][number] | undefined): string {
  const longest = media?.gaps[0];
  return longest === undefined ? 'none' : shownMs(longest.lengthMs);
}

function lateOf(media: StreamReport['media'][number] | undefined): string {
  return media?.lateness === undefined ? 'none' : `${media.lateness.p99} ms`;
}

function exact(what: string, a: Cell, b: Cell): DifferenceRow {
  return { what, a, b, differs: a !== b };
}

function figure(what: string, a: string | undefined, b: string | undefined): DifferenceRow {
  return { what, a: a ?? 'none', b: b ?? 'none', differs: false };
}

/** The order between sockets is not determined, so the course of each is compared for itself. */
function partingOf(a: readonly MomentReport[], b: readonly MomentReport[]): StreamDifference['parting'] {
  for (const name of ['webhook', 'signaling']) {
    const [ofA, ofB] = [a, b].map((course) =>
      course.map(({ what }) => what).filter((what) => what.includes(name)),
    );
    if (!ofA || !ofB) continue;
    const index = Array.from({ length: Math.max(ofA.length, ofB.length) }).findIndex(
      (_, at) => ofA[at] !== ofB[at],
    );
    if (index !== -1) return { index, a: ofA[index] ?? 'nothing', b: ofB[index] ?? 'nothing' };
  }
  return undefined;
}

/** Returns differences as text. */
export function differencesText(paths: readonly [string, string], all: readonly StreamDifference[]): string {
  const parts = all.map(({ a, b, rows, parting }, index) => {
    if (a === undefined || b === undefined) {
      return `Stream ${index + 1} is in ${a === undefined ? 'B' : 'A'} only: ${a ?? b ?? ''}`;
    }
    const lines = table(
      ['', 'A', 'B', ''],
      rows.map((row) => [row.what, row.a, row.b, row.differs ? '≠' : '']),
    );
    const course =
      parting === undefined
        ? 'Webhooks and signaling take the same course.'
        : `The courses part at ${parting.index + 1}: A has ${parting.a}, B has ${parting.b}.`;
    return `Stream ${index + 1}: ${a} and ${b}\n${lines}\n${course}`;
  });
  const verdict = areAlike(all) ? 'The same, apart from ids and times.' : 'They differ.';
  return `A is ${paths[0]}\nB is ${paths[1]}\n\n${parts.join('\n\n')}\n\n${verdict}\n`;
}
