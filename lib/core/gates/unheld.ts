// Which gates did not hold, in the order in which a person must know of them.
import type { GateResult } from './gate-result-schema.ts';

/** Those that did not hold: what decides before what only advises, and in each what is broken before what could not tell. */
export function listUnheld<G extends Pick<GateResult, 'outcome' | 'severity'>>(gates: readonly G[]): G[] {
  const of = (severity: G['severity'], outcome: G['outcome']) =>
    gates.filter((gate) => gate.severity === severity && gate.outcome === outcome);
  return [
    ...of('blocking', 'fail'),
    ...of('blocking', 'inconclusive'),
    ...of('advisory', 'fail'),
    ...of('advisory', 'inconclusive'),
  ];
}
