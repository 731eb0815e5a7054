// The release gate for people and for machines: one table, and the report as JSON.
import { type GateOutcome, OUTCOME_MARKS } from '../outcome.ts';
import { type Look, PLAIN_LOOK, toMarkedRows } from '../text/columns.ts';
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
function toBrokenLines({ suite }: StageResult, look: Look): readonly string[] {
  const broken = (suite?.cases ?? []).filter(
    ({ outcome }) => outcome === 'fail' || outcome === 'inconclusive',
  );
  const rows = broken.slice(0, MOST_SHOWN).map(({ group, name, text, outcome }) => ({
    outcome,
    mark: OUTCOME_MARKS[outcome],
    cells: [name, group, text],
  }));
  const lines = toMarkedRows(rows, look, 7).flat();
  const left = broken.length - rows.length;
  return left > 0 ? [...lines, `       and ${left} more, see junit.xml`] : lines;
}

/** The lines on the terminal, the verdict last. */
export function toReleaseTerminal(report: ReleaseReport, look: Look = PLAIN_LOOK): string {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  const stages = report.stages.map(({ id, outcome, because, duration_ms: ms }) => ({
    outcome: COLOURS[outcome],
    mark: toMark(outcome),
    cells: [id, outcome === 'not_run' ? '–' : seconds(ms), because],
  }));
  const told = toMarkedRows(stages, look, 2);
  const rows = report.stages.flatMap((stage, i) => [...(told[i] ?? []), ...toBrokenLines(stage, look)]);
  const verdict = look.paint(report.outcome === 'set_up' ? 'fail' : report.outcome, VERDICTS[report.outcome]);
  return [
    ...rows,
    '',
    `  release gate: ${verdict}  ${report.because}, in ${seconds(report.duration_ms)}`,
  ].join('\n');
}
