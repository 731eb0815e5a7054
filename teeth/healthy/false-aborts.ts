// How often a healthy service is failed: many short runs of it, and what they say of all runs to come.
import jStat from 'jstat';
import type { OptionValues } from '../../lib/core/options/option.ts';
import type { Outcome } from '../../lib/core/verdict/verdict.ts';

/**
 * The shortest soak that has all a long one has: some baseline to compare with, one chaos window shared by every toxic mode,
 * baseline enough to recover (a bucket of 5 s, lib/core/chaos/recovery.ts), a spike. Rates above the runbook's, so that every
 * gate has its samples in so short a time.
 */
export const COMPRESSED_SOAK: OptionValues = {
  PROFILE: 'quick',
  DURATION_SECONDS: '51',
  CYCLE_MIN: '0.85',
  CHAOS_OFFSET_MIN: '0.08',
  CHAOS_WINDOW_MIN: '0.6',
  SPIKE_OFFSET_MIN: '0.81',
  SPIKE_DURATION_SEC: '2',
  BASE_RPS: '5',
  CHAOS_RPS: '8',
  SPIKE_RPS: '20',
};

/** The healthy service as it is, and with one 5xx in a thousand answers, by chance and on any route: a fifth of what is allowed. */
export const HEALTHY_KINDS = ['as it is', 'with 0.1 % of 5xx'] as const;
export type HealthyKind = (typeof HEALTHY_KINDS)[number];

/** The kind of the n-th run, from 1: every third has errors. */
export const toKind = (n: number): HealthyKind => (n % 3 === 0 ? 'with 0.1 % of 5xx' : 'as it is');

/** What the embedded service is told of a run; which answers fail is drawn by its seed. */
export function toHealthyDefects(kind: HealthyKind, seed: number): string {
  switch (kind) {
    case 'as it is':
      return '';
    case 'with 0.1 % of 5xx':
      return `http_500_json,rate=0.001,draw=${seed}`;
  }
}

/** One run of the healthy service. `dir`: its folder, where it is kept. */
export interface HealthyRun {
  readonly n: number;
  readonly seed: number;
  readonly kind: HealthyKind;
  /** `lost`: it came to no verdict. */
  readonly outcome: Outcome | 'lost';
  readonly because: string;
  readonly dir: string;
  /** The name of its folder, which is its label in Prometheus; '' where it never had one. */
  readonly name: string;
  /** The gates that its verdict calls crossed; none for a run that passed. */
  readonly crossed: readonly string[];
}

/** What the runs so far come to. Rates are shares (0..1) of the runs that could tell: passes and fails. */
export interface FalseAborts {
  readonly passed: number;
  readonly failed: number;
  readonly unclear: number;
  readonly lost: number;
  readonly rate: number;
  /** With 95 % confidence the true rate is not above this. */
  readonly upperBound: number;
}

const CONFIDENCE = 0.95;

/**
 * The exact upper confidence bound for a rate of which `hits` were seen in `runs`: the rate at which so few would come with a
 * chance of 1 − confidence only. One-sided, by Clopper & Pearson, Biometrika 26 (1934) 404–413, as a quantile of the beta
 * distribution. For no hit it is 1 − 0.05^(1/runs): 300 runs give 0.99 %.
 * @returns a share 0..1; 1 where nothing was run
 */
export function computeUpperBound(hits: number, runs: number, confidence = CONFIDENCE): number {
  if (hits >= runs) return 1;
  return jStat.beta.inv(confidence, hits + 1, runs - hits);
}

/** Counts the runs by outcome. An inconclusive run is no trial: it neither aborted nor let pass. */
export function countFalseAborts(runs: readonly HealthyRun[]): FalseAborts {
  const of = (outcome: HealthyRun['outcome']) => runs.filter((run) => run.outcome === outcome).length;
  const [passed, failed] = [of('pass'), of('fail')];
  return {
    passed,
    failed,
    unclear: of('inconclusive'),
    lost: of('lost'),
    rate: passed + failed === 0 ? 0 : failed / (passed + failed),
    upperBound: computeUpperBound(failed, passed + failed),
  };
}

const toShare = (ratio: number) => `${(ratio * 100).toFixed(2)} %`;

/** The end of `npm run false-aborts`, as text: what did not pass, then the count. */
export function toFalseAbortReport(runs: readonly HealthyRun[], asked: number): string {
  const counts = countFalseAborts(runs);
  const kinds = HEALTHY_KINDS.map((kind) => {
    const own = runs.filter((run) => run.kind === kind);
    const { passed, failed, unclear, lost } = countFalseAborts(own);
    return `  ${kind}: ${own.length} runs, ${passed} passed, ${failed} failed, ${unclear} inconclusive, ${lost} without a verdict`;
  });
  const odd = runs
    .filter((run) => run.outcome !== 'pass')
    .map(
      (run) =>
        `  ${run.outcome}  run ${run.n}, seed ${run.seed}, ${run.kind}: ${run.because}\n    ${run.dir}`,
    );
  const seeds = runs.map((run) => run.seed);
  return [
    '',
    ...odd,
    ...(odd.length > 0 ? [''] : []),
    `  ${runs.length} of ${asked} healthy runs: ${counts.passed} passed, ${counts.failed} failed, ${counts.unclear} inconclusive, ${counts.lost} without a verdict`,
    ...kinds,
    ...(seeds.length > 0 ? [`  seeds ${Math.min(...seeds)} to ${Math.max(...seeds)}`] : []),
    `  false aborts: ${toShare(counts.rate)}; with 95 % confidence at most ${toShare(counts.upperBound)} (Clopper-Pearson)`,
    '',
  ].join('\n');
}
