// summary.md: the verdict of a run for the job page of a CI, in Markdown.
import type { GateResult } from '../gates.ts';
import { toPlain } from '../probe/plain-text.ts';
import { PHASES } from '../schedule.ts';
import type { ReportData } from './report-data.ts';

/** A gate over a day's windows has a sentence for each. */
const MAX_CHARS = 4_000;

/** Text of somebody else's inside Markdown: no markup, no table cell and no line of its own. */
export function toMarkdownText(text: string): string {
  return (
    toPlain(text, MAX_CHARS)
      .replace(/\s+/g, ' ')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replace(/[\\`*_{}[\]()#+!|~>@-]/g, (char) => `\\${char}`)
      // GitHub makes a link of a bare address.
      .replaceAll('://', ':\u200b//')
  );
}

const MARKS: Readonly<Record<GateResult['outcome'], string>> = {
  pass: '✓ held',
  fail: '✗ **broken**',
  inconclusive: '? **could not tell**',
  skipped: '· not judged',
};

const toTable = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  rows.length === 0
    ? []
    : [
        `| ${head.join(' | ')} |`,
        `|${head.map(() => '---').join('|')}|`,
        ...rows.map((row) => `| ${row.join(' | ')} |`),
        '',
      ];

const ms = (value: number | null) => (value === null ? '–' : String(Math.round(value)));

/** The run as Markdown: verdict and what decided it, every gate, phases, chaos, how to play it again. */
export function toMarkdown({ name, summary, command, failures }: ReportData): string {
  const { verdict, phases } = summary;
  const deciding = verdict.gates.filter(
    ({ severity, outcome }) => severity === 'blocking' && (outcome === 'fail' || outcome === 'inconclusive'),
  );
  const last = failures.at(-1);
  return [
    `## ${verdict.outcome.toUpperCase()}: ${toMarkdownText(summary.profile)}, seed ${summary.seed}`,
    '',
    `${toMarkdownText(summary.base)}, ${toMarkdownText(name)}, ${Math.round(summary.total_seconds)} s, ${summary.status}`,
    '',
    ...(deciding.length > 0
      ? deciding.map(
          ({ id, because, why }) =>
            `- **${toMarkdownText(id)}**: ${toMarkdownText(because)}. The promise: ${toMarkdownText(why)}.`,
        )
      : [toMarkdownText(verdict.because)]),
    '',
    ...(last
      ? [
          `The last failing sample: ${last.violations.map(toMarkdownText).join(', ')} on ${toMarkdownText(last.request.path)}, ${toMarkdownText(last.detail)}`,
          '',
        ]
      : []),
    ...toTable(
      ['gate', 'outcome', 'what was seen'],
      verdict.gates.map((gate) => [
        toMarkdownText(gate.id),
        `${MARKS[gate.outcome]}${gate.severity === 'advisory' ? ' (advisory)' : ''}`,
        toMarkdownText(gate.because),
      ]),
    ),
    ...toTable(
      ['phase', 'journeys/s', 'offered', 'requests', 'violations', 'p50 ms', 'p95 ms', 'p99 ms'],
      PHASES.map((id) => ({ id, ...phases[id] }))
        .filter(({ requests }) => requests > 0)
        .map((phase) => [
          phase.id,
          phase.achieved_journeys_per_s.toFixed(2),
          phase.offered_journeys_per_s.toFixed(2),
          String(phase.requests),
          phase.violations === null ? '–' : String(phase.violations),
          ...[phase.p50_ms, phase.p95_ms, phase.p99_ms].map(ms),
        ]),
    ),
    ...toTable(
      ['toxic', 'slots', 'bit', 'healed', 'itself again after'],
      Object.entries(summary.chaos_modes).map(([mode, figures]) => [
        toMarkdownText(mode),
        String(figures.windows),
        String(figures.bit),
        String(figures.healed),
        figures.recover_s === null ? '–' : `${Number(figures.recover_s.toFixed(1))} s at most`,
      ]),
    ),
    'Play it again:',
    '',
    '```sh',
    command.replaceAll('```', ''),
    '```',
    '',
  ].join('\n');
}
