// The power of a plan's gates: computed, and written into the page about it.
import { readFile } from 'node:fs/promises';
import { computeWithinSec, listDriftGates } from '../../../thresholds/drift.ts';
import { listGates } from '../../../thresholds/gates.ts';
import { PROFILES } from '../../../thresholds/profiles.ts';
import type { OptionValues } from '../../core/options/option.ts';
import { type Plan, parsePlan } from '../../core/plan/plan.ts';
import { toPowerSvg } from '../../core/power/chart.ts';
import { computeDriftPower } from '../../core/power/drift.ts';
import { computeEarlier, EARLIER_CASES } from '../../core/power/earlier.ts';
import { computePower, type PowerOptions } from '../../core/power/power.ts';
import { type PowerReport, replaceBlock, toPowerMarkdown } from '../../core/power/report.ts';
import { computeTraffic } from '../../core/power/traffic.ts';
import type { Service } from '../../core/service/service.ts';
import { repoPath } from '../files/paths.ts';
import { writeWhole } from '../files/write-whole.ts';
import { FIXED_SEED, type PowerRequest } from './options.ts';

/** Computes what was asked for: half a minute for two hours of the runbook's load, two for a day. */
export function computePowerReport(
  { service, plan, runs, healthyRate, earlier }: PowerRequest,
  onPoint?: PowerOptions['onPoint'],
): PowerReport {
  const gates = listGates(service, { ...plan, once: false });
  const toOptions = (of: Plan): PowerOptions => ({
    traffic: computeTraffic(service, of),
    seed: plan.seed,
    runs,
    healthyRate,
    ...(onPoint ? { onPoint } : {}),
  });
  return {
    profile: plan.profile,
    seed: plan.seed,
    runs,
    totalSec: plan.timing.totalSec,
    healthyRate,
    gates: computePower(gates, toOptions(plan)),
    drift: computeDriftPower(listDriftGates(plan.bounds), plan.timing, computeWithinSec(plan), plan.seed),
    earlier: earlier ? computeEarlierRows(service, toOptions) : [],
  };
}

const BASELINE: OptionValues = { CHAOS_WINDOW_MIN: '0', SPIKE_DURATION_SEC: '0', TOXIPROXY_ENABLED: 'false' };
const PROFILE_OF: Readonly<Record<string, string>> = { '2 h': 'gate', '24 h': 'soak24' };

function computeEarlierRows(service: Service, toOptions: (plan: Plan) => PowerOptions) {
  const planOf = (length: string, more: OptionValues) =>
    parsePlan(service, { PROFILE: PROFILE_OF[length], SEED: FIXED_SEED, ...more }, PROFILES);
  const byLength = (more: OptionValues) =>
    Object.fromEntries(EARLIER_CASES.map(({ length }) => [length, toOptions(planOf(length, more))]));
  const gate = listGates(service, planOf('2 h', {})).find(({ id }) => id === 'http_5xx_rate_5m');
  return gate?.kind === 'ratio' ? computeEarlier(gate, byLength(BASELINE), byLength({})) : [];
}

/** Writes a report's table and chart where docs/power.md has its block. Returns the files. */
export async function writePowerPage(report: PowerReport): Promise<string[]> {
  const chart = `power-${report.profile}.svg`;
  const page = repoPath('docs', 'power.md');
  const text = replaceBlock(await readFile(page, 'utf8'), report.profile, toPowerMarkdown(report, chart));
  await writeWhole(repoPath('docs', chart), toPowerSvg(report));
  await writeWhole(page, text);
  return ['docs/power.md', `docs/${chart}`];
}
