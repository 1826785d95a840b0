import type { ControlContext } from './control-context.js';
import type { Route } from './route.js';

/** Liveness and readiness, with the answers of the earlier sample server (PROTOCOL.md §4.6). */
export function healthRoutes(context: ControlContext): Route[] {
  return [
    {
      method: 'GET',
      path: '/health',
      handle: (_request, response) => {
        response.type('text/plain').send('OK');
      },
    },
    {
      method: 'GET',
      path: '/ws-health',
      handle: (_request, response) => {
        const message = context.trouble?.();
        if (message === undefined) response.json({ status: 'ok' });
        else response.status(503).json({ status: 'error', message });
      },
    },
  ];
}
