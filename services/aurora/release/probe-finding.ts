// What a rollout probe means for a release.
import type { CheckOutcome } from '../../../lib/core/outcome.ts';
import type { CheckSuite } from '../../../lib/core/release/release-schema.ts';
import type { Finding } from '../../../lib/core/release/stages.ts';
import { toPlain } from '../../../lib/core/text/plain-text.ts';
import { toVerdictLine } from '../probe/pages.ts';
import type { CheckRow, ProbeReport } from '../probe/report-schema.ts';

const MAX_CHARS = 500;

/** What fired as a warning is looked at by people, and breaks no build; nor does a warning that had too little to go by. */
function toProbeOutcome({ outcome, severity }: CheckRow): CheckOutcome {
  if (outcome === 'left_out') return outcome;
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

/** What a rollout probe means for a release: high fails it, a warning is shown. A run that judged nothing, was not recorded, or was cut short, is inconclusive. */
export function toProbeFinding(report: ProbeReport): Finding {
  const suite = toProbeSuite(report);
  const { judged_count: judged, sample_count: samples } = report.summary;
  const because = `${toVerdictLine(report)}, ${judged} of ${samples} answers judged`;
  if (report.outcome === 'high') return { outcome: 'fail', because, suite };
  if (judged === 0) return { outcome: 'inconclusive', because, suite };
  if (report.status !== 'completed')
    return { outcome: 'inconclusive', because: `${because}; ${report.status.replace(/_/g, ' ')}`, suite };
  if (!report.state.recorded)
    return { outcome: 'inconclusive', because: `${because}; ${report.state.note}`, suite };
  switch (report.outcome) {
    case 'ok':
      return { outcome: 'pass', because, suite };
    case 'warn':
      return { outcome: 'warn', because, suite };
    case 'inconclusive':
      return { outcome: 'inconclusive', because, suite };
  }
}
