// A comparison as one HTML file: no script, no network, everything in it escaped.
import { escapeMarkup } from '../text/escape.ts';
import { toPlain } from '../text/plain-text.ts';
import { toBandChart, toDegradedChart, toLatencyChart, toLoadChart, toReachCharts } from './charts.ts';
import type { Comparison, RunHead } from './comparison-schema.ts';
import { PAGE_STYLE } from './page-style.ts';
import type { TakenRun } from './run.ts';
import { toSeries } from './series.ts';
import { toGateRows, toLineRows, VERDICT_MARKS, VERDICT_WORDS } from './wording.ts';

const LONGEST = 1_000;
const show = (text: string) => escapeMarkup(toPlain(text, LONGEST));

function toTable(
  caption: string,
  [head = [], ...rows]: readonly (readonly string[])[],
  kinds: readonly string[] = [],
): string {
  return [
    `<div class="scroll" role="region" aria-label="${show(caption)}" tabindex="0"><table><caption>${show(caption)}</caption>`,
    `<thead><tr>${head.map((cell) => `<th scope="col">${show(cell)}</th>`).join('')}</tr></thead><tbody>`,
    ...rows.map(
      (row, i) =>
        `<tr class="${kinds[i] ?? ''}">${row.map((cell) => `<td>${show(cell)}</td>`).join('')}</tr>`,
    ),
    '</tbody></table></div>',
  ].join('\n');
}

const toRunRow = (when: string, run: RunHead) => [
  when,
  run.name,
  run.started_at,
  run.status,
  `${run.outcome}: ${run.because}`,
  String(run.seed),
  run.defects || '–',
];

const toFigure = (caption: string, ...charts: readonly string[]) =>
  `<figure tabindex="0"><figcaption>${show(caption)}</figcaption>\n${charts.join('\n')}\n</figure>`;

function toCharts(comparison: Comparison, base: readonly TakenRun[], now: TakenRun): string[] {
  const { lines } = comparison;
  if (lines.length === 0) return [];
  const series = { earlier: toSeries(base), later: toSeries([now]) };
  const of = (...groups: readonly string[]) => lines.filter(({ group }) => groups.includes(group));
  return [
    '<h2>Where the difference may lie</h2>',
    toFigure(
      'Latency: the band of each difference, the tolerance in grey; right of it is slower',
      toBandChart('bands of the latencies', of('latency')),
    ),
    toFigure(
      'Rates and load: the same in percentage points',
      toBandChart('bands of the rates', of('rate', 'load')),
    ),
    '<h2>Along the run</h2>',
    '<p class="legend"><span class="earlier">then</span> <span class="later">now</span> · phases shaded</p>',
    toFigure('Latency, logarithmic: p95 thick, p50 thin', toLatencyChart(now, series)),
    toFigure('Journeys started per second', toLoadChart(now, series)),
    toFigure('Share of degraded answers', toDegradedChart(now, series)),
    '<h2>Share of answers within a given time</h2>',
    `<div class="row">${toReachCharts(series).join('\n')}</div>`,
  ];
}

/** The page. The runs are those of the comparison; their calls are drawn where it has lines. */
export function toPage(comparison: Comparison, base: readonly TakenRun[], now: TakenRun): string {
  const { verdict, reasons, gates, lines, setup, confidence } = comparison;
  const title = `Compared: ${VERDICT_WORDS[verdict]}`;
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${show(title)}</title><style>${PAGE_STYLE}</style></head>`,
    '<body><main>',
    `<h1 class="${verdict}"><span aria-hidden="true">${VERDICT_MARKS[verdict]}</span> ${show(title)}</h1>`,
    `<ul>${reasons.map((reason) => `<li>${show(reason)}</li>`).join('')}</ul>`,
    toTable('The runs', [
      ['', 'run', 'started', 'status', 'its verdict', 'seed', 'defects'],
      ...comparison.base.map((run) => toRunRow('then', run)),
      toRunRow('now', comparison.now),
    ]),
    ...toCharts(comparison, base, now),
    ...(lines.length > 0
      ? [
          '<h2>Every figure</h2>',
          `<p>Each band at ${(confidence * 100).toFixed(3)} %, so that all bands together hold with 99 %. <em>Detectable</em>: the smallest change that the comparison would have called worse.</p>`,
          toTable(
            'Figures then and now',
            toLineRows(lines),
            lines.map((line) => line.verdict),
          ),
        ]
      : []),
    ...(gates.length > 0
      ? [
          '<h2>Every gate</h2>',
          toTable(
            'Gates then and now',
            toGateRows(gates),
            gates.map((gate) => gate.verdict),
          ),
        ]
      : []),
    '<h2>Settings of the run</h2>',
    toTable('Settings that must be the same in both runs', [['', 'now'], ...Object.entries(setup)]),
    '</main></body></html>',
    '',
  ].join('\n');
}
