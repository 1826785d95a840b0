/** Parts of a recording. */

/** From a position up to, and without, another; in milliseconds. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** In order, none empty, and with something between each and the next. */
export type Spans = readonly Span[];

/** What is in at least one of them. */
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

/** What is in the first and not in the second. */
export function withoutSpans(spans: Spans, taken: Spans): Spans {
  return spans.flatMap(({ startMs, endMs }) => {
    const rest: Span[] = [];
    let from = startMs;
    for (const gap of taken) {
      if (gap.endMs <= from || gap.startMs >= endMs) continue;
      rest.push({ startMs: from, endMs: gap.startMs });
      from = gap.endMs;
    }
    rest.push({ startMs: from, endMs });
    return rest.filter((span) => span.startMs < span.endMs);
  });
}

/** Whether a position lies in one of them, and where that changes: at a border, or never again (Infinity). */
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
