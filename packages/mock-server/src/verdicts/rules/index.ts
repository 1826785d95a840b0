import type { Rule } from '../rule.js';
import { WEBHOOK_RULES } from './webhook-rules.js';

/** All rules, in the order of the list of rules. */
export const RULES: readonly Rule[] = [...WEBHOOK_RULES];
