// What `npm run power` takes, and what it is asked for.
import { PROFILES } from '../../../thresholds/profiles.ts';
import type { Command } from '../../core/options/command.ts';
import { BY_HAND, integer, number, type OptionValues, onOff } from '../../core/options/option.ts';
import { readOptions } from '../../core/options/read-options.ts';
import { listOptionGroups } from '../../core/plan/option-groups.ts';
import { type Plan, parsePlan } from '../../core/plan/plan.ts';
import { listOptions } from '../../core/plan/run-options.ts';
import type { Service } from '../../core/service/service.ts';

/** What it takes beside the options of a run. */
const OWN_OPTIONS = [
  integer('POWER_RUNS', '2000', 10, 100_000, 'simulated runs for each point', { flag: 'runs' }),
  number('POWER_HEALTHY_RATE', '0.0002', 0, 1, 'true error rate of a healthy service', {
    flag: 'healthy-rate',
  }),
  onOff('POWER_EARLIER', 'computes the figures again that were known of the five-minute window', {
    flag: 'earlier',
  }),
  onOff('POWER_JSON', 'prints JSON', { flag: 'json' }),
  onOff('POWER_WRITE', 'writes table and chart into docs/power.md', {
    flag: 'write',
    byHand: BY_HAND.writes,
  }),
];

/** The command for a run of this service. */
export const toPowerCommand = (service: Service): Command => ({
  name: 'power',
  does: 'Tells how likely each gate is to catch a fault in a run, by the true error rate.',
  options: [...listOptions(service), ...OWN_OPTIONS],
  groups: listOptionGroups(service),
  target: { none: 'nothing is run' },
  notes: [
    'The profile is gate unless another is named. Nothing is run: hard gates are computed exactly, windows are simulated.',
  ],
  examples: [
    ['power -- --profile soak24', 'the run of a day'],
    ['power -- --healthy-rate 0.0005 --json', 'a service that errs more often, as JSON'],
  ],
  exitCodes: { 0: 'computed', 2: 'a wrong option' },
});

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
export const FIXED_SEED = '1';

/**
 * Option values → what is to be computed; the profile is `gate` unless another is named.
 * @throws OptionError naming the first value that cannot be used
 */
export function parsePowerRequest(service: Service, values: OptionValues): PowerRequest {
  const { number: figure, isOn } = readOptions(OWN_OPTIONS, values);
  return {
    service,
    plan: parsePlan(
      service,
      { ...values, PROFILE: values.PROFILE || 'gate', SEED: values.SEED || FIXED_SEED },
      PROFILES,
    ),
    runs: figure('POWER_RUNS'),
    healthyRate: figure('POWER_HEALTHY_RATE'),
    earlier: isOn('POWER_EARLIER'),
    json: isOn('POWER_JSON'),
    write: isOn('POWER_WRITE'),
  };
}
