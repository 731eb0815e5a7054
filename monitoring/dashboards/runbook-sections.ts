// Which section of the runbook a panel leads to: that of its alert, which its heading is the name of; and those without an alert.
import type { Gate } from '../../lib/core/gates/gates.ts';
import { type Monitored, SHARE_IDS, type ShareId, type Slo } from '../../lib/core/monitoring/monitored.ts';
import { toAlertName, toPascal } from '../rules/names.ts';
import { toGateAlertName } from '../rules/soak.ts';

/** The anchor of a heading that is an alert's name. */
const toAnchor = (alert: string): string => alert.toLowerCase();

/** The shares that have alerts: of the first too little is bad, of the other too much. */
const [DROPS, , SPIKES] = SHARE_IDS;

/** Of what has no alert of its own. */
const COST_SECTION = 'upstream-use-and-cost';
/** How the dashboard of a run is read. */
export const RUN_SECTION = 'a-soak-on-its-dashboard';

/** The sections about a service as its users have it. */
export function toSections(monitored: Monitored) {
  const of = (end: string) => toAnchor(toAlertName(monitored, end));
  return {
    ofShare: (id: ShareId): string => {
      if (id === DROPS) return of(`${toPascal(id)}Drop`);
      return id === SPIKES ? of(`${toPascal(id)}Spike`) : COST_SECTION;
    },
    ofCost: COST_SECTION,
    ofHealth: of('HealthDegradation'),
    ofSlo: ({ id }: Slo): string => of(`${toPascal(id)}BurnFast`),
  };
}

/** The section about a gate of a run. */
export const toGateSection = (gate: Gate): string => toAnchor(toGateAlertName(gate));

/** The section about a promise that is broken. */
export const PROMISE_SECTION = 'soakpromisebroken';
