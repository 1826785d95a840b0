/**
 * Log lines as the SDK writes them: on by default at level INFO, switched by `ZM_RTMS_LOG_LEVEL`
 * (error, warn, info, debug, trace), `ZM_RTMS_LOG_FORMAT` (progressive, json), `ZM_RTMS_LOG_ENABLED`
 * (false), or {@link configureLogger}. Secrets and signatures are never written.
 */

/** How much is written: a level and everything more urgent. */
export const LogLevel = { ERROR: 0, WARN: 1, INFO: 2, DEBUG: 3, TRACE: 4 } as const;
export type LogLevel = (typeof LogLevel)[keyof typeof LogLevel];

/** Lines for people, or one JSON object a line. */
export const LogFormat = { PROGRESSIVE: 'progressive', JSON: 'json' } as const;
export type LogFormat = (typeof LogFormat)[keyof typeof LogFormat];

/** What can be set about the log. */
export interface LoggerConfig {
  /** Default INFO. */
  level: LogLevel;
  /** Default PROGRESSIVE. */
  format: LogFormat;
  /** Default true. */
  enabled: boolean;
}

/** Extra fields of a line: ids, counts. Never a secret. */
export type LogDetails = { readonly [key: string]: string | number | boolean | undefined };

/** Where the package writes what it does; `component` is the part that speaks. */
export interface Logger {
  log(level: LogLevel, component: string, message: string, details?: LogDetails): void;
}

const LEVEL_NAMES = ['ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'] as const;

/** The configuration that the environment asks for; unknown values are ignored, as the SDK does. */
export function loggerConfigFrom(environment: NodeJS.ProcessEnv): LoggerConfig {
  const level = LEVEL_NAMES.findIndex((name) => name === environment['ZM_RTMS_LOG_LEVEL']?.toUpperCase());
  const format = environment['ZM_RTMS_LOG_FORMAT']?.toLowerCase();
  return {
    level: level === -1 ? LogLevel.INFO : (level as LogLevel),
    format: format === LogFormat.JSON ? LogFormat.JSON : LogFormat.PROGRESSIVE,
    enabled: environment['ZM_RTMS_LOG_ENABLED']?.toLowerCase() !== 'false',
  };
}

/** One line, without its line end. */
export function formatLogLine(
  format: LogFormat,
  timestamp: string,
  level: LogLevel,
  component: string,
  message: string,
  details?: LogDetails,
): string {
  const name = LEVEL_NAMES[level];
  if (format === LogFormat.JSON) {
    return JSON.stringify({ timestamp, level: name.toLowerCase(), component, message, details });
  }
  return `${component.padEnd(8)} | ${timestamp} | ${name.padEnd(5)} | ${message}`;
}

let config: LoggerConfig | undefined;

/** The process's log: settings are read from the environment at the first line, so `dotenv` may come late. */
export const processLogger: Logger = {
  log(level, component, message, details) {
    config ??= loggerConfigFrom(process.env);
    if (!config.enabled || level > config.level) return;
    const stream = level <= LogLevel.WARN ? process.stderr : process.stdout;
    const timestamp = new Date().toISOString();
    stream.write(`${formatLogLine(config.format, timestamp, level, component, message, details)}\n`);
  },
};

/**
 * Changes the log of the whole process; what is left out stays as it is.
 * @see https://www.npmjs.com/package/@zoom/rtms (documented)
 */
export function configureLogger(options: Partial<LoggerConfig>): void {
  config = { ...(config ?? loggerConfigFrom(process.env)), ...options };
}
