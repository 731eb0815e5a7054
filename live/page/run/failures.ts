// The failing samples of a run.
import type { FailureNote } from '../../../lib/core/digest/data.ts';
import type { FailureRow } from '../../../lib/core/journal/events.ts';
import { element, fill, find, fold, ofAny, table } from '../element.ts';
import { toHref, toSampleId } from '../links.ts';
import { toTime } from '../words.ts';
import { showBody } from './body.ts';
import type { Model } from './model.ts';

/** Leaves in sight only what holds all of the words that are searched for. */
function search(): void {
  const words = wanted.value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const one of find('failures').querySelectorAll<HTMLElement>('.sample, tbody tr')) {
    const text = (one.textContent ?? '').toLowerCase();
    one.hidden = !words.every((word) => text.includes(word));
    if (!one.hidden) found++;
  }
  // What is found is in sight.
  const more = document.getElementById(MORE);
  if (more instanceof HTMLDetailsElement && words.length > 0) more.open = true;
  find('found').textContent = words.length === 0 ? '' : `${found} found`;
}
const wanted = find('wanted') as HTMLInputElement;
wanted.addEventListener('input', search);

/** Shows the failing samples, those that are searched for. */
export function showFailures(model: Model): void {
  fillFailures(model);
  find('samples').hidden = find('failures').hidden;
  search();
}

/** Shows the failing samples: of a finished run with what was sent and received. */
function fillFailures({ digest, report }: Model): void {
  const startedSec = digest.startedSec ?? 0;
  if (report) {
    fill(find('failures'), report.failures, (failures) =>
      failures.length === 0
        ? []
        : [
            element(
              'h2',
              {},
              failures.length === 1 ? 'The failing sample' : `The last ${failures.length} failing samples`,
            ),
            ...toSamples(failures.toReversed(), startedSec),
            report.leftOut.failures > 0
              ? element(
                  'p',
                  { class: 'faint' },
                  `${report.leftOut.failures} more are in failures/ beside this page.`,
                )
              : null,
          ],
    );
    return;
  }
  fill(find('failures'), digest.failures, (failures) =>
    failures.length === 0
      ? []
      : [element('h2', {}, 'Last failing samples'), ...toNotes(failures.toReversed(), startedSec)],
  );
}

function toNotes(latest: readonly FailureNote[], startedSec: number): HTMLElement[] {
  const toTable = (caption: string, some: readonly FailureNote[]) =>
    table(
      caption,
      [
        { title: 'at (UTC)' },
        { title: 'broken', short: true },
        { title: 'detail' },
        { title: 'path', short: true },
        { title: 'status', number: true, repeats: true },
      ],
      some.map((one) => ({
        cells: [
          toTime(startedSec + one.atSec, startedSec),
          one.violations.join(', '),
          one.detail,
          one.path,
          String(one.status),
        ],
      })),
    );
  return [
    toTable('The latest first', latest.slice(0, IN_SIGHT)),
    ...ofAny(latest.slice(IN_SIGHT), (more) =>
      fold(MORE, `${more.length} more, earlier`, toTable('Earlier ones', more)),
    ),
  ];
}

/** The latest in sight, the others folded. */
const IN_SIGHT = 10;
function toSamples(latest: readonly FailureRow[], startedSec: number): HTMLElement[] {
  const show = (row: FailureRow) => toSample(row, startedSec);
  return [
    ...latest.slice(0, IN_SIGHT).map(show),
    ...ofAny(latest.slice(IN_SIGHT), (more) => fold(MORE, `${more.length} more, earlier`, ...more.map(show))),
  ];
}
const MORE = 'samples-more';

function toSample(row: FailureRow, startedSec: number): HTMLElement {
  const { request } = row;
  const lines = (headers: Readonly<Record<string, string>>) =>
    Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n');
  return element(
    'details',
    { class: 'sample', id: toSampleId(row) },
    element(
      'summary',
      {},
      element('strong', {}, row.violations.join(', ')),
      ` ${row.detail}`,
      element(
        'small',
        {},
        `${toTime(row.ts, startedSec)} UTC, journey ${row.n}, call ${row.call}: ${request.path} → ${row.status === 0 ? 'no answer' : row.status}`,
      ),
    ),
    element('p', {}, element('a', { href: toHref(toSampleId(row)) }, 'Link to this sample')),
    element('h3', {}, 'sent'),
    element('pre', { tabindex: '0' }, `${request.path}\n${lines(request.headers)}`),
    ...(request.body === '' ? [] : [showBody(request.body, '')]),
    element('h3', {}, 'received'),
    element(
      'pre',
      { tabindex: '0' },
      `${row.status === 0 ? 'no answer' : row.status}\n${lines(row.headers)}`,
    ),
    ...(row.body === '' ? [] : [showBody(row.body, row.detail)]),
  );
}
