// Two runs held against each other, line by line, and what it comes to.

import { decideExitCode } from '../outcome.ts';
import {
  type Comparability,
  computeOwnConfidence,
  decideDifference,
  decideOverall,
  toComparedOutcome,
} from '../stats/difference.ts';
import { toCounted } from '../text/figures.ts';
import { computeDifference, computeMinimumDetectableChange } from './bands.ts';
import type { Comparison, GateLine, LatencyTolerance, Line, RunHead } from './comparison-schema.ts';
import { compareGates, isDeciding } from './gates.ts';
import { countMetrics, type Figure, listMetrics, type Metric } from './metrics.ts';
import { isStoppedByGate, listObstacles, type TakenRun, toSetup } from './run.ts';
import { showChange, showMetricName, toBlindSpot } from './wording.ts';

/** In one of a hundred comparisons, at most, anything is called different that is not. */
const FAMILY_CONFIDENCE = 0.99;

const toHead = ({ name, summary, plan }: TakenRun): RunHead => ({
  name,
  started_at: summary.started_at,
  status: summary.status,
  outcome: summary.verdict.outcome,
  because: summary.verdict.because,
  seed: summary.seed,
  runners: summary.runners?.length ?? 1,
  defects: plan.defects,
});

/**
 * Holds a run against one earlier run, or against several as one base.
 * @param base one run at least
 */
export function compareRuns(
  base: readonly TakenRun[],
  now: TakenRun,
  tolerance: LatencyTolerance,
): Comparison {
  const confidence = computeOwnConfidence(FAMILY_CONFIDENCE, countMetrics(now.service, now.plan));
  const head = {
    schema_version: 2 as const,
    confidence,
    tolerance,
    base: base.map(toHead),
    now: toHead(now),
    setup: toSetup(now),
  };
  const obstacles = listObstacles(base, now);
  if (obstacles.length > 0)
    return { ...head, gates: [], lines: [], verdict: 'not_comparable', reasons: obstacles };
  const gates = compareGates(base, now);
  const stopped = [...base, now].filter(isStoppedByGate);
  const lines =
    stopped.length > 0
      ? []
      : listMetrics(now.service, now.plan, confidence, tolerance)
          .map((metric) => compareMetric(metric, base, now))
          // A toxic whose aftermath neither run could watch is no line.
          .filter(({ needed, samples }) => needed || samples.earlier + samples.later > 0);
  return { ...head, gates, lines, ...decide(gates, lines, stopped) };
}

function compareMetric(metric: Metric, base: readonly TakenRun[], now: TakenRun): Line {
  const earlier = metric.read(base);
  const later = metric.read([now]);
  const { group, scope, name, unit, better, method, needed } = metric;
  const head = {
    group,
    scope,
    name,
    unit,
    better,
    method,
    needed,
    earlier: earlier?.value ?? null,
    later: later?.value ?? null,
    samples: { earlier: earlier?.samples ?? 0, later: later?.samples ?? 0 },
  };
  if (!earlier || !later) {
    const why = `no ${metric.things} ${earlier ? 'now' : 'then'}`;
    return {
      ...head,
      difference: null,
      tolerance: 0,
      minimum_detectable_change: null,
      verdict: 'inconclusive',
      why,
    };
  }
  const tolerance = Math.max(metric.tolerance(earlier.value), computeSpread(metric, base, earlier));
  const difference = computeDifference(earlier, later);
  // The line says beside it which change it would have shown.
  const shown = decideDifference(difference, { tolerance, better, unshown: 'same' });
  const few = Math.min(earlier.samples, later.samples) < metric.fewest;
  const verdict = shown === 'same' && few ? 'inconclusive' : shown;
  const minimum_detectable_change =
    verdict === 'inconclusive' ? null : computeMinimumDetectableChange(difference, tolerance, better);
  const line = { ...head, difference, tolerance, minimum_detectable_change, verdict };
  const isOpen = few || !Number.isFinite(difference.high - difference.low);
  if (verdict !== 'inconclusive') return { ...line, why: showChange(line) };
  const why = isOpen
    ? toShortage(metric, earlier, later)
    : `the difference may be larger or smaller than the tolerance: ${showChange(line)}`;
  return { ...line, why };
}

/**
 * What runs of one service differ by, whatever the reason: the farthest that one of several earlier runs is from all of them. A
 * new run like them is farther than each with a chance of 1 in their number + 1, before its own band is looked at.
 */
function computeSpread(metric: Metric, base: readonly TakenRun[], earlier: Figure): number {
  if (base.length === 1) return 0;
  return Math.max(
    ...base.map((run) => Math.abs((metric.read([run])?.value ?? earlier.value) - earlier.value)),
  );
}

function toShortage({ things, fewest }: Metric, earlier: Figure, later: Figure): string {
  const of = ({ samples, effective }: Figure) => `${samples} (worth ${Math.floor(effective)})`;
  return `${things}: ${of(earlier)} then, ${of(later)} now, ${fewest} needed`;
}

function decide(
  gates: readonly GateLine[],
  lines: readonly Line[],
  stopped: readonly TakenRun[],
): Pick<Comparison, 'verdict' | 'reasons'> {
  const rows = [
    ...gates.filter(isDeciding).map(({ id, verdict, why }) => ({ verdict, text: `${id}: ${why}` })),
    ...lines
      // What a short phase cannot tell, the whole run may.
      .filter((line) => line.needed || line.verdict !== 'inconclusive')
      .map((line) => ({ verdict: line.verdict, text: `${showMetricName(line)}: ${line.why}` })),
  ];
  const verdict = decideOverall(rows.map((row) => row.verdict));
  const named = rows.filter((row) => row.verdict === verdict).map(({ text }) => text);
  if (verdict === 'better')
    return { verdict, reasons: [...named, 'nothing was seen to be worse', ...toBlindSpot(lines)] };
  if (verdict !== 'same') return { verdict, reasons: named };
  if (stopped.length > 0) {
    const why = stopped.map(({ name, summary }) => `an incomplete run: ${name}: ${summary.stop_reason}`);
    return { verdict: 'not_comparable', reasons: why };
  }
  const silent = lines.filter((line) => line.verdict === 'inconclusive').length;
  const alike = gates.filter((gate) => gate.verdict === 'same').length;
  return {
    verdict,
    reasons: [
      `${lines.length - silent} figures show no difference beyond the tolerance, ${alike} of ${gates.length} gates are as before`,
      ...toBlindSpot(lines),
      ...(silent > 0
        ? [
            `${toCounted(silent, 'figure is', 'figures are')} inconclusive: nothing is said of ${silent === 1 ? 'it' : 'them'}`,
          ]
        : []),
    ],
  };
}

/** The exit code of a comparison: 0 same or better, 1 worse, 3 not comparable or inconclusive. */
export function toComparisonExitCode(verdict: Comparability): number {
  return decideExitCode(toComparedOutcome(verdict));
}
