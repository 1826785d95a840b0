import express from 'express';
import { MediaUnavailableError } from '../media/media-unavailable-error.js';
import { cut } from '../input/cut.js';
import type { ServerSnapshot } from '../server/snapshot.js';
import { ApiError } from './api-error.js';
import { requireOwnJson, requireShallowBody } from './request-guards.js';
import type { ResetDone } from './api-bodies.js';
import { readReported } from './body.js';
import type { ControlContext } from './control-context.js';
import type { Route } from './route.js';
import { refuseWiderReset } from './selectors.js';

/** Longest snapshot that is read, in bytes. */
const MAX_SNAPSHOT_BYTES = 8 * 1024 * 1024;

/** Returns the server to the state after its start, or to a saved one. */
export function resetRoutes(context: ControlContext): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/reset',
      handle: async (request, response) => {
        refuseWiderReset(request);
        const { reported } = readReported({}, request, context.settings.logger);
        const body: ResetDone = { ended: await context.server.reset(), ...reported };
        response.json(body);
      },
    },
    {
      method: 'GET',
      path: '/api/snapshot',
      handle: (_request, response) => {
        response.json(context.server.snapshot());
      },
    },
    {
      method: 'PUT',
      path: '/api/snapshot',
      readBody: [
        ...requireOwnJson(context.settings),
        express.json({ limit: MAX_SNAPSHOT_BYTES, strict: false, type: () => true }),
        requireShallowBody,
      ],
      handle: async (request, response) => {
        try {
          await context.server.restore(request.body as ServerSnapshot);
        } catch (error) {
          if (!(error instanceof MediaUnavailableError)) throw error;
          throw new ApiError(400, 'media-unavailable', cut(error.message, 500));
        }
        response.json(context.server.snapshot());
      },
    },
  ];
}
