// The answer that a broken gate points to, with all that a person needs to look at it and to play it again.

import type { GateSample } from '../gates/gate-sample-schema.ts';
import type { Gate } from '../gates/gates.ts';
import type { FailureRow, RowOf } from '../journal/events.ts';
import { toRowTraceId } from '../journal/trace-id.ts';
import type { Plan } from '../plan/plan.ts';
import { toCommand, toJourneyCommand } from '../plan/reproduce.ts';
import type { Service } from '../service/service.ts';
import type { BrokenCallsTally, Pointed } from './broken-calls.ts';
import type { RunEvidence } from './verdict.ts';

/** The file of a failing sample in its run's folder. `index`: its place among those that are kept. */
export function toFailureFile(index: number, { violations }: FailureRow): string {
  return `failures/${String(index + 1).padStart(2, '0')}_${violations[0] ?? 'unknown'}.json`;
}

/** By gate, what broke it and the answer that it points to; only the gates that a call broke. */
export function pointOut(
  service: Service,
  plan: Plan,
  gates: readonly Gate[],
  calls: BrokenCallsTally,
  started: RowOf<'run.started'>,
): NonNullable<RunEvidence['broken']> {
  const failures = calls.failures();
  const options = { ...started.options, SEED: String(started.seed) };
  const toSample = ({ row, route, failure }: Pointed): GateSample => {
    const { journey, request_phase, variant, load_phase, code, detail, n, call } = row;
    const index = failure ? failures.indexOf(failure) : -1;
    // What came of chaos does not come again without it.
    const underChaos = load_phase === 'chaos' && plan.chaos.enabled;
    return {
      route,
      journey,
      step: request_phase,
      variant,
      phase: load_phase,
      status: code,
      detail,
      n,
      call,
      trace_id: toRowTraceId(started.run_id, row),
      ...(row.runner === undefined ? {} : { runner: row.runner }),
      file: failure && index >= 0 ? toFailureFile(index, failure) : null,
      command: underChaos ? toCommand(service, options) : toJourneyCommand(service, options, row),
    };
  };
  return Object.fromEntries(
    gates.flatMap((gate) => {
      const broken = calls.of(gate);
      return broken ? [[gate.id, { mostly: broken.mostly, sample: toSample(broken.pointed) }]] : [];
    }),
  );
}
