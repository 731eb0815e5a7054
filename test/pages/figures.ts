// The figures at the top of the page, as a person reads them.
import type { Page } from 'playwright-core';

/** The tiles that hold counts, by their names. */
export const COUNTED = ['journeys', 'requests', 'violations', 'degraded'] as const;
export type Counted = Record<(typeof COUNTED)[number], number>;

const toTile = (page: Page, name: string) =>
  page.locator('.tiles > div').filter({ has: page.locator('dt', { hasText: new RegExp(`^${name}$`) }) });

/** The count in a tile; -1 while there is none. */
export async function readCount(page: Page, name: string): Promise<number> {
  const tile = toTile(page, name);
  if ((await tile.count()) === 0) return -1;
  return Number((await tile.locator('dd').first().innerText()).replaceAll(',', ''));
}

/** All of them. */
export async function readCounts(page: Page): Promise<Counted> {
  const counts: Partial<Counted> = {};
  for (const name of COUNTED) counts[name] = await readCount(page, name);
  return counts as Counted;
}
