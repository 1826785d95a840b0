import type { ControlContext } from './control-context.js';
import { STRING } from '../input/kinds.js';
import { optional } from '../input/object.js';
import { invalidField } from '../input/option-error.js';
import type { UrlVerdict } from './api-bodies.js';
import { readReported } from './body.js';
import { checkClientId } from './start-meeting-body.js';
import type { Route } from './route.js';

const VALIDATE = { url: optional(STRING), webhookUrl: optional(STRING), clientId: optional(STRING) };

/** URL validation on demand. The status is 200 for every verdict. */
export function webhookRoutes(context: ControlContext): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/webhooks/validate',
      handle: async (request, response) => {
        const { values, reported } = readReported(VALIDATE, request, context.settings.logger);
        const { url, webhookUrl, clientId } = values;
        checkClientId(clientId, context);
        if (url !== undefined && webhookUrl !== undefined && url !== webhookUrl) {
          throw invalidField('webhookUrl', 'differs from url', 'Give one of them.');
        }
        const receiver = webhookUrl ?? url ?? context.settings.webhookUrl;
        if (receiver === undefined) {
          throw invalidField(
            'webhookUrl',
            'is missing',
            'Give the receiver to check: {"webhookUrl": "http://…"}.',
          );
        }
        const verdict = await context.server.validateWebhook(receiver, clientId);
        const answer: UrlVerdict = { ...verdict, ...reported };
        response.json(answer);
      },
    },
  ];
}
