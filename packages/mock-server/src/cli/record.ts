import type { Clock } from '@rtms-mock/protocol';
import { generationOfHandshake, PAYLOAD_MODES, REDACTABLE } from '@rtms-mock/protocol/cassette';
import { boundedLogger } from '../bounded-log.js';
import { openCassette, type CassetteFile } from '../cassette/cassette-writer.js';
import { payloadsOf, type Payloads } from '../cassette/payloads.js';
import { Recording, type RecordingOptions } from '../cassette/recording.js';
import { loadCredentials } from '../config/credentials-file.js';
import { followCredentials, LiveCredentials } from '../config/live-credentials.js';
import { pickOptions, type FlagValues } from '../config/option-names.js';
import { LOG_OPTIONS, SERVE_OPTIONS } from '../config/serve-options.js';
import { areBuiltIn, DEV_CREDENTIALS } from '../credentials.js';
import { array, choice, PATH, stringKind } from '../input/kinds.js';
import { good, mustBe } from '../input/reading.js';
import { UsageError } from '../input/usage-error.js';
import type { LogFields, Logger } from '../log.js';

import { MediaStandIns } from '../proxy/media-stand-ins.js';
import { startRecorder, type Recorder } from '../proxy/recorder.js';
import type { Options } from '../settings/option.js';
import { SETTINGS } from '../settings/settings.js';
import { prepareTls } from '../sockets/tls/tls.js';
import { version } from '../version.js';
import { shownUrl } from '../webhooks/webhook-url.js';
import { findDataFolder } from './data-folder.js';
import { listenProblem } from './listen-problem.js';
import { createLogger, type LogFormat } from './loggers.js';
import { paint } from './paint.js';
import { stopsWithStdin, untilSignal } from './stop-signals.js';
import type { Surroundings, TextOutput } from './surroundings.js';
import { tlsOption } from './tls.js';

/** Beside the ports of a mock server on the same machine. */
const DEFAULT_PORT = 9093;

const UPSTREAM_FORM = 'the URL of a service, such as wss://HOST or ws://127.0.0.1:9092';

const UPSTREAM_URL = stringKind(
  UPSTREAM_FORM,
  (text) =>
    /^(wss?|https?):\/\/./i.test(text) && URL.canParse(text) ? good(text) : mustBe(UPSTREAM_FORM, text),
  'URL',
);

/** Options that mean the same as for `serve`. */
const SHARED_OPTIONS = pickOptions(SERVE_OPTIONS, [
  'host',
  'publicUrl',
  'tls',
  'tlsName',
  'tlsCert',
  'tlsKey',
  'cacheDir',
  'credentials',
  'dataFolder',
  'webhookInsecure',
  'exitWithStdin',
]);

/** Options of `rtms-mock record`. */
export const RECORD_OPTIONS = {
  to: {
    kind: { ...PATH, argument: 'FILE' },
    group: 'output',
    description: 'cassette to write, FILE.rtms.jsonl or FILE.rtms.jsonl.gz; an existing one is continued',
  },
  upstream: {
    kind: UPSTREAM_URL,
    defaultText: 'the addresses in the webhooks',
    group: 'network',
    description: 'service for apps that connect to an address which no webhook has named',
  },
  webhookUrl: {
    ...SERVE_OPTIONS.webhookUrl,
    description: 'receiver of the app, to which webhooks are forwarded',
  },
  payload: {
    kind: choice(PAYLOAD_MODES),
    default: 'inline',
    group: 'output',
    description:
      'where the payload of media is: in the messages, in files beside the cassette, or only its hash',
  },
  redact: {
    kind: array(choice(REDACTABLE), REDACTABLE.length),
    defaultText: 'secrets and signatures only',
    group: 'output',
    description: 'replaces names, text (transcripts and chat) or media; several with commas',
  },
  port: {
    ...SERVE_OPTIONS.port,
    default: DEFAULT_PORT,
    description: 'port of webhooks, signaling and media; 0 takes any free port',
  },
  ...SHARED_OPTIONS,
  ...LOG_OPTIONS,
} as const satisfies Options;

/** Values of {@link RECORD_OPTIONS}; absent where nothing set them. */
export type RecordValues = FlagValues<typeof RECORD_OPTIONS>;

/** Runs `rtms-mock record` until a signal stops it. Returns the exit code. */
export async function record(given: RecordValues, surroundings: Surroundings): Promise<number> {
  const { clock, stdout, folder } = surroundings;
  const stop = untilSignal(surroundings, { withStdin: stopsWithStdin(given.exitWithStdin, surroundings) });
  const format = given.logFormat ?? LOG_OPTIONS.logFormat.default;
  const level = given.logLevel ?? LOG_OPTIONS.logLevel.default;
  const logger = boundedLogger(createLogger({ format, level, output: stdout, clock }));
  const needed = checkNeeded(given);
  const values = { ...given, ...(await findDataFolder(given, folder)) };
  const credentials = new LiveCredentials(
    values.credentials === undefined ? DEV_CREDENTIALS : await loadCredentials(values.credentials),
  );
  const tape = await openTape(needed.to, values, { logger, clock });
  const recorder = await start({
    values,
    webhookUrl: needed.webhookUrl,
    tape,
    credentials,
    surroundings,
    logger,
  });
  announce({ recorder, file: needed.to, values, format, output: stdout, clock });
  if (areBuiltIn(credentials)) {
    logger.log('info', `Webhooks are verified and signed with the secret token ${credentials.secretToken}.`);
  }
  const cancel =
    values.credentials === undefined
      ? () => {}
      : followCredentials({ path: values.credentials, credentials, clock, logger });
  await stop.signalled;
  cancel();
  await recorder.close();
  await tape.payloads?.close();
  logger.log('info', summary(recorder, needed.to));
  logger.flush();
  return 0;
}

