// A day of a soak, 412,000 calls, in a real browser: what bounds its digest, its curves and the memory of the page.
import { copyFile, mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAX_BUCKETS } from '../../lib/core/digest/buckets.ts';
import type { DigestData } from '../../lib/core/digest/data.ts';
import type { JournalRow } from '../../lib/core/journal/events.ts';
import { buildReport } from '../../lib/node/build/page.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { judgeRun } from '../../lib/node/run/judge.ts';
import { writeResults } from '../../lib/node/run/results.ts';
import { type RunFiles, toRunFiles } from '../../lib/node/run-folder/run-files.ts';
import { HAS_BROWSER, keepPicture, startBrowser, VIEWS, watchPage } from '../pages/browser.ts';
import { readCount } from '../pages/figures.ts';
import { type RunningFeed, startFeedProcess } from '../running/feed.ts';
import { openReader } from '../running/sse-reader.ts';
import { playRun } from '../runs/played-run.ts';
import { writeRows } from '../runs/written-run.ts';

const ILL = { errorRatio: 0.003, lostRatio: 0.0002, guardRatio: 0.002 };
/** What comes while the page is open: the last hour of the day, in pieces that no reader is too slow for. */
const LATE_ROWS = 20_000;
const PIECE_ROWS = 1_000;

const countCalls = (rows: readonly JournalRow[]) => rows.filter(({ type }) => type === 'response').length;
let dir: string;
/** The run that is over, and the same where its last rows are still to come. */
let over: RunFiles;
let running: RunFiles;
let late: readonly JournalRow[];
let calls = 0;
let feed: RunningFeed;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-day-'));
  over = toRunFiles(join(dir, 'chaos_soak_run_day'));
  running = toRunFiles(join(dir, 'chaos_soak_run_running'));
  for (const files of [over, running]) await mkdir(files.dir);
  const rows = [...playRun({ PROFILE: 'soak24' }, ILL)];
  calls = countCalls(rows);
  late = rows.slice(-LATE_ROWS);
  await writeRows(over.journal, rows.slice(0, -LATE_ROWS));
  await copyFile(over.journal, running.journal);
  await writeRows(over.journal, late);
  // The feed reads its day while this process judges the other.
  const started = startFeedProcess([running.dir]);
  const judgement = await judgeRun(over);
  await writeResults(over, judgement, await buildReport(judgement.loaded));
  feed = await started;
});
afterAll(async () => {
  await feed?.stop();
  await rm(dir, { recursive: true, force: true });
});

test('its report is one file under 1 MB, with everything else beside it', async () => {
  const { size } = await stat(over.report);
  expect(size).toBeLessThan(1_000_000);
  expect(size).toBeGreaterThan(300_000);
  expect((await readFile(over.markdown, 'utf8')).split('\n')[0]).toMatch(/^## FAIL: soak24, seed 1$/);
});

test('the digest that a reader gets first is under 600 kB, in 1,440 buckets at most', async () => {
  const reader = openReader(`${feed.url}sse`);
  const event = await waitFor('the digest', 30_000, () => reader.events[0]);
  await reader.close();
  expect(event.event).toBe('digest');
  expect(event.data.length).toBeLessThan(600_000);
  const { buckets, rows, totals } = JSON.parse(event.data) as DigestData;
  expect(rows).toBeGreaterThan(380_000);
  expect(totals.calls).toBe(calls - countCalls(late));
  expect(buckets.widthSec).toBe(64);
  expect(buckets.length).toBeLessThanOrEqual(MAX_BUCKETS);
  for (const column of [buckets.latency, ...Object.values(buckets.counts), ...Object.values(buckets.peaks)])
    expect(column.length).toBe(buckets.length);
});

/** Counts the points of the curves that the page draws: uPlot draws each curve as a path of lines. */
const COUNT_POINTS = `window.drawnPoints = 0;
  for (const of of ['moveTo', 'lineTo']) {
    const draw = Path2D.prototype[of];
    Path2D.prototype[of] = function (...at) { window.drawnPoints++; return draw.apply(this, at); };
  }`;
const takePoints = (page: Page) => page.evaluate<number>('[window.drawnPoints, (window.drawnPoints = 0)][0]');

/** Five charts of at most six curves, a step having two points a bucket. */
const MAX_POINTS = 5 * 6 * 2 * MAX_BUCKETS;

/** The rows that come meanwhile weigh 8 MB as text alone: a page that kept them would grow by more. */
const MAX_GROWTH_BYTES = 6_000_000;

/**
 * What the page may hold after its garbage was collected: the digest in its parsed form and once more as it is drawn, each a few
 * MB, and the page itself: 8 MB of a page that is fed, 4 MB of a report. The day's journal is 170 MB.
 */
const MAX_HEAP_BYTES = 32_000_000;

async function readHeapBytes(page: Page): Promise<number> {
  const debug = await page.context().newCDPSession(page);
  await debug.send('HeapProfiler.collectGarbage');
  await debug.send('Performance.enable');
  const { metrics } = await debug.send('Performance.getMetrics');
  await debug.detach();
  return metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN;
}

describe.skipIf(!HAS_BROWSER)('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());

  const show = async (url: string, view: keyof typeof VIEWS) => {
    const page = await browser.newPage(VIEWS[view]);
    const faults = watchPage(page);
    await page.addInitScript(COUNT_POINTS);
    await page.goto(url);
    await page.locator('canvas').nth(4).waitFor();
    return { page, faults };
  };

  test('its live page: bounded, and more rows come and are drawn', async () => {
    const { page, faults } = await show(feed.url, 'wide');
    const before = await readCount(page, 'requests');
    expect(before).toBe(calls - countCalls(late));
    expect(await page.locator('#chaos tbody tr').count()).toBe(23);
    const heapBefore = await readHeapBytes(page);
    expect(heapBefore).toBeLessThan(MAX_HEAP_BYTES);
    await keepPicture(page, 'day-running');
    await takePoints(page);

    const half = late.length / 2;
    let seen = before;
    for (const some of [late.slice(0, half), late.slice(half)]) {
      for (let from = 0; from < half; from += PIECE_ROWS) {
        const { tailer_stats: stats } = await feed.health();
        await writeRows(running.journal, some.slice(from, from + PIECE_ROWS));
        await feed.waitForHealth('the piece', (now) => now.tailer_stats.rows === stats.rows + PIECE_ROWS);
      }
      seen += countCalls(some);
      await waitFor(`${seen} requests`, 30_000, async () =>
        (await readCount(page, 'requests')) === seen ? true : undefined,
      );
      expect(await takePoints(page)).toBeGreaterThan(MAX_BUCKETS / 2);
    }
    expect(seen).toBe(calls);
    expect(await page.locator('#chaos tbody tr').count()).toBe(24);
    expect((await readHeapBytes(page)) - heapBefore).toBeLessThan(MAX_GROWTH_BYTES);
    expect(faults).toEqual([]);
    await page.close();
  });

  test.each(Object.keys(VIEWS) as (keyof typeof VIEWS)[])('its report from the disk, %s', async (view) => {
    const { page, faults } = await show(pathToFileURL(over.report).href, view);
    const points = await takePoints(page);
    expect(points).toBeGreaterThan(MAX_BUCKETS);
    expect(points).toBeLessThan(MAX_POINTS);
    expect(await readHeapBytes(page)).toBeLessThan(MAX_HEAP_BYTES);
    expect(await page.locator('#chaos tbody tr').count()).toBe(24);
    expect(await readCount(page, 'requests')).toBe(calls);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    await keepPicture(page, `day-report-${view}`);
    expect(faults).toEqual([]);
    await page.close();
  });
});
