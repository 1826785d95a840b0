/** Sets of positions in a recording, as sorted spans. */

/** From a position up to, but not including, another; in milliseconds. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** Sorted spans, none of them empty, with a gap between each and the next. */
export type Spans = readonly Span[];

/** Returns the union of spans in any order. */
export function joinSpans(spans: readonly Span[]): Spans {
  const joined: Span[] = [];
  const inOrder = spans.filter(({ startMs, endMs }) => startMs < endMs);
  for (const { startMs, endMs } of inOrder.toSorted((a, b) => a.startMs - b.startMs)) {
    const last = joined.at(-1);
    if (!last || last.endMs < startMs) joined.push({ startMs, endMs });
    else joined[joined.length - 1] = { ...last, endMs: Math.max(last.endMs, endMs) };
  }
  return joined;
}

/** Returns the positions in `spans` that are not in `removed`. */
export function withoutSpans(spans: Spans, removed: Spans): Spans {
  return spans.flatMap(({ startMs, endMs }) => {
    const rest: Span[] = [];
    let from = startMs;
    for (const gap of removed) {
      if (gap.endMs <= from || gap.startMs >= endMs) continue;
      rest.push({ startMs: from, endMs: gap.startMs });
      from = gap.endMs;
    }
    rest.push({ startMs: from, endMs });
    return rest.filter((span) => span.startMs < span.endMs);
  });
}

/**
 * Returns whether a position is in a span, and up to where that stays so (`Infinity` after the last span). A binary search:
 * it runs for every packet.
 */
export function partAt(
  spans: Spans,
  positionMs: number,
): { readonly isIn: boolean; readonly untilMs: number } {
  let [from, to] = [0, spans.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((spans[middle]?.endMs ?? Infinity) <= positionMs) from = middle + 1;
    else to = middle;
  }
  const span = spans[from];
  if (!span) return { isIn: false, untilMs: Infinity };
  const isIn = span.startMs <= positionMs;
  return { isIn, untilMs: isIn ? span.endMs : span.startMs };
}
