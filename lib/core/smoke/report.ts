// A smoke for people and for machines: one line a check, and the report as JSON.
import { decideExitCode, decideOutcome, OUTCOME_MARKS } from '../outcome.ts';
import { type Look, PLAIN_LOOK, toMarkedRows } from '../text/columns.ts';
import { toPlain } from '../text/plain-text.ts';
import { redactTexts, toSafeJson } from '../text/redact.ts';
import type { CheckResult } from './flow.ts';

/** What a smoke leaves with `--json`. */
export interface SmokeReport {
  readonly schema_version: 1;
  readonly name: string;
  readonly base: string;
  readonly started_at: string;
  readonly duration_ms: number;
  readonly outcome: 'pass' | 'fail' | 'inconclusive';
  readonly exit_code: number;
  readonly checks: readonly CheckResult[];
}

/** What a smoke came to, what looks like a secret masked: everything that is printed or written of it is made of this. */
export function toSmokeReport(
  facts: Pick<SmokeReport, 'name' | 'base' | 'started_at' | 'duration_ms'>,
  checks: readonly CheckResult[],
): SmokeReport {
  const outcome = decideOutcome(checks);
  const shown = checks.map((check) =>
    check.part === undefined ? check : { ...check, part: JSON.parse(toSafeJson(check.part)) as unknown },
  );
  return redactTexts({
    schema_version: 1,
    ...facts,
    outcome,
    exit_code: decideExitCode(outcome),
    checks: shown,
  });
}

const VERDICTS = { pass: 'PASS', fail: 'FAIL', inconclusive: 'INCONCLUSIVE' } as const;
const MAX_CHARS = 220;

/** What was found, on one line and without control characters: the reason, then the part of the body that shows it. */
export function toFinding({ because, part }: CheckResult): string {
  const shown = part === undefined ? '' : (JSON.stringify(part) ?? '');
  return toPlain([because, shown].filter(Boolean).join(' · '), MAX_CHARS);
}

/** The lines on the terminal, the verdict last. */
export function toTerminal(report: SmokeReport, look: Look = PLAIN_LOOK): string {
  const rows = report.checks.map((check) => ({
    outcome: check.outcome,
    mark: OUTCOME_MARKS[check.outcome],
    cells: [check.id, check.variant, check.outcome === 'pass' ? check.why : toFinding(check)],
  }));
  const lines = toMarkedRows(rows, look, 2).flat();
  const count = (outcome: CheckResult['outcome']) =>
    report.checks.filter((check) => check.outcome === outcome).length;
  const leftOut = count('left_out');
  const counts = `${count('pass')} held, ${count('fail')} broken, ${count('inconclusive')} inconclusive, ${count('skipped')} skipped${leftOut > 0 ? `, ${leftOut} left out` : ''}`;
  const seconds = (report.duration_ms / 1000).toFixed(1);
  const verdict = look.paint(report.outcome, VERDICTS[report.outcome]);
  const doubt = count('pass') === 0 ? ['  Nothing held. Check first that the base is the service.'] : [];
  return [...lines, '', ...doubt, `  ${report.name}: ${verdict}  ${counts}, in ${seconds} s`].join('\n');
}
