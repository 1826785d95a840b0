import type { ControlContext } from './control-context.js';
import { Fields, invalidField } from '../input/fields.js';
import type { Route } from './route.js';

/** URL validation on demand. The status is 200 for every verdict. */
export function webhookRoutes(context: ControlContext): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/webhooks/validate',
      handle: async (request, response) => {
        const url = new Fields(request.body).text('url') ?? context.settings.webhookUrl;
        if (url === undefined) {
          throw invalidField('url', 'is missing', 'Give the receiver to check: {"url": "http://…"}.');
        }
        response.json(await context.server.validateWebhook(url));
      },
    },
  ];
}
