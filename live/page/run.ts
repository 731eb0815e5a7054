// The rest of a run: where it stands, its load, what was noted, and how to play it again.
import { SERVICE } from 'service-under-test';
import { type GroupReading, readGroups, readProgress } from '../../lib/core/digest/readings.ts';
import { toPercent } from '../../lib/core/text/percent.ts';
import { element, fill, find, table } from './element.ts';
import type { Model } from './model.ts';
import { toBreakable, toClock, toCount, toFigure, toMs, toTime } from './words.ts';

/** Shows which run it is. */
export function showSubject({ digest, report }: Model): void {
  const { run, startedSec } = digest;
  const parts = [
    ...(report ? [report.name] : []),
    ...(run ? [run.service, `profile ${run.profile}`, run.base, `seed ${run.seed}`] : []),
    ...(startedSec === null
      ? ['waiting for the run to begin']
      : [`${new Date(startedSec * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`]),
  ];
  fill(find('subject'), parts, (all) => [all.join(' · ')]);
}

/** Shows the figures at the top. */
export function showProgress({ digest, verdict }: Model): void {
  const now = readProgress(SERVICE, digest);
  const total = now.totalSec === null ? '' : ` of ${toClock(now.totalSec)}`;
  const due = now.journeysDue === null ? [] : [`of ${toCount(now.journeysDue)} due`];
  const cut = now.journeysCut === 0 ? [] : [`${toCount(now.journeysCut)} cut short`];
  const running = digest.endedSec === null && verdict === null;
  const tiles: (readonly [name: string, value: string, note: string])[] = [
    ['time', toClock(now.elapsedSec), running ? total.trim() : `ran${total}`],
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
    ['violations', toCount(now.violations), now.calls > 0 ? toPercent(now.violations / now.calls) : ''],
    [
      'degraded',
      toCount(now.degraded),
      now.calls > 0 ? `${toPercent(now.degraded / now.calls)} of requests` : '',
    ],
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

const LATENCIES = [
  { title: 'p50', number: true },
  { title: 'p95', number: true },
  { title: 'p99', number: true },
];
const toLatencies = ({ p50Ms, p95Ms, p99Ms }: GroupReading) => [p50Ms, p95Ms, p99Ms].map(toMs);

/** Shows phases, and journeys by variant. A finished run has its exact percentiles; a running one those of the digest. */
export function showGroups({ digest, report }: Model): void {
  const exact =
    (
      groups: Readonly<
        Record<string, { p50_ms: number | null; p95_ms: number | null; p99_ms: number | null }>
      >,
    ) =>
    (reading: GroupReading): GroupReading => {
      const found = groups[reading.id];
      return found ? { ...reading, p50Ms: found.p50_ms, p95Ms: found.p95_ms, p99Ms: found.p99_ms } : reading;
    };
  const phases = readGroups(digest.phases).map(exact(report?.summary.phases ?? {}));
  const journeys = readGroups(digest.journeys).map(exact(report?.summary.journeys ?? {}));
  const rates = Object.entries(report?.summary.phases ?? {});
  fill(find('groups'), { phases, journeys, rates }, (input) =>
    input.journeys.length === 0
      ? []
      : [
          element('h2', {}, 'Load and latency'),
          table(
            'By phase',
            [
              { title: 'phase' },
              ...(report
                ? [
                    { title: 'journeys/s', number: true },
                    { title: 'offered', number: true },
                  ]
                : []),
              { title: 'requests', number: true },
              { title: 'violations', number: true },
              ...LATENCIES,
            ],
            false,
            input.phases.map((reading) => {
              const rate = input.rates.find(([id]) => id === reading.id)?.[1];
              return {
                cells: [
                  reading.id,
                  ...(rate
                    ? [toFigure(rate.achieved_journeys_per_s), toFigure(rate.offered_journeys_per_s)]
                    : report
                      ? ['–', '–']
                      : []),
                  toCount(reading.requests),
                  toCount(reading.violations),
                  ...toLatencies(reading),
                ],
              };
            }),
          ),
          table(
            'By journey and variant',
            [
              { title: 'journey' },
              { title: 'variant' },
              { title: 'journeys', number: true },
              { title: 'requests', number: true },
              { title: 'violations', number: true },
              ...LATENCIES,
            ],
            false,
            input.journeys.map((reading) => {
              const [journey = '', variant = ''] = reading.id.split('.');
              return {
                cells: [
                  toBreakable(journey),
                  variant,
                  toCount(reading.journeys),
                  toCount(reading.requests),
                  toCount(reading.violations),
                  ...toLatencies(reading),
                ],
              };
            }),
          ),
        ],
  );
}

/** Shows what was said about the run as a whole. */
export function showNotes({ digest }: Model): void {
  const startedSec = digest.startedSec ?? 0;
  // That k6 ended as it should is no news.
  const notes = digest.notes.filter(({ kind, text }) => kind !== 'k6.exited' || text !== 'exit code 0');
  fill(find('notes'), { notes, odd: digest.oddRows }, ({ notes: all, odd }) =>
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
                ` ${toTime(startedSec + note.atSec)} UTC: ${note.text}`,
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
