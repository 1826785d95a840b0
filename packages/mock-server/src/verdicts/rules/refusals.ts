/** Parts of rules about messages that the service refuses. */
import { statusCode, statusOfViolation, VIOLATIONS, type Violation } from '@rtms-mock/protocol';
import { mistakeOf, sentenceOf } from '../entry-reading.js';
import type { Finding, Rule } from '../rule.js';

/** Number and name of the status with which the service of today refuses a mistake: `3 INVALID_SIGNATURE`. */
export function statusToday(violation: Violation): string {
  const name = statusOfViolation(violation, '2026');
  return `${statusCode(name, '2026') ?? ''} ${name.replace(/^STATUS_/, '')}`;
}

/** Returns true for the name of a mistake. */
export function isViolation(name: string | undefined): name is Violation {
  const names: readonly (string | undefined)[] = VIOLATIONS;
  return names.includes(name);
}

/** Definition of a rule about refused requests. */
export type RefusalRule = Omit<Rule, 'on' | 'judge' | 'severity' | 'would'> & {
  /** The mistakes. */
  readonly violations: readonly Violation[];
  /**
   * Consequence, after the refusal itself: a sentence.
   *
   * @default none
   */
  readonly consequence?: string;
  /**
   * False for findings that say nothing about the app.
   *
   * @default every finding counts
   */
  readonly applies?: (...input: Parameters<Rule['judge']>) => boolean;
};

/** Creates a rule: the app sends a handshake or a request that the service of today refuses with a status. */
export function refusalRule({ violations, consequence, applies, ...rule }: RefusalRule): Rule {
  const names: readonly string[] = violations;
  const after = consequence === undefined ? '' : ` ${consequence}`;
  const statuses = [...new Set(violations.map(statusToday))].join(' or ');
  return {
    ...rule,
    severity: 'error',
    would: `Zoom today refuses it with ${statuses}.${after}`,
    on: ['note refused'],
    judge: (entry, facts): Finding | undefined => {
      const { violation, reason, advice } = mistakeOf(entry);
      if (!isViolation(violation) || !names.includes(violation)) return undefined;
      if (applies?.(entry, facts) === false) return undefined;
      const socket = facts.socketOf(entry);
      // A refused handshake may have been prepared for a while; later requests are answered at once.
      const seq = socket?.accepted ? socket.latestSeq : socket?.request?.seq;
      return {
        message: sentenceOf(reason),
        would: `Zoom today refuses it with ${statusToday(violation)}.${after}`,
        ...(seq !== undefined && { evidence: [seq] }),
        ...(advice !== undefined && { fix: `${sentenceOf(advice)} ${rule.fix}` }),
      };
    },
  };
}
