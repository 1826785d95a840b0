/** Work that several callers want at the same time, done once. */

/** Runs one piece of work for each key at a time. */
export interface SharedWork<T> {
  /**
   * Starts the work, or joins it where it is under way for this key. A caller whose `signal` aborts leaves
   * with the signal's reason: at once while others wait for the same; else the work is aborted, and the last
   * one leaves when it has been cleared away.
   */
  run(key: string, work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T>;
}

interface Job<T> {
  readonly result: Promise<T>;
  readonly abort: AbortController;
  callers: number;
}

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
          // The next caller must not join work that is being given up.
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

/** Lets at most `limit` pieces of work run at a time; the others wait in order. */
export interface WorkLimit {
  /** Rejects with the signal's reason when it aborts while waiting. */
  run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

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
        // The place is handed on, so that nobody slips in between.
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
