// report.html in a real browser, opened from the disk as a person opens it.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { JournalRow } from '../../lib/core/journal/events.ts';
import { HAS_BROWSER, keepPicture, startBrowser, VIEWS, watchPage } from '../browser.ts';
import { STARTED_SEC } from '../played-run.ts';
import { runCommand } from '../rig.ts';
import { writeRun } from '../written-run.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-report-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** Would run as soon as any of it became markup, in text, in an attribute, in a script or in a comment. */
const HOSTILE = `'"><img src=x onerror=hacked()><script>hacked()</script></script><script>hacked()</script><!--<svg onload=hacked()>/* script */<script type="application/json" id="run">\u2028javascript:hacked()`;

const why = `because ${HOSTILE}`;
const SAID: readonly JournalRow[] = [
  { ts: STARTED_SEC + 50, type: 'gate.crossed', gate: `gate${HOSTILE}`, value: 2, limit: 1, why },
  { ts: STARTED_SEC + 51, type: 'run.stopped', gate: `gate${HOSTILE}`, why },
  { ts: STARTED_SEC + 52, type: 'suite.error', why },
  { ts: STARTED_SEC + 53, type: 'leftover.healed', why },
  { ts: STARTED_SEC + 54, type: 'run.signalled', signal: HOSTILE },
];

test('npm run judge writes the report again', async () => {
  const files = await writeRun(dir, 'chaos_soak_run_again', { PROFILE: 'quick' }, {});
  await rm(files.report);
  await rm(files.markdown);
  const { stdout } = await runCommand('judge', [files.dir]);
  expect(stdout).toContain(files.report);
  expect(await readFile(files.report, 'utf8')).toContain('chaos_soak_run_again');
  expect(await readFile(files.markdown, 'utf8')).toContain('npm run soak -- --seed 1');
});

describe.skipIf(!HAS_BROWSER)('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());

  it.each(Object.entries(VIEWS))('is readable: %s', async (name, view) => {
    const files = await writeRun(
      dir,
      `chaos_soak_run_${name}`,
      { PROFILE: 'dry' },
      { errorRatio: 0.008, guardRatio: 0.001 },
    );
    const page = await browser.newPage(view);
    const faults = watchPage(page);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(pathToFileURL(files.report).href);
    expect(await page.locator('h1').innerText()).toBe('FAIL');
    await page.locator('canvas').nth(4).waitFor();
    // Nothing stands out of the window, and nothing was fetched but the file itself.
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    expect(asked.filter((url) => !url.startsWith('data:'))).toHaveLength(1);
    expect(faults).toEqual([]);
    const text = await page.locator('main').innerText();
    for (const told of [
      'http_5xx_rate_5m',
      'status 503',
      'npm run soak -- --profile dry --seed 1',
      'photo_usable',
      'latency, window 1',
    ])
      expect(text.replaceAll('\u200b', '')).toContain(told);
    await keepPicture(page, `report-${name}`);
    await page.close();
  });

  it('runs nothing of what a service said', async () => {
    const files = await writeRun(
      dir,
      'chaos_soak_run_hostile',
      { PROFILE: 'quick', DEFECTS: HOSTILE },
      { errorRatio: 0.02, text: HOSTILE },
      SAID,
    );
    const page = await browser.newPage();
    const faults = watchPage(page);
    await page.addInitScript('window.hackedBy = 0; window.hacked = () => { window.hackedBy++; }');
    await page.goto(pathToFileURL(files.report).href);
    await page.locator('canvas').nth(4).waitFor();
    for (const sample of await page.locator('.sample summary').all()) await sample.click();
    expect(await page.evaluate('window.hackedBy')).toBe(0);
    expect(faults).toEqual([]);
    // Its text is there, as text: in the samples, what was said, the base and the command.
    for (const place of ['#failures', '#notes', '#subject', '#reproduce', '#verdict'])
      expect(await page.locator(place).innerText(), place).toContain('<script>hacked()</script>');
    expect(await page.locator('img, svg, iframe, main script').count()).toBe(0);
    expect(await page.locator('script').count()).toBe(2);
    await page.close();
  });

  it('would not run a script that got into it all the same', async () => {
    const files = await writeRun(dir, 'chaos_soak_run_policy', { PROFILE: 'quick' }, {});
    const page = await browser.newPage();
    await page.addInitScript('window.hackedBy = 0; window.hacked = () => { window.hackedBy++; }');
    await page.goto(pathToFileURL(files.report).href);
    await page.evaluate(`
      document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="hacked()"><button onclick="hacked()">x</button>');
      const script = document.createElement('script');
      script.textContent = 'hacked()';
      document.body.append(script);
      document.querySelector('button').click();
    `);
    expect(await page.evaluate('fetch("http://127.0.0.1:9/").then(() => "fetched", () => "refused")')).toBe(
      'refused',
    );
    expect(await page.evaluate('window.hackedBy')).toBe(0);
    await page.close();
  });

  it('can be read without a mouse and without eyes', async () => {
    const files = await writeRun(
      dir,
      'chaos_soak_run_keys',
      { PROFILE: 'quick' },
      { errorRatio: 0.02, guardRatio: 0.01 },
    );
    const page = await browser.newPage(VIEWS.wide);
    await page.goto(pathToFileURL(files.report).href);
    await page.locator('canvas').nth(4).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('To the verdict');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('verdict');
    const figure = page.getByRole('figure', { name: /^Latency/ });
    await figure.focus();
    await page.keyboard.press('ArrowLeft');
    expect(await figure.locator('.said').innerText()).toMatch(/^\d\d:\d\d:\d\d: p50 .*, p95 .*, p99 /);
    expect(await figure.locator('.heard').textContent()).toMatch(/p95: at most .* s?, at the end/);
    // What is broken has used up its bound, be it by the run as a whole, which is shorter than the gate's window.
    const used = await page.locator('#gates tbody tr.fail .headroom').allInnerTexts();
    expect(used.length).toBeGreaterThan(1);
    for (const percent of used) expect(Number.parseInt(percent, 10)).toBeGreaterThan(100);
    // Each table has a name and headings; each heading of the page a level below the one before at most.
    for (const table of await page.locator('table:not(.u-legend)').all()) {
      expect(await table.locator('caption').count()).toBe(1);
      expect(await table.locator('th[scope=col]').count()).toBeGreaterThan(2);
    }
    expect(await page.locator('h1').count()).toBe(1);
    await page.close();
  });
});
