import { PRODUCTS } from '@rtms-mock/protocol';
import type { FlagValues } from '../config/option-names.js';
import { LOG_OPTIONS, SERVE_OPTIONS } from '../config/serve-options.js';
import type { Options } from '../settings/option.js';
import { SETTINGS } from '../settings/settings.js';
import { UsageError } from '../input/usage-error.js';
import { array, choice, POSITIVE_DURATION, STRING, stringKind } from '../input/kinds.js';
import { good, mustBe } from '../input/reading.js';
import type { Logger } from '../log.js';
import { locateMedia } from '../media/sources/media-name.js';
import { createApiClient, ServerGoneError, type ApiClient } from './api-client.js';
import { createLogger } from './loggers.js';
import { logEntry } from './narrate.js';
import { untilSignal } from './stop-signals.js';
import { scenarioForRequest } from './scenario-file.js';
import type { Surroundings } from './surroundings.js';

/** URL of a server that runs with the default options. */
export const DEFAULT_SERVER = `http://${SETTINGS.host.default}:${SETTINGS.port.default}`;
const SERVER_FORM = `the URL of a server, such as ${DEFAULT_SERVER}`;

/** URL of a server; read as its origin. */
export const SERVER_URL = stringKind(
  SERVER_FORM,
  (text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:';
    return isHttp ? good(url.origin) : mustBe(SERVER_FORM, text);
  },
  'URL',
);

/** Options of `rtms-mock meeting`. */
export const MEETING_OPTIONS = {
  server: {
    kind: SERVER_URL,
    default: DEFAULT_SERVER,
    group: 'network',
    description: 'URL of the running server',
  },
  apiToken: {
    ...SERVE_OPTIONS.apiToken,
    defaultText: 'none',
    description: 'API token of that server, if it requires one',
  },
  webhookUrl: {
    ...SERVE_OPTIONS.webhookUrl,
    defaultText: "the server's",
    description: 'URL that the webhooks of the meeting are posted to',
  },
  product: {
    kind: choice(PRODUCTS),
    defaultText: 'meeting',
    group: 'meetings',
    description: 'kind of conversation',
  },
  protocol: {
    ...SERVE_OPTIONS.protocol,
    defaultText: "the app's, else the server's",
    description: "generation of the protocol: 2026 is today's service, string the beta of early 2025",
  },
  scenario: {
    ...SERVE_OPTIONS.scenario,
    defaultText: "the server's",
    description: 'scenario of the meeting; rtms-mock scenarios lists the built-in ones',
  },
  media: {
    ...SERVE_OPTIONS.media,
    defaultText: "the server's",
    description:
      'media of the meeting: a recording, a folder with one for each participant, or a test signal (tone, tone:1000, noise, silence)',
  },
  topic: { kind: STRING, group: 'meetings', description: 'topic of the meeting' },
  clientId: {
    kind: array({ ...STRING, argument: 'ID' }, 100),
    defaultText: 'the first of the credentials',
    group: 'apps',
    description: 'app that receives the stream; repeated, each app receives a stream of its own',
  },
  participants: {
    kind: { ...STRING, argument: 'NAMES' },
    group: 'meetings',
    description: 'names of the participants, separated by commas',
  },
  for: { kind: POSITIVE_DURATION, group: 'meetings', description: 'time after which the meeting ends' },
  ...LOG_OPTIONS,
} as const satisfies Options;

/** Values of {@link MEETING_OPTIONS}; absent where nothing set them. */
export type MeetingValues = FlagValues<typeof MEETING_OPTIONS>;

/** Exit code for a meeting whose stream no app has joined. */
const NEVER_JOINED = 4;
/** Interval at which the journal is requested, in milliseconds. */
const POLL_INTERVAL_MS = 250;
/** Number of empty journal pages, after the end of the meeting, after which the last webhook must have been sent. */
const EMPTY_PAGES_AT_END = 4;

/** Runs `rtms-mock meeting`: starts a meeting and logs its journal until it ends. Returns the exit code: 4 if no app joined. */
export async function followMeeting(values: MeetingValues, surroundings: Surroundings): Promise<number> {
  const { stdout, clock } = surroundings;
  const stop = untilSignal(surroundings);
  const logger = createLogger({
    format: values.logFormat ?? LOG_OPTIONS.logFormat.default,
    level: values.logLevel ?? LOG_OPTIONS.logLevel.default,
    output: stdout,
    clock,
  });
  const api = createApiClient(values.server ?? DEFAULT_SERVER, values.apiToken);
  const { streamId, meetingUuid, serverUrls, warnings } = await api.startMeeting(
    await requestBody(values, surroundings.folder),
  );
  for (const warning of warnings ?? []) logger.log('warn', warning);
  logger.log('info', `Meeting ${meetingUuid} at ${serverUrls}; Ctrl-C ends it.`, { streamId });

  const ending = new Set<Promise<void>>();
  const end = (): void => void ending.add(endMeeting(api, streamId, logger));
  const cancelEnd = values.for === undefined ? () => {} : clock.after(values.for, end);
  void stop.signalled.then(end);
  try {
    if (await follow(api, streamId, logger, surroundings)) return 0;
    logger.log('error', 'No app joined the stream.');
    return NEVER_JOINED;
  } catch (error) {
    if (!(error instanceof ServerGoneError)) throw error;
    logger.log('error', 'The server no longer answers.');
    return 1;
  } finally {
    cancelEnd();
    await Promise.all(ending);
  }
}

async function requestBody(values: MeetingValues, folder: string): Promise<object> {
  const { webhookUrl, product, protocol, scenario, media, topic, clientId, participants } = values;
  const [firstId, ...otherIds] = clientId ?? [];
  const names = participants?.split(',').map((name) => name.trim());
  return {
    webhookUrl,
    product,
    protocol,
    scenario: scenario === undefined ? undefined : await scenarioForRequest(scenario, folder),
    topic,
    ...(otherIds.length === 0 ? { clientId: firstId } : { clientIds: clientId }),
    media: media === undefined ? undefined : locateMedia(folder, media),
    participants: names?.filter((name) => name !== '').map((name) => ({ name })),
  };
}

/** A refusal is not an error: the meeting may have ended in the meantime. */
async function endMeeting(api: ApiClient, streamId: string, logger: Logger): Promise<void> {
  try {
    await api.end(streamId);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    logger.log('debug', error.message);
  }
}

/** Logs the journal of a stream until it has ended. Returns true if an app has completed its signaling handshake. */
async function follow(
  api: ApiClient,
  streamId: string,
  logger: Logger,
  { clock }: Pick<Surroundings, 'clock'>,
): Promise<boolean> {
  let after = 0;
  let hasJoined = false;
  let isOver = false;
  for (let emptyPages = 0; !isOver || emptyPages < EMPTY_PAGES_AT_END; emptyPages++) {
    const { entries, lastSeq } = await api.journal(streamId, after);
    after = lastSeq;
    for (const entry of entries) {
      emptyPages = 0;
      logEntry(entry, logger);
      if (entry.kind !== 'state') continue;
      isOver = entry.type === 'terminated';
      hasJoined ||= entry.type === 'signaling';
    }
    await new Promise<void>((resolve) => void clock.after(POLL_INTERVAL_MS, resolve));
  }
  return hasJoined;
}
