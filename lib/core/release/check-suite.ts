// What a check came to, whichever command made it: named cases with an outcome each. JUnit and the release gate are told in these.

import type { CheckRow, ProbeReport } from '../../../services/aurora/probe/report-schema.ts';
import type { GateOutcome } from '../outcome.ts';
import { type SmokeReport, toFinding } from '../smoke/report.ts';
import { toPlain } from '../text/plain-text.ts';
import type { Summary } from '../verdict/summary.ts';
import type { CheckSuite } from './release-schema.ts';

const MAX_CHARS = 500;

/** A smoke: one case a check and language. */
export function toSmokeSuite(report: SmokeReport): CheckSuite {
  return {
    name: report.name,
    started_at: report.started_at,
    duration_ms: report.duration_ms,
    cases: report.checks.map((check) => ({
      group: check.lang,
      name: check.id,
      outcome: check.outcome,
      text: `${toFinding(check)} (${check.call}: ${check.why})`,
    })),
  };
}

/** What fired as a warning is looked at by people, and breaks no build; nor does a warning that had too little to go by. */
function toProbeOutcome({ outcome, severity }: CheckRow): GateOutcome {
  if (outcome === 'clear') return 'pass';
  if (severity !== 'high') return 'skipped';
  return outcome === 'fired' ? 'fail' : 'inconclusive';
}

/** A rollout probe: one case an alert rule. */
export function toProbeSuite(report: ProbeReport): CheckSuite {
  return {
    name: 'rollout probe',
    started_at: report.started_at,
    duration_ms: Date.parse(report.finished_at) - Date.parse(report.started_at),
    cases: report.checks.map((check) => ({
      group: 'alert rules',
      name: check.id,
      outcome: toProbeOutcome(check),
      text: toPlain(`${check.because} (${check.why})`, MAX_CHARS),
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
      text: toPlain(`${gate.because} (${gate.why})`, MAX_CHARS),
    })),
  };
}
