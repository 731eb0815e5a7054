// What a run of the probe says to Prometheus. It is short-lived, so nobody could scrape it: it pushes.
import type { Reading } from '../../../lib/core/monitoring/run-state.ts';
import type { ProbeOutcome, ProbeReport } from './report-schema.ts';
import { SEVERITIES } from './rules.ts';
import { SAMPLE_KINDS } from './samples.ts';

const OUTCOMES: readonly ProbeOutcome[] = ['ok', ...SEVERITIES, 'inconclusive'];

/** The values of a run. Each alert and each outcome is there, with 0 where it is not the case: an older 1 must not stay. */
export function toProbeReadings(
  report: Pick<ProbeReport, 'finished_at' | 'summary' | 'checks' | 'outcome'>,
): readonly Reading[] {
  const { finished_at: finishedAt, summary, checks, outcome } = report;
  return [
    {
      name: 'aurora_probe_last_run_timestamp_seconds',
      labels: {},
      value: Date.parse(finishedAt) / 1_000,
    },
    ...SAMPLE_KINDS.map((kind) => ({
      name: 'aurora_probe_samples',
      labels: { kind },
      value: summary[`${kind}_count`],
    })),
    ...checks.map((check) => ({
      name: 'aurora_probe_alert',
      labels: { alert: check.id, severity: check.severity },
      value: check.outcome === 'fired' ? 1 : 0,
    })),
    ...OUTCOMES.map((one) => ({
      name: 'aurora_probe_outcome',
      labels: { outcome: one },
      value: one === outcome ? 1 : 0,
    })),
  ];
}
