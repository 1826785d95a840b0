import { MessageType, PRODUCTS } from '@rtms-mock/protocol';
import { areBuiltIn } from '../credentials.js';
import { PROTOCOLS } from '../policies.js';
import { version } from '../version.js';
import { shownUrl } from '../webhooks/webhook-url.js';
import type { ControlContext } from './control-context.js';
import type { ServerFacts } from './page-bodies.js';
import type { Route } from './route.js';

/** Facts about the server that do not change while it runs. */
export function serverRoutes(context: ControlContext): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/server',
      handle: (_request, response) => {
        response.json(serverFacts(context));
      },
    },
  ];
}

function serverFacts({ server, settings }: ControlContext): ServerFacts {
  return {
    version: version(),
    protocol: settings.protocol,
    protocols: PROTOCOLS,
    products: PRODUCTS,
    mediaShape: settings.mediaShape,
    requiresSignature: settings.auth === 'required',
    strict: settings.strict,
    signalingUrl: server.signalingUrl,
    mediaUrl: server.mediaUrl,
    controlUrl: server.controlUrl,
    webhookUrl: settings.webhookUrl === undefined ? null : shownUrl(settings.webhookUrl),
    credentials: appFacts(server.credentials),
    messageTypes: Object.entries(MessageType)
      .filter(([, number]) => number !== MessageType.UNDEFINED)
      .map(([name, number]) => ({ name, number })),
    requiresToken: settings.apiToken !== undefined,
    unixMs: server.clock.unixMs(),
  };
}

function appFacts(credentials: ControlContext['server']['credentials']): ServerFacts['credentials'] {
  const clientIds = credentials.apps.map(({ clientId }) => clientId);
  if (!areBuiltIn(credentials)) return { builtIn: false, clientIds };
  const [{ clientSecret }] = credentials.apps;
  return { builtIn: true, clientIds, clientSecret, secretToken: credentials.secretToken };
}
