import { MessageType } from '@rtms-mock/protocol';
import type {
  CassetteAnswer,
  CassetteClose,
  CassetteDirection,
  CassetteMessage,
  CassetteOpen,
  CassetteWebhook,
} from '@rtms-mock/protocol/cassette';
import { isObject } from '../../input/kinds.js';
import {
  mediaContentOf,
  mediaKindOf,
  readRecorded,
  shownType,
  type Fields,
  type RecordedKind,
  type RecordedMessage,
} from '../recorded-message.js';
import type {
  ConnectionReport,
  KeepAliveReport,
  MomentReport,
  PersonReport,
  StreamReport,
  WebhookReport,
} from './cassette-report.js';
import { MediaFigures } from './media-figures.js';

/** Moments and people that a report keeps of a stream. */
const MAX_COURSE = 5000;
const MAX_PEOPLE = 1000;

/** Interval of audio and frames that no handshake grants, in milliseconds. */
const DEFAULT_INTERVAL_MS = 40;

type Changeable<T> = { -readonly [K in keyof T]: T[K] };

interface Connection extends Changeable<Omit<ConnectionReport, 'mediaTypes'>> {
  readonly mediaTypes: Set<string>;
}

interface Person extends Changeable<Omit<PersonReport, 'messages'>> {
  readonly messages: { [type: string]: number };
}

/** Collects the report of one stream. */
export class StreamCollector {
  readonly #streamId: string;
  #entityId = '';
  readonly #people = new Map<string, Person>();
  readonly #connections = new Map<string, Connection>();
  readonly #media = new Map<RecordedKind, MediaFigures>();
  readonly #intervals = new Map<RecordedKind, number>();
  readonly #webhooks = new Map<string, Changeable<WebhookReport>>();
  readonly #keepAlives = new Map<'signaling' | 'media', Changeable<KeepAliveReport>>();
  /** Times of the keep-alives that wait for an answer, by connection. */
  readonly #pings = new Map<string, number>();
  readonly #messages: { [name: string]: number } = {};
  readonly #course: MomentReport[] = [];

  constructor(streamId: string) {
    this.#streamId = streamId;
  }

