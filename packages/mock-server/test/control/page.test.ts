import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openapiDocument } from '../../src/control/openapi-document.js';
import { startMockServer } from '../../src/index.js';
import { fakeServer } from './fake-server.js';

const SCRIPT = `console.log(${JSON.stringify('x'.repeat(500))})`;
const BROWSER = { accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8' };
const TOKEN = 'a-token/of+ours';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rtms-mock-page-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(
    join(folder, 'index.html'),
    '<!doctype html><script src="assets/main.1a.js" defer></script>',
  );
  await writeFile(join(folder, 'assets', 'main.1a.js'), SCRIPT);
  await writeFile(join(folder, 'secret.txt'), 'not an asset');
  await writeFile(join(folder, 'assets', 'run.sh'), 'no type');
});
afterAll(() => rm(folder, { recursive: true }));

describe('the page', () => {
  test('is served with a policy that runs its own scripts only', async () => {
    await using server = await fakeServer({ pageFolder: folder });
    const { status, headers, text } = await server.get('/');
    expect(status).toBe(200);
    expect(text).toContain('assets/main.1a.js');
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('microphone=(self)') as string,
    });
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain("connect-src 'self' ws://127.0.0.1:9092 ws://127.0.0.1:8081");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*/);
  });

  test('may open the sockets of the server under the name that the browser uses', async () => {
    await using server = await fakeServer({ pageFolder: folder });
    const { headers } = await server.get('/', { host: `localhost:${server.port}` });
    expect(headers['content-security-policy']).toContain('ws://localhost:9092 ws://127.0.0.1:8081');
  });

  test('is not sent again while it has not changed', async () => {
    await using server = await fakeServer({ pageFolder: folder });
    const first = await server.get('/');
    const again = await server.get('/', { 'if-none-match': String(first.headers['etag']) });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  test('says what to do when it is not built', async () => {
    await using server = await fakeServer({ pageFolder: join(folder, 'nothing') });
    const { status, text } = await server.get('/');
    expect(status).toBe(503);
    expect(text).toContain('run <code>pnpm build</code>');
    expect((await server.get('/assets/main.1a.js')).status).toBe(404);
  });

  test('is not served under the name of another host', async () => {
    await using server = await fakeServer({ pageFolder: folder });
    expect((await server.get('/', { host: 'foreign.test' })).status).toBe(403);
    expect((await server.get('/assets/main.1a.js', { host: 'foreign.test' })).status).toBe(403);
  });
});

describe('an asset', () => {
  test('is cached for good, and compressed where the browser accepts that', async () => {
    await using server = await fakeServer({ pageFolder: folder });
    const plain = await server.get('/assets/main.1a.js');
    expect(plain.text).toBe(SCRIPT);
    expect(plain.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'cross-origin-resource-policy': 'same-origin',
    });
    const response = await fetch(`http://127.0.0.1:${server.port}/assets/main.1a.js`);
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(await response.text()).toBe(SCRIPT);
  });

  test('is read again once it has changed', async () => {
    await using server = await fakeServer({ pageFolder: folder });
    const path = join(folder, 'assets', 'other.js');
    await writeFile(path, 'a');
    expect((await server.get('/assets/other.js')).text).toBe('a');
    await writeFile(path, 'bb');
    expect((await server.get('/assets/other.js')).text).toBe('bb');
  });

  test.each([
    '..%2Fsecret.txt',
    '%2e%2e/secret.txt',
    '..%2f..%2f..%2fetc%2fpasswd',
    'none.js',
    'run.sh',
    'main.1a.js%00.txt',
    '.',
    'x'.repeat(300),
  ])('%s does not exist', async (name) => {
    await using server = await fakeServer({ pageFolder: folder });
    expect((await server.get(`/assets/${name}`)).status).toBe(404);
  });
});

describe('with an API token', () => {
  test('a browser without it is asked for it, and gets a cookie and the page', async () => {
    await using server = await fakeServer({ pageFolder: folder, settings: { apiToken: TOKEN } });
    const form = await server.get('/', BROWSER);
    expect(form.status).toBe(401);
    expect(form.text).toContain('<input name="token" type="password"');
    expect(form.text).not.toContain('assets');
    expect(form.text).toContain('the one that it was given, or that it printed');
    expect(form.text).not.toContain('That is not the API token');
    const wrong = await server.get('/?token=another', BROWSER);
    expect(wrong.status).toBe(401);
    expect(wrong.text).toContain('That is not the API token of this server.');
    expect(wrong.text).not.toContain('another');
    const opened = await server.get(`/?token=${encodeURIComponent(TOKEN)}`, BROWSER);
    expect([opened.status, opened.headers.location]).toEqual([303, './']);
    const cookie = String(opened.headers['set-cookie']?.[0]?.split(';')[0]);
    expect((await server.get('/', { ...BROWSER, cookie })).status).toBe(200);
    expect((await server.get('/assets/main.1a.js', { cookie })).status).toBe(200);
    expect((await server.get('/assets/main.1a.js')).status).toBe(401);
  });
});

describe('--allow-origin', () => {
  const OWN = 'https://dashboard.example.test';
  const settings = { allowOrigins: [OWN] };

  test('lets a page of that origin call the API', async () => {
    await using server = await fakeServer({ settings });
    const preflight = await server.call('OPTIONS', '/api/meetings', undefined, {
      origin: OWN,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': OWN,
      'access-control-allow-headers': 'authorization, content-type, x-api-token',
      vary: 'origin',
    });
    const { paths } = openapiDocument() as { readonly paths: { readonly [path: string]: object } };
    const methods = Object.values(paths).flatMap((calls) => Object.keys(calls));
    const allowed = String(preflight.headers['access-control-allow-methods']).toLowerCase().split(', ');
    expect(new Set(allowed)).toEqual(new Set(methods));
    const started = await server.post('/api/meetings', {}, { origin: OWN });
    expect(started.status).toBe(201);
    expect(started.headers['access-control-allow-origin']).toBe(OWN);
  });

  test('lets no other page in, and spares nobody the token', async () => {
    await using server = await fakeServer({ settings: { ...settings, apiToken: TOKEN } });
    const foreign = await server.call('OPTIONS', '/api/meetings', undefined, {
      origin: 'https://foreign.test',
      'access-control-request-method': 'POST',
    });
    expect(foreign.headers).not.toHaveProperty('access-control-allow-origin');
    expect((await server.post('/api/meetings', {}, { origin: OWN })).status).toBe(401);
    const headers = { authorization: `Bearer ${TOKEN}` };
    expect((await server.post('/api/meetings', {}, { ...headers, origin: OWN })).status).toBe(201);
    const answer = await server.post('/api/meetings', {}, { ...headers, origin: 'https://foreign.test' });
    expect(answer.json).toMatchObject({
      error: { code: 'foreign-origin', hint: expect.stringContaining('--allow-origin') as string },
    });
  });
});

test('a server that is started serves the page folder of the package', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0 });
  const response = await fetch(server.controlUrl);
  // 503 before `pnpm build`.
  expect([200, 503]).toContain(response.status);
  expect(response.headers.get('content-security-policy')).toContain(`ws://127.0.0.1:${server.mediaPort}`);
  expect(await response.text()).toContain('rtms-mock');
});
