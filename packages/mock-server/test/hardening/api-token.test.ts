import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { controlRoutes } from '../../src/control/app.js';
import { openapiDocument } from '../../src/control/openapi-document.js';
import { OptionError, startMockServer } from '../../src/index.js';
import { run, serving } from '../cli/fake-surroundings.js';
import { fakeServer } from '../control/fake-server.js';

const EVERYWHERE = { host: '0.0.0.0', port: 0, mediaPort: 0 };
const TOKEN = 'a-token/of+ours';
const BEARER = { authorization: `Bearer ${TOKEN}` };

async function upgrade(url: string, headers: { [name: string]: string } = {}): Promise<string> {
  const socket = new WebSocket(url, { headers });
  socket.on('error', () => {});
  const refused = once(socket, 'unexpected-response').then(
    ([, response]) => `${(response as { statusCode: number }).statusCode}`,
  );
  const result = await Promise.race([once(socket, 'open').then(() => 'open'), refused]);
  socket.terminate();
  return result;
}

describe('with a token', () => {
  test('every call of the API but the health checks requires it', async () => {
    await using server = await fakeServer({ settings: { apiToken: TOKEN } });
    const open: string[] = [];
    for (const { method, path } of controlRoutes(server.context)) {
      const answer = await server.call(method, path.replace(':streamId', 'x'));
      if (answer.status !== 401) open.push(`${method} ${path}`);
      else expect(answer.json).toMatchObject({ error: { code: 'api-token-required' } });
    }
    expect(open).toEqual(['GET /health', 'GET /ws-health']);
    expect(server.meetings).toEqual([]);
  });

  test.each(['/metrics/', '/api/journal/', '/api/journal?x', '//', '/?'])(
    '%s does not lead around it',
    async (path) => {
      await using server = await fakeServer({ settings: { apiToken: TOKEN } });
      expect([401, 404]).toContain((await server.get(path)).status);
    },
  );

  test.each([
    ['a bearer token', BEARER, true],
    ['the scheme in lower case', { authorization: `bearer ${TOKEN}` }, true],
    ['X-Api-Token', { 'x-api-token': TOKEN }, true],
    ['another token', { authorization: 'Bearer other' }, false],
    ['a part of it', { 'x-api-token': TOKEN.slice(0, -1) }, false],
    ['an empty token', { authorization: 'Bearer ' }, false],
    ['Basic', { authorization: `Basic ${Buffer.from(`x:${TOKEN}`).toString('base64')}` }, false],
    ['the token as cookie', { cookie: `rtms-mock-token=${TOKEN}` }, false],
  ])('%s', async (_title, headers, isAccepted) => {
    await using server = await fakeServer({ settings: { apiToken: TOKEN } });
    const answer = await server.get('/api/meetings', headers);
    expect(answer.status).toBe(isAccepted ? 200 : 401);
    if (!isAccepted) expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
    expect((await server.post('/api/meetings', {}, headers)).status).toBe(isAccepted ? 201 : 401);
  });

  test('a browser gives it once in the URL, and then has a cookie that no script reads', async () => {
    await using server = await fakeServer({ settings: { apiToken: TOKEN } });
    const page = await server.get(`/api/meetings?token=${encodeURIComponent(TOKEN)}`);
    expect(page.status).toBe(200);
    const [header = ''] = page.headers['set-cookie'] ?? [];
    expect(header).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(header).not.toContain(TOKEN);
    const cookie = header.split(';')[0] ?? '';
    expect((await server.get('/api/meetings', { cookie: `other=1; ${cookie}` })).status).toBe(200);
    const own = { cookie, origin: `http://127.0.0.1:${server.port}` };
    expect((await server.post('/api/meetings', {}, own)).status).toBe(201);
    const foreign = { cookie, origin: 'http://foreign.test' };
    expect((await server.post('/api/meetings', {}, foreign)).status).toBe(403);
    expect((await server.get('/?token=other')).status).toBe(401);
  });

  test('a token in the query is no unknown parameter of the journal', async () => {
    await using server = await fakeServer({ settings: { apiToken: TOKEN } });
    const { json } = await server.get(`/api/journal?token=${encodeURIComponent(TOKEN)}`);
    expect(json).not.toHaveProperty('warnings');
  });
});

