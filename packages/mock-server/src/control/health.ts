import type { WsHealth } from './health-bodies.js';
import type { ControlContext } from './control-context.js';
import type { Route } from './route.js';

/** Liveness and readiness, in the format of the earlier sample server (PROTOCOL.md §4.6). */
export function healthRoutes(context: ControlContext): Route[] {
  return [
    {
      method: 'GET',
      path: '/health',
      isOpen: true,
      handle: (_request, response) => {
        response.type('text/plain').send('OK');
      },
    },
    {
      method: 'GET',
      path: '/ws-health',
      isOpen: true,
      handle: (_request, response) => {
        const message = context.trouble?.();
        const body: WsHealth = message === undefined ? { status: 'ok' } : { status: 'error', message };
        response.status(message === undefined ? 200 : 503).json(body);
      },
    },
  ];
}
