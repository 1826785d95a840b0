import express, { type ErrorRequestHandler, type Router } from 'express';
import { wallClockSeconds } from '../clock.js';
import type { ControlContext } from '../control/control-context.js';
import { requireOwnOrigin } from '../control/request-guards.js';
import { appStatusRoutes } from './app-status.js';
import { oauthRoutes } from './oauth.js';
import type { RestContext, RestRoute } from './rest-context.js';
import { RestCode, RestError, TokenError } from './rest-error.js';
import { Tokens } from './tokens.js';

const LONGEST_BODY_BYTES = 64 * 1024;
const FORM = 'application/x-www-form-urlencoded';

/** What the REST API is mounted with. */
export interface RestAppContext extends Pick<ControlContext, 'server'> {
  readonly settings: ControlContext['settings'];
  /** Time by which tokens run out, in Unix seconds. Default: the time of day, whatever the speed of meetings. */
  readonly unixSeconds?: () => number;
}

/** Every call of the service's own REST API. */
export function restRoutes(context: RestContext): RestRoute[] {
  return [...oauthRoutes(context), ...appStatusRoutes(context)];
}

/**
 * The service's own REST API, on the port of the HTTP API. Bodies may be forms, so the rule that they be declared as
 * JSON does not hold here; a foreign `Origin` is refused all the same, and other sites could not read an answer.
 */
export function restRouter({ server, settings, unixSeconds = wallClockSeconds }: RestAppContext): Router {
  const context: RestContext = { server, settings, unixSeconds, tokens: new Tokens(unixSeconds) };
  const router = express.Router({ caseSensitive: true });
  const read = [
    requireOwnOrigin(settings),
    express.urlencoded({ limit: LONGEST_BODY_BYTES, extended: false, type: FORM }),
    express.json({ limit: LONGEST_BODY_BYTES, type: (request) => !isForm(request.headers['content-type']) }),
  ];
  for (const { method, path, handle } of restRoutes(context)) {
    if (method === 'POST') router.post(path, read, handle);
    else router.patch(path, read, handle);
  }
  router.use(answerErrors);
  return router;
}

function isForm(contentType: string | undefined): boolean {
  return contentType?.toLowerCase().startsWith(FORM) === true;
}

/** Errors of these calls in their own forms; all others are the HTTP API's. */
const answerErrors: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (error instanceof RestError || error instanceof TokenError) {
    response.status(error.status).json(error);
    return;
  }
  const { type } = error as { type?: unknown };
  if (type !== 'entity.parse.failed') return next(error);
  response.status(400).json(new RestError(400, RestCode.INVALID_BODY, 'The body is not valid JSON.'));
};
