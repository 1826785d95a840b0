import type { JournalEntry } from '../journal.js';
import { Attempts } from './attempts.js';
import { fieldsOf, stringOf } from './entry-reading.js';
import { keptEntry, type KeptEntry } from './kept-entry.js';
import { SocketFacts } from './socket-facts.js';

/** A closed connection. */
export interface ClosedSocket {
  /** Its facts. */
  readonly socket: SocketFacts;
  /** Entry of its end. */
  readonly entry: KeptEntry;
}

/** Steps of scenarios after which the time of an app's messages says nothing about the app. */
const DISTURBING: ReadonlySet<string> = new Set(['delay', 'hold', 'ignore-messages', 'silent-keep-alive']);

/** Steps after which webhooks are not as the service sends them. */
const CHANGES_WEBHOOKS: ReadonlySet<string> = new Set(['change-webhook', 'webhook']);

/** Steps after which an app has other secrets than the server. */
const CHANGES_SECRETS: ReadonlySet<string> = new Set(['rotate-secret', 'expire-secret']);

/** Real time for which virtual time waits for an app, in milliseconds. */
const APP_TURN_MS = 5000;

/** Facts about apps that all streams share. */
export interface AppFacts {
  /** A signaling handshake was accepted, so apps have a client id and the secret for it. */
  hasJoined: boolean;
}

/** Facts about one stream that rules need, collected from its journal entries. */
export class StreamFacts {
  /** Facts about the apps of all streams. */
  readonly apps: AppFacts;
  /** `undefined` for what belongs to no stream. */
  readonly streamId: string | undefined;
  readonly #speed: number;
  readonly #realAtMs: WeakMap<KeptEntry, number> | undefined;
  /** Generation on the wire, as the accepted handshake has it. */
  protocol: string | undefined;
  /** Latest state; `undefined` before the first. */
  state: KeptEntry | undefined;
  /** Name of the state before the latest. */
  previousState: string | undefined;
  /** Open connections by id. */
  readonly sockets = new Map<string, SocketFacts>();
  /** Connection of each kind that closed last. */
  readonly closed: { signaling?: ClosedSocket; media?: ClosedSocket } = {};
  /** `rtms_started` as sent since the start of the stream. */
  starts: KeptEntry[] = [];
  /** Server instance that the latest `rtms_started` names. */
  instance = 1;
  /** True once a step of a scenario has changed webhooks: a refusal of them says nothing about the app. */
  hasChangedWebhooks = false;
  /** True once a step of a scenario has changed secrets: a wrong signature says nothing about the app. */
  hasChangedSecrets = false;
  /** Number of media handshakes that were sent. */
  mediaRequests = 0;
  /** Outcome of the latest `rtms_started` that was answered. */
  startOutcome: string | undefined;
  /** Number of accepted media handshakes. */
  acceptedMedia = 0;
  /** Number of CLIENT_READY_ACK on signaling. */
  readies = 0;
  /** First CLIENT_READY_ACK, if it came before any accepted media handshake. */
  earlyReady: KeptEntry | undefined;
  /** Subscribes to events. */
  hasSubscribed = false;
  /** STREAM_CLOSE_REQ of the app. */
  closeRequest: KeptEntry | undefined;
  /** True once a step of a scenario has changed the time of messages. */
  isDisturbed = false;
  /** True once a connection of the app was refused before its handshake, as a step of a scenario demands. */
  hasBeenRefused = false;
  /** Selections of a participant's video. */
  videoSelections = 0;
  /** Attempts that have failed. */
  #attempts: Map<string, Attempts> | undefined;
  /** Attempts of each kind since the last loss of a connection. */
  attemptsSinceLoss = { signaling: 0, media: 0 };

  /**
   * @param apps facts that the streams of all apps share
   * @param speed of meetings: clock time is so many times as fast as real time
   * @param realAtMs real times of entries, in milliseconds, where their own are virtual
   */
  constructor(
    streamId: string | undefined,
    apps: AppFacts,
    speed: number,
    realAtMs: WeakMap<KeptEntry, number> | undefined,
  ) {
    this.streamId = streamId;
    this.apps = apps;
    this.#speed = speed;
    this.#realAtMs = realAtMs;
  }

  /** Converts a duration of clock time to real milliseconds. */
  realMs(clockMs: number): number {
    return clockMs / this.#speed;
  }

