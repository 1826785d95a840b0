import type { LogFormat } from './loggers.js';
import type { LoadSample } from '../load/load-report.js';
import { progressText } from '../load/load-text.js';
import type { Surroundings, TextOutput } from './surroundings.js';

/** Shows a running load test. */
export interface LoadProgress {
  /** Shows the latest interval. */
  sample(sample: LoadSample): void;
  /** Shows a sentence on a line of its own. */
  note(text: string): void;
  /** Standard error for everything else, which leaves the refreshing line intact. */
  readonly stderr: TextOutput;
  /** Removes the refreshing line. */
  end(): void;
}

/** Interval of lines where no terminal shows a refreshing one, in milliseconds. */
const LINE_MS = 5000;

/** Characters of a line, where the width of the terminal is not known. */
const DEFAULT_COLUMNS = 80;

/** Erases the line from its beginning. */
const ERASE = '\r\u001B[K';

/** One refreshing line on a terminal, plain lines otherwise, or a JSON object for each interval. `meetings`: their number. */
export function loadProgress(
  format: LogFormat,
  meetings: number,
  { stdout, stderr }: Pick<Surroundings, 'stdout' | 'stderr'>,
): LoadProgress {
  if (format === 'json') {
    return {
      sample: (sample) => stdout.write(`${JSON.stringify({ msg: 'sample', ...sample })}\n`),
      note: () => {},
      stderr,
      end: () => {},
    };
  }
  return stderr.colour ? refreshing(meetings, stderr) : plain(meetings, stderr);
}

function refreshing(meetings: number, stderr: TextOutput): LoadProgress {
  let line = '';
  const write = (text: string): void => stderr.write(line === '' ? text : `${ERASE}${text}${line}`);
  return {
    sample: (sample) => {
      line = progressText(sample, meetings).slice(0, (stderr.columns ?? DEFAULT_COLUMNS) - 1);
      stderr.write(`${ERASE}${line}`);
    },
    note: (text) => write(`${text}\n`),
    stderr: { ...stderr, write },
    end: () => {
      if (line !== '') stderr.write(ERASE);
      line = '';
    },
  };
}

function plain(meetings: number, stderr: TextOutput): LoadProgress {
  let shownMs = 0;
  return {
    sample: (sample) => {
      if (sample.atMs - shownMs < LINE_MS * 0.9) return;
      shownMs = sample.atMs;
      stderr.write(`${progressText(sample, meetings)}\n`);
    },
    note: (text) => stderr.write(`${text}\n`),
    stderr,
    end: () => {},
  };
}
