/**
 * Log lines in the format of the SDK. Logging is on by default with level INFO; the environment variables
 * `ZM_RTMS_LOG_LEVEL` (error, warn, info, debug, trace), `ZM_RTMS_LOG_FORMAT` (progressive, json) and
 * `ZM_RTMS_LOG_ENABLED` (false) or {@link configureLogger} change it. Secrets and signatures are never logged.
 */
import { foreignText, safeMessage } from './log-text.js';

/** The level of the log: lines of this level and of all more urgent levels are written. */
export const LogLevel = {
  /** Errors only. */
  ERROR: 0,
  /** Errors and warnings. */
  WARN: 1,
  /** Also informational lines. The default. */
  INFO: 2,
  /** Also lines for debugging. */
  DEBUG: 3,
  /** All lines. */
  TRACE: 4,
} as const;
export type LogLevel = (typeof LogLevel)[keyof typeof LogLevel];

/** The format of a log line. */
export const LogFormat = {
  /** Columns of plain text. The default. */
  PROGRESSIVE: 'progressive',
  /** One JSON object. */
  JSON: 'json',
} as const;
export type LogFormat = (typeof LogFormat)[keyof typeof LogFormat];

/** Options of the log. */
export interface LoggerConfig {
  /**
   * Level of the lines that are written.
   * @default LogLevel.INFO
   */
  level: LogLevel;
  /**
   * Format of the lines.
   * @default LogFormat.PROGRESSIVE
   */
  format: LogFormat;
  /**
   * False turns the log off.
   * @default true
   */
  enabled: boolean;
}

/** Additional fields of a line: ids, counts. Never a secret. */
export type LogDetails = { readonly [key: string]: string | number | boolean | undefined };

/** The log of this package. */
export interface Logger {
  /** Writes a line. `component`: the part of the package that logs, such as `client` or `webhook`. */
  log(level: LogLevel, component: string, message: string, details?: LogDetails): void;
}

const LEVEL_NAMES = ['ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'] as const;

/** The configuration in the environment variables. Unknown values are ignored, as the SDK does. */
export function loggerConfigFrom(environment: NodeJS.ProcessEnv): LoggerConfig {
  const level = LEVEL_NAMES.findIndex((name) => name === environment['ZM_RTMS_LOG_LEVEL']?.toUpperCase());
  const format = environment['ZM_RTMS_LOG_FORMAT']?.toLowerCase();
  return {
    level: level === -1 ? LogLevel.INFO : (level as LogLevel),
    format: format === LogFormat.JSON ? LogFormat.JSON : LogFormat.PROGRESSIVE,
    enabled: environment['ZM_RTMS_LOG_ENABLED']?.toLowerCase() !== 'false',
  };
}

/** One line. Control characters are escaped; only stack traces contain line breaks. */
export function formatLogLine(
  format: LogFormat,
  timestamp: string,
  level: LogLevel,
  component: string,
  message: string,
  details?: LogDetails,
): string {
  const name = LEVEL_NAMES[level];
  const text = safeMessage(message);
  if (format === LogFormat.JSON) {
    return JSON.stringify({
      timestamp,
      level: name.toLowerCase(),
      component,
      message: text,
      details: safeDetails(details),
    });
  }
  return `${component.padEnd(8)} | ${timestamp} | ${name.padEnd(5)} | ${text}`;
}

function safeDetails(details: LogDetails | undefined): LogDetails | undefined {
  if (!details) return undefined;
  const entries = Object.entries(details);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, typeof value === 'string' ? foreignText(value) : value]),
  );
}

let config: LoggerConfig | undefined;

/** The configuration. Reads the environment at the first line, so `dotenv` may run after the import. */
function currentConfig(): LoggerConfig {
  config ??= loggerConfigFrom(process.env);
  return config;
}

/** True if lines of a level are written. */
export function isLogged(level: LogLevel): boolean {
  const { enabled, level: most } = currentConfig();
  return enabled && level <= most;
}

/** The log of the process. */
export const processLogger: Logger = {
  log(level, component, message, details) {
    if (!isLogged(level)) return;
    const stream = level <= LogLevel.WARN ? process.stderr : process.stdout;
    const timestamp = new Date().toISOString();
    const { format } = currentConfig();
    stream.write(`${formatLogLine(format, timestamp, level, component, message, details)}\n`);
  },
};

/**
 * Changes the log of the whole process. Options that are absent keep their value.
 * @see https://www.npmjs.com/package/@zoom/rtms (documented)
 */
export function configureLogger(options: Partial<LoggerConfig>): void {
  config = { ...currentConfig(), ...options };
}
