import express, { type ErrorRequestHandler, type Request, type Router } from 'express';
import { wallClockSeconds } from '../clock.js';
import { ApiError } from '../control/api-error.js';
import type { ControlContext } from '../control/control-context.js';
import { requireOwnOrigin, requireShallowBody } from '../control/request-guards.js';
import { appStatusRoutes } from './app-status.js';
import { oauthRoutes } from './oauth.js';
import { StartRefusals } from '../faults/start-refusals.js';
import type { RestContext, RestRoute } from './rest-context.js';
import { RestCode, RestError, TokenError } from './rest-error.js';
import { Tokens } from './tokens.js';

const MAX_BODY_BYTES = 64 * 1024;
const FORM = 'application/x-www-form-urlencoded';

/** The parts of a running server that the REST API uses. */
export interface RestAppContext extends Pick<ControlContext, 'server'> {
  readonly settings: ControlContext['settings'];
  /** Clock for the expiry of tokens, in Unix seconds. Default: wall-clock time, whatever the speed of meetings. */
  readonly unixSeconds?: () => number;
  /** Issued tokens. Default: none yet. */
  readonly tokens?: Tokens;
  /** Planned refusals of starts. Default: none. */
  readonly startRefusals?: StartRefusals;
}

/** Every call of the service's own REST API. */
export function restRoutes(context: RestContext): RestRoute[] {
  return [...oauthRoutes(context), ...appStatusRoutes(context)];
}

/**
 * The service's own REST API, on the port of the HTTP API. Bodies may be forms, so a content type other than JSON is
 * accepted here. A foreign `Origin` is refused, and pages of other sites cannot read a response.
 */
export function restRouter({
  server,
  settings,
  unixSeconds = wallClockSeconds,
  ...given
}: RestAppContext): Router {
  const { tokens = new Tokens(unixSeconds), startRefusals = new StartRefusals() } = given;
  const context: RestContext = { server, settings, unixSeconds, tokens, startRefusals };
  const router = express.Router({ caseSensitive: true });
  const read = [
    requireOwnOrigin(settings),
    express.urlencoded({ limit: MAX_BODY_BYTES, extended: false, type: FORM }),
    express.json({ limit: MAX_BODY_BYTES, type: (request) => !isForm(request.headers['content-type']) }),
    requireShallowBody,
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

/** Answers errors of these calls in the service's format; passes all others on to the HTTP API. */
const answerErrors: ErrorRequestHandler = (error: unknown, request, response, next) => {
  const known = error instanceof RestError || error instanceof TokenError ? error : bodyError(error, request);
  if (known === undefined) return next(error);
  response.status(known.status).json(known);
};

/** The response to a body that cannot be read, in the format of the call. */
function bodyError(error: unknown, { path }: Request): RestError | TokenError | undefined {
  const message = bodyProblem(error);
  if (message === undefined) return undefined;
  return path === '/oauth/token'
    ? new TokenError(400, 'invalid_request', message)
    : new RestError(400, RestCode.INVALID_BODY, message);
}

function bodyProblem(error: unknown): string | undefined {
  if (error instanceof ApiError) return error.code === 'invalid-body' ? error.message : undefined;
  const { type } = error as { type?: unknown };
  return type === 'entity.parse.failed' ? 'The body is not a JSON object.' : undefined;
}
