import express, { type ErrorRequestHandler, type Express, type Response, type Router } from 'express';
import { ApiError } from './api-error.js';
import type { ControlContext } from './control-context.js';
import { cut } from '../input/cut.js';
import { OptionError } from '../input/option-error.js';
import { figureRoutes } from './figures.js';
import { heldRoutes } from './held.js';
import { healthRoutes } from './health.js';
import { journalRoutes } from './journal-routes.js';
import { legacyRoutes } from './legacy.js';
import { liveAudioRoutes } from './live/live-audio.js';
import { meetingRoutes } from './meetings.js';
import { metricsRoutes } from './metrics.js';
import { openapiRoutes } from './openapi.js';
import { pageRoutes } from './page.js';
import { resetRoutes } from './reset.js';
import type { Route } from './route.js';
import { serverRoutes } from './server-facts.js';
import { signatureRoutes } from './signature.js';
import { cassetteRoutes } from './cassettes.js';
import { scenarioRoutes } from './scenarios.js';
import { stepRoutes } from './steps.js';
import {
  allowOtherPages,
  refuseWebhooks,
  requireApiToken,
  requireKnownHost,
  requireOwnJson,
  requireShallowBody,
} from './request-guards.js';
import { truthRoutes } from './truth.js';
import { sessionDescriptionRoutes } from './session-description.js';
import { waitRoutes } from './wait.js';
import { verdictRoutes } from './verdict-routes.js';
import { timeRoutes } from './time.js';
import { webhookRoutes } from './webhooks.js';

/** Longest request body that is read, in bytes: a longer one is refused before it fills memory. */
const MAX_BODY_BYTES = 64 * 1024;

/** Every call of the HTTP API, and the page, in the order of the documentation. */
export function controlRoutes(context: ControlContext): Route[] {
  return [
    ...pageRoutes(context),
    ...serverRoutes(context),
    ...meetingRoutes(context),
    ...signatureRoutes(context),
    ...liveAudioRoutes(context),
    ...stepRoutes(context),
    ...heldRoutes(context),
    ...resetRoutes(context),
    ...journalRoutes(context),
    ...sessionDescriptionRoutes(context),
    ...waitRoutes(context),
    ...truthRoutes(context),
    ...verdictRoutes(context),
    ...webhookRoutes(context),
    ...scenarioRoutes(context),
    ...cassetteRoutes(context),
    ...timeRoutes(context),
    ...healthRoutes(context),
    ...figureRoutes(context),
    ...metricsRoutes(context),
    ...openapiRoutes(),
    ...legacyRoutes(context),
  ];
}

/**
 * The HTTP API and the page as a request handler. WebSocket upgrades bypass it: they have no rule about `Origin`,
 * because clients in other languages send one.
 *
 * @param routers further APIs, such as the service's own REST API; they receive a request first
 */
export function createControlApp(context: ControlContext, routers: readonly Router[] = []): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('case sensitive routing', true);
  app.use((_request, response, next) => {
    response.set({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
    next();
  });
  app.use(requireKnownHost(context.settings), refuseWebhooks, allowOtherPages(context.settings));
  for (const router of routers) app.use(router);

  const guard = requireOwnJson(context.settings);
  const requireToken = requireApiToken(context.settings);
  const readJson = express.json({ limit: MAX_BODY_BYTES, strict: false, type: () => true });
  const methods = new Map<string, string[]>();
  const readJsonBody = [...guard, readJson, requireShallowBody];
  for (const { method, path, isOpen, readBody = readJsonBody, handle } of controlRoutes(context)) {
    methods.set(path, [...(methods.get(path) ?? []), method]);
    const access = isOpen === true ? [] : [requireToken];
    if (method === 'GET') app.get(path, access, handle);
    else if (method === 'PUT') app.put(path, access, [...readBody], handle);
    else app.post(path, access, [...readBody], handle);
  }
  for (const [path, allowed] of methods) {
    app.all(path, (request, response) => {
      response.set('allow', allowed.includes('GET') ? ['HEAD', ...allowed].join(', ') : allowed.join(', '));
      throw new ApiError(405, 'method-not-allowed', `${cut(request.path)} does not take ${request.method}.`);
    });
  }
  app.use((request) => {
    throw new ApiError(
      404,
      'not-found',
      `There is no ${request.method} ${cut(request.path)} here.`,
      'GET /api/openapi.json describes every call.',
    );
  });
  app.use(answerErrors(context));
  return app;
}

/** Answers every error in the form of the API. Unexpected errors are logged and answered with 500. */
function answerErrors(context: ControlContext): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    if (error instanceof ApiError) return answer(response, error);
    if (error instanceof OptionError) return answer(response, fieldError(error));
    const known = parserError(error);
    if (known !== undefined) return answer(response, known);
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    context.settings.logger.log('error', `${request.method} ${cut(request.path)} failed: ${message}`);
    answer(response, new ApiError(500, 'internal', 'The server failed; its log has the details.'));
  };
}

function answer(response: Response, error: ApiError): void {
  response.status(error.status).json(error);
}

/** The response to a field of the body that cannot be used. */
function fieldError({ option, message, hint }: OptionError): ApiError {
  if (option === '') return new ApiError(400, 'invalid-body', message);
  return new ApiError(400, 'invalid-field', message, hint);
}

function limitOf(error: unknown): number {
  const { limit } = error as { limit?: unknown };
  return typeof limit === 'number' ? limit : MAX_BODY_BYTES;
}

/** The response to errors of express and its body parser, which have a `status` and sometimes a `type`. */
function parserError(error: unknown): ApiError | undefined {
  const { status, type, message } = error as { status?: unknown; type?: unknown; message?: unknown };
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined;
  const text = typeof message === 'string' ? cut(message) : '';
  switch (type) {
    case 'entity.too.large':
      return new ApiError(413, 'body-too-large', `The body is longer than ${limitOf(error)} bytes.`);
    case 'entity.parse.failed':
      return new ApiError(400, 'malformed-json', `The body is not valid JSON: ${text}.`);
    default:
      return new ApiError(status, 'bad-request', text === '' ? 'The request cannot be read.' : `${text}.`);
  }
}
