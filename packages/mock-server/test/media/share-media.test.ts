/** Screen shares of recordings: videos, folders of images, PDFs. */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MessageType } from '@rtms-mock/protocol';
import { expect, test } from 'vitest';

import { describeWithTool } from '../../../../test/support/require-tool.js';
import { createMediaOpener } from '../../src/media/sources/open-media.js';
import { openShare } from '../../src/media/sources/file/share-media.js';
import { readScenario } from '../../src/scenarios/read-scenario.js';
import { settled, TestCore } from '../support/test-core.js';
import { picture, record, temporaryCache, temporaryFolder, watchedFfmpeg, writeWav } from './file-support.js';

const SHARE = { media_type: 4, media_params: { deskshare: { codec: 5, fps: 1 } } };

describeWithTool('ffmpeg', 'a recording with a screen share', (ffmpeg) => {
  function colour(path: string, name: string): string {
    return record(ffmpeg, path, ['-f', 'lavfi', '-i', `color=${name}:size=320x240`, '-frames:v', '1']);
  }

  /** Mean colour of a JPG, as red, green and blue. */
  function meanOf(jpg: Buffer): number[] {
    const args = ['-v', 'error', '-f', 'mjpeg', '-i', 'pipe:0', '-vf', 'crop=200:200,scale=1:1'];
    return [
      ...execFileSync(ffmpeg, [...args, '-f', 'rawvideo', '-pix_fmt', 'rgb24', 'pipe:1'], { input: jpg }),
    ];
  }

  function slides(): string {
    const folder = join(temporaryFolder(), 'slides');
    mkdirSync(folder);
    colour(join(folder, '2.png'), 'red');
    colour(join(folder, '10.png'), 'blue');
    writeFileSync(join(folder, 'notes.txt'), 'not a slide');
    return folder;
  }

  const tools = () => ({ ffmpeg: watchedFfmpeg(ffmpeg), cache: temporaryCache() });

  test(
    'sends the images of a folder in order, ten seconds each, in the name of their participant',
    { timeout: 60_000 },
    async () => {
      const folder = temporaryFolder();
      writeWav(join(folder, 'ana.wav'), { seconds: 4, hz: [400] });
      const openMedia = createMediaOpener({
        folder,
        cacheDir: join(folder, 'cache'),
        ffmpeg,
        environment: {},
      });
      const opened = await openMedia([
        { name: 'Ana', media: 'ana.wav' },
        { name: 'Bo', share: slides() },
      ]);
      const core = new TestCore({
        media: opened,
        timelineStart: 'ready',
        keepAliveMs: 1_000_000,
        mediaKeepAlive: 'off',
      });
      const { meeting, signaling, media } = await core.join(SHARE);
      signaling.send({ msg_type: 5, events: [5, 6] });
      await meeting.waitFor('active', { timeoutMs: 30_000 });
      core.clock.advance(1000);
      await expect
        .poll(
          async () => {
            core.clock.advance(1000);
            await settled();
            return media.ofType(MessageType.MEDIA_DATA_SHARE).length;
          },
          { timeout: 30_000 },
        )
        .toBeGreaterThan(18);
      const shown = media.ofType(MessageType.MEDIA_DATA_SHARE);
      expect(new Set(shown.map(({ content }) => content.user_name))).toEqual(new Set(['Bo']));
      const frames = shown.map(({ content }) => meanOf(Buffer.from(content.data, 'base64')));
      expect(frames[0]?.[0]).toBeGreaterThan(200);
      expect(frames.some(([red = 0, , blue = 0]) => blue > 200 && red < 50)).toBe(true);
    },
  );

  test('plays a video, and refuses a recording without one', async () => {
    const folder = temporaryFolder();
    const video = record(ffmpeg, join(folder, 'demo.mp4'), picture('320x240', 10, 2));
    expect(await openShare(video, { tools: tools(), isFolder: false })).toMatchObject({
      fileName: 'demo.mp4',
      durationMs: 2000,
    });
    writeWav(join(folder, 'talk.wav'), { seconds: 1, hz: [400] });
    await expect(openShare(join(folder, 'talk.wav'), { tools: tools(), isFolder: false })).rejects.toThrow(
      'talk.wav cannot be shared: it has no video; share a video, a folder of images or a PDF',
    );
  });

  test('shows the pages of a PDF, which pdftoppm converts', { timeout: 60_000 }, async () => {
    const folder = temporaryFolder();
    colour(join(folder, 'red.png'), 'red');
    const pdftoppm = join(folder, 'pdftoppm');
    // In place of poppler: writes two pages under the names that it is given.
    writeFileSync(
      pdftoppm,
      `#!/bin/sh
for last in "$@"; do :; done
cp '${join(folder, 'red.png')}' "$last-1.png"
cp '${join(folder, 'red.png')}' "$last-2.png"
`,
    );
    chmodSync(pdftoppm, 0o755);
    const pdf = join(folder, 'deck.pdf');
    copyFileSync(join(folder, 'red.png'), pdf);
    const share = await openShare(pdf, { tools: tools(), isFolder: false, pdftoppm });
    expect(share).toMatchObject({ fileName: 'deck.pdf', durationMs: 20_000, hasVideo: true });
  });

  test('names what is missing: pdftoppm, images, or a second sharer too many', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'deck.pdf'), '%PDF-1.4');
    const pdf = { tools: tools(), isFolder: false, pdftoppm: join(folder, 'no-such-program') };
    await expect(openShare(join(folder, 'deck.pdf'), pdf)).rejects.toThrow(
      /^deck\.pdf cannot be shared: a PDF needs pdftoppm of poppler, which was not found; install it/,
    );
    await expect(openShare(folder, { tools: tools(), isFolder: true })).rejects.toThrow(/contains no images/);
    const openMedia = createMediaOpener({ folder, cacheDir: join(folder, 'cache'), ffmpeg, environment: {} });
    const two = [
      { name: 'Ana', share: 'a.mp4' },
      { name: 'Bo', share: 'b.mp4' },
    ];
    await expect(openMedia(two)).rejects.toThrow('Ana and Bo have a share each, and a meeting has only one');
  });

  test('is a key of participants in scenarios, not beside media of the meeting', () => {
    const participants = [{ name: 'Ana', share: 'slides' }];
    expect(readScenario({ participants })).toMatchObject({ ok: true, scenario: { participants } });
    expect(readScenario({ media: 'talk.mp4', participants }).ok).toBe(false);
  });

  test('that it lacks is reported to an app that requests one', async () => {
    const folder = temporaryFolder();
    writeWav(join(folder, 'ana.wav'), { seconds: 4, hz: [400] });
    const openMedia = createMediaOpener({
      folder,
      cacheDir: join(folder, 'cache'),
      environment: { PATH: '' },
    });
    const core = new TestCore({ media: await openMedia([{ name: 'Ana', media: 'ana.wav' }]) });
    const { meeting } = await core.join(SHARE);
    await meeting.waitFor({ type: 'media-unavailable' });
    expect(core.journal.find({ type: 'media-unavailable' }).map(({ detail }) => detail)).toEqual([
      {
        kind: 'deskshare',
        reason:
          'ana.wav has no screen share; give a participant one (share), or request other media types only',
      },
    ]);
  });
});
