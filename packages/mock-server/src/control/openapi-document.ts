/**
 * The OpenAPI document at `/api/openapi.json`. Calls are described here, and a test compares them with the routes. Schemas
 * of bodies are generated from the types of `api-bodies.ts`.
 */
import { readFileSync } from 'node:fs';

interface Operation {
  readonly tags: readonly [string];
  readonly summary: string;
  readonly operationId: string;
  readonly parameters?: readonly object[];
  readonly requestBody?: object;
  /** Absent: the API token, if the server has one. */
  readonly security?: readonly object[];
  readonly responses: { readonly [status: string]: object };
}

const REST_TAG = "The service's own REST API";

function schemaOf(schema: string): object {
  return { schema: { $ref: `#/components/schemas/${schema}` } };
}

function json(schema: string): object {
  return { 'application/json': schemaOf(schema) };
}

function answers(description: string, schema: string): object {
  return { description, content: json(schema) };
}

function answersText(description: string, mediaType = 'text/plain'): object {
  return { description, content: { [mediaType]: { schema: { type: 'string' } } } };
}

function body(schema: string, required = true): object {
  return { required, content: json(schema) };
}

/** Error responses of every call that changes something. */
const REFUSALS = {
  '400': answers('The body is not valid.', 'Error'),
  '403': answers('Not for pages of other sites, nor under other host names.', 'Error'),
  '413': answers('The body is longer than 64 KiB.', 'Error'),
  '415': answers('The content type is not application/json.', 'Error'),
};
const UNKNOWN_STREAM = { '404': answers('No such stream.', 'Error') };

const STREAM_ID = {
  name: 'streamId',
  in: 'path',
  required: true,
  schema: { type: 'string' },
  description: '`rtms_stream_id` of the webhook.',
};

function query(name: string, description: string, schema: object = { type: 'string' }): object {
  return { name, in: 'query', required: false, description, schema };
}

const JOURNAL_QUERY = [
  query('kind', 'Only this kind.', { enum: ['message', 'connection', 'state', 'webhook', 'fault', 'note'] }),
  query('direction', 'Only this direction, seen from the server.', { enum: ['sent', 'received'] }),
  query('type', 'Only this message type, state or webhook event, by name.'),
  query('socket', 'Only this kind of socket.', { enum: ['signaling', 'media'] }),
  query('connectionId', 'Only this connection.'),
  query('after', 'Only entries with a greater `seq`.', { type: 'integer', minimum: 0 }),
  query('first', 'Only the oldest so many of those that match; with `after`, the next page.', {
    type: 'integer',
    minimum: 1,
  }),
  query('limit', 'Only the newest so many of those that match.', { type: 'integer', minimum: 1 }),
];

const meetings: { readonly [path: string]: { readonly [method: string]: Operation } } = {
  '/api/meetings': {
    post: {
      tags: ['Meetings'],
      summary: 'Create a meeting and a stream, and start it: sends rtms_started',
      operationId: 'startMeeting',
      requestBody: body('StartMeeting', false),
      responses: {
        '201': answers('Created, even if the webhook failed.', 'StartedMeeting'),
        '409': answers('The meeting that "meeting" names has ended.', 'Error'),
        ...REFUSALS,
      },
    },
    get: {
      tags: ['Meetings'],
      summary: 'Every meeting, ended ones too, oldest first',
      operationId: 'listMeetings',
      responses: { '200': answers('State, connections and counters of each.', 'StreamList') },
    },
  },
  '/api/meetings/{streamId}': {
    get: {
      tags: ['Meetings'],
      summary: 'State, connections, and counters per media type',
      operationId: 'getMeeting',
      parameters: [STREAM_ID],
      responses: { '200': answers('The stream.', 'StreamWithWebhook'), ...UNKNOWN_STREAM },
    },
  },
  '/api/meetings/{streamId}/actions': {
    post: {
      tags: ['Meetings'],
      summary:
        'User and host controls; stop then start keeps both ids, end ends every stream of the meeting for good',
      operationId: 'act',
      parameters: [STREAM_ID],
      requestBody: body('Action'),
      responses: {
        '200': answers('Done.', 'ActionDone'),
        '409': answers('The action makes no sense in the present state.', 'Error'),
        ...UNKNOWN_STREAM,
        ...REFUSALS,
      },
    },
  },
  '/api/meetings/{streamId}/steps': {
    post: {
      tags: ['Meetings'],
      summary: 'Perform one scenario step or fault now',
      operationId: 'performStep',
      parameters: [STREAM_ID],
      requestBody: body('Step'),
      responses: {
        '200': answers('Done, with what it does in words.', 'StepDone'),
        '409': answers('The step makes no sense in the present state.', 'Error'),
        ...UNKNOWN_STREAM,
        ...REFUSALS,
      },
    },
  },
  '/api/steps': {
    get: {
      tags: ['Meetings'],
      summary: 'Every scenario step with its fields',
      operationId: 'listSteps',
      responses: { '200': answers('Steps and faults.', 'StepList') },
    },
  },
  '/api/actions': {
    post: {
      tags: ['Meetings'],
      summary: 'The same for every running meeting',
      operationId: 'actOnAll',
      requestBody: body('Action'),
      responses: { '200': answers('What came of it, meeting by meeting.', 'ActionResults'), ...REFUSALS },
    },
  },
  '/api/scenarios': {
    get: {
      tags: ['Meetings'],
      summary: 'Scenarios that a meeting can be started with',
      operationId: 'listScenarios',
      responses: { '200': answers('The built-in scenarios.', 'ScenarioList') },
    },
  },
};

