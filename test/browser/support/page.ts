/** The page in a headless Chromium, against a server of the test's own. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type BrowserContext, type Page } from 'playwright-core';

/** The built page. */
export const PAGE_INDEX = fileURLToPath(
  new URL('../../../packages/mock-server/dist/page/index.html', import.meta.url),
);

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Options of {@link openBrowser}. */
export interface BrowserOptions {
  readonly args?: readonly string[];
  readonly width?: number;
  readonly colorScheme?: 'light' | 'dark';
}

/** A browser with a fresh profile, which keeps what pages write down. */
export interface TestBrowser extends AsyncDisposable {
  readonly context: BrowserContext;
  /** Errors of scripts and of the console of every page, except those that are `expected`. */
  readonly errors: string[];
  /** Opens a page and waits until it shows the server's streams. */
  open(url: string): Promise<Page>;
}

/** Starts Chromium. */
export async function openBrowser(
  executablePath: string,
  options: BrowserOptions = {},
): Promise<TestBrowser> {
  if (!existsSync(PAGE_INDEX)) throw new Error(`the page is not built (${PAGE_INDEX}); run pnpm build`);
  const { args = [], width = 1280, colorScheme = 'light' } = options;
  const profile = mkdtempSync(join(tmpdir(), 'rtms-mock-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: [...FLAGS, ...args],
    viewport: { width, height: 900 },
    colorScheme,
    acceptDownloads: true,
  });
  const errors: string[] = [];
  context.on('weberror', (error) => errors.push(error.error().message));
  context.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return {
    context,
    errors,
    open: async (url) => {
      const page = await context.newPage();
      await page.goto(url);
      await page.getByText('Connected', { exact: true }).waitFor();
      return page;
    },
    [Symbol.asyncDispose]: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Presses a button by its exact name. */
export function press(page: Page, name: string): Promise<void> {
  return page.getByRole('button', { name, exact: true }).click();
}

/** Waits until the stream is shown in this state. */
export function waitForState(page: Page, state: string): Promise<void> {
  return page.getByText(`Stream: ${state}`, { exact: true }).waitFor();
}
