import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../config/temporary-folder.js';
import { writeWav } from '../media/file-support.js';
import { run, serving } from './fake-surroundings.js';

const KEYS = JSON.stringify({
  auth_credentials: [{ client_id: 'my-id', client_secret: 'my-secret' }],
  Zoom_Webhook_Secret_Token: [{ token: 'my-token' }],
});

describe('the data folder', () => {
  test('gives credentials that nothing else names, and says so', async () => {
    using folder = temporaryFolder({ 'data/rtms_credentials.json': KEYS });
    await using server = await serving([], { folder: folder.file('') });
    await server.stdout.until(
      /Credentials are those of data.rtms_credentials\.json; --data-folder off ignores them\./,
    );
    expect(server.stdout.text).not.toContain('Development credentials');
  });

  test('is not used with --data-folder off, and can be another', async () => {
    using folder = temporaryFolder({ 'rtms_credentials.json': KEYS });
    await using other = await serving(['--data-folder', '.'], { folder: folder.file('') });
    await other.stdout.until(/Credentials are those of rtms_credentials\.json/);
    await using off = await serving(['--data-folder', 'off'], { folder: folder.file('') });
    expect(off.stdout.text).toContain('Development credentials');
  });

  test('plays its recordings', async () => {
    using folder = temporaryFolder({ 'data/notes.txt': 'no recording' });
    writeWav(folder.file('data/Ana.wav'), { seconds: 1 });
    const surroundings = { folder: folder.file('') };
    await using server = await serving(['--cache-dir', folder.file('cache')], surroundings);
    await server.stdout.until(
      /Meetings play the recordings in data; --data-folder off ignores them\.|are not played/,
    );
    expect(server.stdout.text).toMatch(/Meetings play|ffmpeg/);
  });

  test('does not prevent the start when a recording is broken', async () => {
    using folder = temporaryFolder({ 'data/broken.mp4': 'no recording' });
    await using server = await serving(['--cache-dir', folder.file('cache')], { folder: folder.file('') });
    await server.stdout.until(
      /warning: The recordings in .*data are not played: .+; --data-folder off ignores them\./,
    );
    expect(server.stdout.text).not.toContain('Meetings play');
  });

  test('with broken credentials is an error', async () => {
    using folder = temporaryFolder({ 'rtms_credentials.json': '{}' });
    const failed = run(['--data-folder', '.', '--port', '0', '--media-port', '0'], {
      folder: folder.file(''),
    });
    expect(await failed.exitCode).toBe(2);
    expect(failed.stderr.text).toContain('rtms_credentials.json');
  });
});