const observing: typeof meetings = {
  '/api/meetings/{streamId}/journal': {
    get: {
      tags: ['Observing'],
      summary: 'What was recorded about one stream',
      operationId: 'getStreamJournal',
      parameters: [STREAM_ID, ...JOURNAL_QUERY],
      responses: {
        '200': answers('Matching entries, oldest first.', 'JournalPage'),
        '400': answers('A query parameter is not valid.', 'Error'),
        ...UNKNOWN_STREAM,
      },
    },
  },
  '/api/journal': {
    get: {
      tags: ['Observing'],
      summary: 'What was recorded about everything',
      operationId: 'getJournal',
      parameters: [query('streamId', 'Only this stream.'), ...JOURNAL_QUERY],
      responses: {
        '200': answers('Matching entries, oldest first.', 'JournalPage'),
        '400': answers('A query parameter is not valid.', 'Error'),
      },
    },
  },
  '/': {
    get: {
      tags: ['Observing'],
      summary: 'Page that says what runs and where',
      operationId: 'getPage',
      responses: { '200': answersText('The page.', 'text/html') },
    },
  },
  '/health': {
    get: {
      tags: ['Observing'],
      summary: 'Liveness',
      operationId: 'getHealth',
      security: [],
      responses: { '200': answersText('`OK`.') },
    },
  },
  '/ws-health': {
    get: {
      tags: ['Observing'],
      summary: 'Readiness of signaling and media',
      operationId: 'getWsHealth',
      security: [],
      responses: {
        '200': answers('Both can be used.', 'WsHealth'),
        '503': answers('One of them cannot.', 'WsHealth'),
      },
    },
  },
  '/metrics': {
    get: {
      tags: ['Observing'],
      summary: 'Counters for Prometheus',
      operationId: 'getMetrics',
      responses: { '200': answersText('Prometheus text format.') },
    },
  },
  '/api/openapi.json': {
    get: {
      tags: ['Observing'],
      summary: 'This description',
      operationId: 'getOpenapi',
      responses: {
        '200': {
          description: 'OpenAPI 3.1.',
          content: { 'application/json': { schema: { type: 'object' } } },
        },
      },
    },
  },
};

const webhooks: typeof meetings = {
  '/api/webhooks/validate': {
    post: {
      tags: ['Webhooks'],
      summary: 'URL validation; says exactly what was wrong',
      operationId: 'validateUrl',
      requestBody: body('ValidateUrl', false),
      responses: { '200': answers('The verdict.', 'UrlVerdict'), ...REFUSALS },
    },
  },
  '/api/validate-webhook': {
    post: {
      tags: ['Earlier sample server'],
      summary: 'URL validation, with the bodies of the earlier sample server',
      operationId: 'legacyValidateWebhook',
      requestBody: body('LegacyValidate'),
      responses: { '200': answers('The verdict.', 'LegacyVerdict'), ...REFUSALS },
    },
  },
  '/api/send-webhook': {
    post: {
      tags: ['Earlier sample server'],
      summary: 'Start a meeting, or an earlier one again',
      operationId: 'legacySendWebhook',
      requestBody: body('LegacySend'),
      responses: { '200': answers('What was sent and answered.', 'LegacyAnswer'), ...REFUSALS },
    },
  },
  '/api/stop-rtms': {
    post: {
      tags: ['Earlier sample server'],
      summary: 'End the stream of a meeting (stop_reason 6)',
      operationId: 'legacyStopRtms',
      requestBody: body('LegacyStop'),
      responses: { '200': answers('What was sent and answered.', 'LegacyAnswer'), ...REFUSALS },
    },
  },
};

/** The service's own REST API (PROTOCOL.md §7). */
const rest: typeof meetings = {
  '/oauth/token': {
    post: {
      tags: [REST_TAG],
      summary: 'An access token; client id and secret go into the header Authorization: Basic',
      operationId: 'getToken',
      security: [{ clientSecret: [] }],
      requestBody: {
        required: true,
        content: { ...json('TokenRequest'), 'application/x-www-form-urlencoded': schemaOf('TokenRequest') },
      },
      responses: {
        '200': answers('The token.', 'Token'),
        '400': answers('It cannot be had.', 'TokenError'),
        '401': answers('Client id and secret are missing.', 'TokenError'),
      },
    },
  },
  '/v2/live_meetings/{id}/rtms_app/status': { patch: setAppStatus('Meeting', 'Numeric meeting id.') },
  '/v2/videosdk/sessions/{id}/rtms_app/status': {
    patch: setAppStatus('Session', 'Session id, encoded twice when it holds a slash.'),
  },
  '/v2/contact_center/engagements/{id}/rtms_app/status': {
    patch: setAppStatus('Engagement', 'Engagement id. The path is assumed: documents name the call only.'),
  },
};

function setAppStatus(what: string, idDescription: string): Operation {
  return {
    tags: [REST_TAG],
    summary: 'Start, stop, pause or resume; starting an unknown one creates it, unless the server is strict',
    operationId: `set${what}AppStatus`,
    security: [{ accessToken: [] }],
    parameters: [
      { name: 'id', in: 'path', required: true, schema: { type: 'string' }, description: idDescription },
    ],
    requestBody: body('AppStatus'),
    responses: {
      '204': { description: 'Accepted; the webhook follows.' },
      '400': answers('2308: the user may not; 2310: not in the present state.', 'RestError'),
      '401': answers('The token is missing, unknown or too old.', 'RestError'),
      '404': answers('Not known.', 'RestError'),
    },
  };
}

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

type Paths = { readonly [path: string]: { readonly [method: string]: Operation } };

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
  tags: ['Meetings', 'Observing', 'Webhooks', 'Earlier sample server', REST_TAG].map((name) => ({ name })),
  paths: withApiToken({ ...meetings, ...observing, ...webhooks, ...rest }),
};
