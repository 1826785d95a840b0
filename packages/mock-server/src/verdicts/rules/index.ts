import type { Rule } from '../rule.js';
import { ENDING_RULES } from './ending-rules.js';
import { KEEP_ALIVE_RULES } from './keep-alive-rules.js';
import { MEDIA_PARAMS_RULES, MEDIA_SOCKET_RULES, VIDEO_SELECTION_RULES } from './media-handshake-rules.js';
import { MESSAGE_RULES } from './message-rules.js';
import { READING_RULES } from './reading-rules.js';
import { READY_RULES } from './ready-rules.js';
import { RECONNECTION_RULES } from './reconnection-rules.js';
import { REPLAY_RULES } from './replay-rules.js';
import { FIELD_RULES, IDENTITY_RULES, JOINING_RULES } from './signaling-handshake-rules.js';
import { VALIDATION_RULES, WEBHOOK_RULES } from './webhook-rules.js';

/** Rules about one subject. */
export interface RuleGroup {
  /** The subject, as a heading. */
  readonly subject: string;
  /** The rules. */
  readonly rules: readonly Rule[];
}

/** All rules by subject, in the order of the list of rules. */
export const RULE_GROUPS: readonly RuleGroup[] = [
  { subject: 'Webhooks', rules: [...WEBHOOK_RULES, ...VALIDATION_RULES] },
  { subject: 'Handshakes', rules: [...IDENTITY_RULES, ...FIELD_RULES, ...JOINING_RULES] },
  {
    subject: 'Media sockets',
    rules: [...MEDIA_SOCKET_RULES, ...MEDIA_PARAMS_RULES, ...VIDEO_SELECTION_RULES],
  },
  { subject: 'Ready', rules: READY_RULES },
  { subject: 'Keep-alive', rules: KEEP_ALIVE_RULES },
  { subject: 'Messages', rules: MESSAGE_RULES },
  { subject: 'Reconnection', rules: RECONNECTION_RULES },
  { subject: 'Reading', rules: READING_RULES },
  { subject: 'The end', rules: ENDING_RULES },
  { subject: 'Replays', rules: REPLAY_RULES },
];

/** All rules, in the order of the list of rules. */
export const RULES: readonly Rule[] = RULE_GROUPS.flatMap(({ rules }) => rules);
