/** Measures virtual time: a meeting of the default media with one app, both in one process. */
import { Child } from './rpc.js';
import type { Tree } from './tree.js';
import type { VirtualCalls, VirtualRun, VirtualSpec } from './virtual-process.js';

/** One meeting in virtual time. */
export interface VirtualTime extends VirtualSpec, VirtualRun {
  /** Length of the meeting divided by the CPU time of the process, with all its threads. */
  readonly timesRealTime: number;
  /** Length of the meeting divided by the real time, in which other programs may run too. */
  readonly timesRealTimeByClock: number;
}

/** Advances a meeting by some seconds, for each selection of media. */
export async function measureVirtualTime(seconds: number): Promise<VirtualTime[]> {
  const runs: VirtualTime[] = [];
  for (const media of ['all', 'speech'] as const) {
    const run = await runVirtualTime({ media, seconds });
    runs.push({
      media,
      seconds,
      ...run,
      timesRealTime: Math.round((seconds * 1000) / run.cpuMs),
      timesRealTimeByClock: Math.round((seconds * 1000) / run.realMs),
    });
  }
  return runs;
}

/** Advances one meeting, in a process of its own. */
export async function runVirtualTime(spec: VirtualSpec, tree?: Tree): Promise<VirtualRun> {
  using child = new Child<VirtualCalls>('virtual-process.ts', tree);
  return await child.call('run', spec);
}
