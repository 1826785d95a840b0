import { ManualClock } from '@rtms-mock/protocol/testing';
import { expect, test } from 'vitest';
import { JournalRecorder } from '../../src/journal.js';
import { createWebhookSender, type WebhookSenderOptions } from '../../src/webhooks/sender.js';
import { receiver } from './receiver.js';
import { RecordedLogger } from './recorded-logger.js';

const BODY = {
  event: 'meeting.rtms_stopped',
  event_ts: 1767225600123,
  payload: { meeting_uuid: '4f2kQd8sT0uXy9ZbAa1BcQ==', rtms_stream_id: 'rtms_stream_0001', stop_reason: 6 },
};

function setUp(options: Partial<WebhookSenderOptions> = {}) {
  const clock = new ManualClock();
  const logger = new RecordedLogger();
  const journal = new JournalRecorder(clock);
  const secretToken = (): string => 'mockWebhookSecretToken01';
  const sender = createWebhookSender({ secretToken, clock, realClock: clock, journal, logger, ...options });
  return { sender, logger };
}

test('by default a webhook has the documented headers alone', async () => {
  await using app = await receiver();
  await setUp().sender.send(app.url, BODY);
  expect(app.requests[0]?.headers).toHaveProperty('x-zm-signature');
  expect(app.requests[0]?.headers).not.toHaveProperty('x-zoom-signature');
});

test('with the headers of the README it has both names of the signature', async () => {
  await using app = await receiver();
  await setUp({ headers: 'readme' }).sender.send(app.url, BODY);
  const headers = app.requests[0]!.headers;
  expect(headers['x-zoom-signature']).toBe(headers['x-zm-signature']);
  expect(headers).not.toHaveProperty('x-zoom-webhook-validator');
});

test('with the headers of the README a URL validation has its token in a header too', async () => {
  await using app = await receiver();
  await setUp({ headers: 'readme' }).sender.validate(app.url);
  const { headers, body } = app.requests[0]!;
  const { payload } = JSON.parse(body) as { payload: { plainToken: string } };
  expect(headers['x-zoom-webhook-validator']).toBe(payload.plainToken);
});

test('a receiver that answers 401 is told the header and which libraries change this body', async () => {
  await using app = await receiver({ status: 401 });
  const { sender, logger } = setUp();
  const outcome = await sender.send(app.url, BODY);
  expect(outcome).toMatchObject({ status: 'refused', httpStatus: 401 });
  expect(logger.text('warn')).toMatch(
    /in the header x-zm-signature .*verifies another one with .*Gson \(Java\)/,
  );
});

test('a receiver that answers 500 is told nothing about signatures', async () => {
  await using app = await receiver({ status: 500 });
  const { sender, logger } = setUp();
  await sender.send(app.url, BODY);
  expect(logger.text('warn')).toContain('only 200 and 204 count as accepted');
});
