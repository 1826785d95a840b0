/** Tools for tests against this server. */

// Doubles
export { ManualClock, memorySocketPair, type MemorySocket } from '@rtms-mock/protocol/testing';

// A receiver of webhooks, as an app has one
export {
  startWebhookReceiver,
  type ReceivedWebhook,
  type WebhookHandler,
  type WebhookReceiver,
  type WebhookReceiverOptions,
  type WebhookReply,
} from './testing/webhook-receiver.js';

// Matchers for vitest and jest
export {
  describeVerdicts,
  matchers,
  type JudgedMeeting,
  type MatcherOutcome,
  type RtmsMockMatchers,
} from './testing/matchers.js';
export type { Severity, Verdict } from './verdicts/verdict.js';
