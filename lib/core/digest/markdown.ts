// summary.md: the verdict of a run for the job page of a CI, in Markdown.

import { hasPlayedOn, RUNNER_HEAD, toRunnerCells, toRunnersLine } from '../fleet/runner-text.ts';
import type { GateResult } from '../gates/gate-result-schema.ts';
import { listUnheld } from '../gates/unheld.ts';
import { OUTCOME_MARKS } from '../outcome.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { toTable } from '../text/markdown.ts';
import { toPlain } from '../text/plain-text.ts';
import { toDuration } from '../text/time.ts';
import { BROKEN_HEAD, toBrokenCells, toSampleLines } from '../verdict/broken-text.ts';
import type { Summary } from '../verdict/summary-schema.ts';
import type { ReportData } from './report-data.ts';

/** A sentence of somebody else's: a gate over a day's windows has one for each. */
const MAX_CHARS = 4_000;
const MOST_BROKEN = 20;
const toText = (text: string) => escapeMarkdown(toPlain(text, MAX_CHARS));

const MARKS: Readonly<Record<GateResult['outcome'], string>> = {
  pass: '✓ held',
  fail: '✗ broken',
  inconclusive: '? inconclusive',
  skipped: '· not judged',
};

/** A table with a blank line after it; nothing where it has no rows. */
const toPart = (...[head, rows]: Parameters<typeof toTable>) =>
  rows.length === 0 ? [] : [toTable(head, rows), ''];

const ms = (value: number | null) => (value === null ? null : Math.round(value));

/** The run as Markdown: verdict and what decided it, every gate, phases, chaos, how to play it again. */
export function toMarkdown({ name, summary, command, failures }: ReportData): string {
  const { verdict, phases } = summary;
  const deciding = listUnheld(verdict.gates).filter(({ severity }) => severity === 'blocking');
  const last = failures.at(-1);
  return [
    `## ${verdict.outcome.toUpperCase()}: ${toText(summary.profile)}, seed ${summary.seed}`,
    '',
    `${toText(summary.base)}, ${toText(name)}, ${toDuration(summary.total_seconds)}, ${summary.status}`,
    '',
    ...(deciding.length > 0
      ? deciding.flatMap(({ id, outcome, because, why, sample }) => [
          `- ${OUTCOME_MARKS[outcome]} **${toText(id)}**: ${toText(because)}. The promise: ${toText(why)}.`,
          ...(sample ? toSampleLines(sample).map((line) => `  - ${toText(line)}`) : []),
        ])
      : [toText(verdict.because)]),
    '',
    ...(last
      ? [
          `The last failing sample: ${last.violations.map(toText).join(', ')} on ${toText(last.request.path)}, ${toText(last.detail)}`,
          '',
        ]
      : []),
    ...toPart(BROKEN_HEAD, (summary.broken_by_route ?? []).slice(0, MOST_BROKEN).map(toBrokenCells)),
    ...toPart(
      ['gate', 'outcome', 'what was seen'],
      verdict.gates.map((gate) => [
        gate.id,
        `${MARKS[gate.outcome]}${gate.severity === 'advisory' ? ' (advisory)' : ''}`,
        gate.because,
      ]),
    ),
    ...toPart(
      ['phase', 'journeys/s', 'offered', 'requests', 'violations', 'p50 ms', 'p95 ms', 'p99 ms'],
      Object.entries(phases)
        .map(([id, phase]) => ({ id, ...phase }))
        .filter(({ requests }) => requests > 0)
        .map((phase) => [
          phase.id,
          phase.achieved_journeys_per_s.toFixed(2),
          phase.offered_journeys_per_s.toFixed(2),
          phase.requests,
          phase.violations,
          ...[phase.p50_ms, phase.p95_ms, phase.p99_ms].map(ms),
        ]),
    ),
    ...toPart(
      ['toxic', 'slots', 'bit', 'healed', 'recovered after'],
      Object.entries(summary.chaos_modes).map(([mode, figures]) => [
        mode,
        figures.windows,
        figures.bit,
        figures.healed,
        figures.recover_s === null ? null : `${Number(figures.recover_s.toFixed(1))} s at most`,
      ]),
    ),
    ...toRunners(summary),
    'Play it again:',
    '',
    '```sh',
    command.replaceAll('```', ''),
    '```',
    '',
  ].join('\n');
}

/** Who played it, where several did: those that did not play on, and how many there were. */
function toRunners({ runners = [] }: Summary): string[] {
  if (runners.length === 0) return [];
  const ended = runners.filter((runner) => !hasPlayedOn(runner)).map((one) => toRunnerCells(one));
  return [`${toRunnersLine(runners)}.`, '', ...toPart(RUNNER_HEAD, ended)];
}
