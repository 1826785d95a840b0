import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import type { App } from '../credentials.js';
import { ignoredKeys, reportIgnored } from '../control/body.js';
import { textOf, type RestContext, type RestRoute } from './rest-context.js';
import { TokenError } from './rest-error.js';
import type { Token } from './rest-bodies.js';
import { scopesOf } from './tokens.js';

/**
 * `POST /oauth/token` with all grants of PROTOCOL.md §7.2. Parameters may come as a form, as JSON or in the query, since
 * published programs use all three.
 */
export function oauthRoutes(context: RestContext): RestRoute[] {
  return [
    {
      method: 'POST',
      path: '/oauth/token',
      handle: (request, response) => {
        const app = clientOf(request, context);
        reportIgnored(ignoredKeys(request.body, FIELDS), request, context.settings.logger);
        response.json(grant(app, (name) => parameter(request, name), context));
      },
    },
  ];
}

/** Fields of a request, those included that need no check here (RFC 6749, RFC 7636). */
const FIELDS = [
  'grant_type',
  'account_id',
  'code',
  'code_verifier',
  'redirect_uri',
  'refresh_token',
  'scope',
  'client_id',
  'client_secret',
] as const;

type Parameter = (name: string) => string | undefined;

function parameter(request: Request, name: string): string | undefined {
  return textOf(request.body, name) ?? textOf(request.query, name);
}

function grant(app: App, read: Parameter, { tokens }: RestContext): Token {
  const type = read('grant_type');
  const scopes = wantedScopes(app, read('scope'));
  switch (type) {
    case 'account_credentials': {
      const accountId = required(read, 'account_id');
      if (accountId === app.accountId) return tokens.issue(app, scopes, false);
      throw new TokenError(400, 'invalid_request', `account_id is not that of the app, ${app.accountId}`);
    }
    case 'client_credentials':
      return tokens.issue(app, scopes, false);
    case 'authorization_code':
      // Accepts any code, since there is no consent page.
      required(read, 'code');
      return tokens.issue(app, scopes, true);
    case 'refresh_token':
      if (tokens.useRefresh(required(read, 'refresh_token')) === app.clientId)
        return tokens.issue(app, scopes, true);
      throw new TokenError(400, 'invalid_grant', 'the refresh token is not known, or was used before');
    case undefined:
      throw new TokenError(400, 'invalid_request', 'grant_type is missing');
    default:
      throw new TokenError(
        400,
        'unsupported_grant_type',
        `grant_type ${type.slice(0, 60)} is not supported; use account_credentials, authorization_code, refresh_token or client_credentials`,
      );
  }
}

/** The requested scopes, if the app has them. Default: all scopes of the app. */
function wantedScopes(app: App, wanted: string | undefined): string[] {
  const all = scopesOf(app);
  if (wanted === undefined) return all;
  const some = wanted.split(/[ ,]+/).filter((scope) => all.includes(scope));
  if (some.length > 0) return some;
  throw new TokenError(400, 'invalid_scope', `the app has none of these scopes; it has ${all.join(' ')}`);
}

function required(read: Parameter, name: string): string {
  const value = read(name);
  if (value === undefined) throw new TokenError(400, 'invalid_request', `${name} is missing`);
  return value;
}

/** The app whose id and secret the request carries: in the header `Authorization: Basic …`, else in the body. */
function clientOf(request: Request, { server }: RestContext): App {
  const [id, secret] = basic(request.headers.authorization) ?? [
    parameter(request, 'client_id'),
    parameter(request, 'client_secret'),
  ];
  if (id === undefined || secret === undefined) {
    throw new TokenError(
      401,
      'invalid_client',
      'client id and secret are missing: Authorization: Basic base64(id:secret)',
    );
  }
  const app = server.credentials.apps.find((one) => one.clientId === id && same(one.clientSecret, secret));
  if (app?.isSecretExpired === true) {
    throw new TokenError(400, 'invalid_client', `the client secret of ${app.clientId} has expired`);
  }
  if (app) return app;
  throw new TokenError(400, 'invalid_client', 'Invalid client_id or client_secret');
}

function basic(header: string | undefined): [id: string, secret: string] | undefined {
  const encoded = /^basic\s+(\S+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return [id, secret.join(':')];
}

/** Compares in constant time. */
function same(a: string, b: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}
