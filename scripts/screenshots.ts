/**
 * Takes the images of the documentation: the page, in both themes and in a small window, and a clip of a meeting.
 * Needs Chromium and ffmpeg. Run: pnpm screenshots
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { startMockServer } from '@rtms-mock/server';
import { openBrowser, type BrowserOptions } from '../test/browser/support/page.js';
import { toolPath } from '../test/support/require-tool.js';

const IMAGES = fileURLToPath(new URL('../docs/images/', import.meta.url));
/** Time in which the first speakers talk and the plots get some content, in milliseconds. */
const WARM_UP_MS = 15_000;
const CLIP_MS = 30_000;
const CLIP_FRAMES_PER_SECOND = 4;
const CLIP = join(IMAGES, 'meeting.webm');
const VP9 = ['-vf', 'scale=960:-2', '-c:v', 'libvpx-vp9', '-crf', '40', '-b:v', '0'];

const chromium = requireTool('chromium');
const ffmpeg = requireTool('ffmpeg');
mkdirSync(IMAGES, { recursive: true });

for (const [name, options] of [
  ['page-light', { width: 1280 }],
  ['page-whole', { width: 1280 }],
  ['page-dark', { width: 1280, colorScheme: 'dark' }],
  ['page-small', { width: 400 }],
] as const satisfies readonly (readonly [string, BrowserOptions])[]) {
  await withMeeting(options, async (page) => {
    await page.waitForTimeout(WARM_UP_MS);
    await page.screenshot({ path: join(IMAGES, `${name}.png`), fullPage: name === 'page-whole' });
  });
}
await withMeeting({ width: 1280 }, recordClip);

/** Opens the page, presses the button of a first visit, and runs `use` while the meeting plays. */
async function withMeeting(options: BrowserOptions, use: (page: Page) => Promise<void>): Promise<void> {
  await using server = await startMockServer({ port: 0, mediaPort: 0 });
  await using browser = await openBrowser(chromium, options);
  const page = await browser.open(server.controlUrl);
  await page.getByRole('button', { name: 'Start and receive here' }).click();
  await use(page);
  if (browser.errors.length > 0) throw new Error(browser.errors.join('\n'));
}

/** Records screenshots of the running meeting as a clip. */
async function recordClip(page: Page): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rtms-mock-clip-'));
  const intervalMs = 1000 / CLIP_FRAMES_PER_SECOND;
  const begin = performance.now();
  let shown = 0;
  while (performance.now() - begin < CLIP_MS) {
    const image = await page.screenshot();
    const due = Math.floor((performance.now() - begin) / intervalMs);
    // A screenshot that took long stands for the moments it missed.
    for (; shown <= due; shown += 1)
      writeFileSync(join(folder, `${String(shown).padStart(4, '0')}.png`), image);
    await page.waitForTimeout(Math.max(0, begin + shown * intervalMs - performance.now()));
  }
  const rate = String(CLIP_FRAMES_PER_SECOND);
  run(ffmpeg, ['-v', 'error', '-y', '-framerate', rate, '-i', join(folder, '%04d.png'), ...VP9, CLIP]);
  rmSync(folder, { recursive: true });
}

function run(program: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
}

function requireTool(tool: 'chromium' | 'ffmpeg'): string {
  const path = toolPath(tool);
  if (path === undefined)
    throw new Error(`${tool} not found; install it, for example with apt-get install ${tool}`);
  return path;
}
