/** The log names the mistake behind a webhook that is refused; the response does not. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import rtms from '@rtms-mock/client';
import { signWebhook } from '@rtms-mock/protocol/signature';

const SECRET = 'mockWebhookSecretToken01';
const CLIENT_SECRET = 'mockClientSecret01';
const BODY = '{"event":"meeting.rtms_started","event_ts":1767225600123,"payload":{"meeting_uuid":"a/b=="}}';
const nowSeconds = Math.floor(Date.now() / 1000);

const servers: Server[] = [];
let logged: string[] = [];

beforeEach(() => {
  vi.stubEnv('ZM_RTMS_SECRET', CLIENT_SECRET);
  rtms.configureLogger({ enabled: true });
  logged = [];
  const write = (text: string | Uint8Array): boolean => logged.push(String(text)) > 0;
  vi.spyOn(process.stdout, 'write').mockImplementation(write);
  vi.spyOn(process.stderr, 'write').mockImplementation(write);
});
afterEach(async () => {
  rtms.configureLogger({ enabled: false });
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

async function post(
  headers: Record<string, string>,
  body: string,
): Promise<{ status: number; text: string }> {
  const handler = rtms.createWebhookHandler(() => {}, '/', { secretToken: SECRET });
  const server = createServer(handler).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const response = await fetch(url, { method: 'POST', headers: { ...headers, connection: 'close' }, body });
  return { status: response.status, text: await response.text() };
}

test.each([
  [
    'a newline in the secret',
    { ...signWebhook(`${SECRET}\n`, nowSeconds, BODY) },
    BODY,
    /ends with a newline/,
  ],
  [
    'the client secret',
    { ...signWebhook(CLIENT_SECRET, nowSeconds, BODY) },
    BODY,
    /the key is the client secret/,
  ],
  ['milliseconds', { ...signWebhook(SECRET, nowSeconds * 1000, BODY) }, BODY, /timestamp is in milliseconds/],
  ['an old request', { ...signWebhook(SECRET, nowSeconds - 7200, BODY) }, BODY, /timestamp is 2 h old/],
  ['no signature', {}, BODY, /header x-zm-signature is missing/],
  [
    'a body that PHP has written again',
    { ...signWebhook(SECRET, nowSeconds, BODY) },
    BODY.replace('a/b', String.raw`a\/b`),
    /parsed and written again, as by json_encode \(PHP\)/,
  ],
])('%s is named in the log and not in the response', async (_title, headers, body, mistake) => {
  const response = await post(headers, body);
  expect(response.status).toBe(401);
  expect(response.text).not.toMatch(mistake);
  expect(logged.join('')).toMatch(mistake);
  for (const secret of [SECRET, CLIENT_SECRET]) expect(logged.join('')).not.toContain(secret);
});
