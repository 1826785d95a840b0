import { ManualClock } from '@rtms-mock/protocol/testing';
import { verifyWebhook } from '@rtms-mock/protocol/signature';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { JournalRecorder } from '../../src/journal.js';
import { silentLogger } from '../../src/log.js';
import { documentedRetryPolicy } from '../../src/webhooks/retry.js';
import { createWebhookSender, type WebhookSenderOptions } from '../../src/webhooks/sender.js';
import { freePort } from '../../../../test/support/free-port.js';
import { receiver } from './receiver.js';
import { RecordedLogger } from './recorded-logger.js';

const BODY = {
  event: 'meeting.rtms_stopped',
  event_ts: 1767225600123,
  payload: { meeting_uuid: '4f2kQd8sT0uXy9ZbAa1BcQ==', rtms_stream_id: 'rtms_stream_0001', stop_reason: 6 },
};

function setUp(options: Partial<WebhookSenderOptions> = {}) {
  const clock = new ManualClock();
  const realClock = new ManualClock();
  const journal = new JournalRecorder(clock);
  const logger = new RecordedLogger();
  const sender = createWebhookSender({
    secretToken: () => 'mockWebhookSecretToken01',
    clock,
    realClock,
    journal,
    logger,
    ...options,
  });
  return { sender, clock, realClock, journal, logger };
}

/** Resolves when the journal contains this many responses. */
function answers(journal: JournalRecorder, count: number): Promise<void> {
  const enough = (): boolean => journal.find({ kind: 'webhook', direction: 'received' }).length >= count;
  return new Promise((resolve) => {
    if (enough()) return resolve();
    const cancel = journal.subscribe(() => {
      if (!enough()) return;
      cancel();
      // The sender plans the retry after it has written the entry.
      setImmediate(resolve);
    });
  });
}

