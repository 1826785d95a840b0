import {
  encodeCassetteLine,
  maskedHeaders,
  MessageLines,
  messageOfText,
  type CassetteAnswerDetail,
  type CassetteDirection,
  type CassetteOpenDetail,
  type CassetteWebhookDetail,
  type MessageLinesOptions,
} from '@rtms-mock/protocol/cassette';
import type { Logger } from '../log.js';
import type { CassetteFile } from './cassette-writer.js';

/** Counters of a recording. */
export interface RecordingCounts {
  /** WebSockets. */
  readonly connections: number;
  readonly messages: number;
  readonly webhooks: number;
}

/** Options of {@link Recording}. */
export interface RecordingOptions extends MessageLinesOptions {
  /**
   * Called with each message before it is encoded. Nothing is encoded until the promise that it returns is settled.
   * @default nothing is prepared
   */
  readonly prepare?: (connection: string, bytes: Uint8Array) => Promise<void> | undefined;
}

/** Longest body of a response that is recorded, in characters. */
const MAX_ANSWER = 4096;

/**
 * Lines that are encoded in one turn of the event loop: a few tens of microseconds, which is what a message that arrives
 * meanwhile waits. A longer backlog is encoded in larger parts.
 */
const LINES_PER_TURN = 8;
const PART_OF_BACKLOG = 1 / 50;

/**
 * Writes what a proxy relays to a cassette. Messages are encoded after those of the same turn are relayed, and a problem of
 * recording never reaches those whose messages are relayed.
 */
export class Recording {
  readonly #file: CassetteFile;
  readonly #lines: MessageLines;
  readonly #logger: Logger;
  readonly #ids = { signaling: 0, media: 0, webhooks: 0 };
  #messages = 0;
  #hasFailed = false;
  /** Lines that are not encoded yet, oldest first. */
  #waiting: (() => string)[] = [];
  #scheduled: NodeJS.Immediate | undefined;
  readonly #prepare: RecordingOptions['prepare'];
  /** Preparations that must end before the next line can be encoded. */
  readonly #preparing = new Set<Promise<void>>();

  constructor(file: CassetteFile, options: RecordingOptions, logger: Logger) {
    this.#file = file;
    this.#prepare = options.prepare;
    this.#lines = new MessageLines(options);
    this.#logger = logger;
  }

  get counts(): RecordingCounts {
    const { signaling, media, webhooks } = this.#ids;
    return { connections: signaling + media, messages: this.#messages, webhooks };
  }

  /** Records a WebSocket that was opened. Returns its id. */
  open(detail: CassetteOpenDetail): string {
    this.#ids[detail.socket] += 1;
    const connection = `${this.#file.prefix}${detail.socket === 'media' ? 'm' : 's'}${this.#ids[detail.socket]}`;
    const ms = this.#file.now();
    this.#append(() => encodeCassetteLine({ kind: 'open', ms, connection, direction: 'to-service', detail }));
    return connection;
  }

  /** Records a message in the bytes in which it was sent. */
  message(connection: string, direction: CassetteDirection, isBinary: boolean, bytes: Uint8Array): void {
    this.#messages += 1;
    const kind = isBinary ? 'binary' : 'text';
    this.#hold(this.#prepare?.(connection, bytes));
    const ms = this.#file.now();
    this.#append(() => this.#lines.bytes({ ms, connection, direction, kind }, bytes));
  }

  /** Records a ping or pong. */
  ping(kind: 'ping' | 'pong', connection: string, direction: CassetteDirection, data: Uint8Array): void {
    const payload = data.length === 0 ? {} : { data: Buffer.from(data).toString('base64') };
    const ms = this.#file.now();
    this.#append(() => encodeCassetteLine({ kind, ms, connection, direction, ...payload }));
  }

  /** Records the end of a WebSocket. `direction`: `null` without a close frame. */
  close(connection: string, direction: CassetteDirection | null, code: number, reason: string): void {
    const ms = this.#file.now();
    this.#append(() => encodeCassetteLine({ kind: 'close', ms, connection, direction, code, reason }));
  }

  /** Records a webhook as the service sent it. Returns the id for its response. */
  webhook(
    about: Omit<CassetteWebhookDetail, 'body' | 'headers'> & {
      readonly headers: { readonly [name: string]: string };
    },
    body: string,
  ): string {
    this.#ids.webhooks += 1;
    const connection = `${this.#file.prefix}w${this.#ids.webhooks}`;
    const ms = this.#file.now();
    this.#append(() =>
      encodeCassetteLine({
        kind: 'webhook',
        ms,
        connection,
        direction: 'to-app',
        detail: {
          ...about,
          headers: maskedHeaders(about.headers),
          body: messageOfText(this.#lines.redactor.text(body).text),
        },
      }),
    );
    return connection;
  }

  /** Records the response to a webhook. */
  answer(connection: string, { body = '', ...detail }: CassetteAnswerDetail): void {
    const shown = this.#lines.redactor.text(body).text.slice(0, MAX_ANSWER);
    const ms = this.#file.now();
    this.#append(() =>
      encodeCassetteLine({
        kind: 'answer',
        ms,
        connection,
        direction: 'to-service',
        detail: { ...detail, ...(shown !== '' && { body: shown }) },
      }),
    );
  }

  /** Records something that happened to the proxy itself. */
  note(type: string, detail: { readonly [key: string]: unknown }): void {
    const ms = this.#file.now();
    this.#append(() =>
      encodeCassetteLine({
        kind: 'note',
        ms,
        connection: null,
        direction: null,
        type,
        detail,
      }),
    );
  }

  /** Resolves when everything is in the file, or cannot be written. */
  async end(): Promise<void> {
    await Promise.all(this.#preparing);
    if (this.#scheduled !== undefined) clearImmediate(this.#scheduled);
    this.#encode(this.#waiting.length);
    return this.#file.close();
  }

  #append(encode: () => string): void {
    this.#waiting.push(encode);
    if (this.#preparing.size === 0) this.#scheduled ??= setImmediate(this.#encodeSome);
  }

  #hold(preparing: Promise<void> | undefined): void {
    if (preparing === undefined) return;
    const release = (): void => {
      this.#preparing.delete(held);
      if (this.#preparing.size === 0) this.#scheduled ??= setImmediate(this.#encodeSome);
    };
    const held: Promise<void> = preparing.then(release, (error: unknown) => {
      this.#failed(error);
      release();
    });
    this.#preparing.add(held);
  }

  readonly #encodeSome = (): void => {
    this.#scheduled = undefined;
    if (this.#preparing.size > 0) return;
    this.#encode(Math.max(LINES_PER_TURN, Math.ceil(this.#waiting.length * PART_OF_BACKLOG)));
    this.#scheduled = this.#waiting.length === 0 ? undefined : setImmediate(this.#encodeSome);
  };

  #encode(count: number): void {
    for (const encode of this.#waiting.splice(0, count)) {
      try {
        this.#file.append(encode());
      } catch (error) {
        this.#failed(error);
      }
    }
  }

  #failed(error: unknown): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    const reason = error instanceof Error ? error.message : String(error);
    this.#logger.log('error', `A message could not be recorded (${reason}); it was relayed all the same.`);
  }
}
