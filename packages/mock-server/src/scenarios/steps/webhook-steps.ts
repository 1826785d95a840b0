import { OTHER_WEBHOOK_EVENTS, type OtherWebhookEvent } from '../../webhooks/other-webhooks.js';
import { required, withDefault } from '../../input/object.js';
import { choice, OBJECT } from '../../input/kinds.js';
import { defineStep } from './step.js';

/** Meaning of each event, and the reaction of a good app. */
const MEANINGS: { readonly [E in OtherWebhookEvent]: string } = {
  'rtms.concurrency_near_limit':
    'the number of streams is close to the limit of the account. A good app notifies its operator and continues.',
  'rtms.concurrency_limited':
    'a stream was refused because the account has reached its limit of streams. A good app does not wait for its rtms_started.',
  'rtms.start_failed':
    'a stream could not be started. A good app does not wait for its rtms_started, and reports the failure.',
  'rtms.request_status':
    'the status of a request to start or stop a stream changed. A good app ignores events that it does not know.',
};

/** Sends a webhook about the account, or about a stream that does not start. */
export const webhook = defineStep({
  name: 'webhook',
  isFault: false,
  summary:
    'Sends a signed webhook about the account, or about a stream that does not start, to the receiver of this stream. ' +
    'Default payloads: `rtms.concurrency_near_limit` has concurrency_limit 2000, concurrency_number 1600 and their percentage; ' +
    '`rtms.concurrency_limited` has operator_id, concurrency_number 2000 and the ids of this meeting in id_field. ' +
    'No document shows the payloads of `rtms.start_failed` and `rtms.request_status`: both have operator_id and the ids of this meeting and stream, and `rtms.start_failed` also has a reason.',
  fields: {
    event: required(choice(OTHER_WEBHOOK_EVENTS), 'The event.'),
    payload: withDefault<{ readonly [key: string]: unknown }>(
      OBJECT,
      {},
      'Fields that are added to the default payload, or replace fields of it.',
      'the default payload',
    ),
  },
  explain: ({ event }) => `${event} is sent: ${MEANINGS[event]}`,
});
