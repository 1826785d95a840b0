/** Webhooks that no stream sends by itself. */
import { OTHER_WEBHOOK_EVENTS, type OtherWebhookEvent } from '../../webhooks/other-webhooks.js';
import { required, withDefault } from '../../input/object.js';
import { choice, OBJECT } from '../../input/kinds.js';
import { defineStep } from './step.js';

const MEANINGS: { readonly [E in OtherWebhookEvent]: string } = {
  'rtms.concurrency_near_limit':
    'the account runs nearly as many streams as it may. A good app tells whoever looks after it, and goes on.',
  'rtms.concurrency_limited':
    'a stream was refused because the account runs as many as it may. A good app does not wait for its rtms_started.',
  'rtms.start_failed':
    'a stream could not be started. A good app does not wait for its rtms_started, and says so.',
  'rtms.request_status':
    'something came of a request to start or stop. A good app ignores what it does not know.',
};

export const webhook = defineStep({
  name: 'webhook',
  isFault: false,
  summary:
    'A webhook about the account, or about a stream that does not come to be, goes signed to the receiver of this stream. ' +
    'What is filled in: `rtms.concurrency_near_limit` has concurrency_limit 2000, concurrency_number 1600 and their percentage; ' +
    '`rtms.concurrency_limited` has operator_id, concurrency_number 2000 and the ids of this meeting in id_field. ' +
    'No document shows the payloads of `rtms.start_failed` and `rtms.request_status`: they get operator_id and the ids of this meeting and stream, the former a reason too.',
  fields: {
    event: required(choice(OTHER_WEBHOOK_EVENTS), 'What it tells.'),
    payload: withDefault<{ readonly [key: string]: unknown }>(
      OBJECT,
      {},
      'Fields of the payload, beside what is filled in or in its place.',
      'nothing more',
    ),
  },
  explain: ({ event }) => `${event} is sent: ${MEANINGS[event]}`,
});
