/** `pnpm bench --against COMMIT`. */
import { describeMachine } from '../report.js';
import { Checkout, findCommit, type Commit } from './checkout.js';
import { compare, type Compared } from './comparison.js';
import { comparisons, FULL_COMPARISON, QUICK_COMPARISON } from './comparisons.js';

/** Results of one run. */
export interface ComparedResults extends ReturnType<typeof describeMachine> {
  readonly quick: boolean;
  readonly seconds: number;
  readonly against: Commit;
  readonly compared: readonly Compared[];
}

/** Names for `--only`. */
export const COMPARISON_NAMES = [...new Set(comparisons(QUICK_COMPARISON).map(({ name }) => name))];

/**
 * Compares the working tree with a commit.
 * @throws UnusableCommit if there is no such commit, or it cannot be built
 */
export async function runAgainst(
  name: string,
  {
    quick,
    wants,
    progress,
  }: { quick: boolean; wants: (name: string) => boolean; progress: (what: string) => void },
): Promise<ComparedResults> {
  const startMs = performance.now();
  const against = findCommit(name);
  using checkout = new Checkout();
  await checkout.prepare(against, progress);
  const compared: Compared[] = [];
  for (const comparison of comparisons(quick ? QUICK_COMPARISON : FULL_COMPARISON)) {
    if (!wants(comparison.name)) continue;
    progress(comparison.figures.join('; '));
    compared.push(...(await compare(comparison, checkout, progress)));
  }
  const seconds = Math.round((performance.now() - startMs) / 1000);
  return { ...describeMachine(), quick, seconds, against, compared };
}
