// The verdict: every gate's result, and what they come to. Inconclusive is an outcome of its own, never a pass.

import { describeTroubles } from '../answer/unsent.ts';
import { doubtApart } from '../chaos/apart.ts';
import { assessBaseline, type Baseline } from '../chaos/baseline.ts';
import { assessChaos, type ChaosEvidence } from '../chaos/chaos-gates.ts';
import { assessEdge, type EdgeEvidence, toEdgeResult } from '../chaos/edge.ts';
import { explainLostLoad } from '../drift/lost-load.ts';
import { doubtCutOff, isOfLost } from '../fleet/cut-off.ts';
import type { GateResult } from '../gates/gate-result-schema.ts';
import type { GateSample } from '../gates/gate-sample-schema.ts';
import { assessGate, type Gate, toSkipped } from '../gates/gates.ts';
import { computeMinimumDetectableRate } from '../gates/minimum-detectable-rate.ts';
import { doubtSecondTries } from '../gates/second-tries.ts';
import { assessSeen } from '../gates/windows-seen.ts';
import { COMPLETE_SHARE } from '../plan/unbegun.ts';
import type { Id } from '../service/service.ts';
import { toCounted, toPercent } from '../text/figures.ts';
import { toDuration } from '../text/time.ts';
import { assessFilled } from './filled.ts';
import { doubtFailure } from './journal-faults/doubt-failure.ts';
import type { RunFigures } from './tally.ts';

export type Outcome = 'pass' | 'fail' | 'inconclusive';

export interface Verdict {
  readonly outcome: Outcome;
  /** One sentence: the gates that decided. */
  readonly because: string;
  readonly gates: readonly GateResult[];
}

/** How a run came to its end, beyond what is counted in it. Seconds are of the (compressed) clock. */
export interface RunEnd {
  readonly ranSec: number;
  readonly plannedSec: number;
  /** The gate that stopped the run, if one did. */
  readonly stoppedBy: string | null;
  /** What ended the run from outside, in words: a signal to us or to k6, say. Left out where nothing is known to have done so. */
  readonly interruptedBy?: string;
  /** Why k6's own account is missing or disagrees with the journal; null where all is well. */
  readonly lost: string | null;
  /** Rows of the journal are missing or cannot be read: what is left of it proves nothing against the service. Left out where it is whole. */
  readonly damaged?: true;
  /** The journal is of one runner of several. Left out where it is of the whole run. */
  readonly part?: true;
  /** Why the run was ended, where the service had filled k6 (filled.ts). */
  readonly filled?: string;
  /** k6 ended by saying that a threshold was crossed. */
  readonly k6Crossed: boolean;
}

export interface RunEvidence {
  readonly gates: readonly Gate[];
  readonly figures: RunFigures;
  /** What the run did not count, since its journal is of an earlier version: a count that was never there is no 0. */
  readonly uncounted?: readonly Id[];
  /** Journeys among those dropped that k6 never said that it dropped: `countUnbegun`. Left out where nobody looked. */
  readonly unbegun?: number;
  readonly end: RunEnd;
  readonly once: boolean;
  /** Null where no chaos was asked for. */
  readonly chaos: ChaosEvidence | null;
  /** Whether answers of the service can say that they are degraded: else nothing is judged by it. */
  readonly mayDegrade: boolean;
  /** What was answered at baseline, null where single answers are not known; and the share of it (0..1) that may be degraded. */
  readonly baseline: { readonly seen: Baseline | null; readonly maxDegradedRatio: number };
  /** What the gates on drift came to; where single answers are not known, they are skipped. */
  readonly drift: readonly GateResult[];
  /** By gate, what broke it: where from, in words, and the answer that it points to. Left out where single answers are not known. */
  readonly broken?: Readonly<Record<string, { readonly mostly: string; readonly sample: GateSample }>>;
  /** What would do for this gate, which could not tell, where its plan shows it; left out where nobody looked. */
  readonly findRemedy?: (gate: string) => string | undefined;
  /** What calls met on the edge; left out where no fault stood there. */
  readonly edge?: EdgeEvidence;
  /** Its runners were started by hand, so that nobody watched the windows of all while they were on, nor compared their clocks. */
  readonly unwatched?: boolean;
  /** Calls of runners that got no answer any more, while others did; left out where there are none. */
  readonly unanswered?: number;
  /** By how much the starts of its runners are apart, seconds by their own clocks; left out where there is one. */
  readonly startsApartSec?: number;
}

