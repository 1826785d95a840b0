import type { ResetDone } from './api-bodies.js';
import { readReported } from './body.js';
import type { ControlContext } from './control-context.js';
import type { Route } from './route.js';

/** Returns the server to the state after its start. */
export function resetRoutes(context: ControlContext): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/reset',
      handle: async (request, response) => {
        const { reported } = readReported({}, request, context.settings.logger);
        const body: ResetDone = { ended: await context.server.reset(), ...reported };
        response.json(body);
      },
    },
  ];
}
