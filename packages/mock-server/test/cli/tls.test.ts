import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../config/temporary-folder.js';
import { dial } from '../tls/client.js';
import { selfSigned } from '../webhooks/self-signed.js';
import { run } from './fake-surroundings.js';
import type { Run } from './fake-surroundings.js';

async function end(server: Run): Promise<void> {
  server.signal('SIGINT');
  await server.exitCode;
}

const PORTS = ['--port', '0', '--media-port', '0'];

test('--tls shows the file to trust, for people and for programs', async () => {
  using folder = temporaryFolder();
  const server = run([...PORTS, '--tls', '--cache-dir', folder.path]);
  const [, caFile = ''] = await server.stdout.until(
    /NODE_EXTRA_CA_CERTS=(\S+) \(Node\) or SSL_CERT_FILE=\1 /,
  );
  const forPrograms = run([...PORTS, '--tls', '--cache-dir', folder.path, '--log-format', 'json']);
  await forPrograms.stdout.until(/"ready"/);

  expect(existsSync(caFile)).toBe(true);
  expect(server.stdout.text).toContain('signaling wss://127.0.0.1:');
  expect(JSON.parse(forPrograms.stdout.lines[0] ?? '')).toMatchObject({
    caFile,
    signalingUrl: expect.stringMatching(/^wss:/),
    controlUrl: expect.stringMatching(/^http:/),
  });
  await Promise.all([end(server), end(forPrograms)]);
});

test('--tls-name may be repeated, and is an array in a configuration file', async () => {
  using folder = temporaryFolder({ 'conf.yaml': 'tls: yes\ntlsName: [one.test, two.test]\ncacheDir: .\n' });
  const flags = run([
    ...PORTS,
    '--tls',
    '--tls-name',
    'one.test',
    '--tls-name',
    'two.test',
    '--cache-dir',
    folder.path,
  ]);
  const file = run([...PORTS, '--config', folder.file('conf.yaml')]);
  for (const server of [flags, file]) {
    const [, port = ''] = await server.stdout.until(/signaling wss:\/\/127\.0\.0\.1:(\d+)/);
    const ca = readFileSync(folder.file('tls/ca.pem'));
    for (const servername of ['one.test', 'two.test']) {
      const socket = await dial(`wss://127.0.0.1:${port}`, { ca, servername });
      expect(socket.readyState).toBe(socket.OPEN);
    }
    await end(server);
  }
});

test('--tls-cert and --tls-key provide a certificate', async () => {
  const { cert, key } = selfSigned();
  using folder = temporaryFolder({ 'cert.pem': cert, 'key.pem': key });
  const server = run([...PORTS, '--tls-cert', folder.file('cert.pem'), '--tls-key', folder.file('key.pem')]);
  const [, url = ''] = await server.stdout.until(/signaling (wss:\S+),/);

  const socket = await dial(url, { ca: cert });
  expect(socket.readyState).toBe(socket.OPEN);
  expect(server.stdout.text).not.toContain('NODE_EXTRA_CA_CERTS');
  await end(server);
});

test('an authority that cannot be stored is reported in one sentence', async () => {
  using folder = temporaryFolder({ afile: '' });
  const cache = folder.file('afile/x');
  const { exitCode, stderr } = run([...PORTS, '--tls', '--cache-dir', cache]);
  expect(await exitCode).toBe(2);
  expect(stderr.text).toMatch(
    /^rtms-mock: --tls: The certificate authority cannot be stored in \S+ \(ENOTDIR at [^\n]+; make that folder writable, or choose another \(--cache-dir, in programs tls\.folder\)\.\n$/,
  );
});

test.each([
  [['--tls-cert', 'a.pem'], '--tls-cert needs --tls-key, the key of that certificate'],
  [['--tls-key', 'a.pem'], '--tls-key needs --tls-cert, the certificate of that key'],
  [['--tls-name', 'a.test'], '--tls-name needs --tls, which generates the certificate'],
  [
    ['--tls', '--tls-name', 'a b'],
    '--tls-name must be a host name or address such as rtms.example.test or 192.168.1.5, found "a b"',
  ],
  [
    ['--tls-cert', '/no/a.pem', '--tls-key', '/no/b.pem'],
    '--tls-cert: /no/a.pem does not exist; check the path',
  ],
  [
    ['--tls-cert', import.meta.filename, '--tls-key', import.meta.filename],
    '--tls-cert: The TLS certificate is not PEM.',
  ],
])('%j is refused in one sentence', async (args, sentence) => {
  const { exitCode, stderr } = run([...PORTS, ...args]);
  expect(await exitCode).toBe(2);
  expect(stderr.text).toBe(`rtms-mock: ${sentence}\n`);
});
