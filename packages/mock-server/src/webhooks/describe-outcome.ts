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
    return `${response}; ${hintOf(outcome)}.`;
  }
  if (outcome.late) {
    return `${response}; that is more than 3 s, so the real service would send this webhook again. Answer first, then do the work.`;
  }
  return `${response}.`;
}

function hintOf({ httpStatus, changedBy = [] }: Extract<WebhookOutcome, { status: 'refused' }>): string {
  if (httpStatus >= 300 && httpStatus < 400) return 'redirects are not followed, use the final URL';
  if (httpStatus !== 401) return 'only 200 and 204 count as accepted';
  const rule =
    'the signature is in the header x-zm-signature (--webhook-headers readme sends x-zoom-signature too), ' +
    'and it covers the body as it was sent';
  if (changedBy.length === 0) return rule;
  return `${rule}; an app that parses the body and writes it again verifies another one with ${changedBy.join(', ')}`;
}
