import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { webhookPayloadFields, urlValidationWebhook, type Cancel, type Clock } from '@rtms-mock/protocol';
import { serializersThatChange, signWebhook } from '@rtms-mock/protocol/signature';
import type { WebhookHeaders } from '../policies.js';
import { systemClock, wallClockSeconds } from '../clock.js';
import type { JournalRecorder } from '../journal.js';
import type { WebhookForm } from '../policies.js';
import { clauseOf } from '../input/reading.js';
import { asSentence } from '../input/sentence.js';
import type { Logger } from '../log.js';
import { reportRejection } from '../guard.js';
import { describeOutcome } from './describe-outcome.js';
import { post, type PostResult } from './http-post.js';
import { ANSWER_LIMIT_MS, retryDelayMs, acceptedInTime, type RetryPolicy } from './retry.js';
import { webhookHeaders } from './webhook-headers.js';
import { judgeUrlValidation } from './url-validation.js';
import type {
  UrlValidationVerdict,
  WebhookOutcome,
  WebhookSender,
  WebhookSigning,
} from './webhook-outcome.js';
import { shownUrl, WEBHOOK_URL } from './webhook-url.js';

/** Options of {@link createWebhookSender}. */
export interface WebhookSenderOptions {
  /** Key of an app's webhooks. Called for each webhook, since the credentials may be replaced while the server runs. */
  readonly secretToken: (clientId?: string) => string;
  /** Meeting time: for retries and the `event_ts` of challenges. */
  readonly clock: Clock;
  readonly journal: JournalRecorder;
  readonly logger: Logger;
  /**
   * Accepts receivers whose TLS certificate cannot be verified, such as self-signed ones.
   *
   * @default false
   */
  readonly insecure?: boolean;
  /**
   * Max duration of one exchange, in real milliseconds.
   *
   * @default 15000
   */
  readonly timeoutMs?: number;
  /**
   * Headers of the signature: the documented ones, or those of an old README of the SDK too.
   *
   * @default 'documented'
   */
  readonly headers?: WebhookHeaders;
  /**
   * Schedule on which webhooks are sent again that were not accepted in time.
   *
   * @default each webhook is sent once
   */
  readonly retry?: RetryPolicy | undefined;
  /**
   * Real time, in which responses are measured at any speed of meetings.
   *
   * @default the system clock
   */
  readonly realClock?: Clock;
  /**
   * Form of bodies, except that of URL validations.
   *
   * @default `'plain'`
   */
  readonly form?: WebhookForm;
  /**
   * Called when a webhook was answered; the answer is handled when the promise is resolved. Virtual time thus handles
   * what arrives at the same time in the same order in each run.
   *
   * @default it is handled at once
   */
  readonly answered?: ((url: string) => Promise<void>) | undefined;
  /**
   * Unix seconds for the signature.
   *
   * @default the time of day
   */
  readonly unixSeconds?: () => number;
}

/** A {@link WebhookSender} that can be stopped. */
export interface StoppableWebhookSender extends WebhookSender {
  /** Drops planned attempts and aborts running ones, whose outcome is `failed` with the code `cancelled`. */
  stop(): void;
}

/** Longer responses are cut in the journal, in characters. */
const MAX_ANSWER_LENGTH = 2000;

type Body = Parameters<WebhookSender['send']>[1];

/** Arguments of {@link WebhookSender.send}. */
interface SendRequest {
  readonly url: string;
  readonly body: Body;
  readonly streamId: string | undefined;
  readonly signing: WebhookSigning | undefined;
}

/** Posts signed webhooks. Never throws: each failure becomes an outcome, a journal entry and a log line. */
export function createWebhookSender(options: WebhookSenderOptions): StoppableWebhookSender {
  return new SigningSender(options);
}

class SigningSender implements StoppableWebhookSender {
  readonly #options: WebhookSenderOptions;
  readonly #realClock: Clock;
  readonly #stopping = new AbortController();
  readonly #plannedRetries = new Set<Cancel>();

