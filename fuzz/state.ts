/** Progress of a run, in a file that a later run resumes. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { TARGETS, type Failure, type RoundResult, type TargetName } from './targets/round.js';

/** Totals of one target. */
export interface TargetState {
  /** Number of the next round. */
  nextRound: number;
  messages: number;
  rejects: number;
  closes: number;
  failures: number;
  /** Audio packets that the neighbours received, and those that the server sent them. */
  packetsReceived: number;
  packetsExpected: number;
  /** Max lateness of a neighbour's packet in ms; the p99 of the worst round. */
  latenessMaxMs: number;
  latenessP99Ms: number;
  /** Heap in MB after garbage collection, before and after the round with the largest growth. */
  heapBeforeMb: number;
  heapAfterMb: number;
  peakRssMb: number;
  /** Bytes that the programs under test have logged. */
  logBytes: number;
}

/** Progress of a run. */
export interface FuzzState {
  readonly seed: number;
  readonly targets: { readonly [T in TargetName]: TargetState };
  readonly failures: Failure[];
}

/** The state before the first round. */
export function newState(seed: number): FuzzState {
  const target = (): TargetState => ({
    nextRound: 0,
    messages: 0,
    rejects: 0,
    closes: 0,
    failures: 0,
    packetsReceived: 0,
    packetsExpected: 0,
    latenessMaxMs: 0,
    latenessP99Ms: 0,
    heapBeforeMb: 0,
    heapAfterMb: 0,
    peakRssMb: 0,
    logBytes: 0,
  });
  return {
    seed,
    targets: { server: target(), http: target(), api: target(), client: target() },
    failures: [],
  };
}

/**
 * Reads the state of an earlier run; `undefined` if the file does not exist.
 * @throws Error if the file is not a state.
 */
export function readState(path: string): FuzzState | undefined {
  if (!existsSync(path)) return undefined;
  const state = JSON.parse(readFileSync(path, 'utf8')) as Partial<FuzzState>;
  const isState =
    typeof state.seed === 'number' &&
    Array.isArray(state.failures) &&
    TARGETS.every((target) => typeof state.targets?.[target]?.nextRound === 'number');
  if (!isState) throw new Error(`${path} is not the state of a fuzz run`);
  return state as FuzzState;
}

/** Writes the state. An interrupted write leaves the old file. */
export function writeState(path: string, state: FuzzState): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(state, null, 2)}\n`);
  renameSync(`${path}.new`, path);
}

/** Adds the result of a round to the totals. */
export function addRound(state: FuzzState, target: TargetName, round: number, result: RoundResult): void {
  const total = state.targets[target];
  const { counts, failures, neighbour, memory, logBytes } = result;
  total.nextRound = Math.max(total.nextRound, round + 1);
  total.messages += counts.messages;
  total.rejects += counts.rejects;
  total.closes += counts.closes;
  total.failures += failures.length;
  total.logBytes += logBytes;
  state.failures.push(...failures);
  if (neighbour) {
    total.packetsReceived += neighbour.received;
    total.packetsExpected += neighbour.expected;
    total.latenessMaxMs = Math.max(total.latenessMaxMs, neighbour.latenessMs.max);
    total.latenessP99Ms = Math.max(total.latenessP99Ms, neighbour.latenessMs.p99);
  }
  if (!memory) return;
  total.peakRssMb = Math.max(total.peakRssMb, memory.peakRssMb);
  const isFirst = total.heapBeforeMb === 0;
  if (isFirst || memory.afterMb - memory.beforeMb > total.heapAfterMb - total.heapBeforeMb) {
    total.heapBeforeMb = memory.beforeMb;
    total.heapAfterMb = memory.afterMb;
  }
}
