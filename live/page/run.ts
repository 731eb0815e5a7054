// The rest of a run: where it stands, its load, its chaos, what failed, and how to play it again.

import { type GroupReading, readGroups, readProgress } from '../../lib/core/digest/readings.ts';
import type { FailureRow } from '../../lib/core/events.ts';
import { toPercent } from '../../lib/core/gates.ts';
import type { JudgedWindow } from '../../lib/core/mode-figures.ts';
import { element, fill, find, table } from './element.ts';
import type { Model } from './model.ts';
import { toBreakable, toClock, toCount, toFigure, toMs, toTime } from './words.ts';

/** Shows which run it is. */
export function showSubject({ digest, report }: Model): void {
  const { run, startedSec } = digest;
  const parts = [
    ...(report ? [report.name] : []),
    ...(run ? [`profile ${run.profile}`, run.base, `seed ${run.seed}`] : []),
    ...(startedSec === null
      ? ['waiting for the run to begin']
      : [`${new Date(startedSec * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`]),
  ];
  fill(find('subject'), parts, (all) => [all.join(' · ')]);
}

/** Shows the figures at the top. */
export function showProgress({ digest, verdict }: Model): void {
  const now = readProgress(digest);
  const total = now.totalSec === null ? '' : ` of ${toClock(now.totalSec)}`;
  const due = now.journeysDue === null ? '' : `of ${toCount(now.journeysDue)} due`;
  const running = digest.endedSec === null && verdict === null;
  const tiles: (readonly [name: string, value: string, note: string])[] = [
    ['time', toClock(now.elapsedSec), running ? total.trim() : `ran${total}`],
    ...(running
      ? [['phase', now.phase ?? '–', now.toxic ? `toxic: ${now.toxic}` : 'no toxic'] as const]
      : []),
    ['journeys', toCount(now.journeys), due],
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
      now.calls > 0 ? `${toPercent(now.degraded / now.calls)} said so` : '',
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

/** Shows phases, and journeys by language. A finished run has its exact percentiles; a running one those of the digest. */
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
            'By journey and language',
            [
              { title: 'journey' },
              { title: 'language' },
              { title: 'journeys', number: true },
              { title: 'requests', number: true },
              { title: 'violations', number: true },
              ...LATENCIES,
            ],
            false,
            input.journeys.map((reading) => {
              const [journey = '', lang = ''] = reading.id.split('.');
              return {
                cells: [
                  toBreakable(journey),
                  lang,
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

/** Shows the toxics: with effect and recovery once they are judged, before that when each was on. */
export function showChaos({ digest, report }: Model): void {
  const startedSec = digest.startedSec ?? 0;
  const judged = report?.summary.chaos_windows;
  const input = {
    judged: judged ?? null,
    spans: judged ? [] : digest.toxicSpans,
    left: report?.leftOut.windows ?? 0,
  };
  fill(find('chaos'), input, ({ judged: windows, spans, left }) => {
    if (windows !== null && windows.length > 0)
      return [
        element('h2', {}, 'Chaos'),
        table(
          'Each toxic: did it bite, was it healed, was the service itself again',
          [
            { title: 'toxic' },
            { title: 'at (UTC)' },
            { title: 'effect', repeats: true },
            { title: 'healed', repeats: true },
            { title: 'itself again after', repeats: true },
          ],
          true,
          windows.map((window) => ({ cells: toWindowCells(window, startedSec) })),
        ),
        left > 0 ? element('p', { class: 'faint' }, `${left} earlier ones are in summary.json.`) : null,
      ];
    if (spans.length === 0)
      return report ? [element('h2', {}, 'Chaos'), element('p', {}, 'No chaos was injected.')] : [];
    return [
      element('h2', {}, 'Chaos'),
      table(
        'Each toxic so far; whether it bit is judged at the end',
        [{ title: 'toxic' }, { title: 'at (UTC)' }, { title: 'lasted' }, { title: 'state' }],
        true,
        spans.slice(-24).map((span) => ({
          cells: [
            `${span.mode}, window ${span.window + 1}`,
            toTime(startedSec + span.fromSec),
            span.toSec === null ? '' : toClock(span.toSec - span.fromSec),
            span.toSec === null
              ? span.readBack
                ? 'on'
                : 'asked for, not read back'
              : span.healed
                ? 'healed'
                : 'NOT healed',
          ],
        })),
      ),
    ];
  });
}

const EFFECTS = { shown: '✓ bit', none: '✗ hit nothing', too_few: '? too few calls to tell' } as const;

function toWindowCells(window: JudgedWindow, startedSec: number) {
  const fromSec = Date.parse(window.from) / 1000;
  const lasted = window.to === null ? 'not ended' : `${toClock(Date.parse(window.to) / 1000 - fromSec)} long`;
  const recovered = window.recover_s === null ? '' : `${Number(window.recover_s.toFixed(1))} s`;
  const word = {
    recovered: '✓',
    not_recovered: '✗ too late',
    unclear: '? cannot tell',
    not_watched: '· not watched',
  }[window.recovery];
  return [
    `${window.mode}, window ${window.window + 1}`,
    element(
      'span',
      {},
      toTime(fromSec),
      element('small', {}, `${toClock(fromSec - startedSec)} into the run, ${lasted}`),
    ),
    element('span', {}, EFFECTS[window.effect], element('small', {}, window.because)),
    window.healed ? '✓' : '✗ NOT healed',
    element('span', {}, `${word} ${recovered}`, element('small', {}, window.recover_because)),
  ];
}

/** Shows the failing samples: of a finished run with what was sent and received. */
export function showFailures({ digest, report }: Model): void {
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
            ...failures.toReversed().map(toSample),
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
      : [
          element('h2', {}, 'Last failing samples'),
          table(
            'The latest first',
            [
              { title: 'at (UTC)' },
              { title: 'broken' },
              { title: 'detail' },
              { title: 'path' },
              { title: 'status', number: true, repeats: true },
            ],
            true,
            failures.toReversed().map((one) => ({
              cells: [
                toTime(startedSec + one.atSec),
                one.violations.join(', '),
                one.detail,
                one.path,
                String(one.status),
              ],
            })),
          ),
        ],
  );
}

function toSample(row: FailureRow): HTMLElement {
  const { request } = row;
  const lines = (headers: Readonly<Record<string, string>>) =>
    Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n');
  return element(
    'details',
    { class: 'sample' },
    element(
      'summary',
      {},
      element('strong', {}, row.violations.join(', ')),
      ` ${row.detail}`,
      element(
        'small',
        {},
        `${toTime(row.ts)} UTC, journey ${row.n}, call ${row.call}: ${request.path} → ${row.status === 0 ? 'no answer' : row.status}`,
      ),
    ),
    element('h3', {}, 'sent'),
    element('pre', { tabindex: '0' }, `${request.path}\n${lines(request.headers)}\n\n${request.body}`),
    element('h3', {}, 'received'),
    element(
      'pre',
      { tabindex: '0' },
      `${row.status === 0 ? 'no answer' : row.status}\n${lines(row.headers)}\n\n${row.body}`,
    ),
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
          element('h2', {}, 'Beside the service'),
          odd > 0
            ? element(
                'p',
                {},
                `${toCount(odd)} rows of the journal are not what their type says and were left out.`,
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
