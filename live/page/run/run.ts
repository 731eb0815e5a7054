// The rest of a run: where it stands, what was noted, and how to play it again.
import { SERVICE } from 'service-under-test';
import type { DigestData } from '../../../lib/core/digest/data.ts';
import { readProgress } from '../../../lib/core/digest/readings.ts';
import { readCount } from '../../../lib/core/journal/counters.ts';
import type { OptionValues } from '../../../lib/core/options/option.ts';
import { toFigure, toPercent } from '../../../lib/core/text/figures.ts';
import { element, fill, find } from '../element.ts';
import { toClock, toCount, toMs, toTime } from '../words.ts';
import type { Model } from './model.ts';

/** Shows which run it is. */
export function showSubject({ digest, report }: Model): void {
  const { run, startedSec } = digest;
  const parts = [
    ...(report ? [report.name] : []),
    ...(run
      ? [run.service, `profile ${run.profile}`, ...toRunners(run.options), run.base, `seed ${run.seed}`]
      : []),
    ...(startedSec === null
      ? ['waiting for the run to begin']
      : [`${new Date(startedSec * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`]),
  ];
  fill(find('subject'), parts, (all) => [all.join('\u00a0· ')]);
}

/** How many played it, where several did. */
const toRunners = ({ RUNNERS = '1' }: OptionValues) => (RUNNERS === '1' ? [] : [`${RUNNERS} runners`]);

/** Shows the figures at the top. */
export function showProgress({ digest, verdict }: Model): void {
  const now = readProgress(SERVICE, digest);
  const total = now.totalSec === null ? '' : ` of ${toClock(now.totalSec)}`;
  const due = now.journeysDue === null ? [] : [`of ${toCount(now.journeysDue)} due`];
  const cut = now.journeysCut === 0 ? [] : [`${toCount(now.journeysCut)} cut short`];
  const running = digest.endedSec === null && verdict === null;
  const tiles: (readonly [name: string, value: string, note: string])[] = [
    ['time', toClock(now.elapsedSec), total.trim()],
    ...(running
      ? [['phase', now.phase ?? '–', now.toxic ? `toxic: ${now.toxic}` : 'no toxic'] as const]
      : []),
    ['journeys', toCount(now.journeys), [...due, ...cut].join(', ')],
    [
      'requests',
      toCount(now.calls),
      now.elapsedSec > 0 ? `${toFigure(now.calls / now.elapsedSec)}/s on average` : '',
    ],
    ...(running ? [['p95', toMs(now.p95Ms), 'in the last minute'] as const] : []),
    [
      'violations',
      toCount(now.violations),
      now.calls > 0 ? `${toPercent(now.violations / now.calls)} of requests` : '',
    ],
    [
      'degraded',
      toCount(now.degraded),
      now.answers > 0 ? `${toPercent(now.degraded / now.answers)} of answers` : '',
    ],
    ...listRated(digest).map(
      ({ flag, count }) =>
        [flag.replaceAll('_', ' '), toCount(count), `${toPercent(count / now.answers)} of answers`] as const,
    ),
  ];
  fill(find('progress'), digest.rows === 0 ? [] : tiles, (all) =>
    all.length === 0
      ? []
      : [
          element(
            'dl',
            { class: 'tiles' },
            ...all.map(([name, value, note]) =>
              element(
                'div',
                {},
                element('dt', {}, name),
                element('dd', {}, value),
                element('dd', { class: 'faint' }, note),
              ),
            ),
          ),
        ],
  );
}

/** What is no violation by itself, and breaks a gate where it comes too often: of it, what there was. */
const listRated = ({ totals }: DigestData) =>
  SERVICE.rates
    .filter(({ flag }) => flag !== SERVICE.degraded && !SERVICE.violations.includes(flag))
    .map(({ flag }) => ({ flag, count: readCount(totals, SERVICE.counterOf[flag] ?? flag) }))
    .filter(({ count }) => count > 0);

/** Shows what was said about the run as a whole. */
export function showNotes({ digest }: Model): void {
  const startedSec = digest.startedSec ?? 0;
  fill(find('notes'), { notes: digest.notes, odd: digest.oddRows }, ({ notes: all, odd }) =>
    all.length === 0 && odd === 0
      ? []
      : [
          element('h2', {}, 'Notes on the run'),
          odd > 0
            ? element(
                'p',
                {},
                `${toCount(odd)} rows of the journal do not have the form of their type and are left out.`,
              )
            : null,
          element(
            'ul',
            {},
            ...all.map((note) =>
              element(
                'li',
                {},
                element('code', {}, note.kind),
                ` ${toTime(startedSec + note.atSec, startedSec)} UTC: ${note.text}`,
              ),
            ),
          ),
        ],
  );
}

/** Shows how the run is played again. */
export function showReproduce({ report }: Model): void {
  fill(
    find('reproduce'),
    report && { command: report.command, name: report.name, seed: report.summary.seed },
    (input) =>
      input === null || input.command === ''
        ? []
        : [
            element('h2', {}, 'Play it again'),
            element(
              'p',
              {},
              `The same journeys in the same order on the same schedule (seed ${input.seed}):`,
            ),
            element('pre', { tabindex: '0' }, input.command),
            element('p', {}, 'The verdict again, from the journal:'),
            element('pre', { tabindex: '0' }, `npm run judge -- results/${input.name}`),
          ],
  );
}
