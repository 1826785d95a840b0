import { choice, OBJECT, STRING } from '../input/kinds.js';
import { optional, required } from '../input/object.js';
import { invalidField } from '../input/option-error.js';
import { cut } from '../input/cut.js';
import type { HeldMessages } from '../faults/message-holds.js';
import { ApiError } from './api-error.js';
import { readBody } from './body.js';
import type { ControlContext } from './control-context.js';
import { findMeeting } from './meetings.js';
import type { HeldDone } from './page-bodies.js';
import type { Route } from './route.js';

const BODY = {
  action: required(choice(['release', 'drop'])),
  message: optional(OBJECT),
  text: optional(STRING),
};

/** Messages that breakpoints hold. The step `hold` sets a breakpoint. */
export function heldRoutes(context: ControlContext): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/meetings/:streamId/held',
      handle: (request, response) => {
        const body: HeldMessages = findMeeting(context, request.params['streamId']).held();
        response.json(body);
      },
    },
    {
      method: 'POST',
      path: '/api/meetings/:streamId/held/:id',
      handle: (request, response) => {
        const meeting = findMeeting(context, request.params['streamId']);
        const id = String(request.params['id']);
        const { action, message, text } = readBody(BODY, request.body);
        if (message !== undefined && text !== undefined) {
          throw invalidField('text', 'cannot be combined with message; keep one of them');
        }
        const isDone = meeting.releaseHeld(id, { message, text, drop: action === 'drop' });
        if (!isDone) {
          throw new ApiError(
            404,
            'unknown-held',
            `No message ${cut(id)} is held.`,
            'It may have been released by itself; GET /api/meetings/STREAM_ID/held lists those that are held.',
          );
        }
        const body: HeldDone = { streamId: meeting.streamId, id, action };
        response.json(body);
      },
    },
  ];
}
