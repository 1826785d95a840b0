import { webhookPayloadFields } from '@rtms-mock/protocol';
import { ApiError } from '../control/api-error.js';
import { requireOwnOrigin } from '../control/request-guards.js';
import { isObject } from '../input/kinds.js';
import { clauseOf } from '../input/reading.js';
import { LABELS } from '../settings/labels-kind.js';
import type { Front } from './front.js';
import { passOn, relay, type FrontRoute } from './front-route.js';
import type { Labels } from './registry.js';

/** Paths of the service's own calls that start a stream. */
const STATUS_PATHS = [
  '/v2/live_meetings/:id/rtms_app/status',
  '/v2/videosdk/sessions/:id/rtms_app/status',
  '/v2/contact_center/engagements/:id/rtms_app/status',
];

/** Calls that begin a meeting, or name theirs in the body or by its number. */
export function beginRoutes(front: Front): readonly FrontRoute[] {
  return [
    {
      method: 'post',
      path: '/api/meetings',
      body: 'json',
      handle: async (request, response, next) => {
        const exchange = { request, response, next };
        if (!isObject(request.body)) return front.place({}, (to) => relay(front, to, exchange));
        const { labels, meeting } = request.body;
        const wanted = readLabels(labels);
        if (typeof meeting === 'string') return relay(front, await front.find(meeting), exchange);
        await front.place(wanted, (to) => relay(front, to, exchange));
      },
    },
    {
      method: 'post',
      path: '/api/send-webhook',
      body: 'json',
      handle: async (request, response, next) => {
        const exchange = { request, response, next };
        const body: unknown = request.body;
        const existing = isObject(body) ? body['existingPayload'] : undefined;
        if (!isObject(existing)) return front.place({}, (to) => relay(front, to, exchange));
        const streamId = webhookPayloadFields(existing['payload'])['rtms_stream_id'];
        await relay(front, typeof streamId === 'string' ? await front.find(streamId) : 'here', exchange);
      },
    },
    {
      method: 'post',
      path: '/api/stop-rtms',
      body: 'json',
      handle: async (request, response, next) => {
        const body: unknown = request.body;
        const info = isObject(body) ? body['meetingInfo'] : undefined;
        const streamId = isObject(info) ? info['rtms_stream_id'] : undefined;
        const to = typeof streamId === 'string' ? await front.find(streamId) : 'here';
        await relay(front, to, { request, response, next });
      },
    },
    ...STATUS_PATHS.map((path) => statusRoute(front, path)),
  ];
}

/** A call of the service's own REST API, which has tokens of its own. */
function statusRoute(front: Front, path: string): FrontRoute {
  const guard = requireOwnOrigin(front.settings);
  return {
    method: 'patch',
    path,
    access: 'open',
    handle: async (request, response, next) => {
      guard(request, response, () => {});
      const exchange = { request, response, next };
      const to = await front.findMeeting(decoded(String(request.params['id'])));
      if (to) return passOn(front, to, exchange, 'open');
      // The call may create the meeting; the node decides.
      await front.place({}, (chosen) => passOn(front, chosen, exchange, 'open'));
    },
  };
}

/** Ids with a slash are encoded twice (documented); the router has decoded them once. */
function decoded(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

/** @throws {ApiError} 400 for labels that cannot be used */
function readLabels(labels: unknown): Labels {
  if (labels === undefined || labels === null) return {};
  const reading = LABELS.read(labels);
  if (reading.ok) return reading.value;
  throw new ApiError(400, 'invalid-field', `labels ${clauseOf(reading.problems[0])}.`);
}
