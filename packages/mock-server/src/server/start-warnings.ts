import type { Logger } from '../log.js';
import { isLoopbackHost } from '../sockets/security.js';
import type { ResolvedOptions } from './options.js';

/** A proxy in front of a server on loopback leads others to its HTTP API. */
export function warnOfOpenApi({ publicUrl, apiToken, logger }: ResolvedOptions): void {
  if (publicUrl === undefined || apiToken !== undefined) return;
  if (isLoopbackHost(new URL(publicUrl).hostname)) return;
  logger.log(
    'warn',
    'The public URL leads to an HTTP API without a token. If others can reach it, start with --api-token TOKEN (apiToken in programs).',
  );
}

/** Logs a jump of the system clock. */
export function logJump(jumpMs: number, logger: Logger): void {
  const direction = jumpMs > 0 ? 'forward' : 'back';
  logger.log(
    'warn',
    `The system's clock has jumped ${direction} by ${Math.round(Math.abs(jumpMs) / 1000)} s. Timestamps follow it; media continues.`,
  );
}
