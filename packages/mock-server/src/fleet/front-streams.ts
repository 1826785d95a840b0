import type { Request } from 'express';
import { ApiError } from '../control/api-error.js';
import { requireOwnOrigin } from '../control/request-guards.js';
import { isLoopbackAddress, plainAddress } from '../input/addresses.js';
import { isOwnOrigin } from '../sockets/security.js';
import { cut } from '../input/cut.js';
import type { Destination, Front } from './front.js';
import { actOnStream } from './front-actions.js';
import { passOn, type FrontRoute } from './front-route.js';
import { waitWhereverItIs } from './front-wait.js';

/** Calls about one stream: the node that has it answers. */
export function streamRoutes(front: Front): readonly FrontRoute[] {
  return [actionRoute(front), ...otherRoutes(front)];
}

function actionRoute(front: Front): FrontRoute {
  return {
    method: 'post',
    path: '/api/meetings/:streamId/actions',
    body: 'json',
    handle: (request, response, next) => {
      const streamId = String(request.params['streamId']);
      const ended = (action: unknown): unknown => ({ streamId, action, state: 'terminated' });
      const parts = { find: (id: string) => findOrRefuse(front, id), ended };
      return actOnStream(front, streamId, { request, response, next }, parts);
    },
  };
}

function otherRoutes(front: Front): readonly FrontRoute[] {
  const guard = requireOwnOrigin(front.settings);
  return ['/api/meetings/:streamId', '/api/meetings/:streamId/*rest'].map((path) => ({
    method: 'all',
    path,
    handle: async (request, response, next) => {
      // The node would take the front for the caller, which must be on this machine to receive keys.
      if (request.path.endsWith('/rtp.sdp') && !isLocal(request, front)) return next();
      if (request.method !== 'GET' && request.method !== 'HEAD') guard(request, response, () => {});
      const streamId = String(request.params['streamId']);
      const exchange = { request, response, next };
      if (isWait(request)) return waitWhereverItIs(front, streamId, exchange);
      await passOn(front, await findOrRefuse(front, streamId), exchange);
    },
  }));
}

/**
 * Finds the node that has a stream.
 *
 * @throws {ApiError} 404 if the journal of this process is all that is left of it, as it had ended when its worker was lost
 */
async function findOrRefuse(front: Front, streamId: string): Promise<Destination> {
  const to = await front.find(streamId);
  const { journal } = front.fleet;
  if (to !== 'here' || !journal || journal.recorder.newest(1, { streamId }).length === 0) return to;
  throw new ApiError(
    404,
    'meeting-forgotten',
    `Stream ${cut(streamId)} had ended, and the ${front.kind} that had it is lost.`,
    'GET /api/meetings/STREAM-ID/journal has what was recorded of it.',
  );
}

function isWait({ method, params }: Request): boolean {
  const rest: unknown = params['rest'];
  return method === 'GET' && Array.isArray(rest) && rest.length === 1 && rest[0] === 'wait';
}

function isLocal({ socket, headers, protocol }: Request, { settings }: Front): boolean {
  const { origin, host = '' } = headers;
  const isOwn = origin === undefined || isOwnOrigin(origin, `${protocol}://${host}`, settings);
  return isOwn && isLoopbackAddress(plainAddress(socket.remoteAddress ?? ''));
}
