/** Attempts to connect of one kind that have failed in a row. Times are clock times in milliseconds. */
export class Attempts {
  /** Number of failures since the last success. */
  failures = 0;
  /** Time of the last failure. */
  failedAtMs = 0;
  /** Waiting times between a failure and the next attempt, oldest first, in clock time. */
  gapsMs: number[] = [];
  /** Journal entries of the attempts that followed a failure. */
  seqs: number[] = [];

  /** An attempt begins. */
  begin(seq: number, atMs: number): void {
    if (this.failures === 0) return;
    this.gapsMs = [...this.gapsMs, atMs - this.failedAtMs].slice(-MAX_GAPS);
    this.seqs = [...this.seqs, seq].slice(-MAX_GAPS);
  }

  /** An attempt has failed. */
  fail(atMs: number): void {
    this.failures += 1;
    this.failedAtMs = atMs;
  }

  /** An attempt has succeeded. */
  succeed(): void {
    this.failures = 0;
    this.gapsMs = [];
    this.seqs = [];
  }
}

/** Waiting times that are kept. */
const MAX_GAPS = 8;
