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

/** Longest body of a response that is recorded, in characters. */
const MAX_ANSWER = 4096;

/** Writes what a proxy relays to a cassette. A problem of recording never reaches those whose messages are relayed. */
export class Recording {
  readonly #file: CassetteFile;
  readonly #lines: MessageLines;
  readonly #logger: Logger;
  readonly #ids = { signaling: 0, media: 0, webhooks: 0 };
  #messages = 0;
  #hasFailed = false;

  constructor(file: CassetteFile, options: MessageLinesOptions, logger: Logger) {
    this.#file = file;
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
    this.#append(() =>
      encodeCassetteLine({ kind: 'open', ms: this.#file.now(), connection, direction: 'to-service', detail }),
    );
    return connection;
  }

  /** Records a message in the bytes in which it was sent. */
  message(connection: string, direction: CassetteDirection, isBinary: boolean, bytes: Uint8Array): void {
    this.#messages += 1;
    const kind = isBinary ? 'binary' : 'text';
    this.#append(() => this.#lines.bytes({ ms: this.#file.now(), connection, direction, kind }, bytes));
  }

  /** Records a ping or pong. */
  ping(kind: 'ping' | 'pong', connection: string, direction: CassetteDirection, data: Uint8Array): void {
    const payload = data.length === 0 ? {} : { data: Buffer.from(data).toString('base64') };
    this.#append(() => encodeCassetteLine({ kind, ms: this.#file.now(), connection, direction, ...payload }));
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
    this.#append(() =>
      encodeCassetteLine({
        kind: 'webhook',
        ms: this.#file.now(),
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
    this.#append(() =>
      encodeCassetteLine({
        kind: 'answer',
        ms: this.#file.now(),
        connection,
        direction: 'to-service',
        detail: { ...detail, ...(shown !== '' && { body: shown }) },
      }),
    );
  }

  /** Records something that happened to the proxy itself. */
  note(type: string, detail: { readonly [key: string]: unknown }): void {
    this.#append(() =>
      encodeCassetteLine({
        kind: 'note',
        ms: this.#file.now(),
        connection: null,
        direction: null,
        type,
        detail,
      }),
    );
  }

  /** Resolves when everything is in the file, or cannot be written. */
  end(): Promise<void> {
    return this.#file.close();
  }

  #append(encode: () => string): void {
    try {
      this.#file.append(encode());
    } catch (error) {
      if (this.#hasFailed) return;
      this.#hasFailed = true;
      const reason = error instanceof Error ? error.message : String(error);
      this.#logger.log('error', `A message could not be recorded (${reason}); it was relayed all the same.`);
    }
  }
}