  /** Id of the meeting, session, engagement or call, from a message that names it. */
  nameEntity(id: string | undefined): void {
    if (this.#entityId === '' && id !== undefined) this.#entityId = id;
  }

  open({ ms, connection, detail }: CassetteOpen): void {
    this.#connection(connection, ms, detail.socket);
  }

  webhook({ ms, connection, detail }: CassetteWebhook): void {
    this.#webhooks.set(connection, {
      event: detail.event,
      atMs: ms,
      answer: undefined,
      answerMs: undefined,
    });
    this.#addMoment(ms, `webhook ${detail.event}`);
    if (isObject(detail.body)) this.#addNames(detail.body, ms);
  }

  answer({ ms, connection, detail }: CassetteAnswer): void {
    const webhook = this.#webhooks.get(connection);
    if (webhook === undefined) return;
    webhook.answer = detail.status === undefined ? (detail.error ?? 'no response') : String(detail.status);
    webhook.answerMs = ms - webhook.atMs;
  }

  close({ ms, connection, direction, code }: CassetteClose): void {
    const known = this.#connections.get(connection);
    if (known === undefined) return;
    const by = closedBy(direction);
    known.closed = { atMs: ms, code, by };
    this.#addMoment(ms, `${known.socket} closed by ${by} with ${code}`);
  }

  message(line: CassetteMessage, socket: 'signaling' | 'media'): void {
    const connection = this.#connection(line.connection, line.ms, socket);
    const recorded = readRecorded(line);
    if (line.direction === 'to-app') connection.toApp += 1;
    else connection.toService += 1;
    const kind = mediaKindOf(recorded.type);
    if (kind !== undefined && line.direction === 'to-app')
      this.#mediaMessage(kind, line, recorded, connection);
    else this.#controlMessage(line, recorded, socket);
  }

  #mediaMessage(
    kind: RecordedKind,
    { ms, meta }: CassetteMessage,
    { body }: RecordedMessage,
    connection: Connection,
  ): void {
    connection.mediaTypes.add(kind);
    const content = mediaContentOf(body);
    const { data, timestamp } = content;
    const bytes = meta?.payload?.bytes ?? bytesOf(kind, typeof data === 'string' ? data : '');
    const figures = this.#media.get(kind) ?? new MediaFigures(kind);
    this.#media.set(kind, figures);
    const sentMs = typeof timestamp === 'number' ? timestamp : undefined;
    figures.add(ms, bytes, sentMs, this.#intervals.get(kind) ?? DEFAULT_INTERVAL_MS);
    const person = this.#person(content, ms);
    if (person === undefined) return;
    person.messages[kind] = (person.messages[kind] ?? 0) + 1;
    person.lastMs = ms;
  }

  #controlMessage(
    line: CassetteMessage,
    { type, body }: RecordedMessage,
    socket: 'signaling' | 'media',
  ): void {
    const { ms, connection, direction } = line;
    const name = `${direction} ${shownType(type)}`;
    this.#messages[name] = (this.#messages[name] ?? 0) + 1;
    if (type === MessageType.KEEP_ALIVE_REQ && direction === 'to-app')
      return this.#ping(connection, ms, socket);
    if (type === MessageType.KEEP_ALIVE_RESP && direction === 'to-service')
      return this.#pong(connection, ms, socket);
    this.#addMoment(ms, `${direction} ${socket} ${shownMessage(type, body)}`);
    if (type === MessageType.DATA_HAND_SHAKE_RESP) this.#readGrant(body);
    if (type === MessageType.EVENT_UPDATE) this.#addNames(isObject(body['event']) ? body['event'] : body, ms);
  }

  #ping(connection: string, ms: number, socket: 'signaling' | 'media'): void {
    this.#keepAlive(socket).requests += 1;
    this.#pings.set(connection, ms);
  }

  #pong(connection: string, ms: number, socket: 'signaling' | 'media'): void {
    const asked = this.#pings.get(connection);
    const report = this.#keepAlive(socket);
    report.answers += 1;
    if (asked !== undefined) report.slowestMs = Math.max(report.slowestMs, ms - asked);
    this.#pings.delete(connection);
  }

  #keepAlive(socket: 'signaling' | 'media'): Changeable<KeepAliveReport> {
    const known = this.#keepAlives.get(socket) ?? { socket, requests: 0, answers: 0, slowestMs: 0 };
    this.#keepAlives.set(socket, known);
    return known;
  }

  /** Intervals of the media that a handshake grants. */
  #readGrant({ media_params: params }: Fields): void {
    if (!isObject(params)) return;
    const { audio, video, deskshare } = params;
    if (isObject(audio) && typeof audio['send_rate'] === 'number') {
      this.#intervals.set('audio', audio['send_rate']);
    }
    for (const [kind, granted] of [
      ['video', video],
      ['deskshare', deskshare],
    ] as const) {
      if (!isObject(granted) || typeof granted['fps'] !== 'number' || granted['fps'] <= 0) continue;
      this.#intervals.set(kind, 1000 / granted['fps']);
    }
  }

  /** Names of participants in an event: `participants`, or `user_id` and `user_name`. */
  #addNames(event: Fields, ms: number): void {
    const { participants } = event;
    const named = Array.isArray(participants) ? participants : [event];
    for (const one of named) if (isObject(one)) this.#person(one, ms);
  }

  #person({ user_id, user_name, channel_id }: Fields, ms: number): Person | undefined {
    const id = typeof user_id === 'number' || typeof user_id === 'string' ? String(user_id) : undefined;
    const channel = typeof channel_id === 'string' ? `channel ${channel_id}` : undefined;
    const key = id ?? channel;
    // User 0 is the mix of everyone.
    if (key === undefined || key === '0') return undefined;
    const known = this.#people.get(key);
    const name = typeof user_name === 'string' ? user_name : '';
    if (known) {
      if (known.name === '') known.name = name;
      return known;
    }
    if (this.#people.size >= MAX_PEOPLE) return undefined;
    const person = { id: key, name, messages: {}, firstMs: ms, lastMs: ms };
    this.#people.set(key, person);
    return person;
  }

  #connection(id: string, openedMs: number, socket: 'signaling' | 'media'): Connection {
    const known = this.#connections.get(id);
    if (known) return known;
    const connection: Connection = {
      id,
      socket,
      mediaTypes: new Set(),
      openedMs,
      closed: undefined,
      toApp: 0,
      toService: 0,
    };
    this.#connections.set(id, connection);
    return connection;
  }

  #addMoment(atMs: number, what: string): void {
    if (this.#course.length < MAX_COURSE) this.#course.push({ atMs, what });
  }

  /** Returns the report. */
  report(): StreamReport {
    return {
      streamId: this.#streamId,
      entityId: this.#entityId,
      people: [...this.#people.values()],
      connections: [...this.#connections.values()].map((one) => ({
        ...one,
        mediaTypes: [...one.mediaTypes],
      })),
      media: [...this.#media.values()].map((figures) => figures.report()),
      webhooks: [...this.#webhooks.values()],
      keepAlives: [...this.#keepAlives.values()],
      messages: this.#messages,
      course: this.#course,
    };
  }
}

function closedBy(direction: CassetteDirection | null): string {
  if (direction === null) return 'loss';
  return direction === 'to-app' ? 'the service' : 'the app';
}

/** Size of a payload: base64 for audio and images, text for the others. */
function bytesOf(kind: RecordedKind, data: string): number {
  if (kind === 'transcript' || kind === 'chat') return Buffer.byteLength(data);
  const padding = data.endsWith('==') ? 2 : data.endsWith('=') ? 1 : 0;
  return Math.floor((data.length * 3) / 4) - padding;
}

/** Name of a message with the values that its course depends on. */
function shownMessage(type: number | undefined, body: Fields): string {
  const { state, event, status_code, status, media_type, subscribe } = body;
  const eventType = isObject(event) ? event['event_type'] : body['event_type'];
  const details = [
    ['state', state],
    ['event', eventType],
    ['status', status_code ?? status],
    ['media_type', media_type],
    ['subscribe', subscribe],
  ] as const;
  const shown = details.filter(([, value]) => typeof value === 'number' || typeof value === 'string');
  return [shownType(type), ...shown.map(([name, value]) => `${name} ${String(value)}`)].join(' ');
}
