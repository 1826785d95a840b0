/** Shares concurrent work between callers, and limits it. */

/** Runs at most one task per key at a time. */
export interface SharedWork<T> {
  /**
   * Starts a task, or joins the one that runs for this key. When the `signal` of a caller aborts, its promise rejects
   * with the signal's reason: immediately while other callers wait for the task; for the last caller the task is
   * aborted, and the promise rejects when it has finished cleaning up.
   */
  run(key: string, work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T>;
}

interface Job<T> {
  readonly result: Promise<T>;
  readonly abort: AbortController;
  callers: number;
}

/** Creates a {@link SharedWork} without tasks. */
export function createSharedWork<T>(): SharedWork<T> {
  const jobs = new Map<string, Job<T>>();

  function start(key: string, work: (signal: AbortSignal) => Promise<T>): Job<T> {
    const abort = new AbortController();
    const job: Job<T> = { abort, callers: 0, result: Promise.resolve().then(() => work(abort.signal)) };
    jobs.set(key, job);
    const finish = (): void => {
      if (jobs.get(key) === job) jobs.delete(key);
    };
    job.result.then(finish, finish);
    return job;
  }

  return {
    async run(key, work, signal) {
      signal?.throwIfAborted();
      const job = jobs.get(key) ?? start(key, work);
      job.callers += 1;
      try {
        return await orAborted(job.result, signal);
      } finally {
        job.callers -= 1;
        if (job.callers === 0) {
          // The next caller must not join a task that is being aborted.
          if (jobs.get(key) === job) jobs.delete(key);
          job.abort.abort(signal?.reason);
          await job.result.catch(() => {});
        }
      }
    },
  };
}

/** Settles like `promise`, or rejects with the signal's reason, whichever comes first. */
async function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise<T>((resolve, reject) => {
    const leave = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', leave, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}

/** Limits the number of concurrent tasks; further tasks wait in order. */
export interface WorkLimit {
  /** Runs a task when its turn comes. Rejects with the signal's reason when it aborts before that. */
  run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

/** Creates a limit of `limit` concurrent tasks. */
export function createWorkLimit(limit: number): WorkLimit {
  let running = 0;
  const waiting: (() => void)[] = [];
  return {
    async run(work, signal) {
      signal.throwIfAborted();
      if (running >= limit) await turn(waiting, signal);
      else running += 1;
      try {
        return await work();
      } finally {
        // Passes the slot on directly, so that a new caller cannot take it in between.
        const next = waiting.shift();
        if (next) next();
        else running -= 1;
      }
    },
  };
}

async function turn(waiting: (() => void)[], signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const leave = (): void => {
      waiting.splice(waiting.indexOf(enter), 1);
      reject(signal.reason as Error);
    };
    const enter = (): void => {
      signal.removeEventListener('abort', leave);
      resolve();
    };
    signal.addEventListener('abort', leave, { once: true });
    waiting.push(enter);
  });
}
