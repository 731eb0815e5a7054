// The gates of two verdicts, side by side.

import type { GateOutcome } from '../outcome.ts';
import type { GateLine } from './comparison-schema.ts';
import type { TakenRun } from './run.ts';

/** What a change of a gate's outcome says. A gate that was not judged then or now says nothing. */
export function decideGate(earlier: GateOutcome, later: GateOutcome): GateLine['verdict'] {
  if (earlier === later) return earlier === 'inconclusive' ? 'inconclusive' : 'same';
  if (earlier === 'pass' && later === 'fail') return 'worse';
  if (earlier === 'fail' && later === 'pass') return 'better';
  return 'inconclusive';
}

/** Of several earlier runs the outcome that says most against a gate: what failed before is not worse today. */
const MOST_TELLING = ['fail', 'pass', 'inconclusive', 'skipped'] as const satisfies readonly GateOutcome[];

const find = ({ summary }: TakenRun, id: string) => summary.verdict.gates.find((gate) => gate.id === id);

/** Every gate of the later run that the earlier ones have too. */
export function compareGates(base: readonly TakenRun[], later: TakenRun): readonly GateLine[] {
  return later.summary.verdict.gates.flatMap((gate): GateLine[] => {
    const all = base.flatMap((run) => find(run, gate.id) ?? []);
    const outcome = MOST_TELLING.find((one) => all.some((before) => before.outcome === one));
    const earlier = all.find((before) => before.outcome === outcome);
    if (!earlier) return [];
    const verdict = decideGate(earlier.outcome, gate.outcome);
    return [
      {
        id: gate.id,
        severity: gate.severity,
        earlier: earlier.outcome,
        later: gate.outcome,
        unit: later.gateUnits[gate.id] ?? 'count',
        earlier_value: earlier.value,
        later_value: gate.value,
        limit: gate.limit,
        earlier_minimum_detectable_rate: earlier.minimum_detectable_rate,
        later_minimum_detectable_rate: gate.minimum_detectable_rate,
        verdict,
        why:
          (verdict === 'better' || earlier.outcome === 'inconclusive') && earlier.because !== gate.because
            ? `then ${earlier.because}; now ${gate.because}`
            : gate.because,
      },
    ];
  });
}

/** True where the comparison as a whole hangs on it: advice never decides, and what neither run judged cannot. */
export function isDeciding({ severity, earlier, later }: GateLine): boolean {
  return severity === 'blocking' && earlier !== 'skipped' && later !== 'skipped';
}
