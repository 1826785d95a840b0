import { messageOf } from '../errors.js';
import { LogLevel, type Logger } from '../logger.js';

/** Runs somebody else's function, which may be async, so that its failure cannot end the process. */
export function guarded(logger: Logger, name: string, run: () => unknown): void {
  const failed = (error: unknown): void =>
    logger.log(LogLevel.ERROR, 'client', `The ${name} callback failed: ${stackOf(error)}`);
  try {
    const result = run();
    if (result instanceof Promise) result.catch(failed);
  } catch (error) {
    failed(error);
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error && error.stack !== undefined ? error.stack : messageOf(error);
}
