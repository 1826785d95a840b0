/** Says if the mock itself was the limit of a load test, so that no app is blamed for its delay. Pure. */
import type { Times } from './load-report.js';

/** Lateness of frames up to which times of the app can be trusted, in milliseconds: one frame of audio. */
const MAX_LATENESS_MS = 20;

/** Use of a core above which a process is busy, in percent. */
const BUSY_PERCENT = 90;

/** Use of a core below which a process would have had time, in percent. */
const IDLE_PERCENT = 60;

/** Input of {@link mockLimits}. */
export interface MockLoad {
  /** Delay of the mock's own frames. */
  readonly lateness: Times;
  /** Mean use of the processor, in percent of one core. */
  readonly cpuPercent: number;
  /** Processes of the server. */
  readonly processes: number;
  /** Processes of the server that ended during the run. */
  readonly ended: number;
}

/** True if times of the app contain delays of the mock. */
export function wasLimit({ lateness, cpuPercent, processes }: Omit<MockLoad, 'ended'>): boolean {
  return isLate(lateness) || isBusy(cpuPercent, processes);
}

function isLate({ p99Ms }: Times): boolean {
  return p99Ms > MAX_LATENESS_MS;
}

function isBusy(cpuPercent: number, processes: number): boolean {
  return processes > 0 && cpuPercent >= BUSY_PERCENT * processes;
}

/** Returns why the mock was the limit, or the measurement is incomplete, one sentence each; none if neither is true. */
export function mockLimits({ lateness, cpuPercent, processes, ended }: MockLoad): string[] {
  const limits: string[] = [];
  if (ended > 0) {
    const which = ended === 1 ? '1 process' : `${ended} processes`;
    limits.push(
      `The measurement is incomplete: ${which} of the server ended during the run. Times and media of its last second are not known; a meeting that went on in another process counts once.`,
    );
  }
  if (isLate(lateness)) {
    const why =
      cpuPercent < IDLE_PERCENT * processes
        ? `; it used only ${cpuPercent} % of a core, so other programs kept this machine busy`
        : '';
    limits.push(
      `The mock was the limit: it sent its own media ${Math.round(lateness.p99Ms)} ms late (99 %), so the times of the app contain its delay${why}.`,
    );
  }
  if (isBusy(cpuPercent, processes)) {
    const cores = processes === 1 ? 'its core' : `its ${processes} cores`;
    limits.push(`The mock was the limit: it used ${Math.round(cpuPercent / processes)} % of ${cores}.`);
  }
  return limits;
}
