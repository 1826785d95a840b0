import { once } from 'node:events';
import { createServer, request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import rtms from '@rtms-mock/client';
import { expect, test, vi } from 'vitest';
import { startReceiver, type Receiver, type ReceiverOptions } from '../src/receiver.js';
import { DEFAULT_CHOICE } from '../src/stream/media-choice.js';

rtms.configureLogger({ enabled: false });

function start(options: Partial<ReceiverOptions> = {}): Promise<Receiver> {
  return startReceiver({
    listen: { host: '127.0.0.1', port: 0, orAnyPort: false },
    path: '/webhook',
    display: { line: () => undefined, status: () => undefined, clear: () => undefined },
    statusEveryMs: 1000,
    keepBytes: 1_000_000,
    ffmpeg: undefined,
    ...options,
  });
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** `fetch` sets `Host` and `Origin` itself. */
async function send(url: string, headers: Record<string, string>, body?: string): Promise<Answer> {
  const sent = request(url, { method: body === undefined ? 'GET' : 'POST', headers });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += String(chunk);
  return { status: response.statusCode, headers: response.headers, body: text };
}

test('shows the page to this machine only, and takes webhooks under any name', async () => {
  const receiver = await start();
  const { port } = new URL(receiver.pageUrl);
  const at = (path: string): string => `http://127.0.0.1:${port}${path}`;
  try {
    const foreign = { host: 'tunnel.example.com' };
    for (const path of ['/', '/api/streams/x/transcript.vtt', '/assets/x.js']) {
      expect(await send(at(path), foreign)).toMatchObject({
        status: 403,
        body: expect.stringContaining('unknown-host'),
      });
    }
    const json = { 'content-type': 'application/json' };
    const webhook = JSON.stringify({ event: 'meeting.rtms_stopped', payload: { rtms_stream_id: 's' } });
    expect((await send(at('/webhook'), { ...foreign, ...json }, webhook)).status).toBe(200);

    const choice = JSON.stringify(DEFAULT_CHOICE);
    const cross = { origin: 'http://localhost:3000', ...json };
    expect(await send(at('/api/choice'), cross, choice)).toMatchObject({
      status: 403,
      body: expect.stringContaining('foreign-origin'),
    });
    const link = { 'sec-fetch-site': 'cross-site' };
    expect((await send(at('/api/streams/x/transcript.vtt'), link)).status).toBe(403);
    // 503 while the page is not built
    expect([200, 503]).toContain((await send(at('/'), link)).status);
    const own = { origin: at('').replace(/\/$/, ''), host: `127.0.0.1:${port}` };
    expect((await send(at('/api/choice'), { ...own, ...json }, choice)).status).toBe(200);
    expect((await send(at('/api/choice'), { ...own, 'content-type': 'text/plain' }, choice)).status).toBe(
      415,
    );
    expect((await send(at('/api/choice'), { ...own, ...json }, '{"audio":')).status).toBe(400);
    expect(await send(at('/api/streams/x/leave'), { ...own, ...json }, '{}')).toMatchObject({
      status: 400,
      body: expect.stringContaining('There is no such stream.'),
    });
    const missing = await send(at('/api/streams/%FF/audio.wav'), {});
    expect([missing.status, missing.headers['content-security-policy']]).toEqual([
      400,
      expect.stringContaining("default-src 'none'; script-src 'self'"),
    ]);
  } finally {
    await receiver.close();
  }
});

test('takes a free port where the default is in use, and explains one that was chosen', async () => {
  const other = createServer();
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const receiver = await start({ listen: { host: '127.0.0.1', port, orAnyPort: true } });
  expect(new URL(receiver.pageUrl).port).not.toBe(String(port));
  await receiver.close();
  await expect(start({ listen: { host: '127.0.0.1', port, orAnyPort: false } })).rejects.toThrow(
    `Port ${port} is in use: stop the other program, or choose another port with --page-port or ZM_RTMS_PAGE_PORT`,
  );
  other.close();
});

test('a webhook that leads nowhere is reported, and the app goes on', async () => {
  vi.stubEnv('ZM_RTMS_CLIENT', 'client');
  vi.stubEnv('ZM_RTMS_SECRET', 'secret');
  vi.stubEnv('ZM_RTMS_WEBHOOK_SECRET', '');
  const lines: string[] = [];
  const display = {
    line: (line: string) => void lines.push(line),
    status: () => undefined,
    clear: () => undefined,
  };
  const receiver = await start({ display });
  try {
    const payload = { meeting_uuid: 'm', rtms_stream_id: 's', server_urls: 'no url' };
    const body = JSON.stringify({ event: 'meeting.rtms_started', payload });
    const headers = { 'content-type': 'application/json' };
    expect((await send(receiver.url, headers, body)).status).toBe(200);
    await expect.poll(() => lines.at(-1)).toMatch(/^Could not join/);
    expect((await send(receiver.url, headers, body)).status).toBe(200);
  } finally {
    await receiver.close();
  }
});
