import type { Clock } from '@rtms-mock/protocol';
import { LOG_LEVELS, type LogFields, type Logger, type LogLevel } from '../log.js';
import { paint } from './paint.js';
import type { TextOutput } from './surroundings.js';

/** Form of log lines: for people, or one JSON object each. */
export type LogFormat = 'pretty' | 'json';

/** Options of {@link createLogger}. */
export interface LoggerOptions {
  readonly format: LogFormat;
  /** The least important level that is shown. */
  readonly level: LogLevel;
  readonly output: TextOutput;
  /** Real time, shown in each line. */
  readonly clock: Clock;
}

/** Creates a logger that writes the lines of a level and of all more important ones. */
export function createLogger(options: LoggerOptions): Logger {
  const write = options.format === 'json' ? jsonLine : prettyLine;
  const last = LOG_LEVELS.indexOf(options.level);
  return {
    log: (level, message, fields = {}) => {
      if (LOG_LEVELS.indexOf(level) > last) return;
      options.output.write(`${write(level, message, fields, options)}\n`);
    },
  };
}

/** One JSON object: `msg` first, then the fields, then `level` and `time`. */
function jsonLine(level: LogLevel, message: string, fields: LogFields, { clock }: LoggerOptions): string {
  return JSON.stringify({ msg: message, ...fields, level, time: new Date(clock.unixMs()).toISOString() });
}

const LABELS: {
  readonly [level in LogLevel]?: { readonly text: string; readonly colour: 'red' | 'yellow' };
} = {
  error: { text: 'error: ', colour: 'red' },
  warn: { text: 'warning: ', colour: 'yellow' },
};

/** `14:03:59 warning: …`; fields such as ids and counts only at the levels debug and trace. */
function prettyLine(level: LogLevel, message: string, fields: LogFields, options: LoggerOptions): string {
  const { colour } = options.output;
  const time = new Date(options.clock.unixMs()).toTimeString().slice(0, 8);
  const label = LABELS[level];
  const shown = options.level === 'debug' || options.level === 'trace' ? Object.entries(fields) : [];
  const details = shown.map(([name, value]) => ` ${name}=${String(value)}`).join('');
  return [
    paint('dim', `${time} `, colour),
    label === undefined ? '' : paint(label.colour, label.text, colour),
    message,
    paint('dim', details, colour),
  ].join('');
}
