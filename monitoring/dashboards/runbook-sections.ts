// Which section of the runbook a panel leads to. A section is headed by the name of its alert; the anchor is that name in lower case.
import { type Gate, hasWindow } from '../../lib/core/gates/gates.ts';
import type { ShareId, Slo } from '../../lib/core/monitoring/monitored.ts';

/** `http_5xx_rate_5m` → `Http5xxRate5m`. */
export const toPascal = (id: string): string =>
  id
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

const toAnchor = (alert: string) => alert.toLowerCase();

/** The sections about a service as its users have it. */
export function toSections(prefix: string) {
  const name = (alert: string) => toAnchor(`${toPascal(prefix)}${alert}`);
  return {
    ofShare: {
      effectiveness: name('EffectivenessDrop'),
      low_confidence: name('LowConfidenceSpike'),
      // No alert of its own: it is a part of the health, and of the cost.
      utilisation: 'upstream-use-and-cost',
    } satisfies Readonly<Record<ShareId, string>>,
    ofCost: 'upstream-use-and-cost',
    ofHealth: name('HealthDegradation'),
    ofSlo: ({ id }: Slo): string => name(`${toPascal(id)}BurnFast`),
  };
}

/** The sections about a run. */
export const RUN_SECTIONS = {
  verdict: 'a-soak-in-the-dashboard',
  load: 'a-soak-in-the-dashboard',
  recovery: 'a-soak-in-the-dashboard',
} as const;

/** The section about a gate of a run. */
export function toGateSection(gate: Gate): string {
  if (gate.kind === 'count' && !hasWindow(gate)) return 'soakpromisebroken';
  return toAnchor(`Soak${toPascal(gate.id)}`);
}
