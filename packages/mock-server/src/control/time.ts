import { required } from '../input/object.js';
import { POSITIVE_DURATION } from '../input/kinds.js';
import { NotVirtualError } from '../server/server-time.js';
import { ApiError } from './api-error.js';
import { readBody } from './body.js';
import type { AdvancedTime, TimeNow } from './time-bodies.js';
import type { ControlContext } from './control-context.js';
import type { Route } from './route.js';

const BODY = { by: required(POSITIVE_DURATION) };

/** The time of meetings, and its advance where it is virtual. */
export function timeRoutes({ server, settings }: ControlContext): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/time',
      handle: (_request, response) => {
        const { time, speed } = settings;
        const body: TimeNow = {
          time: speed === 'max' ? 'virtual' : time,
          speed,
          nowMs: server.clock.now(),
          unixMs: server.clock.unixMs(),
        };
        response.json(body);
      },
    },
    {
      method: 'POST',
      path: '/api/time/advance',
      handle: async (request, response) => {
        const { by } = readBody(BODY, request.body);
        try {
          const body: AdvancedTime = await server.advance(by);
          response.json(body);
        } catch (error) {
          if (error instanceof NotVirtualError) throw new ApiError(409, 'not-virtual', error.message);
          throw error;
        }
      },
    },
  ];
}
