import { cut } from '../input/cut.js';
import { shownUrl } from './webhook-url.js';
import type { WebhookOutcome } from './webhook-outcome.js';

/** Describes the outcome of a webhook in one sentence and, when something is wrong, how to correct it. */
export function describeOutcome(outcome: WebhookOutcome, type: string, url: string): string {
  const receiver = cut(shownUrl(url));
  const event = cut(type);
  if (outcome.status === 'failed') return `${event} was not delivered to ${receiver}: ${outcome.message}`;
  const response = `${receiver} answered ${event} with ${outcome.httpStatus} after ${outcome.ms} ms`;
  if (outcome.status === 'refused') {
    const isRedirect = outcome.httpStatus >= 300 && outcome.httpStatus < 400;
    const hint = isRedirect
      ? 'redirects are not followed, use the final URL'
      : 'only 200 and 204 count as accepted';
    return `${response}; ${hint}.`;
  }
  if (outcome.late) {
    return `${response}; that is more than 3 s, so the real service would send this webhook again. Answer first, then do the work.`;
  }
  return `${response}.`;
}
