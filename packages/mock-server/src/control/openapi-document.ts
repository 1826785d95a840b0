/**
 * The OpenAPI document at `/api/openapi.json`. Calls are described in `openapi/`, and a test compares them with the
 * routes. Schemas of bodies are generated from the types of `api-bodies.ts`.
 */
import { readFileSync } from 'node:fs';
import { MEETING_CALLS } from './openapi/meeting-calls.js';
import { OBSERVING_CALLS } from './openapi/observing-calls.js';
import { answers, type Operation, type Paths } from './openapi/operation.js';
import { REST_CALLS, REST_TAG } from './openapi/rest-calls.js';
import { SOCKETS } from './openapi/sockets.js';
import { TIME_CALLS } from './openapi/time-calls.js';
import { WEBHOOK_CALLS } from './openapi/webhook-calls.js';

/** The whole document. Reads the schemas from the package's assets. */
export function openapiDocument(): object {
  const file = new URL('../../assets/openapi-schemas.json', import.meta.url);
  const schemas = JSON.parse(readFileSync(file, 'utf8')) as object;
  return { ...DOCUMENT, components: { securitySchemes: SECURITY_SCHEMES, schemas } };
}

const SECURITY_SCHEMES = {
  apiToken: {
    type: 'http',
    scheme: 'bearer',
    description: 'The token of --api-token, or the one that the server prints at start.',
  },
  apiTokenHeader: { type: 'apiKey', in: 'header', name: 'X-Api-Token', description: 'The same token.' },
  apiTokenCookie: {
    type: 'apiKey',
    in: 'cookie',
    name: 'rtms-mock-token',
    description: 'Set by any GET with ?token=TOKEN.',
  },
  clientSecret: { type: 'http', scheme: 'basic', description: 'Client id and client secret of an app.' },
  accessToken: { type: 'http', scheme: 'bearer', description: 'The access token of POST /oauth/token.' },
};

/** None: a server on loopback requires no token unless it was given one. */
const API_TOKEN = [{}, { apiToken: [] }, { apiTokenHeader: [] }, { apiTokenCookie: [] }];

/** The same calls, with the API token and the response to a request without it. */
function withApiToken(paths: Paths): Paths {
  const protect = (operation: Operation): Operation => ({
    ...operation,
    responses: {
      ...operation.responses,
      '401': answers('The server requires its API token, and the request does not have it.', 'Error'),
    },
  });
  const entries = Object.entries(paths).map(([path, operations]) => {
    if (Object.values(operations).some(({ security }) => security !== undefined)) return [path, operations];
    const all = Object.entries(operations).map(([method, operation]) => [method, protect(operation)]);
    return [path, Object.fromEntries(all)];
  });
  return Object.fromEntries(entries) as Paths;
}

const DOCUMENT = {
  openapi: '3.1.0',
  info: {
    title: 'rtms-mock',
    version: '1',
    description:
      'Meetings, actions, journal and webhooks of a local mock of Realtime Media Streams. ' +
      'Changing calls need content-type application/json and no foreign Origin. A server that other machines can ' +
      'reach requires an API token.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [{ url: '/' }],
  security: API_TOKEN,
  tags: ['Meetings', 'Observing', 'Time', 'Webhooks', 'Earlier sample server', REST_TAG].map((name) => ({
    name,
  })),
  'x-websockets': SOCKETS,
  paths: withApiToken({
    ...MEETING_CALLS,
    ...OBSERVING_CALLS,
    ...TIME_CALLS,
    ...WEBHOOK_CALLS,
    ...REST_CALLS,
  }),
};
