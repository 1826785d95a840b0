import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect as connectPlain } from 'node:net';
import { connect, type ConnectionOptions } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { startMockServer, type MockServer } from '../../src/index.js';
import { Departures, explainDeparture } from '../../src/sockets/tls/departures.js';
import { RecordedLogger } from '../webhooks/recorded-logger.js';
import { temporaryFolder } from './client.js';

describe('the departure of a TLS client is explained', () => {
  const CA = '/cache/ca.pem';
  test.each([
    [undefined, /left without a request.*let it trust \/cache\/ca.pem.*docs\/tls.md/],
    [{ code: 'ECONNRESET', message: 'read ECONNRESET' }, /left without a request/],
    [
      { code: 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', message: 'alert' },
      /refused the certificate.*trust \/cache\/ca.pem/,
    ],
    [{ code: 'ERR_SSL_NO_APPLICATION_PROTOCOL', message: 'x' }, /as Deno does.*trust \/cache\/ca.pem/],
    [{ code: 'ERR_SSL_NO_SHARED_CIPHER', message: 'x:y:z' }, /failed with ERR_SSL_NO_SHARED_CIPHER\.$/],
  ])('by the failure %j', (failure, expected) => {
    const error = failure && Object.assign(new Error(failure.message), { code: failure.code });
    expect(explainDeparture(error, CA)).toMatch(expected);
  });

  test('without a file to trust, by the authority', () => {
    expect(explainDeparture(undefined, undefined)).toContain('let it trust the authority that signed it');
  });

  test('a limited number of times', () => {
    const logger = new RecordedLogger();
    const departures = new Departures(createServer(), undefined, logger);
    for (let count = 0; count < 30; count += 1) departures.report(new Error('read ECONNRESET'));
    expect(logger.lines).toHaveLength(21);
    expect(logger.lines.at(-1)?.message).toBe('Further TLS clients that leave are not logged.');
  });
});

describe('a server with TLS', () => {
  const serve = (folder: string, logger: RecordedLogger): Promise<MockServer> =>
    startMockServer({ port: 0, mediaPort: 0, tls: { folder }, logger });
  const options = (server: MockServer): ConnectionOptions => ({
    host: '127.0.0.1',
    port: server.port,
    rejectUnauthorized: false,
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'logs a client that leaves without a request, over %s',
    async (version) => {
      await using folder = await temporaryFolder();
      const logger = new RecordedLogger();
      await using server = await serve(folder.path, logger);
      const socket = connect({ ...options(server), minVersion: version, maxVersion: version });
      await once(socket, 'secureConnect');
      socket.destroy();
      await expect.poll(() => logger.text('warn')).toContain('A TLS client left without a request');
      expect(logger.text('warn')).toContain(server.caFile);
    },
  );

  test('does not log clients that have sent a request, plain ones, and those that it disconnects itself', async () => {
    await using folder = await temporaryFolder();
    const logger = new RecordedLogger();
    {
      await using server = await serve(folder.path, logger);
      const asking = connect(options(server));
      asking.write('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
      await once(asking, 'data');
      asking.end();
      await once(asking, 'close');
      const plain = connectPlain(server.port, '127.0.0.1');
      await once(plain, 'connect');
      plain.destroy();
      const waiting = connect(options(server));
      waiting.on('error', () => {});
      await once(waiting, 'secureConnect');
    }
    expect(logger.text('warn')).not.toContain('TLS client');
  });
});
