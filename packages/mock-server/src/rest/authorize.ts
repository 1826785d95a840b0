import type { Request } from 'express';
import type { RestContext } from './rest-context.js';
import { RestCode, RestError } from './rest-error.js';
import { STATUS_SCOPES } from './tokens.js';
import { videoSdkApp } from './video-sdk-token.js';

/**
 * The client id of the app that a request's token belongs to; `undefined` without a token if authentication is off.
 *
 * @throws RestError 401 for a token that is missing, unknown or expired, 400 for one that lacks the scope
 */
export function authorize(
  request: Request,
  kind: keyof typeof STATUS_SCOPES,
  { server, settings, tokens, unixSeconds }: RestContext,
): string | undefined {
  const token = /^bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) {
    if (settings.auth === 'off') return undefined;
    throw new RestError(
      401,
      RestCode.INVALID_TOKEN,
      'Invalid access token: Authorization: Bearer … is missing.',
    );
  }
  const signer = videoSdkApp(token, server.credentials.apps, unixSeconds());
  if (signer) return signer.clientId;
  const grant = tokens.find(token);
  if (typeof grant === 'object') {
    const scope = STATUS_SCOPES[kind];
    if (grant.scopes.includes(scope)) return grant.clientId;
    throw new RestError(
      400,
      RestCode.MISSING_SCOPE,
      `Invalid access token, does not contain scopes:[${scope}].`,
    );
  }
  if (settings.auth === 'off') return undefined;
  const message = grant === 'expired' ? 'Access token is expired.' : 'Invalid access token.';
  throw new RestError(401, RestCode.INVALID_TOKEN, message);
}
