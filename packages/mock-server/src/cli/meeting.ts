import { PRODUCTS } from '@rtms-mock/protocol';
import { LOGGING_SETTINGS, SERVE_SETTINGS } from '../config/settings.js';
import type { Values } from '../config/setting.js';
import { UsageError } from '../input/usage-error.js';
import { choice, POSITIVE_DURATION, STRING, stringKind } from '../input/kinds.js';
import { good, mustBe } from '../input/reading.js';
import type { JournalEntry } from '../journal.js';
import type { Logger } from '../log.js';
import { locateMedia } from '../media/sources/signal-name.js';
import { createApiClient, ServerGoneError, type ApiClient } from './api-client.js';
import { createLogger } from './loggers.js';
import { narrate } from './narrate.js';
import { untilSignal } from './stop-signals.js';
import { scenarioForRequest } from './scenario-file.js';
import type { Surroundings } from './surroundings.js';

const SERVER_FORM = 'the URL of a server, such as http://127.0.0.1:9092';

/** The origin of an HTTP API. */
export const SERVER_URL = stringKind(
  SERVER_FORM,
  (text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:';
    return isHttp ? good(url.origin) : mustBe(SERVER_FORM, text);
  },
  'URL',
);

export const MEETING_SETTINGS = {
  server: {
    kind: SERVER_URL,
    description: 'the running server',
    fallback: 'http://127.0.0.1:9092',
  },
  webhookUrl: { ...SERVE_SETTINGS.webhookUrl, fallback: "the server's" },
  product: {
    kind: choice(PRODUCTS),
    description: 'kind of conversation',
    fallback: 'meeting',
  },
  protocol: { ...SERVE_SETTINGS.protocol, fallback: "the app's, else the server's" },
  scenario: SERVE_SETTINGS.scenario,
  media: { ...SERVE_SETTINGS.media, fallback: "the server's" },
  topic: { kind: STRING, description: 'topic of the meeting' },
  clientId: {
    kind: { ...STRING, argument: 'ID' },
    description: 'app that receives the stream',
    fallback: 'the first of the credentials',
  },
  participants: {
    kind: { ...STRING, argument: 'NAMES' },
    description: 'names of those who take part, with commas between them',
  },
  for: { kind: POSITIVE_DURATION, description: 'end the meeting after this time' },
  ...LOGGING_SETTINGS,
} as const;

export type MeetingValues = Values<typeof MEETING_SETTINGS>;

/** How often the server is asked for news, in milliseconds. */
const ASK_EVERY_MS = 250;
/** So many answers without news, after the end, and nothing more is expected: the last webhook is out. */
const QUIET_ANSWERS = 4;

/** `rtms-mock meeting`: starts a meeting and tells what happens until it ends. Returns the exit code. */
export async function followMeeting(values: MeetingValues, surroundings: Surroundings): Promise<number> {
  const { stdout, clock } = surroundings;
  const stop = untilSignal(surroundings);
  const logger = createLogger({
    format: values.logFormat ?? 'pretty',
    level: values.logLevel ?? 'info',
    output: stdout,
    clock,
  });
  const api = createApiClient(values.server ?? 'http://127.0.0.1:9092');
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
    await follow(api, streamId, logger, surroundings);
    return 0;
  } catch (error) {
    if (!(error instanceof ServerGoneError)) throw error;
    logger.log('error', 'The server is gone.');
    return 1;
  } finally {
    cancelEnd();
    await Promise.all(ending);
  }
}

async function requestBody(values: MeetingValues, folder: string): Promise<object> {
  const { webhookUrl, product, protocol, scenario, media, topic, clientId, participants } = values;
  const names = participants?.split(',').map((name) => name.trim());
  return {
    webhookUrl,
    product,
    protocol,
    scenario: scenario === undefined ? undefined : await scenarioForRequest(scenario, folder),
    topic,
    clientId,
    media: media === undefined ? undefined : locateMedia(folder, media),
    participants: names?.filter((name) => name !== '').map((name) => ({ name })),
  };
}

/** It may have ended by itself in the meantime. */
async function endMeeting(api: ApiClient, streamId: string, logger: Logger): Promise<void> {
  try {
    await api.end(streamId);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    logger.log('debug', error.message);
  }
}

async function follow(
  api: ApiClient,
  streamId: string,
  logger: Logger,
  { clock }: Pick<Surroundings, 'clock'>,
): Promise<void> {
  let after = 0;
  let isOver = false;
  for (let quiet = 0; !isOver || quiet < QUIET_ANSWERS; quiet++) {
    const { entries, lastSeq } = await api.journal(streamId, after);
    after = lastSeq;
    for (const entry of entries) {
      quiet = 0;
      tell(entry, logger);
      if (entry.kind === 'state') isOver = entry.type === 'terminated';
    }
    await new Promise<void>((resolve) => void clock.after(ASK_EVERY_MS, resolve));
  }
}

function tell(entry: JournalEntry, logger: Logger): void {
  const { level, text } = narrate(entry);
  const { connectionId, streamId } = entry;
  logger.log(level, text, {
    ...(streamId !== undefined && { streamId }),
    ...(connectionId !== undefined && { connectionId }),
  });
}
