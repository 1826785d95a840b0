import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { OptionError, startMockServer, type MockServer } from '../../src/index.js';
import { mayOpenSocket } from '../../src/sockets/security.js';
import { unknownPathLog } from '../../src/sockets/upgrade-rules.js';
import { RecordedLogger } from '../webhooks/recorded-logger.js';

const LOCAL = { host: '127.0.0.1', publicUrl: undefined };
const HOSTED = { host: '127.0.0.1', publicUrl: 'wss://rtms.example.test/mock' };
const EVERYWHERE = { host: '0.0.0.0', publicUrl: undefined };
const ALLOWING = { ...LOCAL, allowOrigins: ['https://app.example.test', 'null'] };
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36';

describe('a page opens a socket', () => {
  test.each([
    [undefined, '127.0.0.1:9092', LOCAL, true],
    ['http://localhost:5173', '127.0.0.1:9092', LOCAL, true],
    ['https://localhost', '127.0.0.1:9092', LOCAL, true],
    ['http://127.0.0.1:9092', '127.0.0.1:9092', LOCAL, true],
    ['http://127.0.0.2:1', '127.0.0.1:9092', LOCAL, true],
    ['http://[::1]:3000', '[::1]:9092', LOCAL, true],
    ['http://app.localhost:3000', 'localhost:9092', LOCAL, true],
    ['http://localhost/', 'localhost:9092', LOCAL, true],
    ['https://rtms.example.test', '127.0.0.1:9092', HOSTED, true],
    ['https://RTMS.example.test:8443', 'rtms.example.test', HOSTED, true],
    ['http://192.168.1.5:5173', '192.168.1.5:9092', EVERYWHERE, true],
    ['https://app.example.test', '127.0.0.1:9092', ALLOWING, true],
    ['https://APP.example.test:443', '127.0.0.1:9092', ALLOWING, true],
    ['null', '127.0.0.1:9092', ALLOWING, true],
    ['null', '127.0.0.1:9092', LOCAL, false],
    ['', '127.0.0.1:9092', LOCAL, false],
    ['file://', '127.0.0.1:9092', LOCAL, false],
    ['chrome-extension://localhost', '127.0.0.1:9092', LOCAL, false],
    ['http://foreign.test', '127.0.0.1:9092', LOCAL, false],
    ['http://localhost.foreign.test', 'localhost:9092', LOCAL, false],
    ['http://127.0.0.1.foreign.test', '127.0.0.1:9092', LOCAL, false],
    ['http://localhost@foreign.test', 'localhost:9092', LOCAL, false],
    ['https://example.test', '127.0.0.1:9092', HOSTED, false],
    ['https://app.example.test:8443', '127.0.0.1:9092', ALLOWING, false],
    ['http://192.168.1.6', '192.168.1.5:9092', EVERYWHERE, false],
    // The page reaches the server under its own name: DNS rebinding.
    ['http://foreign.test:9092', 'foreign.test:9092', LOCAL, false],
    ['http://foreign.test:9092', 'foreign.test:9092', EVERYWHERE, false],
  ])('from %j to Host %j with %j: %j', (origin, host, reach, isAccepted) => {
    expect(mayOpenSocket({ origin, host, 'user-agent': BROWSER }, reach)).toBe(isAccepted);
  });

  test('programs that send the host they dial as Origin are accepted under any name', () => {
    const headers = { origin: 'http://mock:9092', host: 'mock:9092' };
    expect(mayOpenSocket(headers, EVERYWHERE)).toBe(true);
    expect(mayOpenSocket({ ...headers, 'user-agent': 'Go-http-client/1.1' }, EVERYWHERE)).toBe(true);
    expect(mayOpenSocket({ ...headers, origin: 'http://other:9092' }, EVERYWHERE)).toBe(false);
  });
});

describe('a running server', () => {
  let server: MockServer;
  const logger = new RecordedLogger();
  beforeAll(async () => {
    server = await startMockServer({ port: 0, mediaPort: 0, logger });
  });
  afterAll(() => server.close());

  const outcome = async (url: string, origin?: string): Promise<string> => {
    const socket = new WebSocket(url, origin === undefined ? {} : { origin });
    socket.on('error', () => {});
    const refused = once(socket, 'unexpected-response').then(
      ([, response]) => `${(response as { statusCode: number }).statusCode}`,
    );
    const result = await Promise.race([once(socket, 'open').then(() => 'open'), refused]);
    socket.terminate();
    return result;
  };

  test.each(['/', '/signaling', '/all', '/audio'])(
    'refuses foreign pages on %s before the upgrade',
    async (path) => {
      expect(await outcome(`${server.signalingUrl}${path}`, 'http://foreign.test')).toBe('403');
      expect(await outcome(`${server.signalingUrl}${path}`, 'null')).toBe('403');
      expect(await outcome(`${server.signalingUrl}${path}`, 'http://localhost:5173')).toBe('open');
    },
  );

  test('refuses foreign pages on the media port', async () => {
    expect(await outcome(`${server.mediaUrl}/all`, 'http://foreign.test')).toBe('403');
    expect(await outcome(`${server.mediaUrl}/all`, server.controlUrl)).toBe('open');
  });

  test('logs each refused origin once, with the flag, shortened', async () => {
    const before = logger.lines.length;
    for (const origin of ['http://once.test', 'http://once.test', `http://${'x'.repeat(5000)}.test`]) {
      expect(await outcome(server.signalingUrl, origin)).toBe('403');
    }
    const lines = logger.lines.slice(before).map(({ message }) => message);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain('start with --allow-origin http://once.test (allowOrigins in programs)');
    expect(lines[1]?.length).toBeLessThan(600);
  });

  test('logs an unknown path once for each port, with the paths that exist', async () => {
    const before = logger.lines.length;
    for (const url of [server.signalingUrl, server.signalingUrl, server.mediaUrl]) {
      expect(await outcome(`${url}/foo?token=1`)).toBe('404');
    }
    expect(logger.lines.slice(before)).toEqual([
      {
        level: 'warn',
        message:
          'Refused a WebSocket at /foo with HTTP 404: the signaling port has /, /signaling, /all, /audio, /video, /transcript, /share, /chat, /ws.',
      },
      {
        level: 'warn',
        message:
          'Refused a WebSocket at /foo with HTTP 404: the media port has /, /all, /audio, /video, /transcript, /share, /chat.',
      },
    ]);
  });

  test('logs only so many unknown paths', async () => {
    const log = new RecordedLogger();
    const logPath = unknownPathLog(log);
    for (let index = 0; index < 60; index++) logPath(`/p${index}`, 'media');
    expect(log.lines).toHaveLength(51);
    expect(log.lines.at(-1)?.message).toContain('further ones are not logged');
  });

  test('logs only so many origins', async () => {
    for (let index = 0; index < 60; index++) await outcome(server.signalingUrl, `http://o${index}.test`);
    const lines = logger.lines.map(({ message }) => message).filter((line) => !line.includes('HTTP 404'));
    expect(lines.length).toBeLessThanOrEqual(51);
    expect(lines.at(-1)).toContain('further ones are not logged');
  });
});

test.each(['app.example.test', 'https://app.example.test/path', '*', ''])(
  'allowOrigins does not accept %j',
  async (origin) => {
    await expect(startMockServer({ port: 0, mediaPort: 0, allowOrigins: [origin] })).rejects.toThrow(
      OptionError,
    );
  },
);
