import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { ManualClock } from '@rtms-mock/protocol/testing';
import { describe, expect, test } from 'vitest';
import { JournalRecorder } from '../../src/journal.js';
import { silentLogger } from '../../src/log.js';
import { createWebhookSender } from '../../src/webhooks/sender.js';
import { receiver, type Receiver } from './receiver.js';
import { selfSigned } from './self-signed.js';

function sender(insecure: boolean) {
  const clock = new ManualClock();
  return createWebhookSender({
    secretToken: () => 'token',
    clock,
    realClock: clock,
    journal: new JournalRecorder(clock),
    logger: silentLogger,
    insecure,
  });
}

function tlsReceiver(certificate: { key: string; cert: string }): Promise<Receiver> {
  return receiver({}, (listener) => createTlsServer(certificate, listener), 'https');
}

describe('a receiver with https', () => {
  test('with an untrusted certificate is refused, and both remedies are named', async () => {
    await using app = await tlsReceiver(selfSigned());

    expect(await sender(false).send(app.url, { event: 'test' })).toMatchObject({
      status: 'failed',
      code: 'tls',
      message: expect.stringMatching(/is not trusted .* --webhook-insecure, .* NODE_EXTRA_CA_CERTS\./),
    });
    expect(app.requests).toHaveLength(0);
    expect(await sender(false).validate(app.url)).toMatchObject({ ok: false, code: 'tls' });
  });

  test('with an untrusted certificate is accepted when the option says so', async () => {
    await using app = await tlsReceiver(selfSigned());

    expect(await sender(true).send(app.url, { event: 'test' })).toMatchObject({ status: 'delivered' });
    expect(app.requests).toHaveLength(1);
  });

  test('with another name and an expired certificate is accepted when the option says so', async () => {
    await using app = await tlsReceiver(selfSigned({ dnsName: 'other.test', validUntil: new Date(0) }));
    expect(await sender(true).send(app.url, { event: 'test' })).toMatchObject({ status: 'delivered' });
  });

  test('that uses plain HTTP is reported as such', async () => {
    await using app = await receiver({}, createServer, 'https');
    expect(await sender(false).send(app.url, { event: 'test' })).toMatchObject({
      code: 'tls',
      message: expect.stringContaining('does not speak https'),
    });
  });

  test('that is addressed with http gets a hint', async () => {
    await using app = await tlsReceiver(selfSigned());
    const outcome = await sender(false).send(app.url.replace('https:', 'http:'), { event: 'test' });
    expect(outcome).toMatchObject({ status: 'failed', message: expect.stringMatching(/https/) });
  });
});
