/** Load tests with a server of an earlier version, which has fewer figures. Pure. */
import { NEWER_FIGURES, type NewerFigure, type ReadFigures } from '../figures/read-figures.js';
import type { ServerFigures } from '../figures/server-figures.js';
import { RULES } from '../verdicts/rules/index.js';
import type { Thresholds } from './thresholds.js';

/** Limits that cannot be judged without a figure. */
const NEEDED_BY: { readonly [limit in keyof Thresholds]?: NewerFigure } = {
  maxLost: 'streams.lost',
  maxErrors: 'errors',
};

/** Returns the limits that the server lets be judged, of those that the user has not set. */
export function judgeable(limits: Thresholds, missing: ReadonlySet<NewerFigure>): Thresholds {
  const kept = Object.entries(limits).filter(([name]) => isJudgeable(name, missing));
  return Object.fromEntries(kept);
}

function isJudgeable(limit: string, missing: ReadonlySet<NewerFigure>): boolean {
  const figure = NEEDED_BY[limit as keyof Thresholds];
  return figure === undefined || !missing.has(figure);
}

/** Returns the first of these limits that cannot be judged, with the missing figure; `undefined` if all can. */
export function unjudged(
  limits: Thresholds,
  missing: ReadonlySet<NewerFigure>,
): { readonly limit: string; readonly figure: NewerFigure } | undefined {
  for (const [limit, figure] of Object.entries(NEEDED_BY)) {
    if (limits[limit as keyof Thresholds] !== undefined && missing.has(figure)) return { limit, figure };
  }
  return undefined;
}

/** Returns one sentence about the figures that the server does not give; none if it gives all. */
export function olderServer(missing: ReadonlySet<NewerFigure>): string[] {
  if (missing.size === 0) return [];
  const names = NEWER_FIGURES.filter((name) => missing.has(name));
  const last = names.at(-1) ?? '';
  const list = names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
  const unlimited = missing.has('streams.lost') ? ', and max-lost is not judged' : '';
  return [
    `The measurement is incomplete: the version of the server, or of one of its processes, is older and does not give ${list}; what they would show is missing here${unlimited}.`,
  ];
}

/** Completes the figures of an older server: before a verdict could have another severity than its rule, rules decided. */
export function completed({ figures, missing }: ReadFigures): ServerFigures {
  if (!missing.includes('errors')) return figures;
  const { nodes } = figures;
  return {
    ...withErrors(figures),
    ...(nodes && { nodes: nodes.map((one) => ({ ...one, figures: withErrors(one.figures) })) }),
  };
}

function withErrors(figures: ServerFigures): ServerFigures {
  if (Object.keys(figures.errors).length > 0) return figures;
  const errors = RULES.flatMap(({ id, severity }) => {
    const count = figures.verdicts[id];
    return severity === 'error' && count !== undefined ? [[id, count] as const] : [];
  });
  return { ...figures, errors: Object.fromEntries(errors) };
}
