/**
 * Gets a signaling socket: URL after URL, attempt after attempt, for the first time or again
 * (PROTOCOL.md §14.2).
 */
import type { Cancel, MediaServerUrls, Message } from '@rtms-mock/protocol';
import type { JoinTarget } from '../vocabulary/join-target.js';
import { ATTEMPT_TIMEOUT_MS, nextStep, SILENCE_MS } from './reconnect.js';
import { LogLevel } from '../logger.js';
import type { LinkEnd } from './links/link-state.js';
import type { LinkNeeds } from './links/link.js';
import { SignalingLink } from './links/signaling-link.js';

/** Why signaling is set up, and how that goes. */
export interface Effort {
  readonly what: 'join' | 'signaling';
  /** When it began, by the clock. */
  readonly sinceMs: number;
  /** Attempts that have failed. */
  readonly failures: number;
}

/** Told what becomes of signaling. */
export interface SignalingConnectorHandlers {
  accepted(urls: MediaServerUrls, effort: Effort): void;
  received(message: Message, frame: string | Uint8Array): void;
  /** The socket ended after it had been accepted. */
  lost(end: LinkEnd): void;
  /** Attempts count from 1; the first connection of a join is none. */
  retrying(attempt: number, delayMs: number, problem: string): void;
  gaveUp(end: LinkEnd, why: string): void;
}

type ConnectorState =
  | { readonly name: 'idle' }
  | { readonly name: 'connecting'; readonly link: SignalingLink; readonly cancelLimit: Cancel }
  | { readonly name: 'waiting'; readonly cancel: Cancel }
  | { readonly name: 'open'; readonly link: SignalingLink };

export class SignalingConnector {
  readonly #needs: LinkNeeds;
  readonly #target: JoinTarget;
  readonly #reconnect: boolean;
  readonly #handlers: SignalingConnectorHandlers;
  #state: ConnectorState = { name: 'idle' };

  /** `reconnect` false: one attempt, and silence is no reason to end. */
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

  /** The link, while its handshake is accepted. */
  get link(): SignalingLink | undefined {
    return this.#state.name === 'open' ? this.#state.link : undefined;
  }

  /** The first connection of a stream. How long it may take is the caller's business. */
  join(): void {
    this.#connect({ what: 'join', sinceMs: this.#needs.clock.now(), failures: 0 }, () => {});
  }

  /** After a loss. `failures`: attempts that were made before without lasting success. */
  again(effort: Effort, end: LinkEnd): void {
    this.#failed(effort, end);
  }

  close(): void {
    const state = this.#state;
    this.#state = { name: 'idle' };
    if (state.name === 'connecting') state.cancelLimit();
    if (state.name === 'waiting') state.cancel();
    if ('link' in state) state.link.close();
  }

  /** Tries the URLs in order until one can be connected to. */
  #connect(effort: Effort, cancelLimit: Cancel, urls = this.#target.urls): void {
    const [url = '', ...others] = urls;
    const link = new SignalingLink(
      this.#needs,
      url,
      this.#target,
      {
        accepted: (mediaUrls) => {
          cancelLimit();
          this.#state = { name: 'open', link };
          this.#handlers.accepted(mediaUrls, effort);
        },
        received: (message, frame) => this.#handlers.received(message, frame),
        ended: (end) => this.#ended(effort, end, cancelLimit, others),
      },
      this.#reconnect ? SILENCE_MS : undefined,
    );
    this.#state = { name: 'connecting', link, cancelLimit };
    link.start();
  }

  #ended(effort: Effort, end: LinkEnd, cancelLimit: Cancel, otherUrls: readonly string[]): void {
    if (this.#state.name === 'open') {
      this.#state = { name: 'idle' };
      this.#handlers.lost(end);
    } else if (end.why === 'unreachable' && otherUrls.length > 0) {
      this.#log(`${end.problem}; trying the next URL`);
      this.#connect(effort, cancelLimit, otherUrls);
    } else {
      cancelLimit();
      this.#failed({ ...effort, failures: effort.failures + 1 }, end);
    }
  }

  #failed(effort: Effort, end: LinkEnd): void {
    this.#state = { name: 'idle' };
    const { what, sinceMs, failures } = effort;
    const elapsedMs = this.#needs.clock.now() - sinceMs;
    const next = nextStep({ what, failures, elapsedMs, end });
    if (next.action === 'give-up' || !this.#reconnect) {
      this.#handlers.gaveUp(end, next.action === 'give-up' ? next.why : end.problem);
      return;
    }
    const cancel = this.#needs.clock.after(next.delayMs, () => this.#attempt(effort));
    this.#state = { name: 'waiting', cancel };
    this.#handlers.retrying(failures + (what === 'join' ? 0 : 1), next.delayMs, end.problem);
  }

  #attempt(effort: Effort): void {
    const cancelLimit = this.#needs.clock.after(ATTEMPT_TIMEOUT_MS, () => {
      this.close();
      const problem = 'no answer to the signaling handshake';
      this.#failed({ ...effort, failures: effort.failures + 1 }, { why: 'unreachable', problem });
    });
    this.#connect(effort, cancelLimit);
  }

  #log(message: string): void {
    this.#needs.logger.log(LogLevel.WARN, 'client', message, { streamId: this.#target.streamId });
  }
}
