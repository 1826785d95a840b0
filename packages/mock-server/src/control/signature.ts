import { signHandshake } from '@rtms-mock/protocol/signature';
import { ApiError } from './api-error.js';
import { readReported } from './body.js';
import type { ControlContext } from './control-context.js';
import { findMeeting } from './meetings.js';
import type { HandshakeSignature } from './page-bodies.js';
import type { Route } from './route.js';

/**
 * Signs the handshakes of a receiver that does not have the secret, such as the page. The secret never leaves the server;
 * the signature is valid for this stream only.
 */
export function signatureRoutes(context: ControlContext): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/meetings/:streamId/signature',
      handle: (request, response) => {
        const meeting = findMeeting(context, request.params['streamId']);
        const { reported } = readReported({}, request, context.settings.logger);
        const { streamId, meetingUuid, serverUrls } = meeting;
        const { clientId } = meeting.view();
        const app = context.server.credentials.apps.find((candidate) => candidate.clientId === clientId);
        if (app === undefined) {
          throw new ApiError(
            409,
            'unknown-app',
            `The credentials have no app ${clientId} any more.`,
            'Start a meeting for an app that they have.',
          );
        }
        const signature = signHandshake(app, meetingUuid, streamId);
        const body: HandshakeSignature = {
          clientId,
          meetingUuid,
          streamId,
          signature,
          serverUrls,
          ...reported,
        };
        response.json(body);
      },
    },
  ];
}
