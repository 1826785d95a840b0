import { describe, expect, test } from 'vitest';
import { resolveOptions } from '../../src/server/options.js';
import { isKnownHost } from '../../src/sockets/security.js';
import { certificateNames } from '../../src/sockets/tls/tls.js';
import { fakeServer } from './fake-server.js';

const PUBLIC = { host: '0.0.0.0', publicUrl: 'wss://rtms.example.test:8443' };
const LOCAL = { host: '127.0.0.1', publicUrl: undefined };
const NAMED = { ...LOCAL, names: ['api.example.test', '*.Zoom.test'] };

describe('the Host header', () => {
  test.each([
    ['localhost', LOCAL, true],
    ['LOCALHOST:9092', LOCAL, true],
    ['app.localhost:9092', LOCAL, true],
    ['127.0.0.1:9092', LOCAL, true],
    ['127.9.9.9', LOCAL, true],
    ['[::1]:9092', LOCAL, true],
    ['localhost.', LOCAL, true],
    ['evil.test:9092', LOCAL, false],
    ['localhost.evil.test', LOCAL, false],
    ['127.0.0.1.evil.test', LOCAL, false],
    ['192.168.1.5:9092', LOCAL, false],
    ['', LOCAL, false],
    ['localhost:9092/../x', LOCAL, false],
    ['evil.test@localhost', LOCAL, false],
    ['rtms.example.test', PUBLIC, true],
    ['RTMS.example.test:80', PUBLIC, true],
    ['other.example.test', PUBLIC, false],
    ['api.example.test:9092', NAMED, true],
    ['eu.zoom.test', NAMED, true],
    ['zoom.test', NAMED, false],
    ['a.eu.zoom.test', NAMED, false],
    ['evilzoom.test', NAMED, false],
    ['192.168.1.5:9092', PUBLIC, true],
    ['[fd00::5]:9092', PUBLIC, true],
    ['devbox:9092', { host: 'devbox', publicUrl: undefined }, true],
    ['[fd00::5]:9092', { host: 'fd00::5', publicUrl: undefined }, true],
  ])('%j with %j is ours: %j', (host, reach, known) => {
    expect(isKnownHost(host, reach)).toBe(known);
  });

  test.each(['/', '/health', '/api/meetings', '/nowhere'])(
    'of somebody else is refused on %s',
    async (path) => {
      await using server = await fakeServer();
      const answer = await server.get(path, { host: 'evil.test' });
      expect(answer.status).toBe(403);
      expect(answer.json?.['error']).toMatchObject({
        code: 'unknown-host',
        message: 'This server is not evil.test.',
        hint: expect.stringContaining('--allow-host NAME'),
      });
    },
  );
});

describe('the option allowHosts', () => {
  const reachOf = (...allowHosts: readonly string[]) => resolveOptions({ host: '0.0.0.0', allowHosts });

  test('names hosts by which requests reach the server', () => {
    const reach = reachOf('RTMS-Mock', '*.svc.cluster.local.');
    const hosts = ['rtms-mock:9092', 'a.svc.cluster.local:9092', 'a.b.svc.cluster.local', 'evil.test'];
    expect(hosts.map((host) => isKnownHost(host, reach))).toEqual([true, true, false, false]);
    expect(hosts.map((host) => isKnownHost(host, reachOf()))).toEqual([false, false, false, false]);
  });

  test('is part of the certificate that the server makes', () => {
    expect(certificateNames(reachOf('rtms-mock'), [])).toContain('rtms-mock');
  });

  test.each(['http://rtms-mock', 'rtms-mock:9092', '*', '*.', '', 'a b', '-a'])('refuses %j', (name) => {
    expect(() => reachOf(name)).toThrow(/allowHosts.* must be a host name such as rtms-mock/);
  });
});

describe('a changing call', () => {
  test.each(['https://evil.test', 'null', 'http://localhost:1', 'https://127.0.0.1', 'nonsense'])(
    'from a page of %s is refused and changes nothing',
    async (origin) => {
      await using server = await fakeServer();
      const answer = await server.post('/api/meetings', {}, { origin });
      expect(answer.status).toBe(403);
      expect(answer.json?.['error']).toMatchObject({ code: 'foreign-origin' });
      expect(server.meetings).toHaveLength(0);
    },
  );

  test('from our own page is taken', async () => {
    await using server = await fakeServer();
    const own = `http://127.0.0.1:${server.port}`;
    expect((await server.post('/api/meetings', {}, { origin: own })).status).toBe(201);
  });

  test('from our own page behind a public URL is taken', async () => {
    await using server = await fakeServer({ settings: PUBLIC });
    const headers = { host: 'rtms.example.test:8443', origin: 'https://rtms.example.test:8443' };
    expect((await server.post('/api/meetings', {}, headers)).status).toBe(201);
    const other = { ...headers, origin: 'https://rtms.example.test' };
    expect((await server.post('/api/meetings', {}, other)).status).toBe(403);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
    'with content type %j is refused',
    async (contentType) => {
      await using server = await fakeServer();
      const answer = await server.post('/api/meetings', '{}', { 'content-type': contentType });
      expect(answer.status).toBe(415);
      expect(answer.json?.['error']).toMatchObject({
        code: 'json-required',
        hint: 'Send the header content-type: application/json.',
      });
      expect(server.meetings).toHaveLength(0);
    },
  );

  test('with a charset behind the content type is taken', async () => {
    await using server = await fakeServer();
    const headers = { 'content-type': 'Application/JSON; charset=utf-8' };
    expect((await server.post('/api/meetings', {}, headers)).status).toBe(201);
  });
});
