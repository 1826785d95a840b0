/** Delivery of webhooks on WebSockets, which apps open in place of a webhook receiver (PROTOCOL.md §6.8). */
import { isNestedDeeper, type Cancel, type Clock, type Socket, type WebhookBody } from '@rtms-mock/protocol';
import { cut } from '../input/cut.js';
import { isObject } from '../input/kinds.js';
import type { JournalRecorder } from '../journal.js';
import type { Logger } from '../log.js';
import type { EventPublisher } from './event-publisher.js';

/** Limits of event sockets. */
export const EVENT_SOCKET_LIMITS = {
  /** Number of open sockets of a server. */
  sockets: 1000,
  /** Real time without a heartbeat after which a socket is closed, in milliseconds: two heartbeats are missing. */
  heartbeatMs: 65_000,
  /** Size of a received message, in bytes. */
  messageBytes: 64 * 1024,
  /** Bytes that wait for an app that does not read; beyond them its socket is closed. */
  unreadBytes: 1024 * 1024,
  /** Time between the close of such a socket and the end of its TCP connection, in milliseconds. */
  closeMs: 1000,
} as const;

/** Close code for a request that a rule forbids (RFC 6455 §7.4). */
const POLICY_VIOLATION = 1008;
const TRY_AGAIN_LATER = 1013;

/** Options of {@link EventSockets}. */
export interface EventSocketsOptions {
  /** Client id of the app that an access token belongs to; `undefined` for a token that is unknown or expired. */
  readonly clientOf: (token: string | undefined) => string | undefined;
  /** Real time: heartbeats do not depend on the speed of meetings. */
  readonly clock: Clock;
  readonly journal: JournalRecorder;
  readonly logger: Logger;
  /** Called with the client ids of the apps that have a socket, whenever one is opened or closed. @default nothing */
  readonly onChange?: ((clientIds: readonly string[]) => void) | undefined;
}

interface Subscriber {
  readonly clientId: string;
  readonly subscriptionId: string;
  readonly socket: Socket;
  cancelTimeout: Cancel;
}

/** The event sockets of a server. An app has at most one for each subscription: a newer one replaces the older. */
export class EventSockets implements EventPublisher {
  readonly #options: EventSocketsOptions;
  readonly #subscribers = new Set<Subscriber>();

  constructor(options: EventSocketsOptions) {
    this.#options = options;
  }

  /** Accepts or refuses a socket that was opened with this query: `subscriptionId` and `access_token`. */
  open(socket: Socket, query: URLSearchParams): void {
    const subscriptionId = query.get('subscriptionId') ?? '';
    const clientId = this.#options.clientOf(query.get('access_token') ?? undefined);
    if (subscriptionId === '') return this.#refuse(socket, 'subscriptionId is missing', POLICY_VIOLATION);
    // Published clients compare this text and request a new token.
    if (clientId === undefined) return this.#refuse(socket, 'Invalid Token', POLICY_VIOLATION);
    this.#replace(clientId, subscriptionId);
    if (this.#subscribers.size >= EVENT_SOCKET_LIMITS.sockets) {
      return this.#refuse(socket, 'too many connections', TRY_AGAIN_LATER);
    }
    const subscriber: Subscriber = { clientId, subscriptionId, socket, cancelTimeout: () => {} };
    this.#subscribers.add(subscriber);
    this.#changed();
    socket.onMessage((data) => this.#receive(subscriber, data));
    socket.onClose((code) => this.#remove(subscriber, `closed with code ${code}`));
    this.#awaitHeartbeat(subscriber);
    this.#send(subscriber, { module: 'build_connection', success: true });
    this.#note(subscriber, 'opened', `App ${cut(clientId)} receives webhooks on ${nameOf(subscriber)}.`);
  }

  /** See {@link EventPublisher.isOpen}. */
  isOpen(clientId: string): boolean {
    return [...this.#subscribers].some((subscriber) => subscriber.clientId === clientId);
  }

  /** See {@link EventPublisher.publish}. */
  publish(clientId: string, body: WebhookBody, streamId?: string): void {
    for (const subscriber of this.#subscribers) {
      if (subscriber.clientId !== clientId) continue;
      const text = this.#send(subscriber, { module: 'message', content: JSON.stringify(body) });
      this.#options.journal.record({
        kind: 'webhook',
        direction: 'sent',
        type: body.event,
        ...(streamId !== undefined && { streamId }),
        detail: { url: nameOf(subscriber), body },
        wire: text,
      });
    }
  }

  /** Closes all sockets. */
  close(): void {
    for (const { socket, cancelTimeout } of this.#subscribers) {
      cancelTimeout();
      socket.close(1001, 'The server stops');
    }
    this.#subscribers.clear();
  }

  #changed(): void {
    this.#options.onChange?.([...new Set([...this.#subscribers].map(({ clientId }) => clientId))]);
  }

