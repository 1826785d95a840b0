import { createServer } from 'node:net';
import { loadCredentials } from '../config/credentials-file.js';
import { pickOptions, type FlagValues } from '../config/option-names.js';
import { SERVE_OPTIONS } from '../config/serve-options.js';
import { UsageError } from '../input/usage-error.js';
import { DEV_CREDENTIALS, type Credentials } from '../credentials.js';
import { JournalRecorder } from '../journal.js';
import { silentLogger } from '../log.js';
import { MediaUnavailableError } from '../media/media-unavailable-error.js';
import { createWebhookSender } from '../webhooks/sender.js';
import { shownUrl } from '../webhooks/webhook-url.js';
import { createFfmpeg } from '../media/codecs/ffmpeg.js';
import { cacheFolderOf, cacheFolderProblem } from './cache-folder-option.js';
import { isEveryAddress } from '../server/urls.js';
import { isLoopbackHost } from '../sockets/security.js';
import { findDataFolder } from './data-folder.js';
import { paint } from './paint.js';
import type { Surroundings, TextOutput } from './surroundings.js';
import { unknownVariables } from './unknown-variables.js';

/** Options of `rtms-mock doctor`: those of `serve` whose values it checks. */
export const DOCTOR_OPTIONS = pickOptions(SERVE_OPTIONS, [
  'host',
  'port',
  'mediaPort',
  'publicUrl',
  'apiToken',
  'credentials',
  'webhookUrl',
  'webhookInsecure',
  'ffmpeg',
  'cacheDir',
  'dataFolder',
]);

/** Values of {@link DOCTOR_OPTIONS}; absent where nothing set them. */
export type DoctorValues = FlagValues<typeof DOCTOR_OPTIONS>;

/** Result of one check. A note does not prevent the server from running. */
export interface Finding {
  readonly state: 'ok' | 'note' | 'problem';
  /** The result and, unless the state is `ok`, the remedy. */
  readonly text: string;
}

/** Runs `rtms-mock doctor`. Returns the exit code: 0 without problems, else 1. */
export async function doctor(values: DoctorValues, surroundings: Surroundings): Promise<number> {
  const findings = await examine(values, surroundings);
  for (const finding of findings) surroundings.stdout.write(`${line(finding, surroundings.stdout)}\n`);
  return findings.some(({ state }) => state === 'problem') ? 1 : 0;
}

async function examine(values: DoctorValues, surroundings: Surroundings): Promise<Finding[]> {
  const address = values.host ?? SERVE_OPTIONS.host.default;
  const data = await findDataFolder(values, surroundings.folder);
  const known = await checkCredentials(values.credentials ?? data.credentials);
  return [
    checkNode(process.versions.node),
    await checkPort(
      address,
      values.port ?? SERVE_OPTIONS.port.default,
      'signaling, HTTP API and page',
      '--port',
    ),
    await checkPort(address, values.mediaPort ?? SERVE_OPTIONS.mediaPort.default, 'media', '--media-port'),
    checkApiToken(address, values),
    ...checkAdvertisedUrls(address, values.publicUrl),
    await checkFfmpeg(values.ffmpeg, surroundings.environment),
    await checkCache(values.cacheDir, surroundings),
    known.finding,
    await checkWebhook(values, known.credentials, surroundings),
    ...unknownVariables(surroundings.environment).map((text): Finding => ({ state: 'note', text })),
  ];
}

function line({ state, text }: Finding, { colour }: TextOutput): string {
  const colours = { ok: 'green', note: 'yellow', problem: 'red' } as const;
  return `${paint(colours[state], state.padEnd(7), colour)}  ${text}`;
}

/** Checks the version of Node, such as `20.19.0`. */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return { state: 'ok', text: `Node ${version}` };
  return { state: 'problem', text: `Node ${version} is too old; install 20.19 or later` };
}

