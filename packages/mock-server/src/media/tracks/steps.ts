/** Long work in steps, so that the pacing loop never waits for it. */
import { sliceTimer } from '../../clock.js';

/** Work that can be interrupted at each `yield`; a step takes a few milliseconds at most. */
export type Steps<T = void> = Generator<undefined, T>;

/** Duration of the steps after which the event loop runs, in milliseconds. */
const SLICE_MS = 2;

/** Does all steps at once. */
export function runSteps<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Does the steps in slices. The event loop runs between any two slices, also between those of different work. */
export async function runInSlices<T>(steps: Steps<T>): Promise<T> {
  await turn();
  let isSliceOver = sliceTimer(SLICE_MS);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (!isSliceOver()) continue;
    await turn();
    isSliceOver = sliceTimer(SLICE_MS);
  }
}

/** Work that waits for its next slice, the one that has waited longest first. */
const waiting: (() => void)[] = [];

function turn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) setImmediate(startNext);
  });
}

function startNext(): void {
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(startNext);
}
