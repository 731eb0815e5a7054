// The power of a plan's gates: computed, and written into the page about it.
import { readFile, writeFile } from 'node:fs/promises';
import { listGates } from '../../../thresholds/gates.ts';
import { PROFILES } from '../../../thresholds/profiles.ts';
import { findFault, type Option, type OptionValues } from '../../core/options/option.ts';
import { OptionError } from '../../core/options/option-error.ts';
import { type Plan, parsePlan } from '../../core/plan/plan.ts';
import { listOptions } from '../../core/plan/run-options.ts';
import { toPowerSvg } from '../../core/power/chart.ts';
import { computeEarlier, EARLIER_CASES } from '../../core/power/earlier.ts';
import { computePower, type PowerOptions } from '../../core/power/power.ts';
import { type PowerReport, replaceBlock, toPowerMarkdown } from '../../core/power/report.ts';
import { computeTraffic } from '../../core/power/traffic.ts';
import type { Service } from '../../core/service/service.ts';
import { repoPath } from '../process/paths.ts';
import { writeWhole } from '../process/write-whole.ts';

/** What `npm run power` takes beside the options of a run. */
const OWN_OPTIONS = {
  runs: {
    kind: 'number',
    env: 'POWER_RUNS',
    flag: 'runs',
    fallback: '2000',
    min: 10,
    max: 100_000,
    integer: true,
    doc: 'simulated runs for each point',
  },
  healthyRate: {
    kind: 'number',
    env: 'POWER_HEALTHY_RATE',
    flag: 'healthy-rate',
    fallback: '0.0002',
    min: 0,
    max: 1,
    doc: 'true error rate of a healthy service',
  },
  earlier: {
    kind: 'switch',
    env: 'POWER_EARLIER',
    flag: 'earlier',
    fallback: 'false',
    doc: 'computes the figures again that were known of the five-minute window',
  },
  json: { kind: 'switch', env: 'POWER_JSON', flag: 'json', fallback: 'false', doc: 'prints JSON' },
  write: {
    kind: 'switch',
    env: 'POWER_WRITE',
    flag: 'write',
    fallback: 'false',
    doc: 'writes table and chart into docs/power.md',
  },
} as const satisfies Record<string, Option>;

/** Every option of `npm run power` for this service. */
export const listPowerOptions = (service: Service): readonly Option[] => [
  ...listOptions(service),
  ...Object.values(OWN_OPTIONS),
];

/** What was asked of `npm run power`, besides the plan. */
export interface PowerRequest {
  readonly service: Service;
  readonly plan: Plan;
  readonly runs: number;
  readonly healthyRate: number;
  readonly earlier: boolean;
  readonly json: boolean;
  readonly write: boolean;
}

/** A power that is computed twice is the same twice, unless another seed is asked for. */
const FIXED_SEED = '1';

/**
 * Option values → what is to be computed; the profile is `gate` unless another is named.
 * @throws OptionError naming the first value that cannot be used
 */
export function parsePowerRequest(service: Service, values: OptionValues): PowerRequest {
  const own = (option: Option) => values[option.env]?.trim() || option.fallback;
  for (const option of Object.values(OWN_OPTIONS)) {
    const fault = findFault(option, own(option));
    if (fault) throw new OptionError(fault);
  }
  return {
    service,
    plan: parsePlan(
      service,
      { ...values, PROFILE: values.PROFILE || 'gate', SEED: values.SEED || FIXED_SEED },
      PROFILES,
    ),
    runs: Number(own(OWN_OPTIONS.runs)),
    healthyRate: Number(own(OWN_OPTIONS.healthyRate)),
    earlier: own(OWN_OPTIONS.earlier) === 'true',
    json: own(OWN_OPTIONS.json) === 'true',
    write: own(OWN_OPTIONS.write) === 'true',
  };
}

/** Computes what was asked for: half a minute for two hours of the runbook's load, two for a day. */
export function computePowerReport({ service, plan, runs, healthyRate, earlier }: PowerRequest): PowerReport {
  const gates = listGates(service, { ...plan, once: false });
  const toOptions = (of: Plan): PowerOptions => ({
    traffic: computeTraffic(service, of),
    seed: plan.seed,
    runs,
    healthyRate,
  });
  return {
    profile: plan.profile,
    seed: plan.seed,
    runs,
    totalSec: plan.timing.totalSec,
    healthyRate,
    gates: computePower(gates, toOptions(plan)),
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
  await writeFile(repoPath('docs', chart), toPowerSvg(report));
  await writeWhole(page, text);
  return ['docs/power.md', `docs/${chart}`];
}
