import { isObject } from '../input/kinds.js';
import type { Front } from './front.js';
import { relay, sendMerged, type FrontRoute } from './front-route.js';
import { dealSnapshot, mergeActions, mergeResets, mergeSnapshots } from './merge.js';

const MAX_SNAPSHOT_BYTES = 8 * 1024 * 1024;

/** Calls that change something on all nodes. */
export function fanOutRoutes(front: Front): readonly FrontRoute[] {
  return [
    {
      method: 'post',
      path: '/api/actions',
      body: 'json',
      handle: async (request, response, next) => {
        const body: unknown = request.body;
        const streamId = isObject(body) ? body['streamId'] : undefined;
        if (typeof streamId === 'string') {
          return relay(front, await front.find(streamId), { request, response, next });
        }
        const path = request.originalUrl;
        sendMerged(response, await front.askNodes({ method: 'POST', path, body }), mergeActions);
      },
    },
    {
      method: 'post',
      path: '/api/reset',
      body: 'json',
      handle: async (request, response) => {
        const body: unknown = request.body;
        const answers = await front.askAll({ method: 'POST', path: request.originalUrl, body });
        await front.fleet.journal?.settle();
        front.fleet.journal?.recorder.clear();
        sendMerged(response, answers, mergeResets);
      },
    },
    {
      method: 'put',
      path: '/api/snapshot',
      body: 'json',
      maxBytes: MAX_SNAPSHOT_BYTES,
      handle: async (request, response) => {
        front.requireNodes();
        const nodes = front.fleet.registry.nodes();
        const parts = dealSnapshot(request.body, nodes.length);
        const path = request.originalUrl;
        const asked = nodes.map((node, at) => front.ask(node, { method: 'PUT', path, body: parts[at] }));
        sendMerged(response, await Promise.all(asked), mergeSnapshots);
      },
    },
  ];
}
