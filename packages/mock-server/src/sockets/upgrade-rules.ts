import type { IncomingMessage } from 'node:http';
import { cut } from '../input/cut.js';
import type { Logger } from '../log.js';
import type { GatewayOptions } from './gateway.js';
import { mayFollowJournal, mayOpenSocket, type Reach } from './security.js';

/** Max. number of origins that are logged one by one. */
const MAX_LOGGED_ORIGINS = 50;

/** Returns the rule that decides about the upgrades of a server. Logs each refused origin once. */
export function upgradeRules(reach: Reach, logger: Logger): GatewayOptions['refuse'] {
  const logged = new Set<string>();
  const logOrigin = (origin: string): void => {
    if (logged.has(origin) || logged.size > MAX_LOGGED_ORIGINS) return;
    logged.add(origin);
    logger.log(
      'warn',
      logged.size > MAX_LOGGED_ORIGINS
        ? 'Refused WebSockets of many other origins; further ones are not logged.'
        : `Refused a WebSocket of a page from ${origin}. To accept its pages, start with --allow-origin ${origin} (allowOrigins in programs).`,
    );
  };
  return (route, { headers }: IncomingMessage) => {
    if (route === 'logs') {
      if (mayFollowJournal(headers, reach)) return undefined;
      const reason = 'Only programs and the page of this server may follow the journal.';
      return { status: '403 Forbidden', reason };
    }
    if (mayOpenSocket(headers, reach)) return undefined;
    const origin = cut(headers.origin ?? '');
    logOrigin(origin);
    const reason = `Pages from ${origin} may not connect. Start the server with --allow-origin ${origin} to accept them.`;
    return { status: '403 Forbidden', reason };
  };
}
