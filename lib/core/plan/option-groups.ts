// Under which headings --help tells the options of a run.
import { RUN_SIGN_OPTIONS } from '../evidence/options.ts';
import { FLEET_OPTIONS } from '../fleet/fleet-options.ts';
import { PROMETHEUS_OPTIONS } from '../monitoring/prometheus-options.ts';
import { SILENCE_OPTIONS } from '../monitoring/silence-options.ts';
import { type OptionGroup, toGroup } from '../options/command.ts';
import type { Service } from '../service/service.ts';
import { listOptions, toWeightOption } from './run-options.ts';

const SCHEDULE = /^(DURATION_|TIME_SCALE|(BASE|CHAOS|SPIKE)_RPS|CYCLE_MIN|CHAOS_(OFFSET|WINDOW)_MIN|SPIKE_)/;
const FAULTS = /^(CHAOS|TOXIPROXY_.*|TOXICS|METRICS_URL|DEFECTS)$/;
const BOUNDS = /^(GATES$|MAX_)/;

/** The groups of `listOptions`. What is in none is about the run as a whole. */
export function listOptionGroups(service: Service): readonly OptionGroup[] {
  const options = listOptions(service);
  const mix = new Set([
    ...Object.values(service.variants).map(({ percentOption }) => percentOption),
    ...service.journeyIds.map((id) => toWeightOption(service, id)),
  ]);
  const own = new Set(service.options?.map(({ env }) => env));
  const group = (heading: string, holds: (env: string) => boolean) =>
    toGroup(
      heading,
      options.filter(({ env }) => holds(env)),
    );
  const fleet = new Set(['RUNNERS', 'SEGMENT', ...FLEET_OPTIONS.map(({ env }) => env)]);
  return [
    group('Schedule and load', (env) => SCHEDULE.test(env)),
    group('Users', (env) => mix.has(env)),
    group('Several runners', (env) => fleet.has(env)),
    group('Faults', (env) => FAULTS.test(env)),
    group('Bounds', (env) => BOUNDS.test(env) || own.has(env)),
    toGroup('Monitoring', [...PROMETHEUS_OPTIONS, ...SILENCE_OPTIONS]),
    toGroup('Signing', RUN_SIGN_OPTIONS),
  ];
}
