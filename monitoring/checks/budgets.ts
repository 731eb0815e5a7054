// How much of the error budget of each SLO is left.
import type { Monitored, Slo } from '../../lib/core/monitoring/monitored.ts';
import type { ApiServer } from '../../lib/node/prometheus/api.ts';
import { queryInstant } from '../../lib/node/prometheus/read.ts';
import { combine, type Finding, fail, pass, unknown } from './step.ts';

/** The window of the promises, as far back as Prometheus keeps data. */
const WINDOW = '30d';

/** The share of events that broke a promise, of the whole window, in PromQL. */
export function toBrokenShare({ bad, good, all }: Slo): string {
  const total = (selector: string) => `sum(increase(${selector}[${WINDOW}]))`;
  if (bad !== undefined) return `(${total(bad)} or vector(0)) / (${total(all)} > 0)`;
  return `1 - (${total(good ?? all)} or vector(0)) / (${total(all)} > 0)`;
}

/**
 * Whether an SLO has budget left.
 * @param brokenRatio the share of events that broke it (0..1); undefined where there were none
 */
export function assessBudget({ id, objectiveRatio }: Slo, brokenRatio: number | undefined): Finding {
  if (brokenRatio === undefined || Number.isNaN(brokenRatio))
    return unknown(`${id}: no traffic is known; let the service be scraped while it is used`);
  const leftPct = Math.round((1 - brokenRatio / (1 - objectiveRatio)) * 100);
  if (leftPct > 0) return pass(`${id} ${leftPct} % left`);
  const brokenPct = (brokenRatio * 100).toPrecision(2);
  return fail(
    `${id}: ${brokenPct} % of calls broke it, and ${((1 - objectiveRatio) * 100).toPrecision(2)} % may in 30 days; mend what breaks it before the next deploy`,
  );
}

/** Whether every SLO of a service has budget left. @throws ApiError */
export async function findBudgets(prometheus: ApiServer, monitored: Monitored | undefined): Promise<Finding> {
  if (monitored === undefined || monitored.slos.length === 0)
    return { outcome: 'skipped', because: 'the service names no SLO' };
  const findings: Finding[] = [];
  for (const slo of monitored.slos) {
    const [sample] = await queryInstant(prometheus, toBrokenShare(slo));
    findings.push(assessBudget(slo, sample?.value));
  }
  return combine(findings);
}
