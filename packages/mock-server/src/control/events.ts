/** Changes that are pushed to the page and to programs, so that they need not poll. */
import type { Cancel, Clock, Socket } from '@rtms-mock/protocol';
import type { Journal } from '../journal.js';
import type { LogLine, LogTail } from '../log-tail.js';
import type { MockMeeting } from '../server/mock-meeting.js';
import type { MockServer } from '../server/server-api.js';
import type { StreamWithWebhook } from './api-bodies.js';
import { meetingBody } from './meetings.js';
import type { ServerEvent, Statistics } from './page-bodies.js';

/** Kinds of events that a follower may choose. */
export const EVENT_TOPICS = ['meetings', 'statistics', 'log', 'held'] as const;
/** A kind of events. */
export type EventTopic = (typeof EVENT_TOPICS)[number];

/** Bytes that wait for a follower that does not read; events above them are not sent to it. */
const MAX_FOLLOWER_BYTES = 1024 * 1024;

/** Time in which changes of a meeting are collected, in real milliseconds. */
const COLLECT_MS = 100;
/** Interval at which speaker, sharer and buffers are compared, in real milliseconds. */
const COMPARE_MS = 250;
/** Interval of the statistics, in real milliseconds. */
const STATISTICS_MS = 1000;

/** Entries of the journal about breakpoints and held messages. */
const HOLD_ENTRIES: ReadonlySet<string> = new Set(['hold', 'held', 'released', 'dropped', 'release']);

/** The parts of a server that events are about. */
export interface EventSources {
  readonly server: Pick<MockServer, 'meetings' | 'clock'> & { readonly journal: Journal };
  readonly log: LogTail;
  /** Real time. */
  readonly clock: Clock;
}

/** Reads the query parameter `topics`: names separated by commas. Unknown names are ignored; none means all. */
export function readTopics(query: URLSearchParams): ReadonlySet<EventTopic> {
  const names = (query.get('topics') ?? '').split(',');
  const known = EVENT_TOPICS.filter((topic) => names.includes(topic));
  return new Set(known.length > 0 ? known : EVENT_TOPICS);
}

/** Sends events to any number of followers. While there are none, nothing is collected or compared. */
export class EventFeed {
  readonly #sources: EventSources;
  readonly #followers = new Set<Follower>();
  /** Streams that have changed since the last time that changes were sent. */
  readonly #changed = new Set<string>();
  /** Streams whose held messages have changed since then. */
  readonly #held = new Set<string>();
  /** Latest state that was sent of each stream, without what changes all the time. */
  readonly #sent = new Map<string, string>();
  #cancels: Cancel[] = [];

  constructor(sources: EventSources) {
    this.#sources = sources;
  }

