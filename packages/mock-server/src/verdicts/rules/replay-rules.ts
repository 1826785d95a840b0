/** Rules about an app to which a cassette is replayed. */
import { fieldsOf, stringOf } from '../entry-reading.js';
import type { Rule } from '../rule.js';

/** The replay compares; the rule passes its differences on. */
export const REPLAY_RULES: readonly Rule[] = [
  {
    id: 'replay-differs',
    severity: 'warning',
    title: 'does something else than the recorded app',
    would:
      'The cassette shows what the service did with the recorded app, not what it would do with this one.',
    fix: 'Let the app do as the recorded one, or record a new cassette with this app.',
    source: 'PROTOCOL.md §8.2',
    on: ['note replay-differs'],
    judge: ({ detail }) => {
      const { reason, subject, evidence } = fieldsOf(detail);
      const message = stringOf(reason);
      if (message === undefined) return undefined;
      const about = stringOf(subject);
      return {
        message,
        ...(about !== undefined && { subject: about }),
        ...(Array.isArray(evidence) && { evidence: evidence.filter((seq) => typeof seq === 'number') }),
      };
    },
  },
];
