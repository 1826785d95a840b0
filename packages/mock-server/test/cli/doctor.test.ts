import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { checkNode } from '../../src/cli/doctor.js';
import { temporaryFolder } from '../config/temporary-folder.js';
import { freePort } from '../../../../test/support/free-port.js';
import { receiver } from '../webhooks/receiver.js';
import { run } from './fake-surroundings.js';

const FREE = ['--port', '0', '--media-port', '0'];

describe('rtms-mock doctor', () => {
  test.each([
    ['20.18.3', 'problem'],
    ['18.20.0', 'problem'],
    ['20.19.0', 'ok'],
    ['22.0.0', 'ok'],
  ])('judges Node %s: %s', (version, state) => {
    expect(checkNode(version).state).toBe(state);
  });

  test('reports no problem when there is none', async () => {
    const port = await freePort();
    const { exitCode, stdout } = run(['doctor', '--port', String(port), '--media-port', '0']);
    expect(await exitCode).toBe(0);
    expect(stdout.text).toContain(`ok       port ${port} (signaling, HTTP API and page) is free`);
    expect(stdout.text).toContain('ok       credentials: the built-in ones for development');
    expect(stdout.text).toContain('note     no webhook receiver to check; set one with --webhook-url');
  });

  test('reports a port in use', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const { exitCode, stdout } = run(['doctor', '--port', '0', '--media-port', String(port)]);
    expect(await exitCode).toBe(1);
    expect(stdout.text).toMatch(/^problem {2}port \d+ \(media\) is in use, .*--media-port$/m);
    taken.close();
  });

  test('reports an ffmpeg that does not exist', async () => {
    const { exitCode, stdout } = run(['doctor', ...FREE, '--ffmpeg', '/no/ffmpeg']);
    expect(await exitCode).toBe(1);
    expect(stdout.text).toMatch(/^problem {2}\/no\/ffmpeg/m);
  });

  test('notes that there is no ffmpeg, and succeeds', async () => {
    const { exitCode, stdout } = run(['doctor', ...FREE], { environment: { PATH: '/no' } });
    expect(await exitCode).toBe(0);
    expect(stdout.text).toMatch(
      /^(note {5}ffmpeg was not found; only --media needs it|ok {7}ffmpeg .*ffmpeg-static)/m,
    );
  });

  test('checks the cache folder, and leaves nothing there', async () => {
    using folder = temporaryFolder({ afile: '' });
    const cache = folder.file('new/cache');
    const good = run(['doctor', ...FREE, '--cache-dir', cache]);
    expect(await good.exitCode).toBe(0);
    expect(good.stdout.text).toContain(`ok       cache folder ${cache} can be written\n`);
    expect(existsSync(folder.file('new'))).toBe(false);
    const named = run(['doctor', ...FREE, '--cache-dir', folder.file('afile/x')]);
    expect(await named.exitCode).toBe(1);
    expect(named.stdout.text).toMatch(
      /^problem {2}the cache folder \S+afile\/x cannot be used \(\S+afile is a file\)/m,
    );
    const standard = run(['doctor', ...FREE], {
      platform: 'linux',
      environment: { XDG_CACHE_HOME: folder.file('afile') },
    });
    expect(await standard.exitCode).toBe(0);
    expect(standard.stdout.text).toMatch(/^note {5}the cache folder .*; only --media and --tls need it$/m);
  });

  test('reports mistakes in the credentials file', async () => {
    using folder = temporaryFolder({ 'keys.json': '{}' });
    const { exitCode, stdout } = run(['doctor', ...FREE, '--credentials', folder.file('keys.json')]);
    expect(await exitCode).toBe(1);
    expect(stdout.text).toMatch(/^problem {2}credentials file .*, line 1: auth_credentials is missing/m);
  });

  test('checks the webhook receiver', async () => {
    await using app = await receiver({ status: 200 });
    const { exitCode, stdout } = run(['doctor', ...FREE, '--webhook-url', app.url]);
    expect(await exitCode).toBe(1);
    expect(stdout.text).toMatch(/^problem {2}webhook receiver http:\S+: Answered 200 but without a body/m);
  });
});
