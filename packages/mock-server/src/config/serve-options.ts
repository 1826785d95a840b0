/** Options of `rtms-mock serve`: those of the server that have a flag, and those of the command alone. */
import { BOOLEAN, BYTES, choice, PATH, type Kind } from '../input/kinds.js';
import { good, mustBe, type Reading } from '../input/reading.js';
import { LOG_LEVELS } from '../log.js';
import { SERVER_OPTIONS } from '../server/options.js';
import type { Options } from '../settings/option.js';
import { TLS_NAMES } from '../sockets/tls/tls-kinds.js';
import { CLUSTER_OPTIONS } from './cluster-options.js';
import { flagOptions, type FlagValues } from './option-names.js';

/** More processes than a machine has cores. */
const MAX_WORKERS = 64;

const WORKERS_FORM = `a whole number from 1 to ${MAX_WORKERS}, or auto`;

/** Number of worker processes. */
const WORKERS: Kind<number | 'auto'> = {
  accepts: WORKERS_FORM,
  argument: 'NUMBER|auto',
  schema: { type: ['integer', 'string'] },
  read: readWorkers,
  parse: readWorkers,
};

function readWorkers(value: unknown): Reading<number | 'auto'> {
  if (value === 'auto') return good(value);
  const isCount = /^\d{1,2}$/.test(String(value)) && Number(value) >= 1 && Number(value) <= MAX_WORKERS;
  return isCount ? good(Number(value)) : mustBe(WORKERS_FORM, value);
}

const FILE = { ...PATH, argument: 'FILE' };

/** Options of every command that writes log lines. */
export const LOG_OPTIONS = {
  logLevel: {
    kind: choice(LOG_LEVELS),
    default: 'info',
    group: 'output',
    isCommon: true,
    description:
      'least important level of log lines that are shown; debug names every message, trace shows it as it is on the wire',
  },
  logFormat: {
    kind: choice(['pretty', 'json']),
    default: 'pretty',
    group: 'output',
    description: 'log lines for people or for programs',
  },
} as const satisfies Options;

/** The configuration file, which cannot name itself. */
export const CONFIG_OPTION = {
  config: {
    kind: FILE,
    defaultText: 'rtms-mock.config.json or .yaml in the current folder',
    group: 'output',
    isCommon: true,
    description: 'configuration file, JSON or YAML',
  },
} as const satisfies Options;

/** Options of the command alone. Programs do the same in code. */
export const COMMAND_OPTIONS = {
  tlsName: {
    kind: TLS_NAMES,
    group: 'network',
    description: 'further name in the certificate that --tls generates; may be repeated',
  },
  tlsCert: { kind: FILE, group: 'network', description: 'serves wss with this certificate (PEM)' },
  tlsKey: { kind: FILE, group: 'network', description: 'key (PEM) of that certificate' },
  workers: {
    kind: WORKERS,
    default: 1,
    group: 'network',
    description:
      'processes that play the meetings, each on ports of its own; auto is one for each core (docs/scale.md)',
  },
  dataFolder: {
    kind: { ...PATH, argument: 'FOLDER', isPath: (text: string) => text !== 'off' },
    defaultText: 'data',
    group: 'apps',
    description:
      'folder whose rtms_credentials.json and recordings are used where --credentials and --media name no others; off uses none',
  },
  ffmpeg: {
    kind: { ...PATH, argument: 'PROGRAM' },
    defaultText: 'ffmpeg-static, else the one on PATH',
    group: 'media',
    description: 'ffmpeg to use',
  },
  cacheDir: {
    kind: { ...PATH, argument: 'FOLDER' },
    defaultText: "the user's cache folder",
    group: 'media',
    description: 'folder of converted recordings and of the certificate authority',
  },
  cacheSize: {
    kind: BYTES,
    defaultText: '2G',
    group: 'media',
    description: 'max. size of the converted recordings in that folder, such as 500M',
  },
  journal: {
    kind: FILE,
    defaultText: 'none',
    group: 'output',
    isCommon: true,
    description: 'cassette that receives the journal, as JSON lines; it is overwritten',
  },
  ...LOG_OPTIONS,
} as const satisfies Options;

/** Options of `serve` that no other command has. */
const SERVE_ONLY_OPTIONS = {
  start: {
    kind: BOOLEAN,
    default: false,
    group: 'meetings',
    isCommon: true,
    description: 'starts a meeting as soon as the webhook receiver accepts connections',
  },
  exitWithStdin: {
    kind: BOOLEAN,
    defaultText: 'on where npm or pnpm started the server and standard input is a pipe',
    group: 'output',
    description: 'stops when standard input closes, because npm and pnpm do not pass SIGTERM on',
  },
} as const satisfies Options;

/** Options of a server that works alone, such as that of `check`. */
export const SINGLE_SERVER_OPTIONS = { ...flagOptions(SERVER_OPTIONS), ...COMMAND_OPTIONS } as const;

/** All options that flags, environment variables and the configuration file set. */
export const SERVE_OPTIONS = { ...SINGLE_SERVER_OPTIONS, ...SERVE_ONLY_OPTIONS, ...CLUSTER_OPTIONS } as const;

/** Values of {@link SERVE_OPTIONS}; absent where nothing set them. */
export type ServeValues = FlagValues<typeof SERVE_OPTIONS>;
