// The pages of drills and of a game day in a real browser: for everyone, on a phone, in the dark and on paper.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { computeFigures, type Sightings } from '../../rollout/drills/figures/figures.ts';
import { toDrillPage } from '../../rollout/drills/figures/report.ts';
import type { DrillRun } from '../../rollout/drills/run-drill.ts';
import { toReportPage } from '../../rollout/game-day/report.ts';
import { findViolations } from '../pages/accessibility.ts';
import { HAS_BROWSER, keepPicture, startBrowser, VIEWS } from '../pages/browser.ts';

const SEEN: Sightings = {
  appliedAtMs: 100_000,
  canary: 'new',
  calls: Array.from({ length: 600 }, (_, n) => ({
    atMs: 95_000 + n * 50,
    isBad: n % 9 === 0,
    durationMs: 5,
  })),
  looks: Array.from({ length: 100 }, (_, n) => ({
    atMs: 101_000 + n * 100,
    cohort: n % 4 === 0 ? 'new' : 'old',
  })),
  decidedAtMs: 110_000,
  abortedAtMs: 111_000,
  promotedAtMs: undefined,
  isHarmful: true,
};
const canary = { why: 'It fails every ninth call.', defects: 'http_5xx' };
const RUN: DrillRun = {
  drill: { id: 'bad-canary', why: canary.why, canary, upset: 'none', ends: 'promoted', servers: 'ours' },
  figures: computeFigures(SEEN),
  isAsItMust: false,
  decision: 'abort',
  reasons: [`more errors than stable: ${'averylongwordwithoutabreak'.repeat(9)}`],
  sightings: SEEN,
};
const PAGES = {
  drills: toDrillPage([RUN]),
  'game-day': toReportPage({
    parts: [
      { id: 'a', title: 'A good release', outcome: 'pass', text: 'it went forward' },
      { id: 'b', title: 'A bad canary', outcome: 'fail', text: 'it went forward, too' },
    ],
    runs: [RUN],
    records: [],
    broke: 'the cluster ended',
    head: 'b'.repeat(64),
    keyId: 'k'.repeat(64),
    commit: 'c'.repeat(40),
    startedAt: '2026-01-31T12:00:00.000Z',
    endedAt: '2026-01-31T12:09:00.000Z',
  }),
};

describe.skipIf(!HAS_BROWSER).each(Object.entries(PAGES))('%s', (name, html) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());

  test.each(
    Object.entries(VIEWS),
  )('%s: axe finds nothing, and nothing stands out of the window', async (kind, view) => {
    const page = await browser.newPage(view);
    await page.setContent(html);
    expect(await findViolations(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    await keepPicture(page, `${name}-${kind}`);
    await page.close();
  });

  test('it is dark where the system is, and light on paper', async () => {
    const page = await browser.newPage(VIEWS.dark);
    await page.setContent(html);
    const ground = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    expect(await ground()).not.toBe('rgb(255, 255, 255)');
    await page.emulateMedia({ media: 'print' });
    expect(await ground()).toBe('rgb(255, 255, 255)');
    await page.close();
  });

  test('a phone shows each cell below its title, and no table scrolls', async () => {
    const page = await browser.newPage(VIEWS.phone);
    await page.setContent(html);
    const title = `getComputedStyle(document.querySelectorAll('td')[1], '::before').content`;
    expect(await page.evaluate(title)).toMatch(/must end|outcome/);
    const wide = `[...document.querySelectorAll('table')].filter((one) => one.scrollWidth > one.clientWidth).length`;
    expect(await page.evaluate(wide)).toBe(0);
    await page.close();
  });
});
