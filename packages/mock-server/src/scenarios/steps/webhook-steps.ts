/** Steps about webhooks, about the REST call that starts a stream, and about the secrets of apps. */
import { parseWebhookEventName, type StreamLifecycle } from '@rtms-mock/protocol';
import { START_REFUSAL_CODES } from '../../faults/start-refusals.js';
import { closest } from '../../input/closest.js';
import {
  array,
  BOOLEAN,
  choice,
  dataKind,
  DURATION,
  integer,
  OBJECT,
  STRING,
  type Kind,
} from '../../input/kinds.js';
import { optional, required, withDefault } from '../../input/object.js';
import { good, mustBe } from '../../input/reading.js';
import { OTHER_WEBHOOK_EVENTS, type OtherWebhookEvent } from '../../webhooks/other-webhooks.js';
import { STOP_REASON } from './kinds.js';
import { defineStep } from './step.js';

/** Webhooks about a stream, named without their product. */
const STREAM_EVENTS = ['rtms_started', 'rtms_stopped', 'rtms_interrupted'] as const;
/** Webhooks about a meeting. */
const MEETING_EVENTS = [
  'meeting.started',
  'meeting.ended',
  'webinar.started',
  'webinar.ended',
  'session.started',
  'session.ended',
] as const;

const EVENT_FORM = 'a webhook event such as rtms_stopped, meeting.started or meeting.participant_joined';
const KNOWN_EVENTS: readonly string[] = [...STREAM_EVENTS, ...MEETING_EVENTS, ...OTHER_WEBHOOK_EVENTS];

/** Name of a webhook event: a known one, or any other with dots. */
const WEBHOOK_EVENT: Kind<string> = dataKind(
  EVENT_FORM,
  (value) => {
    if (typeof value !== 'string') return mustBe(EVENT_FORM, value);
    if (KNOWN_EVENTS.includes(value) || parseWebhookEventName(value)) return good(value);
    const guess = closest(value, KNOWN_EVENTS);
    if (guess === undefined && /^[a-z0-9_]+(\.[a-z0-9_]+)+$/i.test(value)) return good(value);
    return mustBe(EVENT_FORM, value, guess);
  },
  { anyOf: [{ enum: KNOWN_EVENTS }, { type: 'string', minLength: 1 }] },
);

/** The stream's part of an event: `started` for `rtms_started` and `webinar.rtms_started`. */
export function lifecycleOf(event: string): StreamLifecycle | undefined {
  const named = STREAM_EVENTS.find((name) => name === event);
  return parseWebhookEventName(named === undefined ? event : `meeting.${named}`)?.lifecycle;
}

/** The meeting's part of an event: `ended` for `meeting.ended`. */
export function meetingMomentOf(event: string): 'started' | 'ended' | undefined {
  if (!MEETING_EVENTS.some((name) => name === event)) return undefined;
  return event.endsWith('.ended') ? 'ended' : 'started';
}

/** The event, if it is about the account or about a stream that does not start. */
export function otherEventOf(event: string): OtherWebhookEvent | undefined {
  return OTHER_WEBHOOK_EVENTS.find((name) => name === event);
}

/** Meaning of each event, and the reaction of a good app. */
const MEANINGS: { readonly [event: string]: string } = {
  'rtms.concurrency_near_limit':
    'the number of streams is close to the limit of the account. A good app notifies its operator and continues.',
  'rtms.concurrency_limited':
    'a stream was refused because the account has reached its limit of streams. A good app does not wait for its rtms_started.',
  'rtms.start_failed':
    'a stream could not be started. A good app does not wait for its rtms_started, and reports the failure.',
  'rtms.request_status':
    'the status of a request to start or stop a stream changed. A good app ignores events that it does not know.',
};

function meaningOf(event: string): string {
  const known = MEANINGS[event];
  if (known !== undefined) return `: ${known}`;
  const lifecycle = lifecycleOf(event);
  if (lifecycle === undefined) return '. A good app ignores events that it does not handle.';
  return ', whatever the state of the stream. A good app recognises the stream by its id and is not confused by the order.';
}

function times(count: number): string {
  return count === 1 ? '' : ` ${count} times`;
}

const MAX_COPIES = 100;
const NAME_LIST = array(STRING, 100);

/** Names of fields: an array, or a string in which commas separate them. */
const FIELD_NAMES: Kind<readonly string[]> = dataKind(
  'an array of names',
  (value) => NAME_LIST.read(typeof value === 'string' ? value.split(',').map((name) => name.trim()) : value),
  {
    anyOf: [
      { type: 'array', items: { type: 'string' } },
      { type: 'string', minLength: 1 },
    ],
  },
);
const PAYLOAD = withDefault<{ readonly [key: string]: unknown }>(
  OBJECT,
  {},
  'Fields that are added to the payload, or replace fields of it.',
  'the payload that the service sends',
);
const OMIT = withDefault<readonly string[]>(
  FIELD_NAMES,
  [],
  'Fields that are removed from the payload.',
  'none',
);
const SIGNATURE_AGE = withDefault(
  DURATION,
  0,
  'Age of the signed timestamp. Receivers refuse timestamps of more than 5 minutes.',
  '0s',
);

