/** The client's end of a socket: sends messages, and decodes and inspects all received ones. */
import { createDialect, MessageType, type NumericGeneration, type Message } from '@rtms-mock/protocol';
import { WireSniffer } from './wire-sniffer.js';

/** A real or in-memory socket. */
export interface Wire {
  send(text: string): void;
  close(code: number): void;
  /** Terminates the connection without a close frame. */
  cut(): void;
  /** Resolves when all messages that either side has sent before have arrived. */
  settle(): Promise<void>;
}

type OfType<T extends Message['msg_type']> = Extract<Message, { readonly msg_type: T }>;

/** A client of a scenario. */
export class Peer {
  readonly kind: 'signaling' | 'media';
  readonly received: string[] = [];
  /** Types of the frames of {@link received}. */
  readonly frames: ('text' | 'binary')[] = [];
  closed: { readonly code: number; readonly reason: string } | undefined;
  /** Responds to KEEP_ALIVE_REQ, as real apps do. */
  answersKeepAlive = true;
  readonly #wire: Wire;
  readonly #dialect;
  readonly #sniffer: WireSniffer;

  constructor(kind: 'signaling' | 'media', wire: Wire, generation: NumericGeneration) {
    this.kind = kind;
    this.#wire = wire;
    this.#dialect = createDialect(generation);
    this.#sniffer = new WireSniffer(kind, generation);
  }

  /** For the transport: a message has arrived in a frame of this type. */
  receive(text: string, frame: 'text' | 'binary' = 'text'): void {
    this.received.push(text);
    this.frames.push(frame);
    this.#sniffer.inspect(text);
    if (!this.answersKeepAlive || !text.includes('"msg_type":12')) return;
    const { timestamp } = JSON.parse(text) as { timestamp: number };
    this.send({ msg_type: MessageType.KEEP_ALIVE_RESP, timestamp });
  }

  /** For the transport: the socket is closed. */
  ended(code: number, reason: string): void {
    this.closed ??= { code, reason };
  }

  settle(): Promise<void> {
    return this.closed ? Promise.resolve() : this.#wire.settle();
  }

  /** Call this before a scenario makes the service send invalid messages: stops the inspection. */
  expectInvalidMessages(): void {
    this.#sniffer.stop();
  }

  get problems(): readonly string[] {
    return this.#sniffer.problems;
  }

  send(body: object | string): void {
    this.#wire.send(typeof body === 'string' ? body : JSON.stringify(body));
  }

  close(code = 1000): void {
    this.#wire.close(code);
  }

  cut(): void {
    this.#wire.cut();
  }

  /** All received messages that can be decoded. */
  get messages(): Message[] {
    return this.received.flatMap((text) => {
      const decoded = this.#dialect.decode(text);
      return decoded.ok ? [decoded.message] : [];
    });
  }

  ofType<T extends Message['msg_type']>(type: T): OfType<T>[] {
    return this.messages.filter((message): message is OfType<T> => message.msg_type === type);
  }

  /** Received messages of a type, as parsed JSON. */
  bodies(type: number): { readonly [key: string]: unknown }[] {
    return this.received
      .filter((text) => text.includes(`"msg_type":${type},`) || text.includes(`"msg_type":${type}}`))
      .map((text) => JSON.parse(text) as { readonly [key: string]: unknown });
  }

  /** The last response to a handshake. */
  get response(): { readonly [key: string]: unknown } {
    return this.bodies(this.kind === 'signaling' ? 2 : 4).at(-1) ?? {};
  }

  /** `event` of each EVENT_UPDATE, as parsed JSON. */
  get events(): { readonly [key: string]: unknown }[] {
    return this.bodies(6).map((body) => body['event'] as { readonly [key: string]: unknown });
  }

  get eventTypes(): unknown[] {
    return this.events.map((event) => event['event_type']);
  }

  /** States of SESSION_STATE_UPDATE (`9/2`) and STREAM_STATE_UPDATE (`8/1`), in order. */
  get states(): string[] {
    return this.received
      .map((text) => JSON.parse(text) as { msg_type?: number; state?: number })
      .filter(({ msg_type }) => msg_type === 8 || msg_type === 9)
      .map(({ msg_type, state }) => `${msg_type}/${state}`);
  }
}
