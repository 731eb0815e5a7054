// The journal line of one call, straight from its facts: no row is built first, which costs more than the line itself.

import type { Findings } from '../../services/aurora/answer/invariants.ts';
import type { CallFacts } from '../core/journal/events.ts';

const bit = (value: boolean) => (value ? '1' : '0');

/** The line that `JSON.stringify(toResponseRow(call, findings))` stands for; the duration has two decimals. */
export function toResponseLine(c: CallFacts, f: Findings): string {
  const received = f.violations.includes('transport_error') ? '0' : '1';
  const edge = c.edge_fault === undefined ? '' : `,"edge_fault":"${c.edge_fault}"`;
  return `{"ts":${c.ts},"type":"response","n":${c.n},"call":${c.call},"journey":"${c.journey}","request_phase":"${c.request_phase}","load_phase":"${c.load_phase}","lang":"${c.lang}","code":${c.code},"duration_ms":${c.duration_ms.toFixed(2)},"request_id":${JSON.stringify(c.request_id)},"violations":${JSON.stringify(f.violations)},"detail":${JSON.stringify(f.detail)},"retried":${bit(c.retried)},"response_received":${received},"judged":${bit(f.judged)},"notice":${bit(f.notice)},"safety_block":${bit(f.safetyBlock)},"low_confidence":${bit(f.lowConfidence)},"timeout_degraded":${bit(f.timeoutDegraded)},"reco_output_guard_fallback":${bit(f.guardFallback)},"rollout_broken":${bit(f.rolloutBroken)}${edge}}`;
}
