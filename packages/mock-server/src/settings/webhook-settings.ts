import { START_REFUSAL_CODES } from '../faults/start-refusals.js';
import { BOOLEAN, choice, milliseconds } from '../input/kinds.js';
import { WEBHOOK_FORMS, WEBHOOK_HEADERS, type WebhookForm, type WebhookHeaders } from '../policies.js';
import { RETRY_POLICY } from '../webhooks/retry.js';
import { WEBHOOK_URL } from '../webhooks/webhook-url.js';
import type { Options } from './option.js';

/** Options of webhooks, and of the calls that apps make in response to them: a part of `SETTINGS`. */
export const WEBHOOK_SETTINGS = {
  /** URL that webhooks are posted to, unless the meeting names another. @default none */
  webhookUrl: {
    kind: WEBHOOK_URL,
    defaultText: 'none',
    group: 'apps',
    isCommon: true,
    description: 'URL that webhooks are posted to, unless the meeting names another',
  },
  /**
   * Time between the last messages of a stream and rtms_stopped, and from there to the close of its sockets, in milliseconds
   * of meeting time. If all of that comes at once, the vendor's SDK loses `on_leave` in half of the stops
   * (PROTOCOL.md §6.7). A stream without a signaling socket needs no delay.
   *
   * @default 200ms
   */
  stoppedWebhookDelayMs: {
    kind: milliseconds(0),
    default: 200,
    defaultText: '200ms',
    group: 'apps',
    flag: 'stoppedWebhookDelay',
    description:
      'time between the last messages of a stream and rtms_stopped, and from there to the close of its sockets',
  },
  /**
   * Form of webhooks: plain, or wrapped in {clientId, payload}, as the vendor's first mock server sent them to apps of the
   * beta. Their signature covers the wrapped body; URL validations are never wrapped (PROTOCOL.md §6.5).
   *
   * @default `'plain'`
   */
  webhookForm: {
    kind: choice<WebhookForm>(WEBHOOK_FORMS),
    default: 'plain',
    group: 'apps',
    description:
      "form of webhooks: plain, or wrapped in {clientId, payload}, as the vendor's first mock server sent them",
  },
  /** Form of `server_urls` in webhooks: a string, or an array of one string (PROTOCOL.md §6.6). @default `'string'` */
  webhookServerUrls: {
    kind: choice(['string', 'array']),
    default: 'string',
    group: 'apps',
    description: 'form of server_urls in webhooks: a string, or an array of one string',
  },
  /**
   * Names of the signature header: documented (x-zm-signature), or readme (x-zoom-signature too). `readme` also sends
   * `x-zoom-webhook-validator` in a URL validation. An old README of the SDK prints these names; the service does not
   * send them (PROTOCOL.md §6.2). @default `'documented'`
   */
  webhookHeaders: {
    kind: choice<WebhookHeaders>(WEBHOOK_HEADERS),
    default: 'documented',
    group: 'apps',
    description:
      'names of the signature header: documented (x-zm-signature), or readme (x-zoom-signature too)',
  },
  /**
   * Sends meeting.started before rtms_started, and meeting.ended after rtms_stopped, once for each app of the meeting. They are
   * `webinar.…` and `session.…` for those products; Contact Center and Phone have none.
   *
   * @default `false`
   */
  meetingWebhooks: {
    kind: BOOLEAN,
    default: false,
    group: 'apps',
    description: 'sends meeting.started before rtms_started, and meeting.ended after rtms_stopped',
  },
  /**
   * Refuses the next start by the service's REST call with this error. 403 is an HTTP status; the others are codes of status
   * 400 (PROTOCOL.md §7.1). The step `reject-start` does the same while the server runs.
   *
   * @default no start is refused
   */
  rejectStart: {
    kind: choice(START_REFUSAL_CODES),
    defaultText: 'no start is refused',
    group: 'apps',
    description: "refuses the next start by the service's REST call with this error",
  },
  /**
   * Answer to the service's REST call start for a meeting that does not exist: 404, or create it. Meetings exist once
   * `POST /api/meetings` or a program has created them, also without a stream that runs (`start: false`).
   *
   * @default `'refuse'`
   */
  unknownMeetings: {
    kind: choice(['refuse', 'create']),
    default: 'refuse',
    group: 'apps',
    description:
      "answer to the service's REST call start for a meeting that does not exist: 404, or create it",
  },
  /** Disables verification of the TLS certificates of webhook receivers, for self-signed ones. @default `false` */
  webhookInsecure: {
    kind: BOOLEAN,
    default: false,
    group: 'apps',
    description: 'disables verification of the TLS certificates of webhook receivers, for self-signed ones',
  },
  /**
   * Sends a webhook again that is not accepted within 3 s, as the real service does (PROTOCOL.md §6.1). Delays are in
   * meeting time. `documentedRetryPolicy(scale)` is the schedule of the real service: with a scale of 1 it waits 5, 20
   * and 60 minutes, with 0.01 a hundredth of that.
   *
   * @default each webhook is sent once
   */
  webhookRetry: {
    kind: RETRY_POLICY,
    defaultText: 'each webhook is sent once',
    group: 'apps',
    description:
      'sends a webhook again that is not accepted within 3 s, as the real service does; a scale of 1 waits 5, 20 and 60 minutes, 0.01 a hundredth of that',
  },
} as const satisfies Options;
