import { MediaType, MessageType } from '@rtms-mock/protocol';
import { isObject } from '../input/kinds.js';
import { shownType, type Fields, type RecordedKind } from '../cassette/recorded-message.js';

/** Conduct of an app on its sockets: as recorded, or now. */
export interface AppConduct {
  /** Requested parameters by media type, as JSON; `{}` where the request had none. */
  readonly requested: ReadonlyMap<RecordedKind, string>;
  /** `media_type` of each media handshake, in order. */
  readonly mediaTypes: readonly number[];
  /** Event types to which the app was subscribed last. */
  readonly subscriptions: ReadonlySet<number>;
  /** Number of CLIENT_READY_ACK messages. */
  readonly readyAcks: number;
  /** Keep-alives by socket. */
  readonly keepAlives: {
    readonly [socket in SocketName]: { readonly requests: number; readonly answers: number };
  };
  /** Other messages by name. */
  readonly others: ReadonlyMap<string, number>;
  /** Sockets that the app closed while the stream went on. */
  readonly closes: readonly { readonly socket: SocketName; readonly code: number }[];
}

type SocketName = 'signaling' | 'media';

const KINDS: readonly (readonly [number, RecordedKind])[] = [
  [MediaType.AUDIO, 'audio'],
  [MediaType.VIDEO, 'video'],
  [MediaType.DESKSHARE, 'deskshare'],
  [MediaType.TRANSCRIPT, 'transcript'],
  [MediaType.CHAT, 'chat'],
];

/** Returns the media types in a `media_type`. */
export function kindsOf(mediaType: number): readonly RecordedKind[] {
  const all = mediaType === MediaType.ALL;
  return KINDS.flatMap(([bit, kind]) => (all || (mediaType & bit) !== 0 ? [kind] : []));
}

/** Collects the conduct of an app from its messages. */
export class ConductCollector {
  readonly #requested = new Map<RecordedKind, string>();
  readonly #mediaTypes: number[] = [];
  readonly #subscriptions = new Set<number>();
  readonly #others = new Map<string, number>();
  readonly #closes: { socket: SocketName; code: number }[] = [];
  readonly #keepAlives = { signaling: { requests: 0, answers: 0 }, media: { requests: 0, answers: 0 } };
  #readyAcks = 0;

  /** Adds a message of the app. */
  received(socket: SocketName, type: number | undefined, body: Fields): void {
    switch (type) {
      case MessageType.SIGNALING_HAND_SHAKE_REQ:
        return;
      case MessageType.DATA_HAND_SHAKE_REQ:
        return this.#request(body);
      case MessageType.EVENT_SUBSCRIPTION:
        return this.#subscribe(body['events']);
      case MessageType.CLIENT_READY_ACK:
        this.#readyAcks += 1;
        return;
      case MessageType.KEEP_ALIVE_RESP:
        this.#keepAlives[socket].answers += 1;
        return;
      default: {
        const name = shownType(type);
        this.#others.set(name, (this.#others.get(name) ?? 0) + 1);
      }
    }
  }

  /** Adds a keep-alive that the app should answer. */
  keepAliveSent(socket: SocketName): void {
    this.#keepAlives[socket].requests += 1;
  }

  /** Adds a socket that the app closed itself. */
  closed(socket: SocketName, code: number): void {
    this.#closes.push({ socket, code });
  }

  #request({ media_type, media_params }: Fields): void {
    if (typeof media_type !== 'number') return;
    this.#mediaTypes.push(media_type);
    const params = isObject(media_params) ? media_params : {};
    for (const kind of kindsOf(media_type)) {
      if (!this.#requested.has(kind)) this.#requested.set(kind, JSON.stringify(sorted(params[kind])));
    }
  }

  #subscribe(events: unknown): void {
    if (!Array.isArray(events)) return;
    for (const entry of events) {
      const { event_type: type, subscribe } = isObject(entry) ? entry : { event_type: entry as unknown };
      if (typeof type !== 'number') continue;
      if (subscribe === false) this.#subscriptions.delete(type);
      else this.#subscriptions.add(type);
    }
  }

  /** Conduct of the app until now. */
  get conduct(): AppConduct {
    return {
      requested: this.#requested,
      mediaTypes: this.#mediaTypes,
      subscriptions: this.#subscriptions,
      readyAcks: this.#readyAcks,
      keepAlives: this.#keepAlives,
      others: this.#others,
      closes: this.#closes,
    };
  }
}

/** Parameters with their names in alphabetical order: two orders mean the same. */
function sorted(params: unknown): object {
  if (!isObject(params)) return {};
  return Object.fromEntries(Object.entries(params).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
