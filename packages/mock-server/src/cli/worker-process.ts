/** Entry of a worker: a server in a process of its own, which another one has started and watches over. */
import { homedir } from 'node:os';
import type { WebhookBody } from '@rtms-mock/protocol';
import { boundedLogger } from '../bounded-log.js';
import { followCredentials } from '../config/live-credentials.js';
import type { ServeValues } from '../config/serve-options.js';
import { followMeetings } from '../fleet/follow-meetings.js';
import { ElsewhereStreams } from '../fleet/stream-urls.js';
import type { FromWorker, ToWorker } from '../fleet/worker-messages.js';
import { UsageError } from '../input/usage-error.js';
import type { JournalEntry } from '../journal.js';
import { LOG_LEVELS, silentLogger, type Logger, type LogLevel } from '../log.js';
import { fleetNumbers } from '../server/fleet-numbers.js';
import type { EventPublisher } from '../webhooks/event-publisher.js';
import { startConfigured, type ConfiguredServer } from './configured-server.js';
import { processSurroundings } from './surroundings.js';

type Start = ToWorker<ServeValues> & { readonly type: 'start' };

const surroundings = processSurroundings(homedir());

/** Sends a message. If that fails, the process that has started this one has ended; `disconnect` would say so later. */
function send(message: FromWorker): void {
  if (!process.connected) return;
  process.send?.(message, undefined, undefined, (error) => {
    if (error) process.exit(1);
  });
}

/** Sends a message, and ends the process when it and all before it are sent. */
function sendLast(message: FromWorker, exitCode: number): void {
  if (process.send === undefined || !process.connected) process.exit(exitCode);
  process.send(message, () => process.exit(exitCode));
}

/**
 * Passes lines on that the server's own log shows. What a worker says before it is ready, the process that has started it
 * has said already.
 */
function remoteLogger(shown: LogLevel, isReady: () => boolean): Logger {
  const last = LOG_LEVELS.indexOf(shown);
  return {
    log: (level, message, fields = {}) => {
      if (isReady() && LOG_LEVELS.indexOf(level) <= last) send({ type: 'log', level, message, fields });
    },
  };
}

/** Sends the entries of the journal, those of one turn of the event loop together. Returns a function that sends the rest. */
function sendJournal({ server: { journal } }: ConfiguredServer): () => void {
  let entries: JournalEntry[] = [];
  const flush = (): void => {
    if (entries.length > 0) send({ type: 'journal', entries });
    entries = [];
  };
  journal.subscribe((entry) => {
    if (entries.length === 0) setImmediate(flush);
    entries.push(entry);
  });
  return flush;
}

/** Event sockets that apps have opened to the front. */
class FrontEvents implements EventPublisher {
  #clientIds: ReadonlySet<string> = new Set();

  set(clientIds: readonly string[]): void {
    this.#clientIds = new Set(clientIds);
  }

  isOpen(clientId: string): boolean {
    return this.#clientIds.has(clientId);
  }

  publish(clientId: string, body: WebhookBody, streamId?: string): void {
    if (this.isOpen(clientId)) send({ type: 'publish', clientId, body, streamId });
  }
}

async function run({ share, values, logLevel }: Start): Promise<void> {
  const { clock } = surroundings;
  let isReady = false;
  const logger = boundedLogger(remoteLogger(logLevel, () => isReady));
  const events = new FrontEvents();
  const streams = new ElsewhereStreams(share.worker);
  const fleet = {
    kind: 'worker',
    nodeId: share.worker,
    numbers: fleetNumbers(share),
    events,
    elsewhere: (streamId: string) => streams.urlOf(streamId),
  } as const;
  const { signal } = new AbortController();
  const started = await startConfigured(values, surroundings, logger, signal, fleet, share);
  if (started === undefined) return;
  const { server, prepared } = started;
  const flush = sendJournal(started);
  const keeper = {
    claim: (record: (FromWorker & { type: 'claim' })['record']) => {
      send({ type: 'claim', record });
      return Promise.resolve(true);
    },
    release: (key: string) => {
      send({ type: 'release', key });
      return Promise.resolve();
    },
  };
  followMeetings(server, keeper, { clock, onError: (error) => logger.log('error', String(error)) });
  if (prepared.credentials && started.values.credentials !== undefined) {
    // The process that has started this one logs the outcome.
    const path = started.values.credentials;
    followCredentials({ path, credentials: prepared.credentials, clock, logger: silentLogger });
  }
  process.on('message', (message: ToWorker) => {
    if (message.type === 'event-clients') return events.set(message.clientIds);
    if (message.type === 'stream-urls') return streams.take(message.streams);
    answer(message, started, flush).catch((error: unknown) => logger.log('error', String(error)));
  });
  const { controlUrl, signalingUrl, mediaUrl } = server;
  isReady = true;
  send({ type: 'ready', apiUrl: controlUrl, signalingUrl, mediaUrl });
}

async function answer(message: ToWorker, started: ConfiguredServer, flush: () => void): Promise<void> {
  switch (message.type) {
    case 'ping':
      return send({ type: 'pong' });
    case 'settle':
      flush();
      return send({ type: 'settled', id: message.id });
    case 'adopt':
      return adopt(message.record, started);
    case 'stop':
      await started.close();
      flush();
      return sendLast({ type: 'stopped' }, 0);
    // Handled before, or sent once only.
    case 'event-clients':
    case 'stream-urls':
    case 'start':
  }
}

async function adopt(
  record: (ToWorker & { type: 'adopt' })['record'],
  { server }: ConfiguredServer,
): Promise<void> {
  const { key } = record;
  try {
    await server.adopt(record);
    send({ type: 'adopted', key });
  } catch (error) {
    send({ type: 'adopted', key, problem: error instanceof Error ? error.message : String(error) });
  }
}

// The process that has started this one decides when it ends: a terminal sends Ctrl-C to both.
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) process.on(signal, () => {});
// Without it, nobody could stop this one.
process.on('disconnect', () => process.exit(1));
process.once('message', (message: Start) => {
  run(message).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    sendLast({ type: 'failed', reason, isUsage: error instanceof UsageError }, 1);
  });
});
