import type { Clock } from '@rtms-mock/protocol';
import type { RejectedMedia } from '../connection/links/udp/rejected-media.js';
import { LogLevel, type Logger } from '../logger.js';
import { RepeatedLines } from '../repeated-lines.js';

/** Counts of media that a client has rejected. */
export interface MediaStatistics {
  /** Encrypted messages that were dropped, by reason. */
  readonly rejected: {
    /** Payloads that are too short to be encrypted. */
    readonly truncated: number;
    /** Copies of earlier messages, messages of another connection, and packets over UDP that came too late. */
    readonly replayed: number;
    /** Messages whose payload or fields were changed, or that were encrypted with another key. */
    readonly notAuthentic: number;
    /** Packets over UDP from another address than that of the server. */
    readonly foreign: number;
  };
}

/** Of each kind of rejection one line is written in this time, in ms. */
const WINDOW_MS = 60_000;

const SENTENCES: { readonly [F in RejectedMedia]: string } = {
  truncated: 'its payload is too short to be encrypted',
  replayed: 'it is a copy of an earlier one, or came too late',
  foreign: 'it does not come from the server',
  'not-authentic': 'it cannot be decrypted with the key of the stream',
};

/** Counts and logs rejected media. */
export class StatisticsCounter {
  readonly #lines: RepeatedLines;
  readonly #rejected = { truncated: 0, replayed: 0, notAuthentic: 0, foreign: 0 };

  constructor(logger: Logger, clock: Clock) {
    this.#lines = new RepeatedLines(logger, 'media', clock, { windowMs: WINDOW_MS });
  }

  /** Counts an encrypted message that was dropped. */
  reject(failure: RejectedMedia): void {
    this.#rejected[failure === 'not-authentic' ? 'notAuthentic' : failure] += 1;
    this.#lines.log(failure, LogLevel.WARN, `Dropped a media message: ${SENTENCES[failure]}`);
  }

  /** Returns a copy of the counts. */
  view(): MediaStatistics {
    return { rejected: { ...this.#rejected } };
  }
}
