// The page in a real browser during a soak: fed, cut off, fed again, and in the end exactly what the journal holds.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFreePort } from '../../lib/node/process/ports.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { toRunFiles } from '../../lib/node/run-folder/run-files.ts';
import { HAS_BROWSER, keepPicture, startBrowser, VIEWS, watchPage } from '../pages/browser.ts';
import { readCount } from '../pages/figures.ts';
import { type RunningFeed, startFeedProcess } from '../running/feed.ts';
import { isGone, startSoak } from '../running/soak.ts';
import { playRun } from '../runs/played-run.ts';
import { writeRows } from '../runs/written-run.ts';

describe.skipIf(!HAS_BROWSER)('the page of a soak', () => {
  let dir = '';
  let browser: Browser;
  let feed: RunningFeed | undefined;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'aurora-live-page-'));
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await feed?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  it('says at the top which gates do not hold, and folds what is healed and what was earlier', async () => {
    const files = toRunFiles(join(dir, 'chaos_soak_run_watched'));
    await mkdir(files.dir);
    const rows = [
      ...playRun({ PROFILE: 'quick', DURATION_SECONDS: '630', CYCLE_MIN: '1.5' }, { errorRatio: 0.05 }),
    ];
    await writeRows(files.journal, rows.slice(0, -100));
    feed = await startFeedProcess([files.dir]);
    const page = await browser.newPage(VIEWS.phone);
    await page.goto(feed.url);
    await page.locator('#failures details').waitFor();
    expect(await page.locator('#verdict').innerText()).toMatch(
      /gates? do(es)? not hold, as it stands now: .*http_5xx_rate_5m/,
    );
    expect(await page.locator('#chaos summary').innerText()).toMatch(/^\d+ toxics healed$/);
    expect(await page.locator('#failures > .scroll tbody tr').count()).toBe(10);
    expect(await page.locator('#failures details tbody tr').count()).toBe(10);
    await page.close();
    await feed.stop();
  });

  it('says when it is cut off, goes on by itself, and misses and doubles nothing', async () => {
    const port = await findFreePort();
    const run = await startSoak(dir, {
      LIVE: 'true',
      LIVE_PORT: String(port),
      DURATION_SECONDS: '45',
      BASE_RPS: '4',
      TOXIPROXY_ENABLED: 'false',
    });
    const page = await browser.newPage(VIEWS.wide);
    const faults = watchPage(page);
    await page.goto(`http://127.0.0.1:${port}/`);
    const until = (what: string, holds: () => Promise<boolean>) =>
      waitFor(what, 40_000, async () => ((await holds()) ? true : undefined));
    await until('the first calls', async () => (await readCount(page, 'requests')) > 5);
    expect(await page.locator('h1').innerText()).toBe('Running');
    expect(await page.locator('#banner').innerText()).toBe('');
    expect(await page.locator('canvas').count()).toBe(5);
    await keepPicture(page, 'live-running');

    const feedPid = await run.pidOf('live');
    process.kill(feedPid, 'SIGKILL');
    await until('the banner', async () =>
      (await page.locator('#banner').innerText()).startsWith('No connection'),
    );
    await waitFor('the feed is gone', 5_000, () => (isGone(feedPid) ? true : undefined));
    await keepPicture(page, 'live-cut-off');
    const before = await readCount(page, 'requests');
    feed = await startFeedProcess([run.dir], { LIVE_PORT: String(port) });
    await until('the page is back', async () => (await page.locator('#banner').innerText()) === '');
    await until('new calls', async () => (await readCount(page, 'requests')) > before);

    await run.closed;
    const { verdict, totals } = await run.readSummary();
    await until(
      'the verdict',
      async () => (await page.locator('h1').innerText()) === verdict.outcome.toUpperCase(),
    );
    await until('the last call', async () => (await readCount(page, 'requests')) === totals.calls);
    expect(await readCount(page, 'journeys')).toBe(totals.request_iterations);
    expect(await page.locator('#gates tbody tr').count()).toBe(verdict.gates.length);
    expect(await page.locator('#by-part-of-request tbody tr').count()).toBe(6);
    await keepPicture(page, 'live-over');

    // What is open stays readable when its feed has ended.
    await feed.stop();
    await until('what the banner says', async () =>
      (await page.locator('#banner').innerText()).startsWith('The run is over and its feed has ended'),
    );
    expect(await page.locator('h1').innerText()).toBe(verdict.outcome.toUpperCase());
    expect(await page.locator('#gates tbody tr').count()).toBe(verdict.gates.length);
    expect(await readCount(page, 'requests')).toBe(totals.calls);
    // A browser says itself that a connection was lost; nothing else went wrong.
    expect(faults.filter((fault) => !/net::ERR_|Failed to load resource/.test(fault))).toEqual([]);
    await page.close();
  });
});
