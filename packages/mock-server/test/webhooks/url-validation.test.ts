import { ManualClock } from '@rtms-mock/protocol/testing';
import { createHash, createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { JournalRecorder } from '../../src/journal.js';
import { RecordedLogger } from './recorded-logger.js';
import { createWebhookSender } from '../../src/webhooks/sender.js';
import { freePort } from '../../../../test/support/free-port.js';
import { receiver, type Answer } from './receiver.js';

const SECRET = 'mockWebhookSecretToken01';

function hmac(key: string, text: string) {
  return createHmac('sha256', key).update(text);
}

/** A response computed from the challenge. */
function answering(make: (plainToken: string) => string, status = 200): Answer {
  return (request, respond) => {
    const { payload } = JSON.parse(request.body) as { payload: { plainToken: string } };
    respond(status, make(payload.plainToken));
  };
}

function hashed(make: (plainToken: string) => unknown): Answer {
  return answering((plainToken) => JSON.stringify({ plainToken, encryptedToken: make(plainToken) }));
}

const right = hashed((token) => hmac(SECRET, token).digest('hex'));

function setUp() {
  const clock = new ManualClock();
  const realClock = new ManualClock();
  const journal = new JournalRecorder(clock);
  const logger = new RecordedLogger();
  const sender = createWebhookSender({
    secretToken: () => SECRET,
    clock,
    realClock,
    journal,
    logger,
  });
  return { sender, realClock, journal, logger };
}

describe('URL validation', () => {
  test('succeeds when the receiver answers the challenge, which is signed like every webhook', async () => {
    await using app = await receiver(right);
    const { sender, journal, logger } = setUp();

    expect(await sender.validate(app.url)).toEqual({ ok: true, ms: 0 });
    expect(logger.text('info')).toBe(`${app.url} answers URL validation correctly.`);

    const challenge = JSON.parse(app.requests[0]!.body) as Record<string, unknown>;
    expect(challenge).toEqual({
      event: 'endpoint.url_validation',
      event_ts: 1767225600000,
      payload: { plainToken: expect.stringMatching(/^[\w-]{22}$/) as string },
    });
    expect(app.requests[0]?.headers['x-zm-signature']).toMatch(/^v0=[0-9a-f]{64}$/);
    expect(journal.find({ kind: 'webhook' }).map((entry) => [entry.direction, entry.type])).toEqual([
      ['sent', 'endpoint.url_validation'],
      ['received', 'endpoint.url_validation'],
    ]);
  });

  test('uses another token each time', async () => {
    await using app = await receiver(right);
    const { sender } = setUp();
    await sender.validate(app.url);
    await sender.validate(app.url);
    expect(app.requests[0]?.body).not.toBe(app.requests[1]?.body);
  });

  const failures: [title: string, answer: Answer, code: string, message: RegExp][] = [
    [
      'another secret token',
      hashed((token) => hmac('another', token).digest('hex')),
      'wrong-hash',
      /uses another secret token/,
    ],
    [
      'upper case',
      hashed((token) => hmac(SECRET, token).digest('hex').toUpperCase()),
      'wrong-hash',
      /upper case/,
    ],
    ['base64', hashed((token) => hmac(SECRET, token).digest('base64')), 'wrong-hash', /in base64/],
    [
      'key and message exchanged',
      hashed((token) => hmac(token, SECRET).digest('hex')),
      'wrong-hash',
      /exchanged/,
    ],
    [
      'a hash without key',
      hashed((token) => createHash('sha256').update(token).digest('hex')),
      'wrong-hash',
      /without the secret token/,
    ],
    [
      'no encryptedToken',
      answering((plainToken) => JSON.stringify({ plainToken })),
      'wrong-hash',
      /no encryptedToken/,
    ],
    ['encryptedToken as number', hashed(() => 7), 'wrong-hash', /must be a string, found a number/],
    [
      'another token echoed',
      answering(() => JSON.stringify({ plainToken: 'something-else', encryptedToken: 'x' })),
      'wrong-token',
      /plainToken is "something-else", sent was "/,
    ],
    [
      'the usual {"status":"ok"}',
      { body: '{"status":"ok"}' },
      'wrong-token',
      /has no plainToken \(it has: status\)/,
    ],
    ['an empty body', { status: 200 }, 'empty-body', /probably sent before the challenge was handled/],
    ['plain text', { body: 'OK' }, 'not-json', /not a JSON object: "OK"/],
    ['a JSON string', { body: '"OK"' }, 'not-json', /not a JSON object/],
    ['a JSON array', { body: '[]' }, 'not-json', /not a JSON object/],
    ['404', { status: 404 }, 'wrong-status', /Answered 404\..* Check the path/],
    ['204', { status: 204 }, 'wrong-status', /Answered 204/],
    [
      'a redirect',
      { status: 302, headers: { location: 'https://example.test/x' } },
      'redirect',
      /redirect to https:\/\/example\.test\/x\. Redirects are not followed/,
    ],
  ];
  test.each(failures)('fails with %s', async (_title, answer, code, message) => {
    await using app = await receiver(answer);
    const { sender } = setUp();
    const verdict = await sender.validate(app.url);
    expect(verdict).toMatchObject({ ok: false, code, message: expect.stringMatching(message) });
  });

  test('never shows the correct hash', async () => {
    await using app = await receiver(hashed(() => 'f'.repeat(64)));
    const { sender, journal } = setUp();
    const verdict = await sender.validate(app.url);
    const { payload } = JSON.parse(app.requests[0]!.body) as { payload: { plainToken: string } };
    const secretHash = hmac(SECRET, payload.plainToken).digest('hex');
    expect(verdict).toMatchObject({ code: 'wrong-hash' });
    expect(JSON.stringify([verdict, journal.find()])).not.toContain(secretHash);
  });

  test('fails with a correct response after 3 s', async () => {
    const { sender, realClock } = setUp();
    await using app = await receiver((request, respond) => {
      realClock.advance(3001);
      (right as Extract<Answer, (...args: never[]) => void>)(request, respond);
    });
    expect(await sender.validate(app.url)).toMatchObject({
      ok: false,
      code: 'slow',
      ms: 3001,
      message: expect.stringContaining('took 3001 ms'),
    });
  });

  test('fails without a response within 15 s', async () => {
    const { sender, realClock } = setUp();
    await using app = await receiver(() => realClock.advance(15_000));
    expect(await sender.validate(app.url)).toMatchObject({ ok: false, code: 'timeout', ms: 15_000 });
  });

  test('reports that no program listens, or that the URL is not one', async () => {
    const { sender } = setUp();
    expect(await sender.validate(`http://127.0.0.1:${await freePort()}/`)).toMatchObject({
      code: 'unreachable',
    });
    expect(await sender.validate('localhost:3000')).toMatchObject({ code: 'bad-url' });
  });
});
