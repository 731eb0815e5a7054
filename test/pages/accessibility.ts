// What a page must let everyone do, checked in the browser: axe's rules of WCAG A and AA, and the keyboard.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Every violation that axe finds, each with where and why. */
export async function findViolations(page: Page): Promise<string[]> {
  // Over the debugger, which no Content-Security-Policy keeps out.
  await page.evaluate(AXE);
  const results = (await page.evaluate(
    `axe.run(document, { runOnly: { type: 'tag', values: ${JSON.stringify(TAGS)} } })`,
  )) as AxeResults;
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`),
  );
}

/** What can be worked by a click or scrolled, and is on the page to see. */
const CONTROLS = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';

/** A control as it is where the focus is on it. */
export interface Focused {
  readonly name: string;
  /** It stands in the window, and a line is drawn around it. */
  readonly seen: boolean;
}

/** All controls by name, whether Tab comes to them or not. */
export async function listControls(page: Page): Promise<string[]> {
  return page.evaluate(`${NAME}; [...document.querySelectorAll('${CONTROLS}')]
    .filter((one) => one.checkVisibility()).map(nameOf)`);
}

/** Tabs from the top of the page to its end, and says where it came by. */
export async function walkByTab(page: Page): Promise<Focused[]> {
  // Tab goes on from where the focus was last, were it only a click.
  await page.evaluate(`const top = document.createElement('span'); top.tabIndex = -1; document.body.prepend(top);
    top.focus(); top.remove()`);
  const walked: Focused[] = [];
  for (;;) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate<Focused | null>(`${NAME}; (() => {
      const one = document.activeElement;
      if (!one || one === document.body) return null;
      const { outlineStyle, outlineWidth } = getComputedStyle(one);
      const { top, bottom, left, right } = one.getBoundingClientRect();
      const inWindow = bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
      return { name: nameOf(one), seen: inWindow && outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 };
    })()`);
    if (focused === null || walked.length > 500) return walked;
    walked.push(focused);
  }
}

const NAME = `var nameOf = (one) => one.tagName.toLowerCase() + ' ' +
  (one.getAttribute('aria-label') ?? one.textContent).trim().slice(0, 60) + ' ' + [...document.querySelectorAll('*')].indexOf(one)`;
