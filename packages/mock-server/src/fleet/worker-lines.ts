/** Sentences about workers for the log. */
import { MAX_UNANSWERED } from './heartbeats.js';
import { EARLY_MS, MAX_EARLY_ENDS } from './restart-rules.js';

/** One process of a worker. */
export interface NamedWorker {
  readonly number: number;
  readonly process: { readonly pid: number | undefined };
}

/** It is ended since it does not answer. */
export function hangingLine({ number, process: { pid } }: NamedWorker): string {
  return `Worker ${number} has not answered for ${MAX_UNANSWERED} s and is ended (process ${pid ?? '?'}).`;
}

/** Why the start of a server has failed: a worker is not ready in time. Without a full stop. */
export function stuckReason(worker: NamedWorker, seconds: number): string {
  return `worker ${wasStuck(worker, seconds)}`;
}

/** A worker is not ready in time while the server runs. */
export function stuckLine(worker: NamedWorker, seconds: number): string {
  return `Worker ${wasStuck(worker, seconds)}.`;
}

function wasStuck({ number, process: { pid } }: NamedWorker, seconds: number): string {
  return `${number} was not ready after ${seconds} s and is ended (process ${pid ?? '?'})`;
}

/** It has ended too often. */
export function givenUpLine({ number }: NamedWorker): string {
  return `Worker ${number} has ended ${MAX_EARLY_ENDS} times in a row before it was ready or within ${EARLY_MS / 1000} s of its start and is not started again.`;
}

/** A number of meetings go on. `isAnyReady`: there is a worker for them now. */
export function movingLine(count: number, isAnyReady: boolean): string {
  const meetings = count === 1 ? 'meeting goes' : 'meetings go';
  const where = isAnyReady ? 'with another worker' : 'as soon as a worker is ready';
  return `Its ${count} ${meetings} on ${where}.`;
}
