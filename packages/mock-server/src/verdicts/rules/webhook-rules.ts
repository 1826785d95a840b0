/** Rules about the receiver of webhooks. */
import type { JournalEntry } from '../../journal.js';
import type { Rule } from '../rule.js';

/** Products as the names of their webhooks begin. */
const PRODUCTS = ['meeting.', 'webinar.', 'session.', 'contact_center.voice_', 'phone.'];

/** Outcomes of the webhooks of a stream. */
const OUTCOMES = ['rtms_started', 'rtms_stopped', 'rtms_interrupted', 'rtms.started', 'rtms.stopped'].flatMap(
  (name) => PRODUCTS.map((product) => `webhook received ${product}${name}`),
);

/** The response to a webhook, as its journal entry has it. */
interface Outcome {
  readonly status: string;
  readonly httpStatus: number;
  readonly ms: number;
  readonly late: boolean;
  readonly code: string;
  readonly message: string;
}

function outcomeOf({ detail }: JournalEntry): Partial<Outcome> {
  const { outcome } = detail;
  return typeof outcome === 'object' && outcome !== null ? outcome : {};
}

/** The rules, in the order of the list of rules. */
export const WEBHOOK_RULES: readonly Rule[] = [
  {
    id: 'webhook-late',
    severity: 'error',
    title: 'answers a webhook after more than 3 s',
    would: 'Zoom counts it as a failure and sends the webhook again after 5, 20 and 60 minutes.',
    fix: 'Answer 200 at once, and do the work afterwards.',
    source: 'PROTOCOL.md §6.1',
    timed: true,
    on: OUTCOMES,
    judge: (entry) => {
      const { status, late, ms, httpStatus } = outcomeOf(entry);
      if (status !== 'delivered' || late !== true) return undefined;
      return { message: `The app answered ${entry.type} with ${httpStatus} after ${ms} ms.` };
    },
  },
];
