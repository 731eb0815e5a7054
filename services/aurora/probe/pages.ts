// The report for people: a page in Markdown, and the lines on the terminal.
import type { CheckOutcome } from '../../../lib/core/outcome.ts';
import { type Look, PLAIN_LOOK, toMarkedRows } from '../../../lib/core/text/columns.ts';
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

const COLOURS = { ok: 'pass', warn: 'inconclusive', high: 'fail', inconclusive: 'inconclusive' } as const;

/** The colour of a rule: red where it pages. */
function toColour({ outcome, severity }: CheckRow): CheckOutcome {
  if (outcome === 'clear') return 'pass';
  return outcome === 'fired' && severity === 'high' ? 'fail' : 'inconclusive';
}

/** The report on a terminal, the verdict last. */
export function toTerminal(report: ProbeReport, look: Look = PLAIN_LOOK): string {
  const checks = report.checks.map((check) => ({
    outcome: toColour(check),
    mark: MARKS[check.outcome] ?? '',
    cells: [check.id, check.severity, check.because],
  }));
  const { latency_ms: latency, first_failure: first, summary } = report;
  const shares = Object.entries(report.header_variant_pct).map(([name, pct]) => `${name} ${pct} %`);
  const told = [
    `${summary.sample_count} samples, ${summary.judged_count} judged, ${summary.retried_count} retried; ${shares.join(', ') || 'no variant'}; p50 ${latency.p50 ?? '–'}  p95 ${latency.p95 ?? '–'}  p99 ${latency.p99 ?? '–'} ms`,
    ...(first ? [`first failure: sample ${first.sample} (${first.uid}): ${first.detail}`] : []),
  ];
  const toLines = (text: string) => look.toRows([[text]], 2).flat();
  return [
    ...toMarkedRows(checks, look, 2).flat(),
    '',
    ...told.flatMap(toLines),
    '',
    ...toLines(`rollout probe: ${toVerdictLine(report)}`).map((line) =>
      look.paint(COLOURS[report.outcome], line),
    ),
  ].join('\n');
}
