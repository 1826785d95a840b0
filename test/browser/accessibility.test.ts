import { startMockServer } from '@rtms-mock/server';
import { expect, test } from 'vitest';
import { describeWithTool } from '../support/require-tool.js';
import { findings } from './support/axe.js';
import { openBrowser, press, waitForState } from './support/page.js';

describeWithTool('chromium', 'accessibility', (chromium) => {
  test.each([
    [1280, 'light'],
    [1280, 'dark'],
    [390, 'light'],
    [390, 'dark'],
  ] as const)(
    'axe finds nothing at %i px in the %s theme, and nothing is wider than the page',
    async (width, colorScheme) => {
      await using server = await startMockServer({ port: 0, mediaPort: 0 });
      await using browser = await openBrowser(chromium, { width, colorScheme });
      const page = await browser.open(server.controlUrl);
      await page.getByText('First media in a minute').waitFor();
      expect(await findings(page)).toEqual([]);

      await press(page, 'Start and receive here');
      await waitForState(page, 'active');
      await page.getByText(/^transcript: \d+ frame/).waitFor();
      await page.locator('.row').first().getByRole('button').click();
      await page.getByText(/^Hold and edit/).click();
      await press(page, 'Add to timeline');
      await press(page, 'Pause');
      await waitForState(page, 'paused');
      expect(await findings(page)).toEqual([]);
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect(overflow).toBeLessThanOrEqual(0);
    },
  );

  test('everything can be done with the keyboard', async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    await using browser = await openBrowser(chromium);
    const page = await browser.open(server.controlUrl);
    await page.getByLabel('Webhook URL').focus();
    const names: string[] = [];
    // Tab leads from control to control; Enter on Start Meeting starts one.
    for (let step = 0; step < 12 && names.at(-1) !== 'Start Meeting'; step += 1) {
      await page.keyboard.press('Tab');
      names.push(await page.evaluate<string>('document.activeElement.innerText'));
    }
    expect(names).toContain('Validate');
    expect(names.at(-1)).toBe('Start Meeting');
    await page.keyboard.press('Enter');
    await waitForState(page, 'created');

    const list = page.getByRole('group', { name: /^Messages: / });
    await list.focus();
    await page.keyboard.press('End');
    await page.getByLabel('Decoded').waitFor();
    await page.keyboard.press('Home');
    await expect.poll(() => page.locator('.row.chosen').innerText()).toContain('created');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByLabel('Decoded').count()).toBe(0);
  });
});