  /** Runs at another speed than real time. */
  get isScaled(): boolean {
    return this.#speed !== 1 || this.#realAtMs !== undefined;
  }

  /** False in virtual time: whether an app waits by it or by real time is not known. */
  get isClockOfAppKnown(): boolean {
    return this.#realAtMs === undefined;
  }

  /**
   * Milliseconds that the app has had since an entry. Virtual time stands still for some seconds while the app has to do
   * something, so only an app that had these has had the virtual time too.
   */
  since(earlier: KeptEntry, now: JournalEntry): number {
    const clockMs = this.realMs(now.atMs - earlier.atMs);
    if (!this.#realAtMs) return clockMs;
    const [from, to] = [this.#realAtMs.get(earlier), this.#realAtMs.get(now)];
    const realMs = from === undefined || to === undefined ? 0 : to - from;
    return realMs >= APP_TURN_MS ? clockMs : Math.min(clockMs, realMs);
  }

  /** True once the app has sent a media handshake. */
  get hasTriedMedia(): boolean {
    return this.mediaRequests > 0;
  }

  /** Name of the latest state; `created` before the first. */
  get stateName(): string {
    return this.state?.type ?? 'created';
  }

  /** The connection of an entry; `undefined` if the entry has none, or if it is closed. */
  socketOf({ connectionId }: JournalEntry): SocketFacts | undefined {
    return connectionId === undefined ? undefined : this.sockets.get(connectionId);
  }

  /** Open connections of a kind whose handshake was accepted. */
  accepted(kind: 'signaling' | 'media'): SocketFacts[] {
    return [...this.sockets.values()].filter((socket) => socket.kind === kind && socket.accepted);
  }

  /** Attempts to connect with a handshake of this kind and media type. */
  attemptsOf(entry: JournalEntry): Attempts {
    return this.#attempts?.get(this.#attemptKind(entry)) ?? new Attempts();
  }

  #attemptKind(entry: JournalEntry): string {
    if (entry.socket !== 'media') return 'signaling';
    return `media ${String(this.socketOf(entry)?.request?.detail['media_type'] ?? entry.detail['media_type'])}`;
  }

  #failAttempt(entry: JournalEntry): void {
    const attempts = this.attemptsOf(entry);
    attempts.fail(entry.atMs);
    this.#attempts ??= new Map();
    if (this.#attempts.size < MAX_ATTEMPT_KINDS) this.#attempts.set(this.#attemptKind(entry), attempts);
  }

  /** Creates the facts of a connection, so that its first entry can be judged. `opened`: its entry `opened`. */
  meet(entry: JournalEntry, opened: JournalEntry | undefined): void {
    if (entry.connectionId !== undefined && entry.socket !== undefined) this.#socketFor(entry, opened);
  }

  /** Adds an entry, after the rules have judged it. */
  add(entry: JournalEntry): void {
    const kept = this.#keep(entry);
    if (entry.kind === 'state') this.#addState(entry, kept);
    if (entry.kind === 'fault' || entry.kind === 'note') this.#addStep(entry.type);
    if (entry.kind === 'webhook') this.#addWebhook(entry, kept);
    if (entry.type === 'connection-refused') this.hasBeenRefused = true;
    if (entry.type === 'connection-refused') this.attemptsOf(entry).begin(entry.seq, entry.atMs);
    if (entry.type === 'connection-refused') this.#failAttempt(entry);
    else if (entry.connectionId !== undefined && entry.socket !== undefined) {
      this.#addToSocket(entry, kept);
    }
  }

  #keep(entry: JournalEntry): KeptEntry {
    const kept = keptEntry(entry);
    const realMs = this.#realAtMs?.get(entry);
    if (realMs !== undefined) this.#realAtMs?.set(kept, realMs);
    return kept;
  }