const RUN_COMPLETE = 'run_complete';

/** True where a run ended before its planned time. One pass (`once`) has no planned time. */
export function isCutShort(
  { ranSec, plannedSec }: Pick<RunEnd, 'ranSec' | 'plannedSec'>,
  once: boolean,
): boolean {
  return !once && ranSec / plannedSec < COMPLETE_SHARE;
}

/** Everything known of a run → its verdict. */
export function assess(evidence: RunEvidence): Verdict {
  const { once, edge, end, drift, mayDegrade } = evidence;
  const toBelieved = (result: GateResult) => doubtFailure(result, end, evidence.gates);
  const counted = evidence.gates.map((gate) => toBelieved(assessCounted(gate, evidence)));
  const stopped =
    counted.some(({ outcome, severity }) => outcome === 'fail' && severity === 'blocking') ||
    drift.map(toBelieved).some(({ id, outcome }) => outcome === 'fail' && id === end.stoppedBy) ||
    end.filled !== undefined;
  const seen = assessSeen(evidence.figures.totals.sentinel_reads, evidence);
  // The same gates, judged by k6 from its own metrics: what it saw crossed must show here too.
  const k6Alone = end.k6Crossed && ![...counted, seen].some(isDoubted);
  const judged = [
    ...counted,
    assessComplete(end, { once, stopped, k6Alone }),
    seen,
    ...[
      assessBaseline(mayDegrade, evidence.baseline.seen, evidence.baseline.maxDegradedRatio, once),
      ...assessChaos(evidence.chaos, { onEdge: edge !== undefined, mayDegrade }),
    ].map((result) => doubtApart(result, evidence)),
    ...drift,
    ...(edge ? [assessEdge(edge)] : []),
  ];
  const results = explainLostLoad(judged, evidence.unbegun)
    .map(toBelieved)
    // What k6 held is no part of the journal: nothing that is lost of that can change it.
    .concat(assessFilled(end.filled))
    // A run that stopped at a broken promise has its answer; gates that it then had no time for are not judged.
    .map((result) =>
      stopped && result.outcome === 'inconclusive'
        ? { ...result, outcome: 'skipped' as const }
        : toRemedied(result, evidence.findRemedy),
    );
  return toVerdict(results, end);
}

/** A gate over what was counted in the run, with what broke it. */
function assessCounted(gate: Gate, evidence: RunEvidence): GateResult {
  const { figures, edge, end } = evidence;
  const missing = [gate.of, gate.among].find((id) => evidence.uncounted?.includes(id));
  if (missing !== undefined) return toUncounted(gate, missing);
  const own = assessGate(gate, figures.totals, figures.worst[gate.id] ?? 0);
  const ofLost = isOfLost(gate);
  const seen = !ofLost ? own : edge ? toEdgeResult(own, edge) : doubtSecondTries(gate, own, figures.totals);
  const result = doubtCutOff(gate, seen, evidence);
  const unsent = gate.of === 'calls_unsent' && figures.totals.calls_unsent > 0;
  const told = unsent
    ? { ...result, because: `${result.because}: ${describeTroubles(figures.troubles)}` }
    : toPointing(result, evidence.broken?.[gate.id]);
  const rate = computeMinimumDetectableRate(gate, result.samples, end.ranSec);
  return { ...told, minimum_detectable_rate: rate };
}

/** What the results come to: a gate that failed decides, then one that could not tell. */
function toVerdict(gates: readonly GateResult[], end: RunEnd): Verdict {
  const deciding = (outcome: Outcome) =>
    gates.filter((gate) => gate.severity === 'blocking' && gate.outcome === outcome);
  const failed = deciding('fail');
  if (failed.length > 0) return { outcome: 'fail', because: toReason(failed), gates };
  const unclear = deciding('inconclusive');
  if (unclear.length > 0) return { outcome: 'inconclusive', because: toDoubt(unclear, end), gates };
  const count = (...outcomes: readonly GateResult['outcome'][]) =>
    gates.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const skipped = count('skipped');
  const advised = count('fail', 'inconclusive');
  const held = `${toCounted(gates.length - skipped - advised, 'gate')} held`;
  const because = `${held}${skipped > 0 ? `, ${skipped} not judged` : ''}${advised > 0 ? `, ${advised} advisory did not` : ''}`;
  return { outcome: 'pass', because, gates };
}