  constructor(options: WebhookSenderOptions) {
    this.#options = options;
    this.#realClock = options.realClock ?? systemClock();
    // One for each webhook that is not answered yet, which are many when many meetings start.
    setMaxListeners(0, this.#stopping.signal);
  }

  send(url: string, body: Body, streamId?: string, signing?: WebhookSigning): Promise<WebhookOutcome> {
    return this.#attempt({ url, body, streamId, signing }, 1);
  }

  async validate(url: string, clientId?: string): Promise<UrlValidationVerdict> {
    const { clock, journal, logger, secretToken } = this.#options;
    const plainToken = randomBytes(16).toString('base64url');
    const challenge = urlValidationWebhook(plainToken, clock.unixMs());
    const keys = { kind: 'webhook', type: challenge.event } as const;
    const json = JSON.stringify(challenge);
    journal.record({
      ...keys,
      direction: 'sent',
      detail: { url: shownUrl(url), body: challenge },
      wire: json,
    });
    const release = clock.holdStill?.({ what: 'an answer to URL validation' });
    const result = await this.#deliver(url, json, { clientId });
    release?.();
    const verdict = judgeUrlValidation(result, plainToken, secretToken(clientId));
    const detail = { url: shownUrl(url), verdict };
    journal.record({ ...keys, direction: 'received', detail, ...answerOnWire(result) });
    if (verdict.ok) logger.log('info', `${shownUrl(url)} answers URL validation correctly.`);
    else logger.log('warn', `URL validation of ${shownUrl(url)} fails: ${verdict.message}`);
    return verdict;
  }

  stop(): void {
    this.#stopping.abort();
    for (const cancel of this.#plannedRetries) cancel();
    this.#plannedRetries.clear();
  }

  async #deliver(
    url: string,
    json: string,
    { clientId, ageMs = 0 }: WebhookSigning = {},
  ): Promise<PostResult> {
    const target = WEBHOOK_URL.read(url);
    if (!target.ok) {
      const message = asSentence(`The webhook URL ${clauseOf(target.problems[0])}`);
      return { ok: false, code: 'bad-url', message, ms: 0 };
    }
    const {
      secretToken,
      timeoutMs = 15_000,
      insecure = false,
      unixSeconds = wallClockSeconds,
    } = this.#options;
    return post({
      url: new URL(target.value),
      body: json,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'rtms-mock',
        ...webhookHeaders(
          signWebhook(secretToken(clientId), unixSeconds() - Math.round(ageMs / 1000), json),
          json,
          this.#options.headers,
        ),
      },
      insecure,
      timeoutMs,
      clock: this.#realClock,
      signal: this.#stopping.signal,
    });
  }

  /** Posts the webhook and records it. `number`: the first attempt is 1. */
  async #attempt(request: SendRequest, number: number): Promise<WebhookOutcome> {
    const { url, body, streamId, signing } = request;
    const { journal, logger } = this.#options;
    const keys = journalKeys(body, streamId);
    const shown = { url: shownUrl(url), ...(number > 1 && { attempt: number }) };
    const json = JSON.stringify(
      this.#options.form === 'wrapped' ? { clientId: signing?.clientId, payload: body } : body,
    );
    journal.record({ ...keys, direction: 'sent', detail: { ...shown, body }, wire: json });
    const release = this.#options.clock.holdStill?.({ what: `an answer to ${body.event}`, streamId });
    const result = await this.#deliver(url, json, signing);
    await this.#options.answered?.(url);
    release?.();
    const outcome = outcomeOf(result, json);
    const answer = result.ok && result.body !== '' ? { answer: result.body.slice(0, MAX_ANSWER_LENGTH) } : {};
    const detail = { ...shown, ...answer, outcome };
    journal.record({ ...keys, direction: 'received', detail, ...answerOnWire(result) });
    if (!acceptedInTime(outcome)) {
      const fields = keys.streamId === undefined ? {} : { streamId: keys.streamId };
      logger.log('warn', describeOutcome(outcome, body.event, url), fields);
    }
    this.#planRetry(number, outcome, body, () =>
      reportRejection(
        this.#attempt(request, number + 1),
        this.#options,
        `${body.event} is not sent again`,
        streamId === undefined ? {} : { streamId },
      ),
    );
    return outcome;
  }

  #planRetry(number: number, outcome: WebhookOutcome, { event }: Body, retry: () => void): void {
    const { clock, logger, retry: policy } = this.#options;
    if (policy === undefined || this.#stopping.signal.aborted) return;
    const delayMs = retryDelayMs(policy, number, outcome);
    if (delayMs === undefined) return;
    const cancel = clock.after(delayMs, () => {
      this.#plannedRetries.delete(cancel);
      retry();
    });
    this.#plannedRetries.add(cancel);
    logger.log('info', `${event} is sent again in ${Math.round(delayMs / 1000)} s.`);
  }
}

/** Kind, type and stream of a webhook's journal entries. */
function journalKeys(
  body: Body,
  given: string | undefined,
): { kind: 'webhook'; type: string; streamId?: string } {
  const streamId = given ?? webhookPayloadFields(body['payload'])['rtms_stream_id'];
  return { kind: 'webhook', type: body.event, ...(typeof streamId === 'string' && { streamId }) };
}

/** The body of a response for the journal; nothing if there is none. */
function answerOnWire(result: PostResult): { readonly wire?: string } {
  return result.ok && result.body !== '' ? { wire: result.body } : {};
}

function outcomeOf(result: PostResult, json: string): WebhookOutcome {
  if (!result.ok) return { status: 'failed', code: result.code, message: result.message, ms: result.ms };
  const { httpStatus, ms } = result;
  const status = httpStatus === 200 || httpStatus === 204 ? 'delivered' : 'refused';
  const outcome = { status, httpStatus, ms, late: ms > ANSWER_LIMIT_MS } as const;
  if (httpStatus !== 401) return outcome;
  return { ...outcome, changedBy: serializersThatChange(json).map(({ name }) => name) };
}
