import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseScenario, startMockServer } from '@rtms-mock/server';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeWithTool } from '../support/require-tool.js';
import { openBrowser, press, waitForState } from './support/page.js';

/** Opens the file chooser of a button and chooses a file. */
async function load(page: Page, file: string): Promise<void> {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press(page, 'Load a file')]);
  await chooser.setFiles(file);
}

describeWithTool('chromium', 'the region Faults', (chromium) => {
  test('offers every step of the server, and performs one once or repeatedly', async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    await using browser = await openBrowser(chromium);
    const page = await browser.open(server.controlUrl);
    await press(page, 'Start and receive here');
    await waitForState(page, 'active');

    const response = await fetch(`${server.controlUrl}/api/steps`);
    const { steps } = (await response.json()) as { readonly steps: readonly { readonly name: string }[] };
    const offered = await page.getByLabel('Step or fault').locator('option').allInnerTexts();
    expect(offered.toSorted()).toEqual(steps.map(({ name }) => name).toSorted());

    await page.getByLabel('Step or fault').selectOption('wrong-type');
    await page.getByLabel('type', { exact: true }).fill('77');
    await press(page, 'Perform now');
    await page.locator('.region-faults .report.good', { hasText: 'A message of type 77 is sent' }).waitFor();
    expect(server.journal.find({ kind: 'fault' })).toHaveLength(1);

    await page.getByLabel('Every (s)').fill('0.2');
    await page.getByLabel('Times', { exact: true }).fill('3');
    await press(page, 'Repeat');
    await expect.poll(() => server.journal.find({ kind: 'fault', type: 'wrong-type' }).length).toBe(4);
    await expect.poll(() => page.getByRole('button', { name: 'Stop repeating' }).isEnabled()).toBe(false);

    await page.getByLabel('Step or fault').selectOption('reject-handshake');
    await press(page, 'Perform now');
    await page.locator('.region-faults .report.bad', { hasText: 'status' }).waitFor();
    expect(browser.errors.filter((error) => !error.includes('400'))).toEqual([]);
  });

  test('saves a timeline as a scenario file, loads it again, and plays it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rtms-mock-timeline-'));
    try {
      await using server = await startMockServer({ port: 0, mediaPort: 0 });
      await using browser = await openBrowser(chromium);
      const page = await browser.open(server.controlUrl);
      await page.getByLabel('Step or fault').selectOption('leave');
      await page.getByLabel('participant (required)').fill('2');
      await page.getByLabel('Time', { exact: true }).fill('100ms');
      await press(page, 'Add to timeline');
      await page.locator('.entries', { hasText: 'Participant 2 leaves the meeting.' }).waitFor();
      await page.getByLabel('Name of the scenario').fill('bo leaves');
      const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'Save as file')]);
      expect(download.suggestedFilename()).toBe('bo-leaves.json');
      const saved = readFileSync(await download.path(), 'utf8');
      expect(parseScenario(saved)).toMatchObject({
        ok: true,
        scenario: {
          name: 'bo leaves',
          timeline: [{ when: { atMs: 100 }, step: { do: 'leave', participant: 2 } }],
        },
      });

      await press(page, 'Clear timeline');
      await page.getByText('Nothing yet: fill in the form above, then add it.').waitFor();
      const yaml = join(folder, 'late.yaml');
      writeFileSync(yaml, 'name: late\ntimeline:\n  - { at: 150ms, do: leave, participant: Bo Lind }\n');
      await load(page, yaml);
      await page.locator('.entries', { hasText: 'Bo Lind leaves the meeting.' }).waitFor();
      await page.getByLabel('Scenario', { exact: true }).selectOption('timeline of region Faults');
      await press(page, 'Start Meeting');
      // The meeting of a server in a program begins with its first app.
      await press(page, 'Receive here');
      await page.locator('.tile.absent', { hasText: 'Bo Lind' }).waitFor();

      const broken = join(folder, 'broken.yaml');
      writeFileSync(broken, 'timeline:\n  - { at: soon, do: leave }\n');
      await load(page, broken);
      await page.getByText(/^broken\.yaml is no scenario: .*line 2/i).waitFor();
      expect(browser.errors.filter((error) => !error.includes('400'))).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('acts on the meeting that is shown, of several', async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    await using browser = await openBrowser(chromium);
    const page = await browser.open(server.controlUrl);
    const first = await server.startMeeting({ topic: 'first' });
    const second = await server.startMeeting({ topic: 'second' });
    await page.getByLabel('Shown meeting, of 2').selectOption(first.streamId);
    await press(page, 'End Meeting');
    await expect.poll(() => first.meetingEnded).toBe(true);
    expect(second.meetingEnded).toBe(false);
    await page.getByText('Meeting: ended', { exact: true }).waitFor();
    for (const name of ['Perform now', 'Repeat']) {
      expect(await page.getByRole('button', { name, exact: true }).isEnabled(), name).toBe(false);
    }
  });
});
