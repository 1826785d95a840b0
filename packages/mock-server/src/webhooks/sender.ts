import { randomBytes } from 'node:crypto';
import { webhookPayloadFields, urlValidationWebhook, type Cancel, type Clock } from '@rtms-mock/protocol';
import { signWebhook } from '@rtms-mock/protocol/signature';
import { systemClock, wallClockSeconds } from '../clock.js';
import { journalDetail } from '../journal-detail.js';
import type { JournalRecorder } from '../journal.js';
import type { Logger } from '../log.js';
import { describeOutcome } from './describe-outcome.js';
import { post, type PostResult } from './http-post.js';
import { ANSWER_LIMIT_MS, retryDelayMs, takenInTime } from './retry.js';
import type { RetryPolicy } from '../settings.js';
import { judgeUrlValidation } from './url-validation.js';
import type { UrlValidationVerdict, WebhookOutcome, WebhookSender } from './webhook-outcome.js';
import { parseWebhookUrl, shownUrl } from './webhook-url.js';

export interface WebhookSenderOptions {
  /** Read anew for each webhook. */
  readonly secretToken: () => string;
  /** Meeting time: when to try again, and `event_ts` of challenges. */
  readonly clock: Clock;
  readonly journal: JournalRecorder;
  readonly logger: Logger;
  /** Accept certificates that nobody vouches for. Default false. */
  readonly insecure?: boolean;
  /** How long a receiver may take in all, in real milliseconds. Default 15 000. */
  readonly timeoutMs?: number;
  /** Sends again what was not taken in time. Default: everything is sent once. */
  readonly retry?: RetryPolicy | undefined;
  /** Real time, by which receivers are measured whatever the speed of meetings. */
  readonly realClock?: Clock;
  /** Unix seconds that go into the signature. Default: the time of day. */
  readonly unixSeconds?: () => number;
}

/** A {@link WebhookSender} that can be stopped. */
export interface StoppableWebhookSender extends WebhookSender {
  /** Forgets further attempts and gives up the running ones; their outcome is `failed`, `cancelled`. */
  stop(): void;
}

type Body = Parameters<WebhookSender['send']>[1];

/** Posts signed webhooks. Nothing throws: whatever goes wrong is an outcome, a journal entry and a log line. */
export function createWebhookSender(options: WebhookSenderOptions): StoppableWebhookSender {
  const { clock, journal, logger, timeoutMs = 15_000, insecure = false } = options;
  const realClock = options.realClock ?? systemClock();
  const unixSeconds = options.unixSeconds ?? wallClockSeconds;
  const stopping = new AbortController();
  const waiting = new Set<Cancel>();

  async function deliver(url: string, body: Body): Promise<PostResult> {
    const target = parseWebhookUrl(url);
    if (!target.ok) return { ok: false, code: 'bad-url', message: target.message, ms: 0 };
    const text = JSON.stringify(body);
    return post({
      url: target.url,
      body: text,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'rtms-mock',
        ...signWebhook(options.secretToken(), unixSeconds(), text),
      },
      insecure,
      timeoutMs,
      clock: realClock,
      signal: stopping.signal,
    });
  }

  async function attempt(
    url: string,
    body: Body,
    number: number,
    streamId: string | undefined,
  ): Promise<WebhookOutcome> {
    const about = journalKeys(body, streamId);
    const shown = { url: shownUrl(url), ...(number > 1 && { attempt: number }) };
    journal.record({ ...about, direction: 'sent', detail: { ...shown, body: journalDetail(body) } });
    const result = await deliver(url, body);
    const outcome = outcomeOf(result);
    const answer = result.ok && result.body !== '' ? { answer: result.body.slice(0, 2000) } : {};
    journal.record({ ...about, direction: 'received', detail: { ...shown, ...answer, outcome } });
    if (!takenInTime(outcome)) {
      const fields = about.streamId === undefined ? {} : { streamId: about.streamId };
      logger.log('warn', describeOutcome(outcome, body.event, url), fields);
    }
    planNext(number, outcome, body, () => void attempt(url, body, number + 1, streamId));
    return outcome;
  }

  function planNext(number: number, outcome: WebhookOutcome, { event }: Body, again: () => void): void {
    if (options.retry === undefined || stopping.signal.aborted) return;
    const delayMs = retryDelayMs(options.retry, number, outcome);
    if (delayMs === undefined) return;
    const cancel = clock.after(delayMs, () => {
      waiting.delete(cancel);
      again();
    });
    waiting.add(cancel);
    logger.log('info', `${event} is sent again in ${Math.round(delayMs / 1000)} s.`);
  }

  async function validate(url: string): Promise<UrlValidationVerdict> {
    const plainToken = randomBytes(16).toString('base64url');
    const challenge = urlValidationWebhook(plainToken, clock.unixMs());
    const about = { kind: 'webhook', type: challenge.event } as const;
    journal.record({ ...about, direction: 'sent', detail: { url: shownUrl(url), body: challenge } });
    const result = await deliver(url, { ...challenge });
    const verdict = judgeUrlValidation(result, plainToken, options.secretToken());
    journal.record({ ...about, direction: 'received', detail: { url: shownUrl(url), verdict } });
    return verdict;
  }

  return {
    send: (url, body, streamId) => attempt(url, body, 1, streamId),
    validate,
    stop: () => {
      stopping.abort();
      for (const cancel of waiting) cancel();
      waiting.clear();
    },
  };
}

/** What the journal files a webhook under. */
function journalKeys(
  body: Body,
  given: string | undefined,
): { kind: 'webhook'; type: string; streamId?: string } {
  const streamId = given ?? webhookPayloadFields(body['payload'])['rtms_stream_id'];
  return { kind: 'webhook', type: body.event, ...(typeof streamId === 'string' && { streamId }) };
}

function outcomeOf(result: PostResult): WebhookOutcome {
  if (!result.ok) return { status: 'failed', code: result.code, message: result.message, ms: result.ms };
  const { httpStatus, ms } = result;
  const status = httpStatus === 200 || httpStatus === 204 ? 'delivered' : 'refused';
  return { status, httpStatus, ms, late: ms > ANSWER_LIMIT_MS };
}
