// The report for people: a page in Markdown, and the lines on the terminal.
import { OUTCOME_MARKS } from '../../../lib/core/outcome.ts';
import { type Look, PLAIN_LOOK, toMarkedRows } from '../../../lib/core/text/columns.ts';
import { toCell, toTable } from '../../../lib/core/text/markdown.ts';
import { toPlain } from '../../../lib/core/text/plain-text.ts';
import type { ComparedMetric, Figures, RegressionReport, Summary } from './report-schema.ts';

const ms = (value: number | null) => (value === null ? '–' : value.toFixed(1));
const percent = (ratio: number | null) => (ratio === null ? '–' : `${Math.round(ratio * 10_000) / 100} %`);

const HEAD = [
  '',
  'visits',
  'first',
  'avg',
  'p95',
  'p99 ms',
  'offers',
  'reviews',
  'similar ready',
  '408 reviews',
  '408 similar',
];

const toRow = (name: string, of: Figures): readonly string[] => [
  name,
  String(of.rounds),
  ms(of.est_e2e_first_ms),
  ms(of.est_e2e_avg_ms),
  ms(of.est_e2e_p95_ms),
  ms(of.est_e2e_p99_ms),
  percent(of.offers_ready_rate),
  percent(of.reviews_ready_rate),
  percent(of.similar_ready_rate),
  String(of.reviews_408_count),
  String(of.similar_408_count),
];

const listSummaries = (report: RegressionReport): readonly (readonly [string, Summary])[] => [
  ['formal', report.summary_formal],
  ['warmup', report.summary_warmup],
  ['all', report.summary_all],
];

/** A metric of a comparison with its interval. */
function toMetricRow(of: ComparedMetric): readonly string[] {
  const show = of.metric === 'ready_rate' ? percent : (value: number) => `${ms(value)} ms`;
  const interval = `${show(of.low)} to ${show(of.high)}`;
  return [
    of.product,
    of.metric,
    show(of.earlier),
    show(of.later),
    show(of.middle),
    interval,
    show(of.tolerance),
    of.verdict,
    of.method,
  ];
}

const COMPARED = [
  'product',
  'metric',
  'then',
  'now',
  'difference',
  'interval',
  'tolerance',
  'verdict',
  'method',
];

/** The report as a page. */
export function toMarkdown(report: RegressionReport): string {
  const { comparison } = report;
  const parts = [
    '# Fixed regression of the product pages',
    `**${report.outcome}**, exit code ${report.exit_code}`,
    toTable(
      ['', ''],
      [
        ['service', report.base],
        ['from', report.started_at],
        ['to', report.finished_at],
        ['status', report.status],
        ['rounds', `${report.warmup_rounds} warm-up, ${report.formal_rounds} formal, each page`],
        ['est_e2e', report.est_e2e],
        ['percentiles', report.percentile_method],
        ...Object.entries(report.setup),
      ],
    ),
    '## Checks',
    toTable(
      ['check', 'outcome', 'why'],
      report.checks.map(({ id, outcome, why }) => [id, outcome, why]),
    ),
    ...listSummaries(report).flatMap(([name, summary]) => [
      `## summary_${name}`,
      toTable(HEAD, [
        toRow('all pages', summary),
        ...Object.entries(summary.by_product).map(([product, figures]) => toRow(product, figures)),
      ]),
    ]),
    ...(comparison
      ? [
          '## Compared with an earlier run',
          `${toCell(comparison.earlier)}: **${comparison.verdict}**, ${toCell(comparison.why)}. Each interval at ${percent(comparison.confidence)}.`,
          ...(comparison.metrics.length > 0 ? [toTable(COMPARED, comparison.metrics.map(toMetricRow))] : []),
        ]
      : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** The report on a terminal, the verdict last. */
export function toTerminal(report: RegressionReport, look: Look = PLAIN_LOOK): string {
  const figures = listSummaries(report).flatMap(([name, summary]) => [
    toRow(name, summary),
    ...(name === 'all'
      ? []
      : Object.entries(summary.by_product).map(([product, of]) => toRow(`  ${toPlain(product, 30)}`, of))),
  ]);
  const metrics = report.comparison?.metrics ?? [];
  const compared = [COMPARED, ...metrics.map(toMetricRow)].map((row) => row.slice(0, -1));
  const checks = report.checks.map(({ id, outcome, why }) => ({
    outcome,
    mark: OUTCOME_MARKS[outcome],
    cells: [id, toPlain(why, 300)],
  }));
  return [
    ...look.toRows([HEAD, ...figures], 2).flat(),
    '',
    ...(metrics.length > 0 ? [...look.toRows(compared, 2).flat(), ''] : []),
    ...toMarkedRows(checks, look, 2).flat(),
    '',
    `  regression: ${look.paint(report.outcome, report.outcome.toUpperCase())}`,
  ].join('\n');
}
