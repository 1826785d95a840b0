import { stackOf } from '../errors.js';
import { LogLevel, type Logger } from '../logger.js';

/**
 * Runs a function of the app, which may be async. If it throws or rejects, the error is logged with the name
 * of the callback, so that it cannot end the process.
 */
export function guarded(logger: Logger, name: string, run: () => unknown): void {
  try {
    const result = run();
    if (result instanceof Promise) result.catch((error: unknown) => logFailure(logger, name, error));
  } catch (error) {
    logFailure(logger, name, error);
  }
}

/** Logs the error of a callback with its name. */
export function logFailure(logger: Logger, name: string, error: unknown): void {
  logger.log(LogLevel.ERROR, 'client', `The ${name} callback failed: ${stackOf(error)}`);
}
