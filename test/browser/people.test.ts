import { startMockServer } from '@rtms-mock/server';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { Program } from '../e2e/processes.js';
import { describeWithTool } from '../support/require-tool.js';
import { openBrowser, press, waitForState } from './support/page.js';

/** Counts sounds that are played and are not silence. */
const COUNT_SOUND = `(() => {
  globalThis.soundsStarted = 0;
  const start = AudioBufferSourceNode.prototype.start;
  AudioBufferSourceNode.prototype.start = function (...when) {
    if (this.buffer.getChannelData(0).some((sample) => Math.abs(sample) > 0.01)) globalThis.soundsStarted += 1;
    return start.apply(this, when);
  };
})()`;

/** Number of pixels of the first plot that have the colour of its first line. */
const PIXELS_OF_LINE = `(() => {
  const canvas = document.querySelector('figure canvas');
  const style = getComputedStyle(canvas).getPropertyValue('--series-0').trim();
  const probe = new OffscreenCanvas(1, 1).getContext('2d');
  probe.fillStyle = style;
  probe.fillRect(0, 0, 1, 1);
  const [red, green, blue] = probe.getImageData(0, 0, 1, 1).data;
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let pixels = 0;
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] > 200 && data[at] === red && data[at + 1] === green && data[at + 2] === blue) pixels += 1;
  }
  return pixels;
})()`;

/** Hides the encoder of H.264, as in browsers without WebCodecs. */
const WITHOUT_WEBCODECS = 'delete globalThis.VideoEncoder';

/** Starts two workers on free ports. */
const FLAGS = ['serve', '--workers', '2', '--port', '0', '--media-port', '0', '--log-format', 'json'];

function tileOf(page: Page, name: string): ReturnType<Page['locator']> {
  return page.getByRole('region', { name: 'People' }).locator('.tile', { hasText: name });
}

