// report.html in a real browser, opened from the disk as a person opens it.
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { hasFlag, type JournalRow } from '../../lib/core/journal/events.ts';
import { toRunFiles } from '../../lib/node/run-folder/run-files.ts';
import { HAS_BROWSER, keepPicture, startBrowser, VIEWS, watchPage } from '../pages/browser.ts';
import { readCount } from '../pages/figures.ts';
import { runCommand } from '../running/rig.ts';
import { endedWell, playFleet, readFleet } from '../runs/fleets.ts';
import { playRun, STARTED_SEC } from '../runs/played-run.ts';
import { writeRows, writeRun } from '../runs/written-run.ts';

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
    const text = (await page.locator('main').textContent()) ?? '';
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

  it('says first what broke a run off, and keeps the longest word of a service within its table', async () => {
    const files = await writeRun(
      dir,
      'chaos_soak_run_signalled',
      { PROFILE: 'quick' },
      { errorRatio: 0.02, text: 'averylongnamewithoutanybreak'.repeat(9) },
      [{ ts: STARTED_SEC + 91, type: 'run.signalled', signal: 'SIGINT' }],
    );
    const page = await browser.newPage(VIEWS.wide);
    await page.goto(pathToFileURL(files.report).href);
    expect(await page.locator('#verdict p').first().innerText()).toBe('Interrupted: signal SIGINT');
    await page.evaluate(`for (const one of document.querySelectorAll('details')) one.open = true`);
    const scrolled = `[...document.querySelectorAll('.scroll')].filter((one) => one.scrollWidth > one.clientWidth)
      .map((one) => one.ariaLabel)`;
    expect(await page.evaluate(scrolled)).toEqual([]);
    await page.close();
  });

  it('tells what failed a run though no answer of it broke a promise by itself', async () => {
    const files = await writeRun(dir, 'chaos_soak_run_guard', { PROFILE: 'quick' }, { guardRatio: 0.05 });
    const page = await browser.newPage(VIEWS.phone);
    await page.goto(pathToFileURL(files.report).href);
    const told = (await page.locator('#verdict').innerText()).replaceAll('\u200b', '');
    expect(told).toMatch(/\d answers came from the output guard, of \d+ responses/);
    expect(told).toContain('Of this answer no copy was kept');
    expect(await readCount(page, 'violations')).toBe(0);
    expect(await readCount(page, 'reco output guard fallback')).toBeGreaterThan(1);
    await page.close();
  });

  /** The report of a run of these rows, as a phone shows it. */
  const openRows = async (name: string, rows: readonly JournalRow[]): Promise<Page> => {
    const files = toRunFiles(join(dir, name));
    await mkdir(files.dir);
    await writeRows(files.journal, rows);
    await runCommand('judge', [files.dir]);
    const page = await browser.newPage(VIEWS.phone);
    await page.goto(pathToFileURL(files.report).href);
    return page;
  };

  it('tells what is broken from what could not be told, the first of both first', async () => {
    const degraded = [...playRun({ PROFILE: 'quick' })].map((row) =>
      row.type === 'response' && row.load_phase === 'baseline' ? { ...row, timeout_degraded: 1 } : row,
    );
    const count = degraded.filter(
      (row) => row.type === 'response' && hasFlag(row, 'timeout_degraded'),
    ).length;
    const rows = degraded.map((row) =>
      row.type === 'k6.summary' ? { ...row, totals: { ...row.totals, timeout_degraded: count } } : row,
    );
    const page = await openRows('chaos_soak_run_degraded', rows);
    const verdict = page.locator('#verdict');
    expect(await verdict.innerText()).toContain('1 promise broken, and 1 gate inconclusive:');
    expect((await verdict.locator('code').allInnerTexts()).slice(0, 2)).toEqual([
      'baseline_degraded',
      'toxics_bit',
    ]);
    expect(await page.locator('#gates tr.fail code, #gates tr.inconclusive code').allInnerTexts()).toEqual([
      ...['baseline_degraded', 'toxics_bit', 'answer_language', 'chaos_degraded_honestly'],
    ]);
    await page.close();
  });

  it('names who played it, where several did', async () => {
    const whole = await openRows('chaos_soak_run_of_three', readFleet(playFleet(3)).rows);
    const told = whole.getByRole('region', { name: 'By runner' });
    expect(await whole.locator('#subject').innerText()).toContain('3 runners');
    expect(await told.isVisible()).toBe(false);
    await whole.getByText('3 runners: 20 journeys each').click();
    expect(await told.getByRole('rowheader').allInnerTexts()).toEqual(['runner 1', 'runner 2', 'runner 3']);
    await whole.close();

    const ends = endedWell(2).with(1, { runner: 2, code: 137, why: 'OOMKilled' });
    const lost = await openRows('chaos_soak_run_lost', readFleet(playFleet(2), { ends }).rows);
    const second = lost.getByRole('row', { name: /^runner 2/ });
    expect(await second.innerText()).toContain('exit code 137, OOMKilled');
    await lost.close();
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
    await page.evaluate(`for (const one of document.querySelectorAll('details')) one.open = true`);
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

  describe('a person who looks closer', () => {
    let address = '';
    beforeAll(async () => {
      const ill = { errorRatio: 0.06, guardRatio: 0.01 };
      const files = await writeRun(dir, 'chaos_soak_run_looked_at', { PROFILE: 'quick' }, ill);
      address = pathToFileURL(files.report).href;
    });
    const open = async (at = '', view: keyof typeof VIEWS = 'wide'): Promise<Page> => {
      const page = await browser.newPage(VIEWS[view]);
      await page.goto(`${address}${at}`);
      await page.locator('canvas').nth(4).waitFor();
      return page;
    };

    it('can be read without a mouse and without eyes', async () => {
      const page = await open();
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

    it('follows a link to a gate, a sample and a chart, also where it is folded away', async () => {
      const page = await open('#gate=http_4xx');
      const faults = watchPage(page);
      const focused = () => page.evaluate<string>('document.activeElement.id');
      expect(await focused()).toBe('gate=http_4xx');
      await expect.poll(() => page.locator('[id="gate=http_4xx"]').isVisible()).toBe(true);
      const folded = page.locator('#samples-more .sample').last();
      expect(await folded.isVisible()).toBe(false);
      const sample = (await folded.getAttribute('id')) ?? '';
      for (const id of [sample, 'chart=rates']) {
        await page.evaluate(`location.hash = '#${id}'`);
        await expect.poll(focused).toBe(id);
        expect(await page.locator(`[id="${id}"]`).isVisible()).toBe(true);
      }
      // What somebody typed, and leads nowhere, is no fault.
      for (const id of ['gate=gone', '%E0%A4%A', 'x"]']) await page.evaluate(`location.hash = '#${id}'`);
      await page.getByRole('link', { name: 'The whole sample' }).first().click();
      await expect.poll(focused).toMatch(/^sample=/);
      expect(faults).toEqual([]);
      await page.close();
    });

    it('searches the samples, those too that are folded away', async () => {
      const page = await open();
      const shown = () => page.locator('.sample:visible').count();
      const found = page.locator('#found');
      const all = await page.locator('.sample').count();
      expect(await shown()).toBeLessThan(all);
      const box = page.getByRole('searchbox');
      await box.fill('503 /v1/CHAT');
      const chats = await shown();
      expect(await found.innerText()).toBe(`${chats} found`);
      expect(chats).toBeGreaterThan(0);
      expect(chats).toBeLessThan(all);
      await box.fill('nobody said this');
      expect([await shown(), await found.innerText()]).toEqual([0, '0 found']);
      await box.fill('');
      expect([await shown(), await found.innerText()]).toEqual([all, '']);
      await page.close();
    });

    it('zooms by mouse, keys, buttons and fingers, all charts in step', async () => {
      const page = await open();
      const toSec = (time: string) => Date.parse(`1970-01-01T${time.slice(0, 8)}Z`) / 1000;
      /** The last moment in sight of each chart that has a value: what their legends tell where nobody points. */
      const ends = async () =>
        (await page.locator('.u-legend .u-series:first-child .u-value').allInnerTexts()).map(toSec);
      const whole = Math.max(...(await ends()));
      const inStep = (what: string, zoomed: boolean) =>
        expect
          .poll(
            async () => {
              const all = await ends();
              const apart = Math.max(...all) - Math.min(...all);
              return apart <= 5 && Math.abs(whole - Math.max(...all)) > 15 === zoomed;
            },
            { message: what },
          )
          .toBe(true);
      const over = page.locator('.u-over').first();
      await over.scrollIntoViewIfNeeded();
      const box = (await over.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
      await page.mouse.move(box.x + 20, box.y + 50);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width / 2, box.y + 50, { steps: 4 });
      await page.mouse.up();
      await page.mouse.move(2, 2);
      await inStep('dragged', true);
      await over.dblclick();
      await page.mouse.move(2, 2);
      await inStep('double click', false);

      const latency = page.getByRole('figure', { name: /^Latency/ });
      const rates = page.getByRole('figure', { name: /^Rolling rates/ });
      const press = async (figure: Locator, key: string) => {
        await figure.focus();
        await page.keyboard.press(key);
        const times = (await figure.locator('.said').innerText()).match(/\d+:\d+:\d+/g) ?? [];
        const [from = 0, to = 0] = times.map(toSec);
        return to - from;
      };
      const half = await press(latency, '+');
      await inStep('key +', true);
      // Another chart goes on from there.
      expect(await press(rates, '+')).toBeCloseTo(half / 2, -1);
      expect(await press(rates, '-')).toBeCloseTo(half, -1);
      await press(latency, '0');
      await inStep('key 0', false);

      await page.getByRole('button', { name: 'Zoom in' }).click();
      await inStep('button', true);
      await page.getByRole('button', { name: 'Show all' }).click();
      await inStep('button all', false);

      await page.evaluate(`{
        const over = document.querySelector('.u-over');
        const { left, top, width } = over.getBoundingClientRect();
        const touch = (type, pointerId, share) => over.dispatchEvent(new PointerEvent(type,
          { pointerType: 'touch', pointerId, clientX: left + share * width, clientY: top + 40, bubbles: true }));
        touch('pointerdown', 1, 0.3);
        touch('pointerdown', 2, 0.4);
        touch('pointermove', 2, 0.7);
        touch('pointerup', 1, 0.3);
        touch('pointerup', 2, 0.7);
      }`);
      await inStep('two fingers', true);
      await page.close();
    });

    it('is printed to its end, though it was folded', async () => {
      const page = await open('');
      const countPages = async () =>
        (await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
      const printed = await countPages();
      expect(await page.locator('details:not([open])').count()).toBeGreaterThan(3);
      await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
      expect(printed).toBe(await countPages());
      expect(printed).toBeGreaterThan(3);
      await page.close();
    });

    it.each(['phone', 'dark'] as const)('prints all of it, dark on white: %s', async (view) => {
      const page = await open('', view);
      const folded = page.locator('details:not([open])');
      const before = await folded.count();
      expect(before).toBeGreaterThan(3);
      await page.emulateMedia({ media: 'print' });
      await expect.poll(() => folded.count()).toBe(0);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
      expect(await page.evaluate('getComputedStyle(document.body).color')).toBe('rgb(0, 0, 0)');
      expect(await page.getByRole('button').count()).toBe(0);
      // The last column of each table stands on the page.
      const cut = `[...document.querySelectorAll('.scroll tr > :last-child')]
        .filter((cell) => cell.getBoundingClientRect().right > innerWidth + 1).map((cell) => cell.textContent)`;
      expect(await page.evaluate(cut)).toEqual([]);
      await page.emulateMedia({ media: 'screen' });
      await expect.poll(() => folded.count()).toBe(before);
      await page.close();
    });
  });
});