  /** The connection of an entry, which may be its first one. `opened`: its entry `opened`, if it is new. */
  #socketFor(entry: JournalEntry, opened: JournalEntry = entry): SocketFacts {
    const { connectionId = '', socket: kind = 'signaling' } = entry;
    const known = this.sockets.get(connectionId);
    if (known) return known;
    const socket = new SocketFacts(connectionId, kind, opened);
    this.sockets.set(connectionId, socket);
    return socket;
  }

  #addStep(type: string): void {
    if (DISTURBING.has(type)) this.isDisturbed = true;
    if (CHANGES_SECRETS.has(type)) this.hasChangedSecrets = true;
    if (CHANGES_WEBHOOKS.has(type) || CHANGES_SECRETS.has(type)) this.hasChangedWebhooks = true;
  }

  #addState(entry: JournalEntry, kept: KeptEntry): void {
    this.previousState = this.state?.type;
    this.state = kept;
    this.protocol = stringOf(entry.detail['protocol']) ?? this.protocol;
    if (entry.type === 'interrupted') this.attemptsSinceLoss = { signaling: 0, media: 0 };
    if (entry.type !== 'created') return;
    this.starts = [];
    this.instance = 1;
    delete this.closed.signaling;
    delete this.closed.media;
    this.readies = 0;
    this.mediaRequests = 0;
    this.startOutcome = undefined;
    this.acceptedMedia = 0;
    this.earlyReady = undefined;
    this.closeRequest = undefined;
  }

  #addWebhook(entry: JournalEntry, kept: KeptEntry): void {
    if (!/rtms[._]started$/.test(entry.type)) return;
    if (entry.direction === 'sent') {
      this.starts = [...this.starts, kept].slice(-MAX_STARTS);
      this.instance = instanceNamedBy(entry);
    } else this.startOutcome = stringOf(fieldsOf(entry.detail['outcome'])['status']);
  }

  #addToSocket(entry: JournalEntry, kept: KeptEntry): void {
    const socket = this.#socketFor(entry);
    if (entry.kind === 'connection' && entry.type === 'closed') {
      this.#addClosed(socket, entry, kept);
      return;
    }
    const wasRefused = socket.refused !== undefined;
    socket.add(entry, kept);
    if (socket.refused && !wasRefused) this.#failAttempt(entry);
    if (entry.kind === 'message' && entry.direction === 'received') this.#addReceived(entry, kept, socket);
    if (entry.kind === 'connection' && entry.type === 'accepted') this.#addAccepted(entry, socket);
  }

  #addClosed(socket: SocketFacts, entry: JournalEntry, kept: KeptEntry): void {
    if (socket.request && !socket.accepted && !socket.refused) this.#failAttempt(entry);
    this.sockets.delete(socket.id);
    this.closed[socket.kind] = { socket, entry: kept };
  }

  #addAccepted(entry: JournalEntry, socket: SocketFacts): void {
    this.attemptsOf(entry).succeed();
    this.protocol = stringOf(entry.detail['protocol']) ?? this.protocol;
    if (socket.kind === 'media') this.acceptedMedia += 1;
    else this.apps.hasJoined = true;
  }

  #addReceived(entry: JournalEntry, kept: KeptEntry, socket: SocketFacts): void {
    const { type, detail } = entry;
    if (type.endsWith('_HAND_SHAKE_REQ')) {
      // Another handshake on the same socket is another attempt.
      socket.refused = undefined;
      this.attemptsSinceLoss[socket.kind] += 1;
      if (socket.kind === 'media') this.mediaRequests += 1;
      this.attemptsOf(entry).begin(entry.seq, entry.atMs);
    }
    if (socket.kind !== 'signaling') return;
    if (type === 'EVENT_SUBSCRIPTION') this.hasSubscribed = true;
    if (type === 'STREAM_CLOSE_REQ') this.closeRequest = kept;
    if (type === 'VIDEO_SUBSCRIPTION_REQ' && detail['problem'] === undefined) this.videoSelections += 1;
    if (type === 'CLIENT_READY_ACK' && detail['problem'] === undefined) this.#addReady(entry, kept);
  }

  #addReady(entry: JournalEntry, kept: KeptEntry): void {
    if (stringOf(entry.detail['rtms_stream_id']) !== this.streamId) return;
    this.readies += 1;
    if (this.acceptedMedia === 0) this.earlyReady ??= kept;
    for (const socket of this.accepted('media')) socket.isReady = true;
  }
}

/** Kinds of attempts that are kept: clients choose the media types. */
const MAX_ATTEMPT_KINDS = 20;

/** Starts that are kept. */
const MAX_STARTS = 4;

/** Server instance whose URLs `rtms_started` has; 1 if they name none. */
function instanceNamedBy({ detail }: JournalEntry): number {
  const url = stringOf(fieldsOf(fieldsOf(detail['body'])['payload'])['server_urls']) ?? '';
  return Number(/\/instance\/(\d+)/.exec(url)?.[1] ?? 1);
}
