/** Options of `rtms-mock load`. */
import { fileKey, type FlagValues } from '../config/option-names.js';
import { SERVE_OPTIONS, SINGLE_SERVER_OPTIONS } from '../config/serve-options.js';
import {
  array,
  choice,
  DURATION,
  integer,
  numberKind,
  POSITIVE_DURATION,
  positiveNumber,
} from '../input/kinds.js';
import { LOAD_REPORT_FORMATS } from '../load/load-files.js';
import type { Options } from '../settings/option.js';
import { SERVER_URL } from './meeting.js';
import { reportFile } from './report-option.js';

/** A share of the meetings. The sign is required, because 0.95 would be nearly none of them. */
const PERCENT = numberKind(
  'a percentage from 0% to 100% with its sign, such as 95%',
  (text) => {
    const match = /^(\d{1,3}(?:\.\d+)?)%$/.exec(text.trim());
    const percent = match === null ? undefined : Number(match[1]);
    return percent !== undefined && percent <= 100 ? percent : undefined;
  },
  'PERCENT',
);

/** Options of `rtms-mock load` beside those of `serve`. */
export const LOAD_OWN_OPTIONS = {
  meetings: {
    kind: integer(1, 100_000),
    default: 10,
    isCommon: true,
    description: 'number of meetings',
  },
  ramp: {
    kind: DURATION,
    defaultText: '10s',
    isCommon: true,
    description: 'time over which the meetings are started; 0s starts all at once',
  },
  for: {
    kind: POSITIVE_DURATION,
    defaultText: '1m',
    isCommon: true,
    description: 'time for which all meetings run after the ramp',
  },
  speakers: {
    kind: choice(['media', 'rotate']),
    default: 'media',
    isCommon: true,
    description:
      'who speaks: as in the media, or everyone in turn for 5 s each, at other moments in other meetings',
  },
  server: {
    kind: SERVER_URL,
    defaultText: 'one is started for the run',
    isCommon: true,
    description: 'running server that plays the meetings; start it with the flags that you need',
  },
  pid: {
    kind: { ...array(integer(1, 2 ** 31 - 1), 100), argument: 'PID' },
    isCommon: true,
    description: 'process of your app, whose processor and memory are measured; commas separate several',
  },
  report: {
    kind: array(reportFile(LOAD_REPORT_FORMATS), 10),
    isCommon: true,
    description: 'files that receive the result: json=FILE, markdown=FILE, svg=FILE; commas separate several',
  },
  minJoined: {
    kind: PERCENT,
    default: 100,
    defaultText: '100%',
    isCommon: true,
    description: 'fails if the app receives media in fewer meetings',
  },
  maxLost: {
    kind: integer(0),
    default: 0,
    isCommon: true,
    description: 'fails if more meetings have lost the app when the time is over',
  },
  maxJoinP99: {
    kind: POSITIVE_DURATION,
    isCommon: true,
    description: 'fails if more than 1 % of the meetings take longer from rtms_started until media flows',
  },
  maxLagP99: {
    kind: POSITIVE_DURATION,
    isCommon: true,
    description:
      'fails if the app lags more: 99 % of its answers to keep-alives, and of its reading of media',
  },
  maxDrops: {
    kind: integer(0),
    isCommon: true,
    description: 'fails if more frames are dropped because the app reads too slowly',
  },
  maxInterruptions: {
    kind: integer(0),
    isCommon: true,
    description: 'fails if running streams are interrupted more often',
  },
  maxErrors: {
    kind: integer(0),
    isCommon: true,
    description: 'fails if there are more verdicts with the severity error',
  },
} as const satisfies Options;

/** Options of `rtms-mock load`. */
export const LOAD_OPTIONS = {
  ...SINGLE_SERVER_OPTIONS,
  port: { ...SERVE_OPTIONS.port, defaultText: 'any free port' },
  mediaPort: { ...SERVE_OPTIONS.mediaPort, defaultText: 'any free port' },
  workers: { ...SERVE_OPTIONS.workers, isCommon: true },
  // With virtual time no app can be measured.
  speed: {
    ...SERVE_OPTIONS.speed,
    kind: positiveNumber(100, 'such as 2 for twice as fast'),
    description: 'speed of meetings: 2 is twice as fast as real time, and twice the media',
  },
  logLevel: { ...SERVE_OPTIONS.logLevel, defaultText: 'error' },
  ...LOAD_OWN_OPTIONS,
} as const satisfies Options;

/** Values of {@link LOAD_OPTIONS}. */
export type LoadValues = FlagValues<typeof LOAD_OPTIONS>;

/** Options of `serve` that apply to the meetings on a server that runs already. */
const MEETING_OPTIONS: ReadonlySet<string> = new Set([
  'webhookUrl',
  'scenario',
  'protocol',
  'media',
  'apiToken',
  'logLevel',
  'logFormat',
]);

/** Flags of `serve`, in camel case. */
const SERVE_FLAGS: ReadonlySet<string> = new Set(
  Object.entries(SERVE_OPTIONS).map(([name, option]) => fileKey(name, option)),
);

/** Given flags, in camel case, that only a server of one's own has, so `--server` excludes them. */
export function ownServerOptions(given: readonly string[]): readonly string[] {
  return given.filter((name) => SERVE_FLAGS.has(name) && !MEETING_OPTIONS.has(name));
}
