import { signal } from '@preact/signals';
import type { HeldMessage, LogLine, ServerEvent, ServerFacts, TimeNow } from '../api/bodies.js';
import { read } from '../api/http.js';
import { keepOpen, type Link } from '../api/live-socket.js';
import { BoundedStore } from '../messages/bounded-store.js';
import { takeSamples } from '../statistics/samples.js';
import { takeStreams } from './meetings.js';

/** Facts about the server; `undefined` until it has answered. */
export const server = signal<ServerFacts | undefined>(undefined);

/** Time of the meetings: real until the server has answered. It does not change while the server runs. */
export const serverTime = signal<TimeNow>({ time: 'real', speed: 1 });

/** Held messages of one stream. */
export interface HeldList {
  readonly held: readonly HeldMessage[];
  /** Time of the page at which the server sent them, in milliseconds: see `performance.now`. */
  readonly receivedMs: number;
}

/** Held messages by stream. */
export const heldMessages = signal<ReadonlyMap<string, HeldList>>(new Map());

/** Max number of log lines that the page keeps. */
const MAX_LOG_LINES = 5000;

const log = new BoundedStore<LogLine>(MAX_LOG_LINES);
/** Changes with each new log line. */
export const logRevision = signal(0);
let lastLogSeq = 0;

/** Kept log lines, oldest first. Read {@link logRevision} to be notified. */
export function logLines(): readonly LogLine[] {
  return log.items;
}

function takeLine(line: LogLine): void {
  const newest = log.items.at(-1);
  // The last lines come again after each interruption; a server that was started anew counts from 1.
  if (newest !== undefined && line.seq <= lastLogSeq && line.unixMs <= newest.unixMs) return;
  lastLogSeq = line.seq;
  log.push([line]);
  logRevision.value += 1;
}

function take(event: ServerEvent): void {
  switch (event.type) {
    case 'log':
      takeLine(event);
      return;
    case 'statistics':
      takeSamples(event);
      return;
    case 'held':
      heldMessages.value = new Map(heldMessages.value).set(event.streamId, {
        held: event.held,
        receivedMs: performance.now(),
      });
      return;
    default:
      takeStreams(event);
  }
}

async function readServer(): Promise<void> {
  try {
    server.value = await read<ServerFacts>('api/server');
    serverTime.value = await read<TimeNow>('api/time');
  } catch {
    // The sockets say that the server is lost; the next connection reads the facts again.
  }
}

let link: Link | undefined;

/** Follows streams, statistics, log and held messages, now and after every interruption. */
export function followEvents(): Link {
  link ??= keepOpen('api/events', {
    opened: () => {
      heldMessages.value = new Map();
      void readServer();
    },
    received: (data) => {
      if (typeof data === 'string') take(JSON.parse(data) as ServerEvent);
    },
  });
  return link;
}
