import { describe, expect, test } from 'vitest';
import { DEV_CREDENTIALS } from '../../src/credentials.js';
import { scopesOf, Tokens } from '../../src/rest/tokens.js';
import { basic, restServer } from './rest-calls.js';

const [APP] = DEV_CREDENTIALS.apps;

describe('POST /oauth/token', () => {
  test.each([
    [{ grant_type: 'account_credentials', account_id: APP.accountId }, false],
    [{ grant_type: 'client_credentials' }, false],
    [{ grant_type: 'authorization_code', code: 'any', redirect_uri: 'http://a', code_verifier: 'v' }, true],
  ])('gives a token for %o', async (parameters, withRefresh) => {
    await using run = await restServer();
    const { status, body } = await run.rest.token(parameters);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      access_token: expect.stringMatching(/^[\w-]{40,}$/),
      token_type: 'bearer',
      expires_in: 3599,
      scope: expect.stringContaining('meeting:update:participant_rtms_app_status'),
    });
    expect(body?.['refresh_token'] !== undefined).toBe(withRefresh);
  });

  test('refreshes a token once', async () => {
    await using run = await restServer();
    const first = await run.rest.token({ grant_type: 'authorization_code', code: 'any' });
    const refresh = { grant_type: 'refresh_token', refresh_token: String(first.body?.['refresh_token']) };
    const second = await run.rest.token(refresh);
    const third = await run.rest.token(refresh);

    expect(second).toMatchObject({ status: 200, body: { refresh_token: expect.any(String) } });
    expect(second.body?.['access_token']).not.toBe(first.body?.['access_token']);
    expect(third).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  test('reads parameters from the query and from JSON, and the client from the body', async () => {
    await using run = await restServer();
    const query = `/oauth/token?grant_type=account_credentials&account_id=${APP.accountId}`;
    const fromQuery = await run.rest.call('POST', query, { headers: { authorization: basic() } });
    const fromJson = await run.rest.call('POST', '/oauth/token', {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        grant_type: 'client_credentials',
        client_id: APP.clientId,
        client_secret: APP.clientSecret,
      }),
    });
    expect([fromQuery.status, fromJson.status]).toEqual([200, 200]);
  });

  test.each([
    ['no grant', {}, basic(), 400, 'invalid_request', 'grant_type is missing'],
    [
      'an unknown grant',
      { grant_type: 'password' },
      basic(),
      400,
      'unsupported_grant_type',
      'grant_type password is',
    ],
    [
      'a foreign account',
      { grant_type: 'account_credentials', account_id: 'x' },
      basic(),
      400,
      'invalid_request',
      'rtms-mock-account',
    ],
    [
      'no account',
      { grant_type: 'account_credentials' },
      basic(),
      400,
      'invalid_request',
      'account_id is missing',
    ],
    ['no code', { grant_type: 'authorization_code' }, basic(), 400, 'invalid_request', 'code is missing'],
    [
      'a wrong secret',
      { grant_type: 'client_credentials' },
      basic(APP.clientId, 'x'),
      400,
      'invalid_client',
      'Invalid client_id or client_secret',
    ],
    [
      'an unknown client',
      { grant_type: 'client_credentials' },
      basic('x'),
      400,
      'invalid_client',
      'Invalid client_id',
    ],
    ['no client', { grant_type: 'client_credentials' }, '', 401, 'invalid_client', 'are missing'],
    [
      'foreign scopes',
      { grant_type: 'client_credentials', scope: 'user:read' },
      basic(),
      400,
      'invalid_scope',
      'it has meeting:',
    ],
  ])('refuses %s', async (_what, parameters, authorization, status, error, reason) => {
    await using run = await restServer();
    expect(await run.rest.token(parameters, authorization)).toEqual({
      status,
      body: { error, reason: expect.stringContaining(reason) },
    });
  });

  test('refuses pages of other sites', async () => {
    await using run = await restServer();
    const { status } = await run.rest.call('POST', '/oauth/token', {
      headers: { authorization: basic(), origin: 'https://evil.test' },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    expect(status).toBe(403);
  });
});

test('a token runs out after an hour', () => {
  let now = 1_700_000_000;
  const tokens = new Tokens(() => now);
  const { access_token, expires_in } = tokens.issue(APP, scopesOf(APP), false);
  now += expires_in - 1;
  expect(tokens.find(access_token)).toMatchObject({ clientId: APP.clientId });
  now += 1;
  expect(tokens.find(access_token)).toBe('expired');
  expect(tokens.find('x')).toBe('unknown');
});

test('scopes name the media of an app', () => {
  expect(scopesOf({ ...APP, scope: 8 })).toContain('meeting:read:meeting_transcript');
  expect(scopesOf({ ...APP, scope: 8 })).not.toContain('meeting:read:meeting_audio');
});
