import { once } from 'node:events';
import { createServer, request, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import rtms, { type WebhookHandler } from '@rtms-mock/client';
import { signWebhook } from '@rtms-mock/protocol/signature';
import { listenProblem } from '../src/webhook/listen-problem.js';
import { hasIpv6 } from './support/has-ipv6.js';

beforeEach(() => rtms.configureLogger({ enabled: false }));

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

async function listening(server: Server): Promise<string> {
  servers.push(server);
  if (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function serve(handler: RequestListener): Promise<string> {
  return listening(createServer(handler).listen(0, '127.0.0.1'));
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

function post(url: string, body: string, headers: object = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', agent: false, headers: { ...headers } };
    const outgoing = request(url, options, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: text === '' ? '' : JSON.parse(text) }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

const STARTED = JSON.stringify({
  event: 'meeting.rtms_started',
  event_ts: 1767225600123,
  payload: { rtms_stream_id: 'rtms_stream_0001' },
});
const CHALLENGE = JSON.stringify({
  event: 'endpoint.url_validation',
  event_ts: 1767225600123,
  payload: { plainToken: 'q1W2e3R4t5Y6u7I8o9P0aQ' },
});
const CHALLENGE_ANSWER = {
  plainToken: 'q1W2e3R4t5Y6u7I8o9P0aQ',
  encryptedToken: '3e4e3c9fe6f2fbe7bb79a915566c93b0dff2c4723f44bc85770f6b594d7ea286',
};
const SECRET = 'mockWebhookSecretToken01';

describe('createWebhookHandler', () => {
  test('responds immediately and passes the webhook on', async () => {
    const received = vi.fn();
    const url = await serve(rtms.createWebhookHandler((body) => received(body), '/webhook'));
    expect(await post(`${url}/webhook?from=zoom`, STARTED)).toEqual({ status: 200, body: { status: 'ok' } });
    expect(received).toHaveBeenCalledWith(JSON.parse(STARTED));
  });

  test('leaves the response to a callback with three parameters', async () => {
    const handler = rtms.createWebhookHandler((body, req, res) => {
      res.writeHead(202);
      res.end(JSON.stringify([body['event'], req.headers['x-test']]));
    }, '/');
    const url = await serve(handler);
    expect(await post(url, STARTED, { 'x-test': 'yes' })).toEqual({
      status: 202,
      body: ['meeting.rtms_started', 'yes'],
    });
  });

  test('passes the request to a callback with two parameters, and responds for it', async () => {
    const methods: unknown[] = [];
    const url = await serve(rtms.createWebhookHandler((_body, req) => void methods.push(req.method), '/'));
    expect(await post(url, STARTED)).toEqual({ status: 200, body: { status: 'ok' } });
    expect(methods).toEqual(['POST']);
  });

  test.each([
    ['another path', '/other', STARTED, 404],
    ['no JSON', '/', 'event=started', 400],
    ['JSON without an event', '/', '{"payload":{}}', 400],
    ['JSON that is not an object', '/', 'null', 400],
    ['a huge body', '/', `{"event":"${'x'.repeat(1_048_576)}"}`, 413],
  ])('refuses %s', async (_, path, body, status) => {
    const received = vi.fn();
    const url = await serve(rtms.createWebhookHandler((webhook) => received(webhook), '/'));
    expect((await post(url + path, body)).status).toBe(status);
    expect(received).not.toHaveBeenCalled();
  });

  test('responds 500 for a callback that fails before its response, and continues', async () => {
    const handler = rtms.createWebhookHandler(async (body, _req, res) => {
      if (body['event'] === 'bad') throw new Error('thrown on purpose');
      res.end('{}');
    }, '/');
    const url = await serve(handler);
    expect((await post(url, '{"event":"bad"}')).status).toBe(500);
    expect((await post(url, '{"event":"good"}')).status).toBe(200);
  });

  test.each(['ZM_RTMS_WEBHOOK_SECRET', 'ZOOM_SECRET_TOKEN'])(
    'answers URL validation with %s',
    async (name) => {
      vi.stubEnv('ZM_RTMS_WEBHOOK_SECRET', '');
      vi.stubEnv('ZOOM_SECRET_TOKEN', '');
      vi.stubEnv(name, SECRET);
      const received = vi.fn();
      const url = await serve(rtms.createWebhookHandler((body) => received(body), '/'));
      expect(await post(url, CHALLENGE)).toEqual({ status: 200, body: CHALLENGE_ANSWER });
      expect(received).toHaveBeenCalledOnce();
    },
  );

  test('answers URL validation as the SDK does if no secret is known', async () => {
    vi.stubEnv('ZM_RTMS_WEBHOOK_SECRET', '');
    vi.stubEnv('ZOOM_SECRET_TOKEN', '');
    const url = await serve(rtms.createWebhookHandler(() => {}, '/'));
    expect(await post(url, CHALLENGE)).toEqual({ status: 200, body: { status: 'ok' } });
  });

  describe('with secretToken', () => {
    const nowSeconds = Math.floor(Date.now() / 1000);
    test.each([
      ['the right signature', { ...signWebhook(SECRET, nowSeconds, STARTED) }, 200],
      ['a wrong signature', { ...signWebhook('other', nowSeconds, STARTED) }, 401],
      ['an old signature', { ...signWebhook(SECRET, nowSeconds - 400, STARTED) }, 401],
      ['no signature', {}, 401],
    ])('%s', async (_, headers, status) => {
      const received = vi.fn();
      const url = await serve(
        rtms.createWebhookHandler((body) => received(body), '/', { secretToken: SECRET }),
      );
      expect((await post(url, STARTED, headers)).status).toBe(status);
      expect(received).toHaveBeenCalledTimes(status === 200 ? 1 : 0);
    });
  });

  test.each([
    ['an object', (text: string): unknown => JSON.parse(text)],
    ['a string', (text: string): unknown => text],
    ['bytes', (text: string): unknown => Buffer.from(text)],
  ])('accepts a body that a parser has converted to %s', async (_, parse) => {
    const handler: WebhookHandler = rtms.createWebhookHandler((body) => received(body), '/hooks/zoom');
    const received = vi.fn();
    const url = await serve((req, res) => {
      let text = '';
      req.on('data', (chunk: Buffer) => (text += chunk.toString()));
      // As Express does in a router mounted at /hooks: a parsed body and a shorter url.
      req.on('end', () => {
        handler(Object.assign(req, { body: parse(text), originalUrl: req.url, url: '/zoom' }), res);
      });
    });
    expect((await post(`${url}/hooks/zoom`, STARTED)).status).toBe(200);
    expect(received).toHaveBeenCalledWith(JSON.parse(STARTED));
  });
});

describe('onWebhookEvent', () => {
  test('listens as the environment configures, once', async () => {
    vi.stubEnv('ZM_RTMS_PORT', '0');
    vi.stubEnv('ZM_RTMS_PATH', '/zoom');
    const received = vi.fn();
    const server = rtms.onWebhookEvent((body) => received(body));
    const url = await listening(server);
    expect((await post(`${url}/zoom`, STARTED)).status).toBe(200);
    expect((await post(url, STARTED)).status).toBe(404);
    expect(received).toHaveBeenCalledOnce();
    expect(rtms.onWebhookEvent(() => {})).toBe(server);
  });

  test('a second call before it listens finds the same server', async () => {
    vi.stubEnv('ZM_RTMS_PORT', '0');
    vi.stubEnv('ZM_RTMS_HOST', 'localhost');
    const server = rtms.onWebhookEvent(() => {});
    expect(rtms.onWebhookEvent(() => {})).toBe(server);
    await listening(server);
  });

  test('a port in use is reported, with the log off too, and another call tries again', async () => {
    const taken = new URL(await serve(() => {})).port;
    vi.stubEnv('ZM_RTMS_PORT', taken);
    const problem = `No webhooks are received: port ${taken} is in use: stop the other program, or set ZM_RTMS_PORT`;
    const warned = once(process, 'warning');
    const server = rtms.onWebhookEvent(() => {});
    expect(await warned).toMatchObject([{ name: 'RtmsWarning', message: problem }]);

    rtms.configureLogger({ enabled: true });
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const next = rtms.onWebhookEvent(() => {});
    expect(next).not.toBe(server);
    await once(next, 'error');
    expect(written.mock.calls.join('')).toContain(`| ERROR | ${problem}\n`);
    written.mockRestore();
  });

  test.skipIf(!hasIpv6())(
    'another program on ::1 is reported, which receives what is sent to localhost',
    async () => {
      const server = createServer();
      servers.push(server);
      await once(server.listen(0, '::1'), 'listening');
      const { port } = server.address() as AddressInfo;
      vi.stubEnv('ZM_RTMS_PORT', String(port));
      vi.stubEnv('ZM_RTMS_HOST', 'localhost');
      rtms.configureLogger({ enabled: true });
      let isReported: () => void = () => {};
      const reported = new Promise<void>((resolve) => (isReported = resolve));
      const line = `| WARN  | Webhooks are not received on ::1: another program listens on port ${port} there\n`;
      const written = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
        if (String(text).includes(line)) isReported();
        return true;
      });
      await listening(rtms.onWebhookEvent(() => {}));
      await reported;
      written.mockRestore();
    },
  );

  test.each([
    ['EACCES', /^port 80 is reserved .* set ZM_RTMS_PORT/],
    ['ENOTFOUND', /^this machine has no address zoom\.example: correct ZM_RTMS_HOST$/],
    ['EMFILE', /^too many open files$/],
  ])('the error %s names what to change', (code, problem) => {
    const error = Object.assign(new Error('too many open files'), { code });
    expect(listenProblem(error, { port: 80, host: 'zoom.example' })).toMatch(problem);
  });

  test('names the invalid variable', () => {
    vi.stubEnv('ZM_RTMS_PORT', 'eighty');
    expect(() => rtms.onWebhookEvent(() => {})).toThrow('ZM_RTMS_PORT must be a port number, found "eighty"');
    vi.stubEnv('ZM_RTMS_PORT', '0');
    vi.stubEnv('ZM_RTMS_CERT', import.meta.filename);
    expect(() => rtms.onWebhookEvent(() => {})).toThrow('ZM_RTMS_KEY is not the path of a file');
  });
});
