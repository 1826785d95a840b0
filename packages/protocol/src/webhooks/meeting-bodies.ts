/** Webhooks about a meeting itself, whether or not a stream of it runs (PROTOCOL.md §6.4). */
import type { WebhookBody } from './bodies.js';
import type { Product } from './product.js';

/** Properties of a meeting from which its webhooks are created. */
export interface WebhookMeeting {
  /** Product of the meeting: it determines the name of the event. */
  readonly product: Product;
  /** UUID of the meeting or webinar, or id of the session. */
  readonly entityId: string;
  /** Number of the meeting, as a string of digits. */
  readonly meetingId: string;
  /** Topic of the meeting, or name of the session. */
  readonly topic: string;
  /** Id of the account. */
  readonly accountId: string;
  /** User id of the host. */
  readonly hostId: string;
  /** Start of the meeting in Unix milliseconds. */
  readonly startedUnixMs: number;
}

/** Payload of `meeting.started` and `meeting.ended`, and of their counterparts in other products. */
export interface MeetingPayload {
  /** Id of the account. */
  account_id: string;
  /** The meeting: `id`, `uuid`, `host_id`, `topic`, `start_time` and so on. */
  object: { [field: string]: unknown };
}

/** Products whose meetings have webhooks of their own. */
const PREFIXES: { readonly [P in Product]?: string } = {
  meeting: 'meeting',
  webinar: 'webinar',
  session: 'session',
};

/** Number of an instant meeting, and of a webinar, in the REST API of the service. */
const TYPES: { readonly [P in Product]?: number } = { meeting: 1, webinar: 5 };

/**
 * Creates the body of `meeting.started`, `webinar.started` or `session.started` (documented,
 * https://developers.zoom.us/docs/api/meetings/events/). `undefined` for products without such a webhook. `eventTs`: Unix
 * milliseconds.
 */
export function meetingStartedWebhook(
  meeting: WebhookMeeting,
  eventTs: number,
): WebhookBody<MeetingPayload> | undefined {
  return meetingWebhook(meeting, 'started', eventTs);
}

/** Creates the body of `meeting.ended`, `webinar.ended` or `session.ended`; as {@link meetingStartedWebhook}. */
export function meetingEndedWebhook(
  meeting: WebhookMeeting,
  eventTs: number,
): WebhookBody<MeetingPayload> | undefined {
  return meetingWebhook(meeting, 'ended', eventTs);
}

function meetingWebhook(
  meeting: WebhookMeeting,
  moment: 'started' | 'ended',
  eventTs: number,
): WebhookBody<MeetingPayload> | undefined {
  const prefix = PREFIXES[meeting.product];
  if (prefix === undefined) return undefined;
  const times = {
    start_time: isoSeconds(meeting.startedUnixMs),
    ...(moment === 'ended' && { end_time: isoSeconds(eventTs) }),
  };
  const object =
    meeting.product === 'session'
      ? { id: meeting.entityId, session_id: meeting.entityId, session_name: meeting.topic, ...times }
      : {
          id: meeting.meetingId,
          uuid: meeting.entityId,
          host_id: meeting.hostId,
          topic: meeting.topic,
          type: TYPES[meeting.product],
          duration: 0,
          timezone: 'UTC',
          ...times,
        };
  return {
    event: `${prefix}.${moment}`,
    event_ts: eventTs,
    payload: { account_id: meeting.accountId, object },
  };
}

/** `2026-01-01T00:00:00Z`: the service writes no milliseconds. */
function isoSeconds(unixMs: number): string {
  return new Date(unixMs).toISOString().replace(/\.\d+Z$/, 'Z');
}
