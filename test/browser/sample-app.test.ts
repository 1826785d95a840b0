import { readFileSync } from 'node:fs';
import rtms from '@rtms-mock/client';
import { startMockServer } from '@rtms-mock/server';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeWithTool, toolPath } from '../support/require-tool.js';
import { findings } from './support/axe.js';
import { openBrowser, press } from './support/page.js';
import { startSampleApp } from './support/sample-app.js';

rtms.configureLogger({ enabled: false });

/** Time for media to arrive, decode and be drawn on a busy machine. */
const POLL = { timeout: 30_000 };

const EVIL = '<img src=x onerror="document.title=\'executed\'">';

/** Waits until a canvas has been drawn on this many times. */
async function waitForFrames(page: Page, name: string, frames: number): Promise<void> {
  const canvas = page.getByRole('region', { name, exact: true }).locator('canvas');
  await expect
    .poll(async () => Number(await canvas.getAttribute('data-frames')), POLL)
    .toBeGreaterThan(frames);
}

/** The members of a canvas that a test reads; the tests have no types of the DOM. */
interface Canvas {
  readonly width: number;
  readonly height: number;
  getContext(kind: '2d'): { getImageData(...area: number[]): { readonly data: Uint8ClampedArray } };
}

/** Number of pixels of a waveform that are not empty. */
function pixelsOf(page: Page, name: string): Promise<number> {
  return page.getByRole('img', { name: `Waveform of ${name}, ten seconds` }).evaluate((element) => {
    const canvas = element as unknown as Canvas;
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return data.filter((value, at) => at % 4 === 3 && value > 200).length;
  });
}

async function downloaded(page: Page, button: string): Promise<Buffer> {
  const started = page.waitForEvent('download');
  await press(page, button);
  return readFileSync(await (await started).path());
}

describeWithTool(['chromium', 'ffmpeg'], 'the page of the sample app', (chromium) => {
  test('shows all media, downloads it, joins again with other formats, and executes no message', async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    await using sample = await startSampleApp({ ffmpeg: toolPath('ffmpeg') });
    await using browser = await openBrowser(chromium);
    const page = await browser.open(sample.receiver.pageUrl);
    await page.getByText('Waiting for a webhook').waitFor();

    const meeting = await server.startMeeting({
      webhookUrl: sample.receiver.url,
      participants: [{ name: EVIL }, { name: 'Bo Lind' }],
    });
    await page.getByText('Receiving', { exact: true }).waitFor();
    await meeting.inject({ do: 'share-start', participant: EVIL });
    await meeting.inject({ do: 'chat', participant: 'Bo Lind', text: EVIL });
    await waitForFrames(page, 'Video', 20);
    await waitForFrames(page, 'Share', 3);
    await expect.poll(() => pixelsOf(page, EVIL), POLL).toBeGreaterThan(500);
    await expect
      .poll(() => page.getByRole('log', { name: 'Transcript lines' }).innerText(), POLL)
      .toContain(EVIL);
    await expect
      .poll(() => page.getByRole('log', { name: 'Chat messages' }).innerText(), POLL)
      .toContain(EVIL);
    await expect
      .poll(() => page.getByRole('log', { name: 'Event lines' }).innerText(), POLL)
      .toContain('sharing start');
    await page.getByText('meeting.rtms_started', { exact: true }).click();
    expect(await page.getByLabel('Body of meeting.rtms_started').innerText()).toContain(meeting.streamId);

    const wav = await downloaded(page, `Download WAV of ${EVIL}`);
    expect(wav.subarray(0, 4).toString()).toBe('RIFF');
    expect(wav.readUInt32LE(24)).toBe(16_000);
    expect(wav.subarray(44).some((byte) => byte > 20 && byte < 230)).toBe(true);
    expect((await downloaded(page, 'Download video as H.264')).subarray(0, 4)).toEqual(
      Buffer.from([0, 0, 0, 1]),
    );
    expect((await downloaded(page, 'Download video as MP4')).subarray(4, 8).toString()).toBe('ftyp');
    expect((await downloaded(page, 'Download transcript as VTT')).toString()).toMatch(
      /^WEBVTT\n\n00:00:00\.000 --> [^\n]+\n<v &lt;img/,
    );

    await page.getByLabel('Audio codec').selectOption('OPUS');
    await page.getByLabel('Video codec').selectOption('JPG');
    await press(page, 'Join with these formats');
    await page
      .getByText(/, JPG 1280 × 720/)
      .first()
      .waitFor();
    await page
      .getByText(/^OPUS, \d+ packet/)
      .first()
      .waitFor();
    expect(meeting.view().connections.length).toBeGreaterThan(0);

    await press(page, 'Leave');
    await page.getByText('Left', { exact: true }).waitFor();
    await press(page, 'Join again');
    await page.getByText('Receiving', { exact: true }).waitFor();

    await meeting.end();
    await page.getByText('Ended with reason 6', { exact: true }).waitFor();
    expect(await page.title()).toBe('rtms-mock sample app');
    expect(browser.errors).toEqual([]);
  }, 120_000);

  test.each([
    [1280, 'light'],
    [400, 'dark'],
  ] as const)('axe finds nothing at %i px in the %s theme', async (width, colorScheme) => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    await using sample = await startSampleApp();
    await using browser = await openBrowser(chromium, { width, colorScheme });
    const page = await browser.open(sample.receiver.pageUrl);
    expect(await findings(page)).toEqual([]);
    await server.startMeeting({ webhookUrl: sample.receiver.url });
    await waitForFrames(page, 'Video', 1);
    await page.getByText('meeting.rtms_started', { exact: true }).click();
    // Without ffmpeg the page says so, and offers no MP4.
    await page.getByText('MP4 needs ffmpeg, which was not found').first().waitFor();
    expect(await page.getByRole('button', { name: 'Download video as MP4' }).isDisabled()).toBe(true);
    expect(await findings(page)).toEqual([]);
    expect(
      await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth'),
    ).toBeLessThanOrEqual(0);
  });

  test('everything can be done with the keyboard, and the page comes back after the app', async () => {
    await using browser = await openBrowser(chromium);
    let port: number;
    {
      await using sample = await startSampleApp();
      port = Number(new URL(sample.receiver.pageUrl).port);
      const page = await browser.open(sample.receiver.pageUrl);
      await page.getByLabel('Audio codec').focus();
      await page.keyboard.press('O');
      for (let step = 0; step < 10; step += 1) {
        await page.keyboard.press('Tab');
        if ((await page.evaluate('document.activeElement.innerText')) === 'Join with these formats') break;
      }
      await page.keyboard.press('Enter');
      await page.getByText('The next stream is joined with these formats.').waitFor();
    }
    const [page] = browser.context.pages().slice(-1);
    await page?.getByText('Sample app not reachable: trying again').waitFor();
    await using again = await startSampleApp({ listen: { host: 'localhost', port, orAnyPort: false } });
    await page?.getByText('Connected', { exact: true }).waitFor();
    expect(again.lines).toEqual([]);
  });
});