/** A gate that was broken, with what broke it. One answer alone is told by the sample. */
function toPointing(
  result: GateResult,
  broken: NonNullable<RunEvidence['broken']>[string] | undefined,
): GateResult {
  if (broken === undefined || result.outcome !== 'fail') return result;
  const from = result.value === 1 ? '' : `; ${broken.mostly}`;
  return { ...result, because: `${result.because}${from}`, sample: broken.sample };
}

/** A gate that could not tell, with what would do. */
function toRemedied(result: GateResult, findRemedy: RunEvidence['findRemedy']): GateResult {
  const remedy = result.outcome === 'inconclusive' ? findRemedy?.(result.id) : undefined;
  return remedy === undefined ? result : { ...result, because: `${result.because}; ${remedy}` };
}

const isDoubted = ({ severity, outcome }: GateResult) =>
  severity === 'blocking' && (outcome === 'fail' || outcome === 'inconclusive');

/** What these gates say, each by its name. */
export function toReason(results: readonly GateResult[]): string {
  return results.map((result) => `${result.id}: ${result.because}`).join('; ');
}

/** A run that was not seen to its end leaves most gates with too little to go by: what ended it is the one reason worth reading. */
function toDoubt(results: readonly GateResult[], { stoppedBy, lost }: RunEnd): string {
  const ender = lost === null ? stoppedBy : RUN_COMPLETE;
  const incomplete = results.find(({ id }) => id === ender) ?? results.find(({ id }) => id === RUN_COMPLETE);
  if (!incomplete || results.length === 1) return toReason(results);
  const others = results.length - 1;
  return `${toReason([incomplete])}; ${toCounted(others, 'more gate is', 'more gates are')} inconclusive`;
}

const toUncounted = (gate: Gate, counter: Id): GateResult => ({
  ...toSkipped(gate, `the run did not count ${counter}: its journal is of an earlier version`),
  outcome: 'inconclusive',
});

type Result = Pick<GateResult, 'outcome' | 'value' | 'limit' | 'samples' | 'because'>;
const toResult = (id: string, why: string, result: Result): GateResult => ({
  id,
  why,
  severity: 'blocking',
  minimum_detectable_rate: null,
  ...result,
});

interface Told {
  readonly once: boolean;
  /** A gate failed, so that the run ended before its time. */
  readonly stopped: boolean;
  /** k6 saw a threshold crossed, and the journal does not show which. */
  readonly k6Alone: boolean;
}

const showLength = (sec: number) => (sec < 120 ? `${sec.toFixed(1)} s` : toDuration(sec));

function assessComplete(end: RunEnd, { once, stopped, k6Alone }: Told): GateResult {
  const id = RUN_COMPLETE;
  const why = 'a verdict is about the whole run that was asked for';
  const share = once ? 1 : end.ranSec / end.plannedSec;
  const row = { value: share, limit: COMPLETE_SHARE, samples: 1 };
  const interrupted = end.interruptedBy === undefined ? '' : ` (interrupted: ${end.interruptedBy})`;
  const lost =
    end.lost ?? (k6Alone ? 'k6 saw a threshold crossed that the journal does not show: see k6.log' : null);
  if (lost !== null) return toResult(id, why, { ...row, outcome: 'inconclusive', because: lost });
  if (!stopped && isCutShort(end, once)) {
    const because = `${showLength(end.ranSec)} of ${showLength(end.plannedSec)} were run${interrupted}`;
    return toResult(id, why, { ...row, outcome: 'inconclusive', because });
  }
  if (!stopped && end.stoppedBy !== null) {
    return toResult(id, why, {
      ...row,
      outcome: 'inconclusive',
      because: `stopped by ${end.stoppedBy}, which the figures do not show`,
    });
  }
  const because = stopped
    ? `stopped after ${showLength(end.ranSec)}`
    : `${toPercent(Math.min(1, share))} of the planned time`;
  return toResult(id, why, { ...row, outcome: 'pass', because: `${because}${interrupted}` });
}
