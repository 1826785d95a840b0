import { shownUrl } from './webhook-url.js';
import type { WebhookOutcome } from './webhook-outcome.js';

/** One sentence on what came of a webhook and, when something is wrong, what to do. */
export function describeOutcome(outcome: WebhookOutcome, event: string, url: string): string {
  const where = shownUrl(url);
  if (outcome.status === 'failed') return `${event} was not delivered to ${where}: ${outcome.message}`;
  const answer = `${where} answered ${event} with ${outcome.httpStatus} after ${outcome.ms} ms`;
  if (outcome.status === 'refused') {
    const redirect = outcome.httpStatus >= 300 && outcome.httpStatus < 400;
    const hint = redirect
      ? 'redirects are not followed, use the final URL'
      : 'only 200 and 204 count as taken';
    return `${answer}; ${hint}.`;
  }
  if (outcome.late) {
    return `${answer}; that is more than 3 s, so the real service would send this again. Answer first, then do the work.`;
  }
  return `${answer}.`;
}
