import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

/** Props of {@link VirtualList}. */
export interface VirtualListProps<T> {
  readonly label: string;
  readonly rows: readonly T[];
  readonly rowHeight: number;
  readonly keyOf: (row: T) => number;
  /** Cells of a row. */
  readonly render: (row: T, before: T | undefined) => ComponentChildren;
  readonly classOf: (row: T) => string;
  /** Key of the chosen row, whose details are shown below it. */
  readonly chosen: number | undefined;
  readonly choose: (key: number | undefined) => void;
  readonly details: (row: T) => ComponentChildren;
  readonly detailHeight: number;
  /** Shown while there are no rows. */
  readonly empty: string;
}

/** Rows that are drawn above and below the visible ones. */
const OVERSCAN = 8;
/** Distance from the end, in pixels, at which the list still follows new rows. */
const NEAR_END = 40;

/** A list of which only the visible rows are in the document. It follows its end until the reader scrolls up. */
export function VirtualList<T>(props: VirtualListProps<T>) {
  const { rows, rowHeight, keyOf, chosen, choose, detailHeight } = props;
  const box = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const height = useSignal(400);
  const isFollowing = useRef(true);
  const chosenIndex = chosen === undefined ? -1 : indexOfKey(rows, keyOf, chosen);
  const total = rows.length * rowHeight + (chosenIndex >= 0 ? detailHeight : 0);

  useEffect(() => observeHeight(box.current, (value) => void (height.value = value)), []);
  useLayoutEffect(() => {
    if (isFollowing.current && box.current) box.current.scrollTop = total;
  });

  const scrolled = ({ currentTarget }: { readonly currentTarget: HTMLElement }): void => {
    top.value = currentTarget.scrollTop;
    isFollowing.current = total - currentTarget.scrollTop - currentTarget.clientHeight < NEAR_END;
  };
  const pressed = (event: KeyboardEvent): void => {
    const { current } = box;
    if (!current || event.target !== current) return;
    const pageRows = Math.max(1, Math.floor(height.value / rowHeight) - 1);
    const target = targetOf(event.key, { chosenIndex, count: rows.length, pageRows });
    if (target === undefined) return;
    event.preventDefault();
    const row = rows[target];
    choose(row && keyOf(row));
    if (row === undefined) return;
    isFollowing.current = false;
    scrollIntoView(current, target * rowHeight, rowHeight + detailHeight);
  };
  return (
    <div
      ref={box}
      class="virtual"
      role="group"
      tabIndex={0}
      aria-label={`${props.label}: ${rows.length} rows; arrow keys choose one, Escape closes it`}
      onScroll={scrolled}
      onKeyDown={pressed}
    >
      {rows.length === 0 && <p class="hint empty">{props.empty}</p>}
      <VisibleRows {...props} top={top.value} height={height.value} total={total} chosenIndex={chosenIndex} />
    </div>
  );
}

/** Index of the row that a key leads to; -1 for none, `undefined` for a key without a meaning here. */
function targetOf(
  key: string,
  {
    chosenIndex,
    count,
    pageRows,
  }: { readonly chosenIndex: number; readonly count: number; readonly pageRows: number },
): number | undefined {
  const current = chosenIndex < 0 ? count : chosenIndex;
  const targets: { readonly [key: string]: number } = {
    ArrowDown: current + 1,
    ArrowUp: current - 1,
    PageDown: current + pageRows,
    PageUp: current - pageRows,
    Home: 0,
    End: count - 1,
  };
  if (key === 'Escape') return -1;
  const target = targets[key];
  return target === undefined ? undefined : Math.max(0, Math.min(count - 1, target));
}

interface VisibleRowsProps<T> extends VirtualListProps<T> {
  readonly top: number;
  readonly height: number;
  readonly total: number;
  readonly chosenIndex: number;
}

function VisibleRows<T>(props: VisibleRowsProps<T>) {
  const { rows, rowHeight, detailHeight, keyOf, chosenIndex, top, height, total } = props;
  const first = Math.max(0, Math.floor((top - detailHeight) / rowHeight) - OVERSCAN);
  const last = Math.min(rows.length, Math.ceil((top + height) / rowHeight) + OVERSCAN);
  const topOf = (index: number): number =>
    index * rowHeight + (chosenIndex >= 0 && index > chosenIndex ? detailHeight : 0);
  return (
    <div class="virtual-space" style={{ height: `${total}px` }}>
      {rows.slice(first, last).map((row, offset) => (
        <Row
          key={keyOf(row)}
          {...props}
          row={row}
          before={rows[first + offset - 1]}
          top={topOf(first + offset)}
          isChosen={first + offset === chosenIndex}
        />
      ))}
    </div>
  );
}

interface RowProps<T> extends VirtualListProps<T> {
  readonly row: T;
  readonly before: T | undefined;
  readonly top: number;
  readonly isChosen: boolean;
}

function Row<T>({ row, before, top, isChosen, ...list }: RowProps<T>) {
  const { rowHeight, detailHeight, classOf, render, details, choose, keyOf } = list;
  const place = {
    transform: `translateY(${top}px)`,
    height: `${rowHeight + (isChosen ? detailHeight : 0)}px`,
  };
  return (
    <div class={`row ${classOf(row)} ${isChosen ? 'chosen' : ''}`} style={place}>
      <button
        type="button"
        class="row-line"
        tabIndex={-1}
        aria-expanded={isChosen}
        style={{ height: `${rowHeight}px` }}
        onClick={() => choose(isChosen ? undefined : keyOf(row))}
      >
        {render(row, before)}
      </button>
      {isChosen && (
        <div class="row-details" style={{ height: `${detailHeight}px` }}>
          {details(row)}
        </div>
      )}
    </div>
  );
}

function observeHeight(box: HTMLElement | null, change: (height: number) => void): (() => void) | undefined {
  if (!box) return undefined;
  const observer = new ResizeObserver(() => change(box.clientHeight));
  observer.observe(box);
  return () => observer.disconnect();
}

/** Scrolls as little as needed to show `height` pixels at `top`. */
function scrollIntoView(box: HTMLElement, top: number, height: number): void {
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + height > box.scrollTop + box.clientHeight) {
    box.scrollTop = Math.min(top, top + height - box.clientHeight);
  }
}

/** Keys increase, so a binary search finds one. -1 if there is none. */
function indexOfKey<T>(rows: readonly T[], keyOf: (row: T) => number, key: number): number {
  let low = 0;
  let high = rows.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const row = rows[middle];
    if (row === undefined) return -1;
    const found = keyOf(row);
    if (found === key) return middle;
    if (found < key) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
