import { stackOf } from '../errors.js';
import { LogLevel, type Logger } from '../logger.js';

/**
 * Runs a function of the app, which may be async. If it throws or rejects, the error is logged with the name
 * of the callback, so that it cannot end the process.
 */
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
