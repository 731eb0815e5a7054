// The release gate for people and for machines: one table, and the report as JSON.
import { type GateOutcome, OUTCOME_MARKS } from '../outcome.ts';
import { type Paint, toColumns } from '../text/columns.ts';
import { redactTexts } from '../text/redact.ts';
import type { ReleaseReport, StageOutcome, StageResult } from './release-schema.ts';
import { decideRelease, type Stage } from './stages.ts';

/** What the checks came to, what looks like a secret masked; those that were not begun are in it as not run. */
export function toReleaseReport(
  checks: readonly Stage[],
  facts: Pick<ReleaseReport, 'base' | 'started_at' | 'duration_ms'>,
  results: readonly StageResult[],
): ReleaseReport {
  const stages = checks.map(
    ({ id }): StageResult =>
      results.find((result) => result.id === id) ?? {
        id,
        outcome: 'not_run',
        because: 'not run: an earlier check ended the gate',
        duration_ms: 0,
        suite: null,
      },
  );
  return redactTexts({ schema_version: 1, ...facts, ...decideRelease(checks, stages), stages });
}

/** What a check's outcome looks like: the sign and colour of a single case's. */
const COLOURS: Readonly<Record<StageOutcome, GateOutcome>> = {
  pass: 'pass',
  warn: 'inconclusive',
  fail: 'fail',
  inconclusive: 'inconclusive',
  set_up: 'fail',
  not_run: 'skipped',
};
const toMark = (outcome: StageOutcome) => (outcome === 'warn' ? '!' : OUTCOME_MARKS[COLOURS[outcome]]);
const VERDICTS = {
  pass: 'PASS',
  fail: 'FAIL',
  inconclusive: 'INCONCLUSIVE',
  set_up: 'COULD NOT BEGIN',
} as const;
/** Broken cases shown under a check; the rest is in the files. */
const MOST_SHOWN = 8;

/** The cases that did not hold, under their check. */
function toBrokenLines({ suite }: StageResult, paint: Paint): readonly string[] {
  const broken = (suite?.cases ?? []).filter(
    ({ outcome }) => outcome === 'fail' || outcome === 'inconclusive',
  );
  const columns = toColumns(broken.slice(0, MOST_SHOWN).map(({ group, name, text }) => [name, group, text]));
  const lines = columns.map((line, i) => {
    const { outcome } = broken[i] ?? { outcome: 'inconclusive' as const };
    return `       ${paint(outcome, OUTCOME_MARKS[outcome])} ${line}`;
  });
  const left = broken.length - lines.length;
  return left > 0 ? [...lines, `       and ${left} more, see junit.xml`] : lines;
}

/** The lines on the terminal, the verdict last. */
export function toReleaseTerminal(report: ReleaseReport, paint: Paint): string {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  const columns = toColumns(
    report.stages.map(({ id, outcome, because, duration_ms: ms }) => [
      id,
      outcome === 'not_run' ? '–' : seconds(ms),
      because,
    ]),
  );
  const rows = report.stages.flatMap((stage, i) => {
    return [
      `  ${paint(COLOURS[stage.outcome], toMark(stage.outcome))}  ${columns[i]}`,
      ...toBrokenLines(stage, paint),
    ];
  });
  const verdict = paint(report.outcome === 'set_up' ? 'fail' : report.outcome, VERDICTS[report.outcome]);
  return [
    ...rows,
    '',
    `  release gate: ${verdict}  ${report.because}, in ${seconds(report.duration_ms)}`,
  ].join('\n');
}
