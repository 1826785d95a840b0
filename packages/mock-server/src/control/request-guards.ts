/** Guards of the HTTP API as express handlers: `Host`, `Origin` and content type of a request. */
import { isNestedDeeper, MAX_NESTING } from '@rtms-mock/protocol';
import type { Request, RequestHandler } from 'express';
import { cut } from '../input/cut.js';
import { placeOfToken, tokenCookie } from '../sockets/api-token.js';
import { isAllowedOrigin, isKnownHost, isOwnOrigin, type Reach } from '../sockets/security.js';
import { ApiError } from './api-error.js';
import { acceptsHtml, sendTokenForm } from './page.js';

/**
 * Refuses requests whose `Host` is not a name of this server.
 *
 * @throws ApiError 403 `unknown-host`
 */
export function requireKnownHost(reach: Reach): RequestHandler {
  return (request, _response, next) => {
    const host = request.headers.host;
    if (host !== undefined && isKnownHost(host, reach)) return next();
    throw new ApiError(
      403,
      'unknown-host',
      host === undefined ? 'The request has no Host header.' : `This server is not ${cut(host)}.`,
      'Use localhost or the address it listens on; to serve another name, start it with --allow-host NAME, or with --public-url.',
    );
  };
}

/**
 * Refuses requests without the API token, if the server has one. A token in the query sets a cookie, so that a browser
 * needs it once only.
 *
 * @throws ApiError 401 `api-token-required`
 */
export function requireApiToken({ apiToken }: { readonly apiToken: string | undefined }): RequestHandler {
  return (request, response, next) => {
    if (apiToken === undefined) return next();
    const place = placeOfToken({ headers: request.headers, url: request.originalUrl }, apiToken);
    if (place === undefined) {
      response.set('www-authenticate', 'Bearer realm="rtms-mock"');
      if (request.path === '/' && acceptsHtml(request)) {
        return sendTokenForm(response, { isWrong: request.query['token'] !== undefined });
      }
      throw new ApiError(
        401,
        'api-token-required',
        'This server requires its API token, and the request has none or another one.',
        'Send the header Authorization: Bearer TOKEN, open the page with /?token=TOKEN once, or give rtms-mock --api-token TOKEN (RTMS_MOCK_API_TOKEN).',
      );
    }
    if (place === 'query') response.append('set-cookie', tokenCookie(apiToken));
    next();
  };
}

/**
 * Lets pages of the allowed origins read responses, and answers their preflight requests. A page of another origin can
 * neither read a response nor send JSON.
 */
export function allowOtherPages(reach: Reach): RequestHandler {
  return (request, response, next) => {
    const { origin } = request.headers;
    if (reach.allowOrigins === undefined || reach.allowOrigins.length === 0) return next();
    response.vary('origin');
    if (origin === undefined || !isAllowedOrigin(origin, reach)) return next();
    response.set('access-control-allow-origin', origin);
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) {
      return next();
    }
    response.set({
      'access-control-allow-methods': 'GET, POST, PUT, PATCH',
      'access-control-allow-headers': 'authorization, content-type, x-api-token',
      'access-control-allow-private-network': 'true',
      'access-control-max-age': '600',
    });
    response.status(204).end();
  };
}

/**
 * Refuses requests from pages of other sites.
 *
 * @throws ApiError 403 `foreign-origin`
 */
export function requireOwnOrigin(reach: Reach): RequestHandler {
  return (request, _response, next) => {
    const origin = request.headers.origin;
    const isOwn =
      origin === undefined || isOwnOrigin(origin, baseOf(request), reach) || isAllowedOrigin(origin, reach);
    if (!isOwn) {
      throw new ApiError(
        403,
        'foreign-origin',
        `Pages of ${cut(origin)} may not change anything here.`,
        'Call the API from a program or from the page of this server, or start it with --allow-origin ORIGIN.',
      );
    }
    next();
  };
}

/**
 * Refuses requests that a page of another site could send: a foreign `Origin`, or a content type other than JSON.
 *
 * @throws ApiError 403 `foreign-origin`, 415 `json-required`
 */
export function requireOwnJson(reach: Reach): RequestHandler[] {
  return [requireOwnOrigin(reach), requireJson];
}

const requireJson: RequestHandler = (request, _response, next) => {
  const mediaType = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') {
    throw new ApiError(
      415,
      'json-required',
      mediaType ? `The content type is ${cut(mediaType, 80)}.` : 'The request has no content type.',
      'Send the header content-type: application/json.',
    );
  }
  next();
};

function baseOf(request: Request): string {
  return `${request.protocol}://${request.headers.host ?? ''}`;
}

/**
 * Refuses bodies that are nested too deep, so that code which walks a body cannot exhaust the call stack.
 *
 * @throws ApiError 400 `invalid-body`
 */
export const requireShallowBody: RequestHandler = (request, _response, next) => {
  if (!isNestedDeeper(request.body)) return next();
  throw new ApiError(400, 'invalid-body', `The body is nested deeper than ${MAX_NESTING} levels.`);
};

/**
 * Refuses webhooks of a mock server. A webhook URL that leads to this API would start a meeting for each webhook of the
 * meeting before it.
 *
 * @throws ApiError 403 `own-webhook`
 */
export const refuseWebhooks: RequestHandler = (request, _response, next) => {
  if (request.headers['x-zm-signature'] === undefined) return next();
  throw new ApiError(
    403,
    'own-webhook',
    'This is the API of the mock server, which receives no webhooks.',
    'Set the webhook URL to your app.',
  );
};
