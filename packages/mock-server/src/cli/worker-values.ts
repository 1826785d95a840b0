/** Options of workers: what follows from those of the server that starts them. */
import { availableParallelism } from 'node:os';
import type { ServeValues } from '../config/serve-options.js';
import type { WorkerShare } from '../fleet/worker-messages.js';
import { FlagError, UsageError } from '../input/usage-error.js';
import { SETTINGS } from '../settings/settings.js';

const MAX_PORT = 65_535;

/** Returns the number of workers that the options ask for; 1 means that no other process is started. */
export function workerCount({ workers = 1 }: Pick<ServeValues, 'workers'>): number {
  return workers === 'auto' ? availableParallelism() : workers;
}

/**
 * Refuses options that several workers cannot have.
 *
 * @throws {UsageError} for the first one
 */
export function checkWorkers(values: ServeValues): void {
  const count = workerCount(values);
  if (count === 1) return;
  if (values.time === 'virtual' || values.speed === 'max') {
    const flag = values.time === 'virtual' ? '--time virtual' : '--speed max';
    throw new UsageError(
      `--workers and ${flag} exclude each other: virtual time is that of one process; leave --workers out`,
    );
  }
  const { port = SETTINGS.port.default, mediaPort = SETTINGS.mediaPort.default } = values;
  for (const [flag, first] of [
    ['--port', port],
    ['--media-port', mediaPort],
  ] as const) {
    const last = portOf(first, count);
    if (last > MAX_PORT) {
      throw new UsageError(
        `${flag} ${first} with ${count} workers needs ports up to ${last}, above ${MAX_PORT}; choose a lower one, or 0 for free ports`,
      );
    }
  }
  const distance = Math.abs(port - mediaPort);
  if (port !== 0 && mediaPort !== 0 && distance % 2 === 0 && distance / 2 <= count) {
    throw new UsageError(
      `--port ${port} and --media-port ${mediaPort} are too close for ${count} workers, which use every second port after them; choose ports that differ by an odd number, or by more than ${2 * count}`,
    );
  }
}

/**
 * Refuses several workers where apps are judged.
 *
 * @throws {UsageError} for more than one
 */
export function refuseWorkers(values: Pick<ServeValues, 'workers'>): void {
  if (workerCount(values) === 1) return;
  throw new FlagError('--workers', 'apps are judged by one process; leave it out, or use --workers 1');
}

/** Port of a worker: 0 stays any free port. */
function portOf(first: number, worker: number): number {
  return first === 0 ? 0 : first + 2 * worker;
}

/**
 * Returns the public URL of a worker. A URL with the server's own port is one of this machine, so the worker has its own
 * port there. Any other leads to a proxy, which tells workers apart by their path.
 */
export function workerPublicUrl(publicUrl: string, port: number, worker: number): string {
  const url = new URL(publicUrl);
  if (port === 0 || url.port !== String(port)) return `${publicUrl}/worker/${worker}`;
  url.port = String(portOf(port, worker));
  return url.href.replace(/\/+$/, '');
}

/** Options that only the front has. */
const OF_FRONT: ReadonlySet<string> = new Set<keyof ServeValues>(['journal', 'start', 'workers']);

/** Options of the server of one worker. `apiToken`: that of the front. */
export function workerValues(
  values: ServeValues,
  { worker, index }: Pick<WorkerShare, 'worker' | 'index'>,
  apiToken: string | undefined,
): ServeValues {
  const { port = SETTINGS.port.default, mediaPort = SETTINGS.mediaPort.default, publicUrl, seed } = values;
  const number = Number(worker);
  const own = Object.entries(values).filter(([name]) => !OF_FRONT.has(name));
  return {
    // The values of options that are left out may be absent.
    ...(Object.fromEntries(own) as ServeValues),
    port: portOf(port, number),
    mediaPort: portOf(mediaPort, number),
    ...(publicUrl !== undefined && { publicUrl: workerPublicUrl(publicUrl, port, number) }),
    ...(seed !== undefined && { seed: (seed + index) % 2 ** 32 }),
    ...(apiToken !== undefined && { apiToken }),
  };
}
