import {
  entityIdOf,
  MessageType,
  parseWebhookEventName,
  readStreamWebhook,
  StreamState,
  type Product,
} from '@rtms-mock/protocol';
import type {
  CassetteClose,
  CassetteLine,
  CassetteMessage,
  CassetteWebhook,
} from '@rtms-mock/protocol/cassette';
import { isObject } from '../input/kinds.js';
import {
  mediaContentOf,
  mediaKindOf,
  readRecorded,
  type Fields,
  type RecordedKind,
} from '../cassette/recorded-message.js';
import { ConductCollector, kindsOf } from './app-conduct.js';
import type { RecordedFrames, RecordedStream } from './recorded-stream.js';

/** Participants that are remembered. */
const MAX_PEOPLE = 100;

interface Socket {
  readonly socket: 'signaling' | 'media';
  readonly kinds: Set<RecordedKind>;
  acceptedMs: number | undefined;
}

/** Collects the outline of one stream from its lines. */
export class OutlineCollector {
  readonly #streamId: string;
  readonly #conduct = new ConductCollector();
  readonly #sockets = new Map<string, Socket>();
  readonly #sessionIds = new Set<string>();
  readonly #frames: { -readonly [socket in keyof RecordedFrames]?: RecordedFrames[socket] } = {};
  readonly #people = new Map<string, string>();
  readonly #granted: { [kind in RecordedKind]?: object } = {};
  readonly #media: { [kind in RecordedKind]?: number } = {};
  #entityId: string | undefined;
  #product: Product = 'meeting';
  #started: RecordedStream['started'];
  #readyMs: number | undefined;
  #firstMediaMs: number | undefined;
  #firstMs: number | undefined;
  #lastMs = 0;
  #hasEnded = false;

  constructor(streamId: string) {
    this.#streamId = streamId;
  }

  /** Adds a line of the stream. `socket`: kind of the WebSocket that it belongs to, if any. */
  add(line: CassetteLine, socket: 'signaling' | 'media' | undefined): void {
    this.#firstMs ??= line.ms;
    this.#lastMs = Math.max(this.#lastMs, line.ms);
    if (line.kind === 'webhook') return this.#webhook(line);
    if (socket === undefined) return;
    if (line.kind === 'close') this.#close(line, socket);
    if (line.kind !== 'text' && line.kind !== 'binary') return;
    if (line.direction === 'to-service') this.#fromApp(line, socket);
    else this.#toApp(line, socket);
  }

  #webhook({ ms, detail }: CassetteWebhook): void {
    const event = parseWebhookEventName(detail.event);
    if (event === undefined) return;
    this.#product = event.product;
    const webhook = readStreamWebhook(detail.body);
    if (webhook !== undefined) this.#entityId ??= entityIdOf(webhook.payload);
    if (event.lifecycle === 'started') this.#started ??= { atMs: ms, body: detail.body };
  }

  #close({ direction, code }: CassetteClose, socket: 'signaling' | 'media'): void {
    if (direction === 'to-service' && !this.#hasEnded) this.#conduct.closed(socket, code);
  }

  #fromApp(line: CassetteMessage, socket: 'signaling' | 'media'): void {
    const { type, body } = readRecorded(line);
    this.#conduct.received(socket, type, body);
    this.#entityId ??= entityIdOf(body);
    if (type === MessageType.CLIENT_READY_ACK) this.#readyMs ??= line.ms;
    if (type !== MessageType.DATA_HAND_SHAKE_REQ) return;
    const { media_type: mediaType } = body;
    const { kinds } = this.#socket(line.connection, socket);
    for (const kind of typeof mediaType === 'number' ? kindsOf(mediaType) : []) kinds.add(kind);
  }

  #toApp(line: CassetteMessage, socket: 'signaling' | 'media'): void {
    const { type, body } = readRecorded(line);
    const known = this.#socket(line.connection, socket);
    this.#frames[socket] ??= line.kind;
    const kind = mediaKindOf(type);
    if (kind !== undefined) {
      known.kinds.add(kind);
      this.#media[kind] = (this.#media[kind] ?? 0) + 1;
      this.#firstMediaMs ??= line.ms;
      return this.#addPerson(mediaContentOf(body));
    }
    switch (type) {
      case MessageType.SIGNALING_HAND_SHAKE_RESP:
      case MessageType.DATA_HAND_SHAKE_RESP:
        if (isAccepted(body)) known.acceptedMs ??= line.ms;
        return this.#grant(body);
      case MessageType.SESSION_STATE_UPDATE:
        return this.#session(body);
      case MessageType.STREAM_STATE_UPDATE:
        this.#hasEnded ||= isTerminated(body['state']);
        return;
      case MessageType.KEEP_ALIVE_REQ:
        return this.#conduct.keepAliveSent(socket);
      case MessageType.EVENT_UPDATE:
        return this.#event(isObject(body['event']) ? body['event'] : body);
      default:
    }
  }

  #grant({ media_params: params }: Fields): void {
    if (!isObject(params)) return;
    for (const kind of ['audio', 'video', 'deskshare', 'transcript', 'chat'] as const) {
      const granted = params[kind];
      if (isObject(granted)) this.#granted[kind] ??= granted;
    }
  }

  #session({ rtms_session_id: id, session_id: stringId }: Fields): void {
    for (const one of [id, stringId]) if (typeof one === 'string' && one !== '') this.#sessionIds.add(one);
  }

  #event(event: Fields): void {
    const { participants } = event;
    for (const one of Array.isArray(participants) ? participants : [event]) {
      if (isObject(one)) this.#addPerson(one);
    }
  }

  #addPerson({ user_id: id, user_name: name }: Fields): void {
    if (typeof name !== 'string' || name === '' || (typeof id !== 'number' && typeof id !== 'string')) return;
    if (this.#people.size < MAX_PEOPLE) this.#people.set(String(id), name);
  }

  #socket(id: string, socket: 'signaling' | 'media'): Socket {
    const known = this.#sockets.get(id) ?? { socket, kinds: new Set<RecordedKind>(), acceptedMs: undefined };
    this.#sockets.set(id, known);
    return known;
  }

  /** Returns the outline; `undefined` for a stream that cannot be played, because no app was connected to it. */
  outline(): RecordedStream | undefined {
    const sockets = [...this.#sockets].map(
      ([id, { kinds, ...rest }]) => [id, { ...rest, kinds: [...kinds] }] as const,
    );
    const wasJoined = sockets.some(([, one]) => one.socket === 'signaling' && one.acceptedMs !== undefined);
    if (!wasJoined) return undefined;
    return {
      streamId: this.#streamId,
      entityId: this.#entityId,
      sessionIds: [...this.#sessionIds],
      product: this.#product,
      started: this.#started,
      sockets: new Map(sockets),
      frames: { signaling: 'text', media: 'text', ...this.#frames },
      granted: this.#granted,
      readyMs: this.#readyMs ?? this.#firstMediaMs,
      firstMs: this.#firstMs ?? 0,
      lastMs: this.#lastMs,
      people: this.#people,
      media: this.#media,
      conduct: this.#conduct.conduct,
    };
  }
}

function isAccepted({ status_code: code, status }: Fields): boolean {
  return code === 0 || (code === undefined && status === 'STATUS_OK');
}

function isTerminated(state: unknown): boolean {
  return state === StreamState.TERMINATED || (typeof state === 'string' && state.endsWith('TERMINATED'));
}
