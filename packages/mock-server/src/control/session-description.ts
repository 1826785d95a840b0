import { cut } from '../input/cut.js';
import { isLoopbackAddress, plainAddress } from '../input/addresses.js';
import { isOwnOrigin } from '../sockets/security.js';
import { ApiError } from './api-error.js';
import type { ControlContext } from './control-context.js';
import { findMeeting } from './meetings.js';
import type { Route } from './route.js';

/**
 * The session description of media over UDP. It contains the keys of the media, so only programs of this machine and pages
 * of this server receive it. No log has it.
 */
export function sessionDescriptionRoutes(context: ControlContext): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/meetings/:streamId/rtp.sdp',
      handle: (request, response) => {
        const { origin, host = '' } = request.headers;
        if (!isLoopbackAddress(plainAddress(request.socket.remoteAddress ?? ''))) {
          throw new ApiError(
            403,
            'not-local',
            'The session description contains keys, and only programs of this machine receive it.',
            'Derive the keys from srtp_keys in message 2, as docs/encryption.md describes.',
          );
        }
        const base = `${request.protocol}://${host}`;
        const { settings } = context;
        if (origin !== undefined && !isOwnOrigin(origin, base, settings)) {
          throw new ApiError(403, 'foreign-origin', `Pages of ${cut(origin)} may not read keys.`);
        }
        const meeting = findMeeting(context, request.params['streamId']);
        const description = meeting.sessionDescription();
        if (description === undefined) {
          throw new ApiError(
            404,
            'no-udp',
            `Stream ${meeting.streamId} has no media connection over UDP.`,
            'Send a media handshake with transmission_protocol 3 and udp_port first.',
          );
        }
        response.type('application/sdp').send(description);
      },
    },
  ];
}
