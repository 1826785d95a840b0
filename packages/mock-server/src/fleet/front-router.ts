import express, { type RequestHandler, type Router } from 'express';
import { requireApiToken, requireOwnJson, requireShallowBody } from '../control/request-guards.js';
import type { Front } from './front.js';
import { beginRoutes } from './front-begin.js';
import { collectRoutes } from './front-collect.js';
import { fanOutRoutes } from './front-fan-out.js';
import type { FrontRoute } from './front-route.js';
import { streamRoutes } from './front-streams.js';
import { isDirect } from './node-client.js';

const MAX_BODY_BYTES = 64 * 1024;

/** The calls that a front answers for all nodes, in the order in which they are matched. */
function frontRoutes(front: Front): readonly FrontRoute[] {
  return [
    ...collectRoutes(front),
    ...fanOutRoutes(front),
    ...beginRoutes(front),
    // The last, because its paths include those of others.
    ...streamRoutes(front),
  ];
}

/** The calls of a front. All others, such as the page, and those that it leaves, go on to this process's own API. */
export function frontRouter(front: Front): Router {
  const router = express.Router({ caseSensitive: true });
  router.use((request, _response, next) => (isDirect(request) ? next('router') : next()));
  for (const route of frontRoutes(front)) {
    router[route.method](route.path, [...guardsOf(route, front)], route.handle);
  }
  return router;
}

/** Guards and body parsers, as the API of a process has them. */
function guardsOf(
  { access = 'token', body = 'none', maxBytes = MAX_BODY_BYTES }: FrontRoute,
  { settings }: Front,
): readonly RequestHandler[] {
  const token = access === 'token' ? [requireApiToken(settings)] : [];
  if (body === 'none') return token;
  const readJson = express.json({ limit: maxBytes, strict: false, type: () => true });
  return [...token, ...requireOwnJson(settings), readJson, requireShallowBody];
}
