import { createServer, request, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import rtms from '@rtms-mock/client';
import { signWebhook } from '@rtms-mock/protocol/signature';
import { listenHosts } from '../../src/webhook/listen-hosts.js';
import { hasIpv6 } from '../support/has-ipv6.js';

const SECRET = 'mockWebhookSecretToken01';
const servers: Server[] = [];

beforeEach(() => {
  rtms.configureLogger({ enabled: false });
  vi.stubEnv('ZM_RTMS_WEBHOOK_SECRET', SECRET);
});
afterEach(async () => {
  rtms.configureLogger({ enabled: true });
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

async function portOf(server: Server): Promise<number> {
  servers.push(server);
  if (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
  return (server.address() as AddressInfo).port;
}

function serve(handler: RequestListener): Promise<number> {
  return portOf(createServer(handler).listen(0, '127.0.0.1'));
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

function post(port: number, body: string, headers: object = {}, host = '127.0.0.1'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host, port, method: 'POST', agent: false, headers: { ...headers } };
    const outgoing = request(options, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function challenge(plainToken: unknown): string {
  return JSON.stringify({ event: 'endpoint.url_validation', event_ts: 1, payload: { plainToken } });
}

describe('URL validation', () => {
  test('does not sign a token that is the signed text of a webhook', async () => {
    const received = vi.fn();
    const port = await serve(rtms.createWebhookHandler((body) => received(body), '/'));
    const nowSeconds = Math.floor(Date.now() / 1000);
    const forged = '{"event":"meeting.rtms_stopped","payload":{}}';
    const answer = await post(port, challenge(`v0:${nowSeconds}:${forged}`));
    expect(answer).toEqual({ status: 400, text: '{"error":"plainToken must not begin with v0:"}' });
    expect(answer.text).not.toContain(signWebhook(SECRET, nowSeconds, forged)['x-zm-signature'].slice(3));
    expect(received).not.toHaveBeenCalled();
  });

  test('answers tokens up to 64 characters', async () => {
    const port = await serve(rtms.createWebhookHandler(() => {}, '/'));
    expect((await post(port, challenge('x'.repeat(64)))).text).toContain('encryptedToken');
    expect((await post(port, challenge('x'.repeat(65)))).status).toBe(400);
  });

  test.each([[{ a: 1 }], [null], [5]])('is not answered for the token %j', async (token) => {
    const port = await serve(rtms.createWebhookHandler(() => {}, '/'));
    expect(await post(port, challenge(token))).toEqual({ status: 200, text: '{"status":"ok"}' });
  });
});

describe('a signature', () => {
  const started = '{"event":"meeting.rtms_started","payload":{}}';
  const nowSeconds = Math.floor(Date.now() / 1000);

  test.each([
    ['is accepted if it is right', signWebhook(SECRET, nowSeconds, started), 200],
    ['is refused if it is wrong', signWebhook('other', nowSeconds, started), 401],
    ['is refused if it is old', signWebhook(SECRET, nowSeconds - 400, started), 401],
    ['may be absent, as in the SDK', {}, 200],
  ])('%s', async (_, headers, status) => {
    const port = await serve(rtms.createWebhookHandler(() => {}, '/'));
    expect((await post(port, started, headers)).status).toBe(status);
  });

  test('is not verified without a secret token', async () => {
    vi.stubEnv('ZM_RTMS_WEBHOOK_SECRET', '');
    vi.stubEnv('ZOOM_SECRET_TOKEN', '');
    const port = await serve(rtms.createWebhookHandler(() => {}, '/'));
    expect((await post(port, started, signWebhook('other', nowSeconds, started))).status).toBe(200);
  });

  test('is not verified if a body parser has lost the signed bytes', async () => {
    const spaced = '{ "event": "meeting.rtms_started", "payload": {} }';
    const handler = rtms.createWebhookHandler(() => {}, '/');
    const port = await serve((req, res) => {
      let text = '';
      req.on('data', (chunk: Buffer) => (text += chunk.toString()));
      req.on('end', () => handler(Object.assign(req, { body: JSON.parse(text) as unknown }), res));
    });
    expect((await post(port, spaced, signWebhook(SECRET, nowSeconds, spaced))).status).toBe(200);
  });
});

describe('a hostile body', () => {
  test.each([
    ['deep arrays', `{"event":"x","payload":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 400],
    ['a payload that is null', '{"event":"endpoint.url_validation","payload":null}', 200],
    ['a payload that is a string', '{"event":"endpoint.url_validation","payload":"x"}', 200],
    ['an event that is an object', '{"event":{"toString":1}}', 400],
  ])('%s: gets a response', async (_, body, status) => {
    const port = await serve(rtms.createWebhookHandler(() => {}, '/'));
    expect((await post(port, body)).status).toBe(status);
  });

  test('a parsed body that cannot be serialized gets 500', async () => {
    const body: { self?: unknown } = {};
    body.self = body;
    const handler = rtms.createWebhookHandler(() => {}, '/');
    const port = await serve((req, res) => handler(Object.assign(req, { body }), res));
    expect((await post(port, '')).status).toBe(500);
  });
});

describe('log lines', () => {
  function captured(): string[] {
    const written: string[] = [];
    const write = (text: unknown): boolean => Boolean(written.push(String(text)));
    vi.spyOn(process.stdout, 'write').mockImplementation(write);
    vi.spyOn(process.stderr, 'write').mockImplementation(write);
    rtms.configureLogger({ enabled: true, level: rtms.LogLevel.DEBUG });
    return written;
  }

  test('contain no line breaks, control characters and long texts of a webhook', async () => {
    const lines = captured();
    const port = await serve(rtms.createWebhookHandler(() => {}, '/'));
    const event = `a\nrtms | ERROR | forged\u001b[31m\u009b\u202e${'x'.repeat(5000)}`;
    await post(port, JSON.stringify({ event }));
    vi.restoreAllMocks();
    const line = lines.find((text) => text.includes('forged')) ?? '';
    expect(line).toContain(String.raw`Received a\nrtms | ERROR | forged\u001b[31m\u009b\u202e`);
    expect(line.trimEnd()).not.toMatch(/\p{Cc}/u);
    expect(line.length).toBeLessThan(320);
  });

  test('of one kind are at most 20 in 10 s', async () => {
    const lines = captured();
    const port = await serve(rtms.createWebhookHandler(() => {}, '/'));
    await Promise.all(Array.from({ length: 60 }, (_, i) => post(port, `no JSON ${i}`)));
    vi.restoreAllMocks();
    const refused = lines.filter((line) => line.includes('Refused a request'));
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThanOrEqual(20);
  });
});

describe('the addresses of the webhook server', () => {
  const none = (): boolean => false;
  test.each([
    ['this machine only', {}, none, '127.0.0.1', '::1'],
    ['all in a Docker container', {}, (path: string) => path === '/.dockerenv', undefined, undefined],
    ['all in a Podman container', {}, (path: string) => path === '/run/.containerenv', undefined, undefined],
    ['all in Kubernetes', { KUBERNETES_SERVICE_HOST: '10.0.0.1' }, none, undefined, undefined],
    ['localhost', { ZM_RTMS_HOST: 'localhost' }, () => true, '127.0.0.1', '::1'],
    ['ZM_RTMS_HOST', { ZM_RTMS_HOST: '10.1.2.3' }, () => true, '10.1.2.3', undefined],
  ])('%s', (_, environment, exists, host, second) => {
    const hosts = listenHosts(environment, exists);
    expect([hosts.host, hosts.second]).toEqual([host, second]);
  });

  test.each([
    ['127.0.0.1', ['127.0.0.1']],
    ['localhost', hasIpv6() ? ['127.0.0.1', '::1'] : ['127.0.0.1']],
  ])('with ZM_RTMS_HOST=%s the server receives webhooks there', async (host, addresses) => {
    vi.stubEnv('ZM_RTMS_PORT', '0');
    vi.stubEnv('ZM_RTMS_HOST', host);
    const server = rtms.onWebhookEvent(() => {});
    const port = await portOf(server);
    expect(server.address()).toMatchObject({ address: '127.0.0.1' });
    for (const address of addresses) {
      await expect.poll(() => post(port, '{"event":"x"}', {}, address)).toMatchObject({ status: 200 });
    }
    servers.pop();
    await new Promise((resolve) => server.close(resolve));
    for (const address of addresses) {
      await expect(post(port, '{"event":"x"}', {}, address)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    }
  });
});