describe('a server', () => {
  test('beyond loopback generates one; signaling, media and the REST calls of the service do without', async () => {
    await using server = await startMockServer(EVERYWHERE);
    const { apiToken = '', controlUrl, signalingUrl, mediaUrl } = server;
    expect(apiToken.length).toBeGreaterThan(20);
    expect((await fetch(`${controlUrl}/api/meetings`)).status).toBe(401);
    const headers = { authorization: `Bearer ${apiToken}` };
    expect((await fetch(`${controlUrl}/api/meetings`, { headers })).status).toBe(200);
    expect(await upgrade(`${signalingUrl}/logs`)).toBe('401');
    expect(await upgrade(`${signalingUrl}/logs`, headers)).toBe('open');
    expect(await upgrade(`${signalingUrl}/logs?token=${apiToken}`)).toBe('open');
    expect(await upgrade(`${mediaUrl}/logs`)).toBe('401');
    expect(await upgrade(signalingUrl)).toBe('open');
    expect(await upgrade(mediaUrl)).toBe('open');
    const token = await fetch(`${controlUrl}/oauth/token`, { method: 'POST' });
    expect(await token.json()).toHaveProperty('error', 'invalid_client');
  });

  test('on loopback has one only if it was given', async () => {
    await using plain = await startMockServer({ port: 0, mediaPort: 0, host: 'localhost' });
    expect(plain.apiToken).toBeUndefined();
    expect((await fetch(`${plain.controlUrl}/api/meetings`)).status).toBe(200);
    await using given = await startMockServer({ port: 0, mediaPort: 0, apiToken: TOKEN });
    expect(given.apiToken).toBe(TOKEN);
    expect((await fetch(`${given.controlUrl}/metrics`)).status).toBe(401);
    expect((await fetch(`${given.controlUrl}/metrics`, { headers: BEARER })).status).toBe(200);
  });

  test('does not repeat a token that cannot be used', async () => {
    const started = startMockServer({ port: 0, mediaPort: 0, apiToken: 'two words' });
    await expect(started).rejects.toThrow(OptionError);
    await expect(started).rejects.not.toThrow(/two words/);
  });
});

describe('the command', () => {
  const URL_OF = /"controlUrl":"([^"]+)"/;

  test('prints a generated token once, and not one that was given', async () => {
    await using pretty = await serving(['--host', '0.0.0.0']);
    expect(pretty.stdout.text).toMatch(/require an API token: \S{20,}\. It changes at each start/);
    await using json = await serving(['--host', '0.0.0.0', '--log-format', 'json']);
    const ready = JSON.parse(json.stdout.lines[0] ?? '{}') as { [name: string]: unknown };
    expect(ready).toMatchObject({ msg: 'ready', apiToken: expect.stringMatching(/^\S{20,}$/) });
    const environment = { RTMS_MOCK_API_TOKEN: TOKEN };
    await using given = await serving(['--host', '0.0.0.0', '--log-format', 'json'], { environment });
    expect(given.stdout.text).not.toContain(TOKEN);
    const [, url = ''] = URL_OF.exec(given.stdout.text) ?? [];
    expect((await fetch(`${url}/api/meetings`, { headers: BEARER })).status).toBe(200);
  });

  test('shows a command that starts a meeting when it is pasted', async () => {
    const COMMAND = /Start a meeting: curl .* -H "authorization: Bearer (\S+)"/;
    await using generated = await serving(['--host', '0.0.0.0']);
    const [, token = ''] = COMMAND.exec(generated.stdout.text) ?? [];
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${generated.controlUrl}/api/meetings`, { headers })).status).toBe(200);

    await using given = await serving(['--api-token', TOKEN]);
    expect(COMMAND.exec(given.stdout.text)?.[1]).toBe('$RTMS_MOCK_API_TOKEN');
    expect(given.stdout.text).toContain('reads it from the variable RTMS_MOCK_API_TOKEN');
    expect(given.stdout.text).not.toContain(TOKEN);
  });

  test('meeting takes the token, and says when it is missing or wrong', async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0, apiToken: TOKEN });
    const meeting = (...more: string[]) =>
      run(['meeting', '--server', server.controlUrl, '--for', '1ms', ...more]);

    const missing = meeting();
    expect(await missing.exitCode).toBe(2);
    expect(missing.stderr.text).toMatch(/requires its API token; .* --api-token or RTMS_MOCK_API_TOKEN$/m);
    const wrong = meeting('--api-token', 'other');
    expect(await wrong.exitCode).toBe(2);
    expect(wrong.stderr.text).toContain('does not accept the API token');
    // No app joins this meeting, which has a code of its own.
    expect(await meeting('--api-token', TOKEN).exitCode).toBe(4);
  });

  test.each([
    [['--host', '0.0.0.0'], /^note {5}other machines reach the server at 0\.0\.0\.0: .*--api-token$/m],
    [['--host', '0.0.0.0'], /^note {5}webhooks and handshake responses name 127\.0\.0\.1, .*--public-url$/m],
    [['--public-url', 'wss://a.test'], /^note {5}the public URL leads to .*--api-token$/m],
    [['--host', '0.0.0.0', '--api-token', 'x'], /^ok {7}page and HTTP API require the API token$/m],
    [[], /^ok {7}page and HTTP API: reachable from this machine only$/m],
  ])('doctor with %j', async (args, line) => {
    const { exitCode, stdout } = run(['doctor', '--port', '0', '--media-port', '0', ...args]);
    expect(await exitCode).toBe(0);
    expect(stdout.text).toMatch(line);
  });
});

test('the OpenAPI document says which calls require it', () => {
  const { paths, security, components } = openapiDocument() as {
    paths: { [path: string]: { [method: string]: { security?: object[]; responses: object } } };
    security: object[];
    components: { securitySchemes: object };
  };
  expect(security).toContainEqual({ apiToken: [] });
  expect(components.securitySchemes).toMatchObject({ apiToken: { type: 'http', scheme: 'bearer' } });
  expect(paths['/health']?.['get']?.security).toEqual([]);
  expect(paths['/api/meetings']?.['get']).not.toHaveProperty('security');
  expect(paths['/api/meetings']?.['get']?.responses).toHaveProperty('401');
});
