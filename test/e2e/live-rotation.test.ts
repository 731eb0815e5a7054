// The page while the journal is rotated under its feed, in a real browser: what it shows in the end is what was written.
import { appendFile, copyFile, mkdtemp, open, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DigestData } from '../../lib/core/digest/data.ts';
import { createDigest } from '../../lib/core/digest/digest.ts';
import { readProgress } from '../../lib/core/digest/readings.ts';
import type { JournalRow } from '../../lib/core/journal/events.ts';
import { toFeedRow } from '../../lib/core/journal/feed-row.ts';
import { findFreePort } from '../../lib/node/process/ports.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { toRunFiles } from '../../lib/node/run-folder/run-files.ts';
import { SERVICE } from '../../services/aurora/service.ts';
import { toDigestRules } from '../../thresholds/digest-rules.ts';
import { HAS_BROWSER, keepPicture, startBrowser, VIEWS, watchPage } from '../pages/browser.ts';
import { type Counted, readCount, readCounts } from '../pages/figures.ts';
import { type RunningFeed, startFeedProcess } from '../running/feed.ts';
import { openReader } from '../running/sse-reader.ts';
import { playRun } from '../runs/played-run.ts';

const ROWS: readonly JournalRow[] = [...playRun({ PROFILE: 'quick' }, { errorRatio: 0.02 })];
/** The run in four parts; its toxics and phases go over the cuts. */
const PARTS = [0, 1, 2, 3].map((part) =>
  ROWS.slice((part * ROWS.length) / 4, ((part + 1) * ROWS.length) / 4),
);
const [FIRST = [], SECOND = [], THIRD = [], FOURTH = []] = PARTS;

const toText = (rows: readonly JournalRow[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

function toCounted(digest: DigestData): Counted {
  const { journeys, calls: requests, violations, degraded } = readProgress(SERVICE, digest);
  return { journeys, requests, violations, degraded };
}

/** What a page that has taken in these rows, each once, must show. */
function countOf(rows: readonly JournalRow[]): Counted {
  const digest = createDigest(toDigestRules(SERVICE));
  for (const row of rows) {
    const shown = toFeedRow(row);
    if (shown) digest.add(shown);
  }
  return toCounted(digest.toJSON());
}

describe.skipIf(!HAS_BROWSER)('the page of a journal that is rotated', () => {
  let dir = '';
  let journal = '';
  let port = 0;
  let browser: Browser;
  let feed: RunningFeed;
  let page: Page;
  let faults: readonly string[];
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'aurora-rotation-'));
    journal = toRunFiles(dir).journal;
    await writeFile(journal, toText(FIRST));
    port = await findFreePort();
    feed = await startFeedProcess([dir], { LIVE_PORT: String(port) });
    page = await browser.newPage(VIEWS.wide);
    faults = watchPage(page);
    await page.goto(feed.url);
    await showing(FIRST);
  });
  afterEach(async () => {
    await page.close();
    await feed.stop();
    await rm(dir, { recursive: true, force: true });
  });

  /** Waits until the page shows as many requests as these rows have, and holds every other count to them. */
  const showing = async (rows: readonly JournalRow[]) => {
    const counts = countOf(rows);
    await waitFor(`${counts.requests} requests`, 20_000, async () =>
      (await readCount(page, 'requests')) >= counts.requests ? true : undefined,
    );
    expect(await readCounts(page)).toEqual(counts);
  };
  /** What the feed tells who comes now. */
  const readToldCounts = async () => {
    const reader = openReader(`${feed.url}sse`);
    const event = await waitFor('the digest', 20_000, () => reader.events[0]);
    await reader.close();
    return toCounted(JSON.parse(event.data) as DigestData);
  };

  it('renamed, with its writer at work for a moment yet, and then emptied: goes on, with nothing lost or twice', async () => {
    const writer = await open(journal, 'a');
    await rename(journal, `${journal}.1`);
    await writer.appendFile(toText(SECOND));
    await writer.close();
    await writeFile(journal, toText(THIRD));
    const untilThird = [...FIRST, ...SECOND, ...THIRD];
    await showing(untilThird);
    expect(await readToldCounts()).toEqual(countOf(untilThird));

    await copyFile(journal, `${journal}.2`);
    await truncate(journal, 0);
    await appendFile(journal, toText(FOURTH));
    await showing(ROWS);
    expect(await readToldCounts()).toEqual(countOf(ROWS));
    await keepPicture(page, 'live-rotated');

    // Who was there all the time reads the same, word for word and curve for curve, as who comes now.
    const late = await browser.newPage(VIEWS.wide);
    await late.goto(feed.url);
    await late.locator('canvas').nth(4).waitFor();
    expect(await page.locator('main').innerText()).toBe(await late.locator('main').innerText());
    expect(await page.locator('.heard').allTextContents()).toEqual(
      await late.locator('.heard').allTextContents(),
    );
    await late.close();
    expect((await feed.health()).tailer_stats.rotations).toEqual({ renamed: 1, truncated: 1 });
    expect(await page.locator('#banner').innerText()).toBe('');
    expect(faults).toEqual([]);
  });

  it('renamed while the feed was away: shows what the new file holds, and nothing of before', async () => {
    await feed.stop('SIGKILL');
    await rename(journal, `${journal}.1`);
    await writeFile(journal, toText(SECOND));
    feed = await startFeedProcess([dir], { LIVE_PORT: String(port) });
    await waitFor('a new digest', 20_000, async () =>
      (await readCount(page, 'requests')) === countOf(SECOND).requests ? true : undefined,
    );
    await appendFile(journal, toText(THIRD));
    await showing([...SECOND, ...THIRD]);
    expect(await readToldCounts()).toEqual(countOf([...SECOND, ...THIRD]));
    expect(await page.locator('#banner').innerText()).toBe('');
    // The browser says itself that a connection was lost.
    expect(faults.filter((fault) => !/net::ERR_|Failed to load resource/.test(fault))).toEqual([]);
  });

  it('emptied while the feed was away: the same', async () => {
    await feed.stop('SIGKILL');
    await truncate(journal, 0);
    await appendFile(journal, toText(FOURTH));
    feed = await startFeedProcess([dir], { LIVE_PORT: String(port) });
    await waitFor('a new digest', 20_000, async () =>
      (await readCount(page, 'requests')) === countOf(FOURTH).requests ? true : undefined,
    );
    expect(await readCounts(page)).toEqual(countOf(FOURTH));
    expect(await readToldCounts()).toEqual(countOf(FOURTH));
    expect(faults.filter((fault) => !/net::ERR_|Failed to load resource/.test(fault))).toEqual([]);
  });
});
