import { maskedSecret } from '@rtms-mock/protocol/cassette';

/** Severity of a log line, most severe first. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug' | 'trace';

/** All log levels, most severe first. */
export const LOG_LEVELS = ['error', 'warn', 'info', 'debug', 'trace'] as const satisfies readonly LogLevel[];

/** Structured data of a log line: ids, counts, durations in milliseconds. Contains no secrets and no signatures. */
export interface LogFields {
  /** A value by its name, such as `streamId`. */
  readonly [key: string]: string | number | boolean | null | undefined;
}

/** Receiver of log lines. A server without a logger writes no log. */
export interface Logger {
  /** Called for each line, at every level; the logger filters. */
  log(level: LogLevel, message: string, fields?: LogFields): void;
}

/** Logger that discards all lines. */
export const silentLogger: Logger = { log: () => {} };

/** Shortens a secret to its last four characters, or to `…` if it has eight or fewer. */
export const redact = maskedSecret;