describe('a webhook', () => {
  test('is wrapped together with the client id if apps of the first mock server need that', async () => {
    await using app = await receiver();
    const { sender, journal } = setUp({ form: 'wrapped' });

    await sender.send(app.url, BODY, undefined, { clientId: 'app-1' });
    const [request] = app.requests;
    expect(JSON.parse(request?.body ?? '')).toEqual({ clientId: 'app-1', payload: BODY });
    const headers = request?.headers as { [name: string]: string };
    const timestamp = headers['x-zm-request-timestamp'];
    const verified = verifyWebhook({
      signature: headers['x-zm-signature'],
      timestamp,
      rawBody: request?.body ?? '',
      secretToken: 'mockWebhookSecretToken01',
      nowSeconds: Number(timestamp),
    });
    expect(verified).toEqual({ ok: true });
    expect(journal.find({ type: BODY.event, direction: 'sent' })[0]?.detail['body']).toEqual(BODY);
  });

  test('is compact JSON, signed over the exact bytes, as the documented vector shows', async () => {
    await using app = await receiver();
    const { sender } = setUp({ unixSeconds: () => 1767225600 });

    const outcome = await sender.send(app.url, BODY);

    expect(outcome).toEqual({ status: 'delivered', httpStatus: 200, ms: 0, late: false });
    expect(app.requests[0]).toMatchObject({ method: 'POST', path: '/webhook', body: JSON.stringify(BODY) });
    expect(app.requests[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'x-zm-request-timestamp': '1767225600',
      'x-zm-signature': 'v0=642dd1194e54b3968c3e64e61275fc32b9cef36dd00e99f1045be30122caf1a1',
    });
  });

  test('carries the real time of day in its signature at any meeting time', async () => {
    await using app = await receiver();
    const { sender, clock } = setUp();
    clock.advance(48 * 3600 * 1000);

    await sender.send(app.url, BODY);

    const { headers, body } = app.requests[0]!;
    const verdict = verifyWebhook({
      signature: String(headers['x-zm-signature']),
      timestamp: String(headers['x-zm-request-timestamp']),
      rawBody: body,
      secretToken: 'mockWebhookSecretToken01',
      nowSeconds: Date.now() / 1000,
      windowSeconds: 60,
    });
    expect(verdict).toEqual({ ok: true });
  });

  test('with characters outside ASCII is signed over its bytes', async () => {
    await using app = await receiver();
    const { sender } = setUp({ unixSeconds: () => 1767225600 });

    await sender.send(app.url, { event: 'test', topic: 'Größe ✓' });

    const { headers, body } = app.requests[0]!;
    expect(JSON.parse(body)).toEqual({ event: 'test', topic: 'Größe ✓' });
    expect(
      verifyWebhook({
        signature: String(headers['x-zm-signature']),
        timestamp: '1767225600',
        rawBody: body,
        secretToken: 'mockWebhookSecretToken01',
        nowSeconds: 1767225600,
      }),
    ).toEqual({ ok: true });
  });

  test('is recorded in the journal when it is sent and when it is answered, without the password of its URL', async () => {
    await using app = await receiver({ body: '{"status":"ok"}' });
    const { sender, journal } = setUp();

    await sender.send(app.url.replace('127', 'ada:secret@127'), BODY);

    const [sent, received, ...more] = journal.find({ kind: 'webhook', streamId: 'rtms_stream_0001' });
    expect(more).toEqual([]);
    expect(sent).toMatchObject({
      direction: 'sent',
      type: 'meeting.rtms_stopped',
      detail: { url: app.url, body: BODY },
    });
    expect(received).toMatchObject({
      direction: 'received',
      type: 'meeting.rtms_stopped',
      detail: { url: app.url, answer: '{"status":"ok"}', outcome: { status: 'delivered', httpStatus: 200 } },
    });
    expect(JSON.stringify(journal.find())).not.toContain('secret');
  });

  test('that names no stream is recorded under the stream it was sent for', async () => {
    await using app = await receiver();
    const { sender, journal } = setUp();
    await sender.send(app.url, { event: 'rtms.concurrency_limited', payload: {} }, 'one');
    expect(journal.find({ kind: 'webhook', streamId: 'one' }).map(({ direction }) => direction)).toEqual([
      'sent',
      'received',
    ]);
  });

  test('is late when the answer takes more than 3 s, and the log says what the real service would do', async () => {
    const { sender, realClock, logger } = setUp();
    await using app = await receiver((_request, respond) => {
      realClock.advance(3001);
      respond(204);
    });

    const outcome = await sender.send(app.url, BODY);

    expect(outcome).toEqual({ status: 'delivered', httpStatus: 204, ms: 3001, late: true });
    expect(logger.text('warn')).toContain('the real service would send this webhook again');
  });

  test('is in time when the answer takes exactly 3 s', async () => {
    const { sender, realClock, logger } = setUp();
    await using app = await receiver((_request, respond) => {
      realClock.advance(3000);
      respond(200);
    });

    expect(await sender.send(app.url, BODY)).toMatchObject({ ms: 3000, late: false });
    expect(logger.text('warn')).toBe('');
  });

  test.each([201, 301, 404, 500])('is refused when the receiver answers %i', async (status) => {
    await using app = await receiver({ status, headers: { location: 'http://127.0.0.1:1/elsewhere' } });
    const { sender } = setUp();

    expect(await sender.send(app.url, BODY)).toMatchObject({ status: 'refused', httpStatus: status });
    expect(app.requests).toHaveLength(1);
  });
});

