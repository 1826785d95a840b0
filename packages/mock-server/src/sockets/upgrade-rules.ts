import type { IncomingMessage } from 'node:http';
import { cut } from '../input/cut.js';
import type { Logger } from '../log.js';
import { placeOfToken } from './api-token.js';
import { pathsOf, type GatewayOptions, type GatewayRoutes, type UpgradeRefusal } from './gateway.js';
import { mayFollowJournal, mayOpenSocket, type Reach } from './security.js';

/** Max. number of origins, and of unknown paths, that are logged one by one. */
const MAX_LOGGED = 50;

/** Settings that decide about upgrades. */
export interface UpgradeSettings extends Reach {
  /** Token that followers of the journal need; `undefined`: none. */
  readonly apiToken: string | undefined;
  readonly logger: Logger;
}

/**
 * Returns the rule that decides about the upgrades of a server: apps connect to signaling, media and event sockets, everything else
 * belongs to the HTTP API. Logs each refused origin of the former once.
 */
export function upgradeRules(
  settings: UpgradeSettings,
): (route: keyof GatewayRoutes, request: IncomingMessage) => UpgradeRefusal | undefined {
  const { apiToken, logger } = settings;
  const logOrigin = createOnceLogger(
    logger,
    'Refused WebSockets of many other origins; further ones are not logged.',
  );
  return (route, request: IncomingMessage) => {
    const { headers } = request;
    if (route !== 'signaling' && route !== 'media' && route !== 'webhooks') {
      if (!mayFollowJournal(headers, settings)) {
        const reason =
          'Only programs, the page of this server and those of --allow-origin may open this WebSocket.';
        return { status: '403 Forbidden', reason };
      }
      if (apiToken === undefined || placeOfToken(request, apiToken) !== undefined) return undefined;
      const reason =
        'This WebSocket requires the API token: Authorization: Bearer TOKEN, or ?token=TOKEN in the URL.';
      return { status: '401 Unauthorized', reason };
    }
    if (mayOpenSocket(headers, settings)) return undefined;
    const origin = cut(headers.origin ?? '');
    logOrigin(
      origin,
      `Refused a WebSocket of a page from ${origin}. To accept its pages, start with --allow-origin ${origin} (allowOrigins in programs).`,
    );
    const reason = `Pages from ${origin} may not connect. Start the server with --allow-origin ${origin} to accept them.`;
    return { status: '403 Forbidden', reason };
  };
}

/** Returns a function that logs upgrades at unknown paths, each path once, with the paths that the port has. */
export function unknownPathLog(logger: Logger): GatewayOptions['onUnknownPath'] {
  const logPath = createOnceLogger(
    logger,
    'Refused WebSockets at many other unknown paths; further ones are not logged.',
  );
  return (path, port) =>
    logPath(
      `${port} ${path}`,
      `Refused a WebSocket at ${path} with HTTP 404: the ${port} port has ${pathsOf(port).join(', ')}.`,
    );
}

/** Returns a function that logs a warning once per key. After {@link MAX_LOGGED} keys it logs `manyText` and no more. */
function createOnceLogger(logger: Logger, manyText: string): (key: string, text: string) => void {
  const logged = new Set<string>();
  return (key, text) => {
    if (logged.has(key) || logged.size > MAX_LOGGED) return;
    logged.add(key);
    logger.log('warn', logged.size > MAX_LOGGED ? manyText : text);
  };
}
