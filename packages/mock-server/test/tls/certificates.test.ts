import { X509Certificate } from 'node:crypto';
import { execFile } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { describeWithTool } from '../../../../test/support/require-tool.js';
import { silentLogger } from '../../src/log.js';
import { loadOrCreateAuthority } from '../../src/sockets/tls/authority.js';
import { certificateNames, prepareTls, TlsError, type TlsMaterial } from '../../src/sockets/tls/tls.js';
import { RecordedLogger } from '../webhooks/recorded-logger.js';
import { selfSigned } from '../webhooks/self-signed.js';
import { temporaryFolder } from './client.js';

const LOCAL = { host: '127.0.0.1', publicUrl: undefined };

async function prepare(
  folder: string,
  names: readonly string[] = [],
): Promise<TlsMaterial & { caFile: string }> {
  const material = await prepareTls({ folder, names }, LOCAL, silentLogger);
  return { cert: '', key: '', caFile: '', ...material };
}

describe('the authority', () => {
  test('is created once: later starts use the same file and issue certificates of it', async () => {
    await using folder = await temporaryFolder();
    const first = await prepare(folder.path);
    const authority = new X509Certificate(await readFile(first.caFile));
    const second = await prepare(folder.path);

    expect(new X509Certificate(await readFile(second.caFile)).fingerprint256).toBe(authority.fingerprint256);
    for (const { cert } of [first, second]) {
      expect(new X509Certificate(cert).verify(authority.publicKey)).toBe(true);
    }
    expect(authority.ca).toBe(true);
    expect(first.caFile).toBe(join(folder.path, 'tls', 'ca.pem'));
  });

  test.skipIf(process.platform === 'win32')('has a key that only its owner can read', async () => {
    await using folder = await temporaryFolder();
    const { caFile } = await prepare(folder.path);
    const key = await stat(join(caFile, '..', 'ca-key.pem'));
    expect(key.mode & 0o777).toBe(0o600);
  });

  test('is the same for servers that start at the same time', async () => {
    await using folder = await temporaryFolder();
    const started = await Promise.all(Array.from({ length: 8 }, () => prepare(folder.path)));
    const authority = new X509Certificate(await readFile(join(folder.path, 'tls', 'ca.pem')));
    const verified = started.map(({ cert }) => new X509Certificate(cert).verify(authority.publicKey));
    expect(verified).toEqual(Array<boolean>(8).fill(true));
  });

  test('is replaced if it is damaged, with a warning', async () => {
    await using folder = await temporaryFolder();
    const logger = new RecordedLogger();
    const { caFile } = await prepare(folder.path);
    await writeFile(caFile, 'no certificate');

    const authority = await loadOrCreateAuthority(folder.path, Date.now(), logger);

    expect(logger.text('warn')).toContain('is damaged; creating a new one');
    expect(new X509Certificate(await readFile(authority.file)).subject).toBe(`CN=${authority.name}`);
  });

  test('is replaced before it expires', async () => {
    await using folder = await temporaryFolder();
    const years = 365 * 24 * 3600 * 1000;
    const first = await loadOrCreateAuthority(folder.path, Date.now() - 10 * years, silentLogger);
    const second = await loadOrCreateAuthority(folder.path, Date.now(), silentLogger);
    expect(second.name).not.toBe(first.name);
    expect(second.validUntilMs).toBeGreaterThan(first.validUntilMs);
  });
});

describe('the names of a certificate', () => {
  test('are the local names, the host, the public host and the added names, without duplicates', () => {
    const reach = { host: '10.1.2.3', publicUrl: 'https://RTMS.example.test:8443/' };
    expect(certificateNames(reach, ['LOCALHOST', '[fe80::1]', 'bücher.test', '*.a.test', 'b.test.'])).toEqual(
      [
        'localhost',
        '127.0.0.1',
        '::1',
        '10.1.2.3',
        'rtms.example.test',
        'fe80::1',
        'xn--bcher-kva.test',
        '*.a.test',
        'b.test',
      ],
    );
  });

  test('do not contain the wildcard address', () => {
    expect(certificateNames({ host: '0.0.0.0', publicUrl: undefined }, [])).not.toContain('0.0.0.0');
  });

  test.each(['', 'a b', 'http://a.test', 'a/b', 'a.test:443'])('cannot be %j', (name) => {
    expect(() => certificateNames(LOCAL, [name])).toThrow(TlsError);
  });
});

describe('a certificate of the user', () => {
  test.each([
    ['without PEM', { ...selfSigned(), cert: 'x' }, 'The TLS certificate is not PEM.'],
    ['with a key that is not PEM', { ...selfSigned(), key: 'x' }, 'The TLS key is not PEM'],
    [
      'with the key of another certificate',
      { ...selfSigned(), key: selfSigned().key },
      'does not match the certificate',
    ],
    ['that has expired', selfSigned({ validUntil: new Date('2020-01-01') }), 'expired on Jan  1'],
  ])('%s is refused', async (_case, given, message) => {
    await expect(prepareTls(given, LOCAL, silentLogger)).rejects.toThrow(message);
  });
});

describeWithTool('openssl', 'an issued certificate', (openssl) => {
  test('passes the strictest checks of openssl', async () => {
    await using folder = await temporaryFolder();
    const { caFile, cert } = await prepare(folder.path, ['rtms.example.test', '2001:db8::7']);
    const file = join(folder.path, 'server.pem');
    await writeFile(file, cert);
    const verify = (...how: string[]): Promise<{ stdout: string }> =>
      promisify(execFile)(openssl, [
        'verify',
        '-x509_strict',
        '-purpose',
        'sslserver',
        '-CAfile',
        caFile,
        ...how,
        file,
      ]);

    for (const how of [
      ['-verify_hostname', 'rtms.example.test'],
      ['-verify_hostname', 'localhost'],
      ['-verify_ip', '127.0.0.1'],
      ['-verify_ip', '::1'],
      ['-verify_ip', '2001:db8::7'],
    ]) {
      expect((await verify(...how)).stdout).toContain('OK');
    }
    await expect(verify('-verify_hostname', 'other.test')).rejects.toThrow(/[Hh]ostname mismatch/);
  });
});
