/** Log lines for people. The server is silent unless a logger is passed in. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug' | 'trace';

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug', 'trace'] as const satisfies readonly LogLevel[];

/** Facts beside a line, for machines: ids, counts, durations. Never a secret or a signature. */
export interface LogFields {
  readonly [key: string]: string | number | boolean | null | undefined;
}

export interface Logger {
  log(level: LogLevel, message: string, fields?: LogFields): void;
}

export const silentLogger: Logger = { log: () => {} };

/** A secret as it may be shown: its last four characters. */
export function redact(secret: string): string {
  return secret.length > 8 ? `…${secret.slice(-4)}` : '…';
}
