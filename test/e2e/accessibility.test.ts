// The pages for everyone: axe in a real browser, in light and dark, and every control by the keyboard alone.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toRunFiles } from '../../lib/node/run-folder/run-files.ts';
import { findViolations, listControls, walkByTab } from '../pages/accessibility.ts';
import { HAS_BROWSER, keepPicture, startBrowser, VIEWS, watchPage } from '../pages/browser.ts';
import { type RunningFeed, startFeedProcess } from '../running/feed.ts';
import { runCommand } from '../running/rig.ts';
import { playRun } from '../runs/played-run.ts';
import { writeRows, writeRun } from '../runs/written-run.ts';

/** Every part of the page has something to show. */
const ILL = { errorRatio: 0.02, guardRatio: 0.01 };
/** The part of a sheet that is printed on, in CSS pixels. */
const A4 = { width: 703, height: 1032 };
/** Words of the heading of a row, of numbers and of short cells that stand on two lines. A `<wbr>` parts them where they may be broken. */
const BROKEN_WORDS = `[...document.querySelectorAll('.scroll tbody th, .scroll .short, .scroll .number')].flatMap((cell) => {
  const broken = [];
  const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  while (texts.nextNode())
    for (const word of texts.currentNode.data.matchAll(/[^\\s-]+/g)) {
      const range = document.createRange();
      range.setStart(texts.currentNode, word.index);
      range.setEnd(texts.currentNode, word.index + word[0].length);
      if (new Set([...range.getClientRects()].map(({ top }) => top)).size > 1) broken.push(word[0]);
    }
  return broken;
})`;
const PAGES = ['running', 'over', 'report', 'compare', 'history'] as const;

describe.skipIf(!HAS_BROWSER)('for everyone', () => {
  let dir = '';
  let browser: Browser;
  const feeds: RunningFeed[] = [];
  const urls: Record<(typeof PAGES)[number], string> = {
    running: '',
    over: '',
    report: '',
    compare: '',
    history: '',
  };
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'aurora-for-everyone-'));
    const healthy = await writeRun(dir, 'chaos_soak_run_healthy', { PROFILE: 'quick' }, {});
    const ill = await writeRun(dir, 'chaos_soak_run_ill', { PROFILE: 'quick', SEED: '2' }, ILL);
    const running = toRunFiles(join(dir, 'chaos_soak_run_running'));
    await mkdir(running.dir);
    await writeRows(running.journal, [...playRun({ PROFILE: 'quick' }, ILL)].slice(0, -200));
    const html = join(dir, 'compare.html');
    const many = join(dir, 'many');
    await mkdir(many);
    const made = await Promise.all([
      runCommand('compare', [healthy.dir, ill.dir, '--html', html]),
      runCommand('history', [dir, '--to', many]),
    ]);
    for (const { stderr } of made) expect(stderr).not.toMatch(/Error/);
    feeds.push(...(await Promise.all([running.dir, ill.dir].map((run) => startFeedProcess([run])))));
    urls.running = feeds[0]?.url ?? '';
    urls.over = feeds[1]?.url ?? '';
    urls.report = pathToFileURL(ill.report).href;
    urls.compare = pathToFileURL(html).href;
    urls.history = pathToFileURL(join(many, 'history.html')).href;
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    for (const feed of feeds) await feed.stop();
    await rm(dir, { recursive: true, force: true });
  });

  /** The page with all it has to show. */
  const show = async (name: (typeof PAGES)[number], view: keyof typeof VIEWS): Promise<Page> => {
    const page = await browser.newPage(VIEWS[view]);
    await page.goto(urls[name]);
    await page.locator('canvas').nth(4).waitFor();
    const title = {
      running: 'Running',
      over: 'FAIL',
      report: 'FAIL',
      compare: 'Worse',
      history: 'Too few runs',
    }[name];
    await page.locator('h1', { hasText: title }).waitFor();
    for (const sample of (await page.locator('.sample summary').all()).slice(0, 2)) await sample.click();
    return page;
  };

  test.each<[(typeof PAGES)[number], keyof typeof VIEWS]>([
    ['running', 'wide'],
    ['running', 'dark'],
    ['over', 'wide'],
    ['over', 'dark'],
    ['report', 'wide'],
    ['report', 'dark'],
    ['compare', 'wide'],
    ['compare', 'dark'],
    ['report', 'phone'],
    ['compare', 'phone'],
    ['history', 'wide'],
    ['history', 'dark'],
    ['history', 'phone'],
  ])('%s, %s: axe finds nothing against WCAG A and AA', async (name, view) => {
    const page = await show(name, view);
    expect(await findViolations(page)).toEqual([]);
    await keepPicture(page, `everyone-${name}-${view}`);
    await page.close();
  });

  test.each<[(typeof PAGES)[number]]>([
    ['report'],
    ['compare'],
    ['history'],
  ])('%s: a finger finds every link of a phone, and print breaks no word of a short column', async (name) => {
    const page = await show(name, 'phone');
    const small = `[...document.querySelectorAll('a[href]:not(.skip)')].filter((link) => link.checkVisibility())
        .filter((link) => link.getBoundingClientRect().height < 24).map((link) => link.textContent)`;
    expect(await page.evaluate(small)).toEqual([]);
    await page.setViewportSize(A4);
    await page.emulateMedia({ media: 'print' });
    await expect.poll(() => page.locator('details:not([open])').count()).toBe(0);
    expect(await page.evaluate(BROKEN_WORDS)).toEqual([]);
    await page.close();
  });

  test('number keys hide and show the curves of a chart, as a click on their names does', async () => {
    const page = await show('report', 'wide');
    const figure = page.getByRole('figure', { name: /^Latency/ });
    const hidden = async () =>
      (await figure.locator('.u-series.u-off').allInnerTexts()).map((text) => text.slice(0, 3));
    await figure.focus();
    for (const key of ['1', '3', '9']) await page.keyboard.press(key);
    expect(await hidden()).toEqual(['p50', 'p99']);
    expect(await figure.locator('.said').innerText()).toBe('p99 hidden');
    await page.keyboard.press('1');
    expect(await hidden()).toEqual(['p99']);
    await figure.locator('.u-series th', { hasText: 'p99' }).click();
    expect(await hidden()).toEqual([]);
    await page.close();
  });

  test('axe would find it', async () => {
    const page = await show('report', 'wide');
    await page.evaluate(
      `document.querySelector('main').insertAdjacentHTML('beforeend', '<input><img src="data:,">')`,
    );
    const found = await findViolations(page);
    expect(found.map((one) => one.split(' ')[0])).toEqual(['image-alt', 'label']);
    await page.close();
  });

  test('a run that has not begun is waited for', async () => {
    const { dir: idle, journal } = toRunFiles(join(dir, 'chaos_soak_run_idle'));
    await mkdir(idle);
    await writeRows(journal, []);
    const feed = await startFeedProcess([idle]);
    feeds.push(feed);
    const page = await browser.newPage(VIEWS.phone);
    await page.goto(feed.url);
    await page.locator('h1', { hasText: 'Waiting' }).waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.close();
  });

  test.each(PAGES)('%s: Tab comes to every control, and it is seen where it is', async (name) => {
    const page = await show(name, 'wide');
    const faults = watchPage(page);
    const walked = await walkByTab(page);
    expect(walked.map((one) => one.name)).toEqual(await listControls(page));
    expect(walked.filter((one) => !one.seen)).toEqual([]);
    expect(walked.length).toBeGreaterThan(4);
    expect(faults).toEqual([]);
    await page.close();
  });
});
