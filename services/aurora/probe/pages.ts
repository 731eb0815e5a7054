// The report for people: a page in Markdown, and the lines on the terminal.
import { toTable } from '../../../lib/core/text/markdown.ts';
import type { CheckRow, ProbeReport } from './report-schema.ts';

const MARKS: Readonly<Record<string, string>> = { fired: '✗', clear: '✓', inconclusive: '?', left_out: '–' };
const VERDICTS = {
  ok: 'OK: no rule fired',
  warn: 'WARN: observe',
  high: 'HIGH: page, freeze the ramp',
  inconclusive: 'INCONCLUSIVE: no answer could be judged',
} as const;

/** One line for the outcome. */
export function toVerdictLine(report: ProbeReport): string {
  const fired = report.triggered.length > 0 ? ` (${report.triggered.join(', ')})` : '';
  return `${VERDICTS[report.outcome]}${fired}`;
}

/** The report as a page. */
export function toMarkdown(report: ProbeReport): string {
  const { summary, latency_ms: latency, first_failure: first } = report;
  const counters = Object.entries(summary);
  const variants = Object.entries(report.header_variant_counts);
  const parts = [
    `# Rollout probe ${report.run_id}`,
    `**${VERDICTS[report.outcome]}**, exit code ${report.exit_code}`,
    toTable(
      ['', ''],
      [
        ['service', report.base],
        ['from', report.started_at],
        ['to', report.finished_at],
        ['status', report.status],
        ['samples', `${summary.sample_count} of ${report.samples_planned}`],
      ],
    ),
    '## Checks',
    toTable(
      ['check', 'severity', 'outcome', 'because', 'to do'],
      report.checks.map((c) => [
        c.id,
        c.severity,
        c.outcome,
        c.because,
        c.outcome === 'fired' ? c.action : '',
      ]),
    ),
    '## Counters',
    toTable(['counter', 'value'], counters),
    '## Variants by header',
    variants.length === 0
      ? 'No answer named a variant.'
      : toTable(
          ['variant', 'samples', 'percent'],
          variants.map(([name, count]) => [name, count, report.header_variant_pct[name] ?? null]),
        ),
    '## Latency, ms',
    toTable(
      ['answered', 'p50', 'p95', 'p99', 'max'],
      [[latency.answered, latency.p50, latency.p95, latency.p99, latency.max]],
    ),
    '## First failure',
    first === null
      ? 'None.'
      : toTable(
          ['sample', 'user', 'kind', 'status', 'attempts', 'detail', 'body begins'],
          [[first.sample, first.uid, first.kind, first.status, first.attempts, first.detail, first.excerpt]],
        ),
    '## State and webhook',
    toTable(
      ['', '', ''],
      [
        ['state', report.state.recorded ? 'recorded' : 'not recorded', report.state.note],
        ['webhook', report.webhook.outcome, report.webhook.problem],
      ],
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** The report on a terminal, plain; `paint` colours a line by its outcome. */
export function toTerminal(
  report: ProbeReport,
  paint: (outcome: 'pass' | 'fail' | 'inconclusive', text: string) => string,
): string {
  const width = Math.max(...report.checks.map(({ id }) => id.length));
  const colour = (check: CheckRow) => {
    if (check.outcome === 'clear') return 'pass';
    return check.outcome === 'fired' && check.severity === 'high' ? 'fail' : 'inconclusive';
  };
  const lines = report.checks.map((check) => {
    const mark = paint(colour(check), MARKS[check.outcome] ?? '');
    return `  ${mark}  ${check.id.padEnd(width)}  ${check.severity.padEnd(4)}  ${check.because}`;
  });
  const { latency_ms: latency, first_failure: first, summary } = report;
  const shares = Object.entries(report.header_variant_pct).map(([name, pct]) => `${name} ${pct} %`);
  const verdict = paint(
    report.outcome === 'ok' ? 'pass' : report.outcome === 'high' ? 'fail' : 'inconclusive',
    toVerdictLine(report),
  );
  return [
    ...lines,
    '',
    `  ${summary.sample_count} samples, ${summary.judged_count} judged, ${summary.retried_count} retried; ${shares.join(', ') || 'no variant'}; p50 ${latency.p50 ?? '–'}  p95 ${latency.p95 ?? '–'}  p99 ${latency.p99 ?? '–'} ms`,
    ...(first ? [`  first failure: sample ${first.sample} (${first.uid}): ${first.detail}`] : []),
    '',
    `  rollout probe: ${verdict}`,
  ].join('\n');
}