/** Sends any webhook now. */
export const webhook = defineStep({
  name: 'webhook',
  isFault: false,
  summary:
    'Sends a signed webhook to the receivers of this stream now, whatever the state of stream and meeting: one about the stream ' +
    '(`rtms_started`, `rtms_stopped`, `rtms_interrupted`, also under full names such as `webinar.rtms_started`), one about the meeting ' +
    '(`meeting.started`, `meeting.ended`), one about the account, or any other, whose payload the step contains. ' +
    'Default payloads: those of the service; `rtms.concurrency_near_limit` has concurrency_limit 2000, concurrency_number 1600 and their percentage; ' +
    '`rtms.concurrency_limited` has operator_id, concurrency_number 2000 and the ids of this meeting in id_field. ' +
    'No document shows the payloads of `rtms.start_failed` and `rtms.request_status`: both have operator_id and the ids of this meeting and stream, and `rtms.start_failed` also has a reason.',
  fields: {
    event: required(WEBHOOK_EVENT, 'The event.'),
    payload: PAYLOAD,
    omit: OMIT,
    reason: optional(
      STOP_REASON,
      'Reason of `rtms_stopped`.',
      'that of the ended stream, else STOP_BC_USER_TRIGGERED',
    ),
    times: withDefault(integer(1, MAX_COPIES), 1, 'Number of times that it is sent, one after the other.'),
    eventAge: withDefault(DURATION, 0, 'Age of the event: event_ts is in the past.', '0s'),
    signatureAge: SIGNATURE_AGE,
  },
  explain: ({ event, times: count }) => `${event} is sent${times(count)}${meaningOf(event)}`,
});

/** Changes webhooks that the stream sends by itself. */
export const changeWebhook = defineStep({
  name: 'change-webhook',
  isFault: true,
  summary:
    'The next webhooks that the stream sends by itself are late, repeated, left out, or have other fields. At `at: 0s` of a timeline it affects the first `rtms_started`.',
  fields: {
    event: withDefault(choice([...STREAM_EVENTS, 'all']), 'all', 'Webhooks that are affected.'),
    delay: withDefault(DURATION, 0, 'Meeting time by which they are late.', '0s'),
    copies: withDefault(integer(1, MAX_COPIES), 1, 'Number of times that each is sent.'),
    skip: withDefault(BOOLEAN, false, 'Leaves them out.'),
    payload: PAYLOAD,
    omit: OMIT,
    signatureAge: SIGNATURE_AGE,
    times: withDefault(integer(1, 1000), 1, 'Number of webhooks.'),
  },
  explain: ({ event, delay, copies, skip, times: count }) => {
    const which = event === 'all' ? 'webhook' : event;
    const next = count === 1 ? `The next ${which} is` : `The next ${count} ${which} webhooks are`;
    if (skip) return `${next} left out. A good app notices on its sockets what it is not told.`;
    const late = delay === 0 ? '' : ` ${delay / 1000} s late`;
    return `${next} sent${times(copies)}${late}, with the given changes. A good app acts once for each stream, and copes with late news.`;
  },
});

/** Refuses the next start by REST. */
export const rejectStart = defineStep({
  name: 'reject-start',
  isFault: true,
  summary:
    "The next `start` of this meeting by the service's REST call is refused: with HTTP 403, or with 400 and the code 2308 (the user may not), 2310 (not possible for this account or state) or 3000 (not ready).",
  fields: {
    code: required(choice(START_REFUSAL_CODES), 'HTTP status 403, or code of the error.'),
    message: optional(STRING, '`message` of the response.', 'a sentence for the code'),
    times: withDefault(integer(1, 1000), 1, 'Number of starts.'),
  },
  explain: ({ code, times: count }) =>
    `The next${count === 1 ? ' start' : ` ${count} starts`} of this meeting by REST ${count === 1 ? 'is' : 'are'} refused with ${code}. ` +
    'A good app tells its user why, and tries again only where that can help.',
});

const CLIENT_ID = optional(STRING, 'Client id of the app.', 'the app of the stream');

/** Replaces secrets of an app. */
export const rotateSecret = defineStep({
  name: 'rotate-secret',
  isFault: true,
  summary:
    'From now on an app has other secrets, as after a rotation in its settings: signatures and token requests with the old client secret are refused, and webhooks are signed with the new secret token. Running sockets continue. Without values, both secrets are replaced by random ones. Other streams of the same app are affected too.',
  fields: {
    clientId: CLIENT_ID,
    clientSecret: optional(
      STRING,
      'The new client secret.',
      'unchanged if `secretToken` is given, else random',
    ),
    secretToken: optional(
      STRING,
      'The new secret token of webhooks.',
      'unchanged if `clientSecret` is given, else random',
    ),
  },
  explain: ({ clientId }) =>
    `The secrets of ${clientId ?? 'the app'} are replaced. A good app reads its secrets anew, and reports the refusal.`,
});

/** Ends the validity of an app's client secret. */
export const expireSecret = defineStep({
  name: 'expire-secret',
  isFault: true,
  summary:
    'The client secret of an app expires: handshakes are refused with STATUS_INVALID_SIGNATURE, and token requests with invalid_client. Running sockets continue. `rotate-secret` with a clientSecret ends it. Other streams of the same app are affected too.',
  fields: { clientId: CLIENT_ID },
  explain: ({ clientId }) =>
    `The client secret of ${clientId ?? 'the app'} has expired. A good app reports the refusal and does not retry in a tight loop.`,
});
