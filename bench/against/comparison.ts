/** Compares the working tree with another commit: both take turns, so that other load on the machine affects both. */
import { median, rounded } from '../statistics.js';
import { WORKING_TREE, type Tree } from '../tree.js';

/** Something of which both are measured. */
export interface Comparison {
  /** The name for `--only`. */
  readonly name: string;
  /** Meaning and unit of each value of a sample. Less is better. */
  readonly figures: readonly string[];
  /** Number of samples of each. */
  readonly rounds: number;
  /** Starts what both need for all their samples. */
  prepare(tree: Tree): Promise<Probe>;
}

/** Measures one of the two. */
export interface Probe extends Disposable {
  /** The values of all figures, in their order. NaN if it does not have that figure. */
  sample(): Promise<readonly number[]>;
}

/** One figure of both. */
export interface Compared {
  readonly name: string;
  readonly what: string;
  readonly rounds: number;
  /** Median of the working tree. */
  readonly here: number;
  /** Median of the commit. */
  readonly there: number;
  /** Value of the working tree divided by that of the commit within a round: median of all rounds. */
  readonly ratio: number;
  /** Lowest and highest ratio of a round. */
  readonly spread: readonly [number, number];
}

/**
 * Measures both in turns. The one that begins changes with each round. The figures of a commit that cannot be measured,
 * such as one without virtual time, are NaN, and `progress` is told why.
 */
export async function compare(
  comparison: Comparison,
  commit: Tree,
  progress: (what: string) => void,
): Promise<Compared[]> {
  const { figures, rounds } = comparison;
  using here = await comparison.prepare(WORKING_TREE);
  using there = await preparedOrAbsent(comparison, commit, progress);
  const samples: Sample[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const isFirst = round % 2 === 0;
    const before = isFirst ? await here.sample() : [];
    const theirs = await there.sample();
    samples.push({ here: isFirst ? before : await here.sample(), there: theirs });
  }
  return figures.map((what, index) => compared(comparison, what, samples, index));
}

/** Max length of a reason in characters. */
const MAX_REASON = 100;

async function preparedOrAbsent(
  comparison: Comparison,
  commit: Tree,
  progress: (what: string) => void,
): Promise<Probe> {
  const absent = (error: unknown): readonly number[] => {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n');
    progress(`the commit cannot be measured: ${reason?.slice(0, MAX_REASON)}`);
    return [];
  };
  try {
    const probe = await comparison.prepare(commit);
    return {
      sample: () => probe.sample().catch(absent),
      [Symbol.dispose]: () => probe[Symbol.dispose](),
    };
  } catch (error) {
    const none = absent(error);
    return { sample: () => Promise.resolve(none), [Symbol.dispose]: () => {} };
  }
}

/** The figures of both in one round. */
interface Sample {
  readonly here: readonly number[];
  readonly there: readonly number[];
}

function compared(
  { name, rounds }: Comparison,
  what: string,
  samples: readonly Sample[],
  index: number,
): Compared {
  const here = samples.map((sample) => sample.here[index] ?? NaN);
  const there = samples.map((sample) => sample.there[index] ?? NaN);
  const ratios = here.map((value, round) => value / (there[round] ?? NaN));
  const spread = [rounded(Math.min(...ratios)), rounded(Math.max(...ratios))] as const;
  return { name, what, rounds, here: median(here), there: median(there), ratio: median(ratios), spread };
}

/** The table as plain text. */
export function comparedTable(all: readonly Compared[]): string {
  const rows = all.map(({ what, here, there, ratio, spread: [low, high], rounds }) =>
    Number.isNaN(ratio)
      ? [what, `${here}`, Number.isNaN(there) ? 'not there' : `${there}`, '', '']
      : [what, `${here}`, `${there}`, `${ratio} ×`, `${low} to ${high} in ${rounds} rounds`],
  );
  const table = [['', 'working tree', 'commit', 'ratio', 'spread'], ...rows];
  const widths =
    table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
