import { symlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openForRequests } from '../../src/cli/media.js';
import type { OpenMedia } from '../../src/media/sources/open-media.js';
import type { MediaSource } from '../../src/media/sources/media-source.js';
import { temporaryFolder } from '../config/temporary-folder.js';

/** Opens everything as a source that is labelled with what was opened. */
const open: OpenMedia = (choice) => {
  const label = typeof choice === 'string' ? choice : choice.map(({ media }) => media ?? '-').join();
  return Promise.resolve({ label } as MediaSource);
};

describe('recordings that requests name', () => {
  test('may be anywhere if only this machine can connect', async () => {
    for (const host of ['127.0.0.1', 'localhost', '::1']) {
      expect(await openForRequests(open, host, undefined, '/')('/etc/talk.mp4')).toEqual({
        label: '/etc/talk.mp4',
      });
    }
  });

  test('must be in the folder of --media if other machines can connect', async () => {
    using folder = temporaryFolder({ 'media/a.mp4': '', 'media/sub/b.mp4': '', 'private.mp4': '' });
    symlinkSync(folder.file('private.mp4'), folder.file('media/link.mp4'));
    const ask = openForRequests(open, '0.0.0.0', 'media/a.mp4', folder.path);
    expect(await ask('media/sub/b.mp4')).toEqual({ label: folder.file('media/sub/b.mp4') });
    expect(await ask(folder.file('media/missing.mp4'))).toMatchObject({
      label: folder.file('media/missing.mp4'),
    });
    const askFolder = openForRequests(open, '0.0.0.0', 'media', folder.path);
    expect(await askFolder('media/a.mp4')).toEqual({ label: folder.file('media/a.mp4') });
    expect(await askFolder('media')).toEqual({ label: folder.file('media') });
    await expect(askFolder('private.mp4')).rejects.toThrow(/only recordings in the folder/);
    for (const path of ['private.mp4', 'media/../private.mp4', '/etc/passwd', 'media/link.mp4']) {
      await expect(ask(path)).rejects.toThrow(/only recordings in the folder of --media/);
    }
  });

  test('must be there for participants too', async () => {
    using folder = temporaryFolder({ 'media/a.mp4': '', 'private.mp4': '' });
    const ask = openForRequests(open, '0.0.0.0', 'media', folder.path);
    const people = [{ name: 'Ana', media: 'media/a.mp4' }, { name: 'Bo' }];
    expect(await ask(people)).toEqual({ label: `${folder.file('media/a.mp4')},-` });
    await expect(ask([...people, { name: 'Eve', media: 'private.mp4' }])).rejects.toThrow(
      /only recordings in the folder of --media/,
    );
  });

  test('are refused if other machines can connect and --media is absent', async () => {
    await expect(openForRequests(open, '0.0.0.0', undefined, '/')('talk.mp4')).rejects.toThrow(
      /from other machines/,
    );
  });
});