describeWithTool('chromium', 'the regions People and Statistics', (chromium) => {
  test('mute participants, turn cameras off, and let people leave, join and share', async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    await using browser = await openBrowser(chromium);
    const page = await browser.open(server.controlUrl);
    await press(page, 'Start and receive here');
    await waitForState(page, 'active');
    const ana = tileOf(page, 'Ana Ruiz');
    const badge = (text: string): ReturnType<Page['locator']> => ana.getByText(text, { exact: true });
    for (const [on, off, shown] of [
      ['Mute', 'Unmute', 'muted'],
      ['Camera off', 'Camera on', 'no camera'],
      ['Share', 'Stop share', 'sharing'],
      ['Leave', 'Join', 'not here'],
    ] as const) {
      await press(page, `${on}: Ana Ruiz`);
      await badge(shown).waitFor();
      await press(page, `${off}: Ana Ruiz`);
      await badge(shown).waitFor({ state: 'detached' });
    }
    const performed = JSON.stringify(server.journal.find({ kind: 'note' }));
    for (const step of [
      'mute',
      'unmute',
      'video-off',
      'video-on',
      'share-start',
      'share-stop',
      'leave',
      'join',
    ]) {
      expect(performed).toContain(`"do":"${step}"`);
    }
    expect(browser.errors).toEqual([]);
  });

  test('add a participant, who can be muted like everybody', async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    await using browser = await openBrowser(chromium);
    const page = await browser.open(server.controlUrl);
    await press(page, 'Start and receive here');
    await waitForState(page, 'active');
    await page.getByLabel('Add a participant').fill('Kim Guest');
    await press(page, 'Add');
    await tileOf(page, 'Kim Guest').waitFor();
    await press(page, 'Mute: Kim Guest');
    await tileOf(page, 'Kim Guest').getByText('muted', { exact: true }).waitFor();
    expect(
      server
        .meetings()[0]
        ?.view()
        .participants.map(({ name }) => name),
    ).toContain('Kim Guest');
    expect(browser.errors).toEqual([]);
  });

  test('play the sound of the meeting, and plot what each connection is sent', async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    await using browser = await openBrowser(chromium, { args: ['--autoplay-policy=user-gesture-required'] });
    const page = await browser.open(server.controlUrl);
    await page.evaluate(COUNT_SOUND);
    await press(page, 'Start and receive here');
    await waitForState(page, 'active');
    const listen = page.getByRole('button', { name: 'Listen', exact: true });
    await listen.click();
    expect(await listen.getAttribute('aria-pressed')).toBe('true');
    await expect
      .poll(() => page.evaluate('globalThis.soundsStarted'), { timeout: 10_000 })
      .toBeGreaterThan(3);
    await listen.click();
    expect(await listen.getAttribute('aria-pressed')).toBe('false');

    const values = page.getByRole('group', { name: 'Newest values' });
    const framesPerSecond = async (): Promise<number> =>
      Math.max(...(await values.locator('tbody tr td:nth-child(2)').allInnerTexts()).map(Number));
    await expect.poll(framesPerSecond, { timeout: 10_000 }).toBeGreaterThan(30);
    const statistics = page.getByRole('region', { name: 'Statistics' });
    expect(await statistics.locator('figure canvas').count()).toBe(5);
    await expect.poll(() => page.evaluate(PIXELS_OF_LINE), { timeout: 10_000 }).toBeGreaterThan(20);

    await page.setViewportSize({ width: 390, height: 900 });
    const box = 'document.querySelector(".numbers").parentElement';
    expect(await page.evaluate(`${box}.scrollWidth > ${box}.clientWidth`)).toBe(false);
    await press(page, 'End Meeting');
    await values.getByText('closed').first().waitFor();
    expect(await values.locator('tbody tr:not(.closed)').count()).toBe(0);
    expect(browser.errors).toEqual([]);
  });

  test('show a camera as JPG in browsers that cannot encode H.264', async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    const args = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
    await using browser = await openBrowser(chromium, { args });
    await browser.context.addInitScript(WITHOUT_WEBCODECS);
    const page = await browser.open(server.controlUrl);
    await press(page, 'Start and receive here');
    await waitForState(page, 'active');
    await page.getByLabel('Your name').fill('Kim Browser');
    await press(page, 'Use my camera and microphone');
    await page.getByText('Kim Browser has joined the meeting.').waitFor();
    await tileOf(page, 'Kim Browser').locator('canvas.shown[data-frames]').waitFor();
    expect(await page.evaluate('typeof VideoEncoder')).toBe('undefined');
    expect(browser.errors).toEqual([]);
  });
});

describeWithTool('chromium', 'the page of several workers', (chromium) => {
  test('shows the meetings of all of them, and controls each', async () => {
    await using program = new Program('packages/mock-server/bin/rtms-mock.js', FLAGS);
    const { controlUrl } = JSON.parse(await program.line(/"msg":"ready"/)) as { readonly controlUrl: string };
    await using browser = await openBrowser(chromium);
    const page = await browser.open(controlUrl);
    for (let meetings = 1; meetings <= 2; meetings += 1) {
      await press(page, 'Start Meeting');
      await waitForState(page, 'created');
      await press(page, 'Receive here');
      await waitForState(page, 'active');
      await page.getByText(/^audio: \d+ frames/).waitFor();
      await press(page, 'Pause');
      await waitForState(page, 'paused');
      await press(page, 'Resume');
      await waitForState(page, 'active');
      await press(page, 'Stop receiving');
    }
    const response = await fetch(`${controlUrl}/api/meetings`);
    const { meetings } = (await response.json()) as {
      readonly meetings: readonly { readonly worker: string }[];
    };
    expect(new Set(meetings.map(({ worker }) => worker))).toEqual(new Set(['1', '2']));
    expect(browser.errors).toEqual([]);
    program.signal('SIGINT');
    expect(await program.exit()).toBe(0);
  });
});