  /** Sends the current state to a socket, then every change, until it closes. */
  follow(socket: Socket, topics: ReadonlySet<EventTopic>): void {
    const follower = new Follower(socket, topics);
    if (this.#followers.size === 0) this.#start();
    this.#followers.add(follower);
    this.#sendAll(follower);
    if (topics.has('held')) this.#sendHeld(follower);
    if (topics.has('log')) for (const line of this.#sources.log.lines) follower.send(logEvent(line));
    socket.onClose(() => {
      this.#followers.delete(follower);
      if (this.#followers.size === 0) this.close();
    });
  }

  /** Stops all timers. */
  close(): void {
    for (const cancel of this.#cancels) cancel();
    this.#cancels = [];
    this.#sent.clear();
    this.#changed.clear();
  }

  #start(): void {
    const { server, log, clock } = this.#sources;
    for (const meeting of server.meetings()) this.#sent.set(meeting.streamId, stateOf(meeting));
    let cancelFlush: Cancel | undefined;
    const flushLater = (): void => {
      cancelFlush ??= clock.after(COLLECT_MS, () => {
        cancelFlush = undefined;
        this.#flush();
      });
    };
    this.#cancels = [
      server.journal.subscribe(({ streamId, kind, type }) => {
        if (streamId === undefined || kind === 'message') return;
        this.#changed.add(streamId);
        if (HOLD_ENTRIES.has(type)) this.#held.add(streamId);
        flushLater();
      }),
      log.subscribe((line) => this.#send('log', logEvent(line))),
      () => cancelFlush?.(),
      repeat(clock, COMPARE_MS, () => this.#compare()),
      repeat(clock, STATISTICS_MS, () => this.#sendStatistics()),
    ];
  }

  /** Sends what has changed of the meetings that journal entries name. */
  #flush(): void {
    for (const meeting of this.#sources.server.meetings()) {
      const { streamId } = meeting;
      if (this.#changed.has(streamId)) this.#sendMeeting(meeting);
      if (this.#held.has(streamId)) this.#send('held', { type: 'held', streamId, ...meeting.held() });
    }
    this.#changed.clear();
    this.#held.clear();
  }

  /** Finds changes that no journal entry announces: the active speaker, shares of the media, forgotten streams. */
  #compare(): void {
    const streamIds = new Set<string>();
    for (const meeting of this.#sources.server.meetings()) {
      streamIds.add(meeting.streamId);
      if (this.#sent.get(meeting.streamId) !== stateOf(meeting)) this.#sendMeeting(meeting);
    }
    for (const streamId of this.#sent.keys()) {
      if (streamIds.has(streamId)) continue;
      this.#sent.delete(streamId);
      this.#send('meetings', { type: 'forgotten', streamId });
    }
    for (const follower of this.#followers) if (follower.isBehind) this.#sendAll(follower);
  }

  #sendMeeting(meeting: MockMeeting): void {
    this.#sent.set(meeting.streamId, stateOf(meeting));
    this.#send('meetings', { type: 'meeting', meeting: meetingBody(meeting) });
  }

  #sendAll(follower: Follower): void {
    if (!follower.topics.has('meetings')) return;
    follower.isBehind = false;
    const meetings = this.#sources.server.meetings().map(meetingBody);
    follower.send({ type: 'meetings', meetings });
  }

  #sendHeld(follower: Follower): void {
    for (const meeting of this.#sources.server.meetings()) {
      const { breakpoints, held } = meeting.held();
      if (breakpoints.length + held.length === 0) continue;
      follower.send({ type: 'held', streamId: meeting.streamId, breakpoints, held });
    }
  }

  #sendStatistics(): void {
    const { server } = this.#sources;
    const streams: Statistics['streams'] = server
      .meetings()
      .filter(({ state }) => state !== 'terminated')
      .map((meeting) => meeting.view())
      .filter(({ connections }) => connections.length > 0)
      .map(({ streamId, connections }) => ({
        streamId,
        connections: connections.map(({ id, socket, bufferedBytes, media }) => ({
          id,
          socket,
          bufferedBytes,
          media,
        })),
      }));
    if (streams.length === 0) return;
    const { clock } = server;
    this.#send('statistics', { type: 'statistics', atMs: clock.now(), unixMs: clock.unixMs(), streams });
  }

  #send(topic: EventTopic, event: ServerEvent): void {
    const text = JSON.stringify(event);
    for (const follower of this.#followers) if (follower.topics.has(topic)) follower.sendText(text, topic);
  }
}

/** One socket that receives events. */
class Follower {
  readonly topics: ReadonlySet<EventTopic>;
  /** True once an event about a meeting was left out: all of them are sent when the follower reads again. */
  isBehind = false;
  readonly #socket: Socket;

  constructor(socket: Socket, topics: ReadonlySet<EventTopic>) {
    this.#socket = socket;
    this.topics = topics;
  }

  send(event: ServerEvent): void {
    const isOther = event.type === 'log' || event.type === 'held';
    this.sendText(JSON.stringify(event), isOther ? event.type : 'meetings');
  }

  sendText(text: string, topic: EventTopic): void {
    if (this.#socket.bufferedBytes < MAX_FOLLOWER_BYTES) this.#socket.send(text);
    else if (topic === 'meetings') this.isBehind = true;
  }
}

function logEvent(line: LogLine): ServerEvent {
  return { type: 'log', ...line };
}

/** The state of a meeting as text, without counters, ages and buffers. */
function stateOf(meeting: MockMeeting): string {
  const body: StreamWithWebhook = meetingBody(meeting);
  const connections = body.connections.map(({ id, state, mediaTypes }) => [id, state, mediaTypes]);
  return JSON.stringify({ ...body, media: undefined, connections });
}

/** Calls `act` again and again. Returns a function that ends it. */
function repeat(clock: Clock, intervalMs: number, act: () => void): Cancel {
  let cancel: Cancel;
  const next = (): void => {
    cancel = clock.after(intervalMs, () => {
      act();
      next();
    });
  };
  next();
  return () => cancel();
}