  #refuse(socket: Socket, reason: string, code: number): void {
    socket.send(JSON.stringify({ module: 'build_connection', success: false, content: reason }));
    socket.close(code, reason);
    // A client that never closes its side must not keep the connection.
    const cancel = this.#options.clock.after(EVENT_SOCKET_LIMITS.closeMs, () => socket.terminate());
    socket.onClose(cancel);
    this.#options.logger.log(
      'warn',
      `Refused an event socket: ${reason}. Its URL is /ws?subscriptionId=ID&access_token=TOKEN, with a token of POST /oauth/token.`,
    );
  }

  #replace(clientId: string, subscriptionId: string): void {
    const old = [...this.#subscribers].find(
      (one) => one.clientId === clientId && one.subscriptionId === subscriptionId,
    );
    if (!old) return;
    this.#remove(old, 'replaced by a newer connection');
    old.socket.close(1000, 'Replaced by a newer connection');
  }

  #remove(subscriber: Subscriber, reason: string): void {
    subscriber.cancelTimeout();
    if (!this.#subscribers.delete(subscriber)) return;
    this.#changed();
    const { clientId } = subscriber;
    this.#note(subscriber, 'closed', `App ${cut(clientId)} no longer has ${nameOf(subscriber)}: ${reason}.`);
  }

  #receive(subscriber: Subscriber, data: string | Uint8Array): void {
    if (!this.#subscribers.has(subscriber)) return;
    const message = messageOf(data);
    if (message?.['module'] === 'heartbeat') {
      this.#awaitHeartbeat(subscriber);
      this.#send(subscriber, { module: 'heartbeat', success: true });
      return;
    }
    this.#options.logger.log(
      'warn',
      `A message on ${nameOf(subscriber)} is ignored: apps send {"module":"heartbeat"} there, every 30 s.`,
    );
  }

  #awaitHeartbeat(subscriber: Subscriber): void {
    subscriber.cancelTimeout();
    subscriber.cancelTimeout = this.#options.clock.after(EVENT_SOCKET_LIMITS.heartbeatMs, () => {
      this.#end(subscriber, 'no heartbeat arrived for 65 s', POLICY_VIOLATION);
    });
  }

  /** Returns the text that was sent. */
  #send(subscriber: Subscriber, message: object): string {
    const text = JSON.stringify(message);
    subscriber.socket.send(text);
    if (subscriber.socket.bufferedBytes > EVENT_SOCKET_LIMITS.unreadBytes) {
      this.#end(subscriber, 'the app does not read', TRY_AGAIN_LATER);
    }
    return text;
  }

  /** Closes the socket of an app that breaks a rule. */
  #end(subscriber: Subscriber, reason: string, code: number): void {
    if (!this.#subscribers.has(subscriber)) return;
    this.#remove(subscriber, reason);
    const { socket } = subscriber;
    socket.close(code, reason);
    socket.onClose(this.#options.clock.after(EVENT_SOCKET_LIMITS.closeMs, () => socket.terminate()));
    this.#options.logger.log('warn', `Closed ${nameOf(subscriber)}: ${reason}.`);
  }

  #note({ clientId, subscriptionId }: Subscriber, what: string, explanation: string): void {
    this.#options.journal.record({
      kind: 'note',
      type: `event-socket-${what}`,
      detail: { explanation, clientId, subscriptionId },
    });
  }
}

function nameOf({ subscriptionId }: Subscriber): string {
  return `the event socket of subscription ${cut(subscriptionId, 80)}`;
}

/** The message, if it is a JSON object of an acceptable size and depth. */
function messageOf(data: string | Uint8Array): { readonly [key: string]: unknown } | undefined {
  if (Buffer.byteLength(data) > EVENT_SOCKET_LIMITS.messageBytes) return undefined;
  try {
    const value: unknown = JSON.parse(typeof data === 'string' ? data : Buffer.from(data).toString('utf8'));
    return isObject(value) && !isNestedDeeper(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
