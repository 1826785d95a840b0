import { answers, body, json, schemaOf, type Operation, type Paths } from './operation.js';

/** Tag of the calls. */
export const REST_TAG = "The service's own REST API";

/** The service's own REST API (PROTOCOL.md §7). */
export const REST_CALLS: Paths = {
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
    summary: 'Start, stop, pause or resume; an unknown one is created only with --unknown-meetings create',
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
      '403': answers('The step reject-start or --reject-start refuses this start.', 'RestError'),
      '404': answers('Not known.', 'RestError'),
    },
  };
}