function checkNeeded({ to, webhookUrl }: RecordValues): { readonly to: string; readonly webhookUrl: string } {
  if (to === undefined) {
    throw new UsageError('record needs --to FILE, the cassette to write, such as meeting.rtms.jsonl');
  }
  if (webhookUrl === undefined) {
    throw new UsageError(
      'record needs --webhook-url URL, the receiver of the app, such as http://localhost:3000/webhook',
    );
  }
  return { to, webhookUrl };
}

/** A cassette with what belongs to it. */
interface Tape {
  readonly file: CassetteFile;
  readonly recording: Recording;
  readonly payloads: Payloads | undefined;
}

async function openTape(
  path: string,
  values: RecordValues,
  parts: { readonly logger: Logger; readonly clock: Clock },
): Promise<Tape> {
  const payload = values.payload ?? RECORD_OPTIONS.payload.default;
  const redacted = REDACTABLE.filter((name) => values.redact?.includes(name));
  const file = await openCassette({
    path,
    option: '--to',
    content: {
      generation: undefined,
      recorder: 'proxy',
      payload,
      redacted,
      capabilities: ['media', 'webhooks', 'pings'],
    },
    ...parts,
  });
  const payloads = payloadsOf(payload, { path, ...parts });
  const options = { redacted, ...mediaOptions(payloads, redacted.includes('media')) };
  return { file, payloads, recording: new Recording(file, options, parts.logger) };
}

/** Treatment of the payload of media: it is replaced, and taken out of the messages, each on request. */
function mediaOptions(
  payloads: Payloads | undefined,
  isReplaced: boolean,
): Omit<RecordingOptions, 'redacted'> {
  if (!isReplaced) return payloads === undefined ? {} : { recordMedia: payloads.record };
  const standIns = new MediaStandIns();
  return {
    prepare: (connection, bytes) => standIns.learn(connection, bytes),
    recordMedia: (media) => {
      const replaced = standIns.record(media);
      if (payloads === undefined || replaced.data === '') return replaced;
      return { ...replaced, ...payloads.record({ ...media, data: replaced.data }) };
    },
  };
}

async function start({
  values,
  webhookUrl,
  tape,
  credentials,
  surroundings,
  logger,
}: {
  readonly values: RecordValues;
  readonly webhookUrl: string;
  readonly tape: Tape;
  readonly credentials: LiveCredentials;
  readonly surroundings: Surroundings;
  readonly logger: Logger;
}): Promise<Recorder> {
  const host = values.host ?? SETTINGS.host.default;
  const { publicUrl, upstream } = values;
  try {
    return await startRecorder({
      host,
      port: values.port ?? DEFAULT_PORT,
      publicUrl,
      tls: await prepareTls(await tlsOption(values, surroundings), { host, publicUrl }, logger),
      upstream,
      webhookUrl,
      webhookInsecure: values.webhookInsecure === true,
      credentials: () => credentials,
      recording: tape.recording,
      onHandshake: (text) => {
        const generation = generationOfHandshake(text);
        if (generation !== undefined) tape.file.knowGeneration(generation);
      },
      logger,
      clock: surroundings.clock,
    });
  } catch (error) {
    await tape.recording.end();
    throw listenProblem(error, values);
  }
}

/** Reports that the proxy is ready: as one JSON line for programs, or for people with the next step. */
function announce({
  recorder,
  file,
  values,
  format,
  output,
  clock,
}: {
  readonly recorder: Recorder;
  readonly file: string;
  readonly values: RecordValues;
  readonly format: LogFormat;
  readonly output: TextOutput;
  readonly clock: Clock;
}): void {
  const { webhookUrl, signalingUrl, port } = recorder;
  if (format === 'json') {
    const fields: LogFields = {
      webhookUrl,
      signalingUrl,
      port,
      cassette: file,
      app: shownUrl(values.webhookUrl ?? ''),
      ...(values.upstream !== undefined && { upstream: values.upstream }),
      version: version(),
      pid: process.pid,
    };
    const time = new Date(clock.unixMs()).toISOString();
    output.write(`${JSON.stringify({ msg: 'ready', ...fields, level: 'info', time })}\n`);
    return;
  }
  const url = (text: string): string => paint('cyan', text, output.colour);
  output.write(
    `${paint('bold', 'rtms-mock record', output.colour)} is ready: webhooks ${url(webhookUrl)}, signaling ${url(signalingUrl)}, cassette ${file}\n` +
      `Give ${url(webhookUrl)} to the service as its webhook URL. Webhooks go on to ${shownUrl(values.webhookUrl ?? '')}; Ctrl-C ends the recording.\n`,
  );
}

function summary({ counts: { connections, messages, webhooks } }: Recorder, file: string): string {
  const count = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;
  return `Recorded ${count(messages, 'message')} of ${count(connections, 'WebSocket')} and ${count(webhooks, 'webhook')} in ${file}.`;
}
