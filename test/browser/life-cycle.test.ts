import { startMockServer } from '@rtms-mock/server';
import { expect, test } from 'vitest';
import { describeWithTool } from '../support/require-tool.js';
import { startApp } from './support/app.js';
import { openBrowser, press, waitForState } from './support/page.js';

const BUTTONS = [
  'Validate',
  'Start Meeting',
  'Pause',
  'Resume',
  'Stop RTMS',
  'Start RTMS',
  'End Meeting',
  'Use my camera and microphone',
  'Share my screen',
];
const REGIONS = ['Meeting', 'People', 'Transcript', 'Messages', 'Faults', 'Statistics', 'Log'];

describeWithTool('chromium', 'the page', (chromium) => {
  test('shows every region and every control from the beginning', async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    await using browser = await openBrowser(chromium);
    const page = await browser.open(server.controlUrl);
    for (const name of REGIONS)
      expect(await page.getByRole('region', { name, exact: true }).isVisible()).toBe(true);
    for (const name of BUTTONS) expect(await page.getByRole('button', { name }).isVisible(), name).toBe(true);
    expect(await page.getByRole('textbox', { name: 'Webhook URL' }).isVisible()).toBe(true);
    const enabled = await Promise.all(
      BUTTONS.map(async (name) => ((await page.getByRole('button', { name }).isEnabled()) ? [name] : [])),
    );
    expect(enabled.flat()).toEqual(['Validate', 'Start Meeting']);
    expect(browser.errors).toEqual([]);
  });

  test('leads through the whole life of a meeting by clicking', async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    await using app = await startApp();
    await using browser = await openBrowser(chromium);
    const page = await browser.open(server.controlUrl);

    await page.getByLabel('Webhook URL').fill(app.url);
    await press(page, 'Validate');
    await page.getByText(/^Valid: answered correctly/).waitFor();
    await press(page, 'Start Meeting');
    await waitForState(page, 'active');
    await page.getByText('Good morning, Bo. Thanks for joining on time.').waitFor();
    await press(page, 'Pause');
    await waitForState(page, 'paused');
    await press(page, 'Resume');
    await waitForState(page, 'active');
    await press(page, 'Stop RTMS');
    await waitForState(page, 'terminated');
    await press(page, 'Start RTMS');
    await waitForState(page, 'active');
    await press(page, 'End Meeting');
    await page.getByText('Meeting: ended', { exact: true }).waitFor();

    const [meeting] = server.meetings();
    const streamId = meeting?.streamId;
    await expect
      .poll(() => app.webhooks)
      .toEqual([
        { lifecycle: 'started', streamId },
        { lifecycle: 'stopped', streamId },
        { lifecycle: 'started', streamId },
        { lifecycle: 'stopped', streamId },
      ]);
    for (const name of ['Pause', 'Resume', 'Stop RTMS', 'Start RTMS', 'End Meeting']) {
      expect(await page.getByRole('button', { name, exact: true }).isEnabled(), name).toBe(false);
    }
    expect(await page.getByLabel('Code of the last action').innerText()).toContain(
      `curl -X POST '${server.controlUrl}/api/meetings/${streamId}/actions'`,
    );
    expect(browser.errors).toEqual([]);
  });

  test('receives media itself, so that no app is needed', async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    await using browser = await openBrowser(chromium);
    const page = await browser.open(server.controlUrl);
    await press(page, 'Start and receive here');
    await page.getByText(/^audio: \d+ frames/).waitFor();
    await page.getByText(/^video: \d+ frames/).waitFor();
    await page.getByText('Joined: receiving all media.').waitFor();
    // The tile of the speaker shows the video that is sent.
    await page.locator('canvas.shown[data-frames]').first().waitFor();
    await press(page, 'Stop RTMS');
    await waitForState(page, 'terminated');
    await press(page, 'Start RTMS');
    await page.getByText('Joined: receiving all media.').waitFor();
    expect(browser.errors).toEqual([]);
  });

  test('keeps transcript and chat when the meeting ends, and finds the transcript again', async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    await using browser = await openBrowser(chromium);
    const page = await browser.open(server.controlUrl);
    await press(page, 'Start and receive here');
    const said = page
      .getByLabel('Live transcript')
      .getByText('Good morning, Bo. Thanks for joining on time.');
    await said.waitFor();
    await page.getByLabel('Chat message').fill('Bye, all.');
    await press(page, 'Send');
    const written = page.getByLabel('Live chat').getByText('Bye, all.');
    await written.waitFor();

    await press(page, 'End Meeting');
    await page.getByText('Meeting: ended', { exact: true }).waitFor();
    expect([await said.count(), await written.count()]).toEqual([1, 1]);
    await page.reload();
    await page.getByText('Meeting: ended', { exact: true }).waitFor();
    await said.waitFor();
    await page
      .getByLabel('Live chat')
      .getByText(/^Chat appears here while the meeting runs\./)
      .waitFor();

    await press(page, 'Start Meeting');
    await waitForState(page, 'created');
    await expect.poll(() => said.count()).toBe(0);
    expect(browser.errors).toEqual([]);
  });

  test('says what is wrong with a webhook URL, and starts without validation all the same', async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    await using app = await startApp('another secret token');
    await using browser = await openBrowser(chromium);
    const page = await browser.open(server.controlUrl);

    await page.getByLabel('Webhook URL').fill('not a url');
    await press(page, 'Validate');
    await page.locator('.verdict.invalid', { hasText: 'URL' }).waitFor();

    await page.getByLabel('Webhook URL').fill(app.url);
    await page.getByText('Not validated. Meetings start all the same.').waitFor();
    await press(page, 'Validate');
    const verdict = page.locator('.verdict.invalid', { hasText: 'encryptedToken' });
    await verdict.waitFor();
    // The same sentence is in the log.
    await page
      .getByRole('region', { name: 'Log' })
      .getByText(await verdict.innerText())
      .waitFor();

    await press(page, 'Start Meeting');
    await page.getByText('The webhook URL is not validated.').waitFor();
    await waitForState(page, 'active');
    expect(browser.errors).toEqual([]);
  });

  test('finds the meeting again when its tab was closed', async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    await using app = await startApp();
    await using browser = await openBrowser(chromium);
    const first = await browser.open(server.controlUrl);
    await first.getByLabel('Webhook URL').fill(app.url);
    await press(first, 'Start Meeting');
    await waitForState(first, 'active');
    await press(first, 'Stop RTMS');
    await waitForState(first, 'terminated');
    await first.close();

    const second = await browser.open(server.controlUrl);
    expect(await second.getByLabel('Webhook URL').inputValue()).toBe(app.url);
    await waitForState(second, 'terminated');
    await press(second, 'Start RTMS');
    await waitForState(second, 'active');
    expect(server.meetings()).toHaveLength(1);
    expect(new Set(app.webhooks.map(({ streamId }) => streamId)).size).toBe(1);
  });

  test('survives that the server is stopped and started again under it', async () => {
    await using browser = await openBrowser(chromium);
    const first = await startMockServer({ port: 0, mediaPort: 0 });
    const { port, controlUrl } = first;
    const page = await browser.open(controlUrl);
    await press(page, 'Start Meeting');
    await waitForState(page, 'created');
    await first.close();
    await page.getByText('Server not reachable: trying again').waitFor();
    await press(page, 'Start Meeting');
    await page.getByText(/^The server cannot be reached/).waitFor();

    await using _second = await startMockServer({ port, mediaPort: 0 });
    await page.getByText('Connected', { exact: true }).waitFor();
    await page.getByText('No meeting yet.').waitFor();
    await press(page, 'Start Meeting');
    await waitForState(page, 'created');
    await page
      .getByRole('region', { name: 'Messages' })
      .getByText('created', { exact: true })
      .last()
      .waitFor();
  });
});
