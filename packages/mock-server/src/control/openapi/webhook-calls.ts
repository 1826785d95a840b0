import { answers, body, REFUSALS, type Paths } from './operation.js';

/** Webhooks, and the calls of the earlier sample server. */
export const WEBHOOK_CALLS: Paths = {
  '/api/webhooks/validate': {
    post: {
      tags: ['Webhooks'],
      summary: 'URL validation; says exactly what was wrong',
      operationId: 'validateUrl',
      requestBody: body('ValidateUrl', false),
      responses: { '200': answers('The verdict.', 'UrlVerdict'), ...REFUSALS },
    },
  },
  '/api/validate-webhook': {
    post: {
      tags: ['Earlier sample server'],
      summary: 'URL validation, with the bodies of the earlier sample server',
      operationId: 'legacyValidateWebhook',
      requestBody: body('LegacyValidate'),
      responses: { '200': answers('The verdict.', 'LegacyVerdict'), ...REFUSALS },
    },
  },
  '/api/send-webhook': {
    post: {
      tags: ['Earlier sample server'],
      summary: 'Start a meeting, or an earlier one again',
      operationId: 'legacySendWebhook',
      requestBody: body('LegacySend'),
      responses: { '200': answers('What was sent and answered.', 'LegacyAnswer'), ...REFUSALS },
    },
  },
  '/api/stop-rtms': {
    post: {
      tags: ['Earlier sample server'],
      summary: 'End the stream of a meeting (stop_reason 6)',
      operationId: 'legacyStopRtms',
      requestBody: body('LegacyStop'),
      responses: { '200': answers('What was sent and answered.', 'LegacyAnswer'), ...REFUSALS },
    },
  },
};
