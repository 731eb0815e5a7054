// What the admission server shows of itself to Prometheus: the series of lib/core/monitoring/rollout-series.ts.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { ADMISSION_SERIES, type AdmissionSeries } from '../../../lib/core/monitoring/rollout-series.ts';
import { ENVIRONMENTS, type Environment } from '../../decision/policy-words.ts';
import type { Admitted } from '../judge/judge.ts';
import { isRefusal, REFUSAL_WORDS, type Refusal } from '../judge/refusal.ts';

export interface AdmissionMetrics {
  readonly contentType: string;
  toText(): Promise<string>;
  /** An answer; one to a dry run lets nobody through. @param startedMs when its question came, by `performance.now()` */
  count(environment: Environment, judged: Admitted | Refusal, startedMs: number, isDryRun: boolean): void;
}

const BOUNDS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const PASSES: readonly Admitted['as'][] = ['unchanged', 'signed', 'returned', 'put-in', 'break-glass'];

/** @param certificateEndsMs when the certificate that is served ends, in epoch milliseconds */
export function createAdmissionMetrics(certificateEndsMs: () => number): AdmissionMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const toOptions = (name: AdmissionSeries) => ({
    name,
    help: ADMISSION_SERIES[name].help,
    labelNames: [...ADMISSION_SERIES[name].labels],
    registers: [registry],
  });
  const answers = new Counter(toOptions('rollout_admission_answers_total'));
  const glass = new Counter(toOptions('rollout_admission_break_glass_total'));
  const duration = new Histogram({
    ...toOptions('rollout_admission_duration_seconds'),
    buckets: BOUNDS_S,
  });
  new Gauge({
    ...toOptions('rollout_admission_certificate_end_timestamp_seconds'),
    collect() {
      this.set(certificateEndsMs() / 1_000);
    },
  });
  // Series that are there from the start: a first break-glass is a rise then.
  for (const environment of ENVIRONMENTS) {
    glass.inc({ environment }, 0);
    for (const outcome of PASSES) answers.inc({ environment, outcome, reason: '' }, 0);
    for (const reason of REFUSAL_WORDS) answers.inc({ environment, outcome: 'refused', reason }, 0);
  }
  return {
    contentType: registry.contentType,
    toText: () => registry.metrics(),
    count(environment, judged, startedMs, isDryRun) {
      const outcome = isRefusal(judged) ? 'refused' : judged.as;
      answers.inc({ environment, outcome, reason: isRefusal(judged) ? judged.refusal : '' });
      if (outcome === 'break-glass' && !isDryRun) glass.inc({ environment });
      duration.observe({ outcome }, (performance.now() - startedMs) / 1_000);
    },
  };
}
