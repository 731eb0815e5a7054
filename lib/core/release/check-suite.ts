// What a check came to, whichever command made it: named cases with an outcome each. JUnit and the release gate are written from these.

import { type SmokeReport, toFinding } from '../smoke/report.ts';
import { toPlain } from '../text/plain-text.ts';
import { toSampleLines } from '../verdict/broken-text.ts';
import type { Summary } from '../verdict/summary-schema.ts';
import type { CheckSuite } from './release-schema.ts';

const MAX_CHARS = 1_500;

/** A smoke: one case a check and variant. */
export function toSmokeSuite(report: SmokeReport): CheckSuite {
  return {
    name: report.name,
    started_at: report.started_at,
    duration_ms: report.duration_ms,
    cases: report.checks.map((check) => ({
      group: check.variant,
      name: check.id,
      outcome: check.outcome,
      text: `${toFinding(check)} (${check.call}: ${check.why})`,
    })),
  };
}

/** A soak: one case a gate. An advisory gate that did not hold is skipped. */
export function toSoakSuite(summary: Summary): CheckSuite {
  return {
    name: 'soak',
    started_at: summary.started_at,
    duration_ms: Math.round(summary.total_seconds * 1000),
    cases: summary.verdict.gates.map((gate) => ({
      group: 'gates',
      name: gate.id,
      outcome: gate.severity === 'advisory' && gate.outcome !== 'pass' ? 'skipped' : gate.outcome,
      text: toPlain(
        [`${gate.because} (${gate.why})`, ...(gate.sample ? toSampleLines(gate.sample) : [])].join('; '),
        MAX_CHARS,
      ),
    })),
  };
}
