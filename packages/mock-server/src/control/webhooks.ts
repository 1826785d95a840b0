import type { ControlContext } from './control-context.js';
import { STRING } from '../input/kinds.js';
import { optional } from '../input/object.js';
import { invalidField } from '../input/option-error.js';
import { readBody } from './body.js';
import { checkClientId } from './start-meeting-body.js';
import type { Route } from './route.js';

const VALIDATE = { url: optional(STRING), clientId: optional(STRING) };

/** URL validation on demand. The status is 200 for every verdict. */
export function webhookRoutes(context: ControlContext): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/webhooks/validate',
      handle: async (request, response) => {
        const { url = context.settings.webhookUrl, clientId } = readBody(VALIDATE, request.body);
        checkClientId(clientId, context);
        if (url === undefined) {
          throw invalidField('url', 'is missing', 'Give the receiver to check: {"url": "http://…"}.');
        }
        response.json(await context.server.validateWebhook(url, clientId));
      },
    },
  ];
}
