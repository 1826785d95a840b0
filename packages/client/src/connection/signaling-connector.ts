/** Opens the signaling socket, URL by URL and attempt by attempt, when joining and after a loss (PROTOCOL.md §14.2). */
import type { Cancel, MediaServerUrls, Message } from '@rtms-mock/protocol';
import { LogLevel } from '../logger.js';
import type { JoinTarget } from '../vocabulary/join-target.js';
import type { LinkEnd } from './links/link-state.js';
import type { LinkNeeds } from './links/link.js';
import { SignalingLink } from './links/signaling-link.js';
import { ATTEMPT_TIMEOUT_MS, nextStep, SILENCE_MS } from './reconnect.js';

/** A series of attempts to open signaling. */
export interface AttemptSeries {
  /** `join`: for the first time. `signaling`: after a loss. */
  readonly kind: 'join' | 'signaling';
  /** Start of the series, by the clock. */
  readonly sinceMs: number;
  /** Number of failed attempts. */
  readonly failures: number;
  /**
   * Number of earlier reconnections in a row that did not last.
   * @default 0
   */
  readonly shortLived?: number;
}

/** Notified about signaling. */
export interface SignalingConnectorHandlers {
  /** The handshake was accepted. `urls` are those of the media sockets. */
  accepted(urls: MediaServerUrls, series: AttemptSeries): void;
  received(message: Message, frame: string | Uint8Array): void;
  /** The socket ended after its handshake was accepted. */
  lost(end: LinkEnd): void;
  /** The next attempt follows after `delayMs`. Attempts count from 1, without the first one of a join. */
  retrying(attempt: number, delayMs: number, problem: string): void;
  /** No attempt follows. `end` is that of the last one. */
  gaveUp(end: LinkEnd, reason: string): void;
}

type ConnectorState =
  | { readonly name: 'idle' }
  | { readonly name: 'connecting'; readonly link: SignalingLink; readonly cancelLimit: Cancel }
  | { readonly name: 'waiting'; readonly series: AttemptSeries; readonly cancel: Cancel }
  | { readonly name: 'open'; readonly link: SignalingLink };

/** Opens the signaling socket of one stream. */
export class SignalingConnector {
  readonly #needs: LinkNeeds;
  readonly #target: JoinTarget;
  readonly #reconnect: boolean;
  readonly #handlers: SignalingConnectorHandlers;
  #state: ConnectorState = { name: 'idle' };

  /** `reconnect` false: makes one attempt, and keeps a silent socket. */
  constructor(
    needs: LinkNeeds,
    target: JoinTarget,
    reconnect: boolean,
    handlers: SignalingConnectorHandlers,
  ) {
    this.#needs = needs;
    this.#target = target;
    this.#reconnect = reconnect;
    this.#handlers = handlers;
  }

  /** The link while its handshake is accepted. */
  get link(): SignalingLink | undefined {
    return this.#state.name === 'open' ? this.#state.link : undefined;
  }

  /** Connects for the first time. The caller limits the time of this attempt. */
  join(): void {
    this.#connect({ kind: 'join', sinceMs: this.#needs.clock.now(), failures: 0 }, () => {});
  }

  /** Connects after a loss. `series.failures` includes earlier attempts that had no lasting success. */
  reconnect(series: AttemptSeries, end: LinkEnd): void {
    this.#failed(series, end);
  }

  /** Makes the next attempt now, if one is waiting for its delay. */
  retryNow(): void {
    if (this.#state.name !== 'waiting') return;
    const { series, cancel } = this.#state;
    cancel();
    this.#attempt(series);
  }

  /** Closes the socket, or stops the attempts. */
  close(): void {
    const state = this.#state;
    this.#state = { name: 'idle' };
    if (state.name === 'connecting') state.cancelLimit();
    if (state.name === 'waiting') state.cancel();
    if ('link' in state) state.link.close();
  }

  /** Tries the URLs in order until one of them connects. */
  #connect(series: AttemptSeries, cancelLimit: Cancel, urls = this.#target.urls): void {
    const [url = '', ...others] = urls;
    const link = new SignalingLink(
      this.#needs,
      url,
      this.#target,
      {
        accepted: (mediaUrls) => {
          cancelLimit();
          this.#state = { name: 'open', link };
          this.#handlers.accepted(mediaUrls, series);
        },
        received: (message, frame) => this.#handlers.received(message, frame),
        ended: (end) => this.#ended(series, end, cancelLimit, others),
      },
      this.#reconnect ? SILENCE_MS : undefined,
    );
    this.#state = { name: 'connecting', link, cancelLimit };
    link.start();
  }

  #ended(series: AttemptSeries, end: LinkEnd, cancelLimit: Cancel, otherUrls: readonly string[]): void {
    if (this.#state.name === 'open') {
      this.#state = { name: 'idle' };
      this.#handlers.lost(end);
    } else if (end.cause === 'unreachable' && otherUrls.length > 0) {
      this.#log(`${end.problem}; trying the next URL`);
      this.#connect(series, cancelLimit, otherUrls);
    } else {
      cancelLimit();
      this.#failed({ ...series, failures: series.failures + 1 }, end);
    }
  }

  #failed(series: AttemptSeries, end: LinkEnd): void {
    this.#state = { name: 'idle' };
    const { kind, sinceMs, failures, shortLived = 0 } = series;
    const elapsedMs = this.#needs.clock.now() - sinceMs;
    const next = nextStep({ kind, failures, shortLived, elapsedMs, end });
    if (next.action === 'give-up' || !this.#reconnect) {
      this.#handlers.gaveUp(end, next.action === 'give-up' ? next.reason : end.problem);
      return;
    }
    const cancel = this.#needs.clock.after(next.delayMs, () => this.#attempt(series));
    this.#state = { name: 'waiting', series, cancel };
    this.#handlers.retrying(failures + (kind === 'join' ? 0 : 1), next.delayMs, end.problem);
  }

  #attempt(series: AttemptSeries): void {
    const cancelLimit = this.#needs.clock.after(ATTEMPT_TIMEOUT_MS, () => {
      this.close();
      const problem = 'no answer to the signaling handshake';
      this.#failed({ ...series, failures: series.failures + 1 }, { cause: 'unreachable', problem });
    });
    this.#connect(series, cancelLimit);
  }

  #log(message: string): void {
    this.#needs.logger.log(LogLevel.WARN, 'client', message, { streamId: this.#target.streamId });
  }
}
