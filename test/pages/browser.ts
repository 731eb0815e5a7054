// The distribution's Chromium, for what only a real browser can tell. Where there is none its tests are skipped, and say so.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { repoPath } from '../../lib/node/files/paths.ts';

const { CHROMIUM_BIN = '/usr/bin/chromium' } = process.env;
export const HAS_BROWSER = existsSync(CHROMIUM_BIN);
if (!HAS_BROWSER)
  console.warn(
    `${CHROMIUM_BIN} is not there: the page is not tried in a browser. Install chromium, or give CHROMIUM_BIN.`,
  );

/** Starts it. Its sandbox needs rights that a container has not; what it opens is ours. */
export const startBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM_BIN, args: ['--no-sandbox'] });

/** What a page did that it should not have: errors, dialogs, and whatever it fetched beside itself. */
export function watchPage(page: Page): readonly string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`);
  });
  page.on('dialog', async (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  return faults;
}

export const VIEWS = {
  wide: { viewport: { width: 1280, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true },
  dark: { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
} as const;

/** Keeps a picture of the whole page under reports/page, which git ignores. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  await mkdir(repoPath('reports/page'), { recursive: true });
  await page.screenshot({ path: join(repoPath('reports/page'), `${name}.png`), fullPage: true });
}