function checkPort(address: string, portNumber: number, use: string, flag: string): Promise<Finding> {
  const name = `port ${portNumber} (${use})`;
  if (portNumber === 0) return Promise.resolve({ state: 'ok', text: `${use}: any free port` });
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE'
          ? `is in use, perhaps by another rtms-mock; stop that program, or choose another with ${flag}`
          : `cannot be used at ${address} (${error.code ?? error.message}); choose another with --host or ${flag}`;
      resolve({ state: 'problem', text: `${name} ${why}` });
    });
    server.listen(portNumber, address, () => {
      server.close(() => resolve({ state: 'ok', text: `${name} is free` }));
    });
  });
}

/** Checks that only those who should can end every meeting. */
function checkApiToken(address: string, { publicUrl: url, apiToken: token }: DoctorValues): Finding {
  if (token !== undefined) return { state: 'ok', text: 'page and HTTP API require the API token' };
  if (!isLoopbackHost(address)) {
    const text = `other machines reach the server at ${address}: page and HTTP API require an API token, a new one at each start; set your own with --api-token`;
    return { state: 'note', text };
  }
  if (url !== undefined && !isLoopbackHost(new URL(url).hostname)) {
    const text =
      'the public URL leads to page and HTTP API without a token; if others can reach it, set one with --api-token';
    return { state: 'note', text };
  }
  return { state: 'ok', text: 'page and HTTP API: reachable from this machine only' };
}

/** Checks that apps on other machines are given an address that they reach. */
function checkAdvertisedUrls(address: string, url: string | undefined): Finding[] {
  if (url !== undefined || !isEveryAddress(address)) return [];
  const text = `webhooks and handshake responses name 127.0.0.1, which leads apps on other machines to themselves; set the address that they reach with --public-url`;
  return [{ state: 'note', text }];
}

async function checkFfmpeg(
  path: string | undefined,
  environment: Surroundings['environment'],
): Promise<Finding> {
  try {
    const program = await createFfmpeg({ path, environment }).locate();
    if (program !== undefined) return { state: 'ok', text: `ffmpeg ${program.path} (${program.origin})` };
    return {
      state: 'note',
      text: 'ffmpeg was not found; only --media needs it: install it, or set --ffmpeg or RTMS_MOCK_FFMPEG',
    };
  } catch (error) {
    if (!(error instanceof MediaUnavailableError)) throw error;
    return { state: 'problem', text: error.message };
  }
}

/** The default folder is needed only by some options, so a problem with it is a note. */
async function checkCache(cacheDir: string | undefined, surroundings: Surroundings): Promise<Finding> {
  const folder = cacheFolderOf(cacheDir, surroundings);
  const problem = await cacheFolderProblem(folder);
  if (problem === undefined) return { state: 'ok', text: `cache folder ${folder} can be written` };
  if (cacheDir !== undefined) return { state: 'problem', text: problem };
  return { state: 'note', text: `${problem}; only --media and --tls need it` };
}

async function checkCredentials(
  path: string | undefined,
): Promise<{ finding: Finding; credentials: Credentials }> {
  if (path === undefined) {
    const text = 'credentials: the built-in ones for development';
    return { finding: { state: 'ok', text }, credentials: DEV_CREDENTIALS };
  }
  try {
    const loaded = await loadCredentials(path);
    const { length } = loaded.apps;
    const text = `credentials file ${path}: ${length} ${length === 1 ? 'app' : 'apps'}`;
    return { finding: { state: 'ok', text }, credentials: loaded };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { finding: { state: 'problem', text: error.message }, credentials: DEV_CREDENTIALS };
  }
}

async function checkWebhook(
  values: DoctorValues,
  { secretToken }: Credentials,
  { clock }: Surroundings,
): Promise<Finding> {
  const url = values.webhookUrl;
  if (url === undefined) {
    return { state: 'note', text: 'no webhook receiver to check; set one with --webhook-url' };
  }
  const sender = createWebhookSender({
    secretToken: () => secretToken,
    clock,
    journal: new JournalRecorder(clock),
    logger: silentLogger,
    insecure: values.webhookInsecure ?? false,
  });
  const verdict = await sender.validate(url);
  const name = `webhook receiver ${shownUrl(url)}`;
  if (verdict.ok) return { state: 'ok', text: `${name} answers URL validation in ${verdict.ms} ms` };
  return { state: 'problem', text: `${name}: ${verdict.message}` };
}