describe('a failure becomes an outcome that names the remedy', () => {
  test('no response within 15 s', async () => {
    const { sender, realClock } = setUp();
    await using app = await receiver(() => realClock.advance(15_000));

    expect(await sender.send(app.url, BODY)).toMatchObject({
      status: 'failed',
      code: 'timeout',
      message: expect.stringMatching(/within 15 s\. Answer first/),
      ms: 15_000,
    });
    expect(realClock.pending).toBe(0);
  });

  test('no program listens at the port', async () => {
    const { sender } = setUp();
    const outcome = await sender.send(`http://127.0.0.1:${await freePort()}/webhook`, BODY);

    expect(outcome).toMatchObject({
      status: 'failed',
      code: 'connection-refused',
      message: expect.stringMatching(/^Nothing listens at 127\.0\.0\.1:\d+\. Start the webhook receiver/),
    });
  });

  test('the host name is unknown', async () => {
    const { sender } = setUp();
    expect(await sender.send('http://no-such-host.invalid/webhook', BODY)).toMatchObject({
      code: 'host-not-found',
      message: expect.stringContaining('no-such-host.invalid cannot be found'),
    });
  });

  test('the receiver closes the connection', async () => {
    const server = createTcpServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { sender } = setUp();

    expect(await sender.send(`http://127.0.0.1:${port}/`, BODY)).toMatchObject({
      code: 'connection-closed',
      message: expect.stringContaining('closed the connection without a response'),
    });
    server.close();
  });

  test.each([
    ['its head', 'HTTP/1.1 200 OK\r\nContent-Ty'],
    ['a body with a length', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"pl'],
    ['a body in chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab'],
  ])('the receiver closes the connection within %s', async (_where, begin) => {
    const server = createTcpServer((socket) => socket.once('data', () => socket.end(begin)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { sender } = setUp();

    expect(await sender.send(`http://127.0.0.1:${port}/`, BODY)).toMatchObject({
      status: 'failed',
      code: 'connection-closed',
      message: expect.stringContaining('closed the connection in the middle of its response'),
    });
    server.close();
  });

  test('a program without HTTP answers', async () => {
    const server = createTcpServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { sender } = setUp();

    expect(await sender.send(`http://127.0.0.1:${port}/`, BODY)).toMatchObject({
      code: 'not-http',
      message: expect.stringContaining('does not answer in HTTP'),
    });
    server.close();
  });

  test.each([
    ['localhost:3000/webhook', '; did you mean http://localhost:3000/webhook?'],
    [
      'ftp://localhost/x',
      'The webhook URL must be an http or https URL such as http://localhost:3000/webhook, found "ftp://localhost/x".',
    ],
    ['', 'The webhook URL must not be empty.'],
    ['http://', 'must be an http or https URL'],
    ['http://a b/', 'must be an http or https URL'],
  ])('%j is not a URL of a receiver', async (url, expected) => {
    const { sender } = setUp();
    expect(await sender.send(url, BODY)).toMatchObject({
      status: 'failed',
      code: 'bad-url',
      message: expect.stringContaining(expected),
    });
  });

  test('of a very long response only the beginning is kept', async () => {
    await using app = await receiver({ body: 'x'.repeat(5_000_000) });
    const { sender, journal } = setUp();

    expect(await sender.send(app.url, BODY)).toMatchObject({ status: 'delivered' });
    expect(String(journal.find({ direction: 'received' })[0]?.detail['answer'])).toHaveLength(2000);
  });

  test('stopping aborts running attempts', async () => {
    const { sender, realClock } = setUp();
    await using app = await receiver(() => {});
    const outcome = sender.send(app.url, BODY);
    await app.received(1);

    sender.stop();

    expect(await outcome).toMatchObject({ status: 'failed', code: 'cancelled' });
    expect(realClock.pending).toBe(0);
  });
});

describe('a retry', () => {
  const MINUTE_MS = 60_000;

  test('happens after 5, 20 and 60 minutes, then never again', async () => {
    await using app = await receiver({ status: 500 });
    const { sender, clock, journal } = setUp({ retry: documentedRetryPolicy(), logger: silentLogger });

    await sender.send(app.url, BODY);
    for (const [attempt, minutes] of [5, 20, 60].entries()) {
      clock.advance(minutes * MINUTE_MS - 1);
      expect(app.requests).toHaveLength(attempt + 1);
      clock.advance(1);
      await answers(journal, attempt + 2);
    }

    expect(clock.pending).toBe(0);
    expect(journal.find({ direction: 'sent' }).map((entry) => entry.detail['attempt'])).toEqual([
      undefined,
      2,
      3,
      4,
    ]);
    expect(new Set(app.requests.map((request) => request.body)).size).toBe(1);
  });

  test('can be scaled down, and none follows the first response in time', async () => {
    let requests = 0;
    await using app = await receiver((_request, respond) => respond(requests++ === 0 ? 503 : 200));
    const { sender, clock, journal } = setUp({ retry: documentedRetryPolicy(0.001) });

    expect(await sender.send(app.url, BODY)).toMatchObject({ status: 'refused' });
    expect(clock.pending).toBe(1);
    clock.advance(300);
    await answers(journal, 2);

    expect(clock.pending).toBe(0);
  });

  test('happens after a late response too', async () => {
    const { sender, clock, realClock } = setUp({ retry: documentedRetryPolicy() });
    await using app = await receiver((_request, respond) => {
      realClock.advance(3500);
      respond(200);
    });

    await sender.send(app.url, BODY);

    expect(clock.pending).toBe(1);
    sender.stop();
    expect(clock.pending).toBe(0);
  });

  test('happens only with a retry policy', async () => {
    await using app = await receiver({ status: 500 });
    const { sender, clock } = setUp();

    await sender.send(app.url, BODY);

    expect(app.requests).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });
});
