// Every option of a run, once: its names, default and bounds; those of its service among them. Command line, --help and k6 read this table.

import { LEGS } from '../faults/injection.ts';
import { RUNBOOK_FAULT_IDS } from '../faults/table.ts';
import { FLEET_OPTIONS } from '../fleet/fleet-options.ts';
import { MOST_RUNNERS, SEGMENT_FORM } from '../fleet/segment.ts';
import { SERVICE_ADDRESS } from '../options/address.ts';
import {
  BY_HAND,
  type ChoiceOption,
  choice,
  HOST_PORT,
  integer,
  listEnvNames,
  number,
  type Option,
  onOff,
  text,
} from '../options/option.ts';
import { toBaseOption } from '../options/target.ts';
import type { Id, Service } from '../service/service.ts';
import { GATES_OPTION } from './deciding.ts';
import { PLACE_OPTIONS } from './place-options.ts';

/** The service that a run is of where none is named. */
export const DEFAULT_SERVICE = 'aurora';

/** The named runs. */
export const PROFILE_OPTION: ChoiceOption = choice(
  'PROFILE',
  'quick',
  ['quick', 'dry', 'gate', 'soak24'],
  'quick: 90 s, every phase and every toxic; dry: 5 min; gate: 2 h; soak24: 24 h',
);

/** Which service a command is about. It is read before all others: which there are depends on it. */
export const SERVICE_OPTION: Option = text(
  'GATE_SERVICE',
  DEFAULT_SERVICE,
  'which service is under test: a folder of services/, or the path of a service.ts of your own',
  undefined,
  { flag: 'service' },
);

/** Which run, of what, on which schedule. */
const HEAD_OPTIONS: readonly Option[] = [
  PROFILE_OPTION,
  SERVICE_OPTION,
  toBaseOption('the service under test, http://host:port; left out: the embedded stack'),
  number('DURATION_HOURS', '', 0.001, 168, 'length of the run in hours, decimals allowed', {
    rivals: ['DURATION_SECONDS'],
  }),
  number('DURATION_SECONDS', '', 1, 604_800, 'length of the run in seconds; wins over DURATION_HOURS', {
    rivals: ['DURATION_HOURS'],
  }),
  number(
    'TIME_SCALE',
    '1',
    0.01,
    10_000,
    'compress the clock (duration, windows, cycle; not the rates) by this factor',
  ),
  number('BASE_RPS', '1', 0.01, 1000, 'journeys started per second at baseline'),
  number('CHAOS_RPS', '3', 0.01, 1000, 'journeys started per second in a chaos window'),
  number('SPIKE_RPS', '20', 0.01, 1000, 'journeys started per second in a spike'),
  number('CYCLE_MIN', '60', 0.1, 1440, 'minutes from one chaos window to the next'),
  number('CHAOS_OFFSET_MIN', '10', 0, 1440, 'minutes of the cycle before its chaos window'),
  number('CHAOS_WINDOW_MIN', '10', 0, 1440, 'minutes a chaos window lasts; 0: none'),
  number('SPIKE_OFFSET_MIN', '30', 0, 1440, 'minutes of the cycle before its spike'),
  number('SPIKE_DURATION_SEC', '30', 0, 3600, 'seconds a spike lasts; 0: none'),
];

/** What the mix is drawn from. */
const toMixOptions = (service: Service): readonly Option[] => [
  ...service.variantIds.flatMap((id) => {
    const { percentOption, why } = service.variants[id] ?? {};
    if (percentOption === undefined) return [];
    const fallback = toPercentFallback(service, id);
    return [number(percentOption, fallback, 0, 100, `percentage of users: ${why}`)];
  }),
  ...service.journeyIds.flatMap((id) => {
    const journey = service.journeys[id];
    if (!journey) return [];
    const { weight, why } = journey;
    return [number(toWeightOption(service, id), String(weight), 0, 1_000_000, `weight in the mix of ${why}`)];
  }),
  choice('SCENARIO', '', ['', ...service.journeyIds], 'only this journey', { byHand: BY_HAND.narrows }),
  {
    ...choice('', '', ['', ...service.variantIds], 'only this variant of users', { byHand: BY_HAND.narrows }),
    ...toVariantOption(service),
  },
];

/** The variable of a journey's weight. */
export const toWeightOption = ({ journeys }: Service, journey: Id): string =>
  journeys[journey]?.weightOption ?? `WEIGHT_${journey.toUpperCase()}`;

/** The option that plays one variant only. */
export const toVariantOption = ({
  variantOption,
}: Service): { readonly env: string; readonly flag?: string } => variantOption ?? { env: 'VARIANT' };

/** A variant's share in percent, by the weights of all. */
function toPercentFallback({ variants }: Service, variant: Id): string {
  const total = Object.values(variants).reduce((sum, { weight }) => sum + weight, 0);
  return String(((variants[variant]?.weight ?? 0) / total) * 100);
}

/** The schedule of faults, the bounds of the engine, and where the run takes place. */
const ENGINE_OPTIONS: readonly Option[] = [
  onOff('ONCE', 'every journey in every variant once, no load, no chaos', { byHand: BY_HAND.narrows }),
  integer(
    'RUNNERS',
    '1',
    1,
    MOST_RUNNERS,
    'k6 that share the load of the run, each on a machine of its own: docs/fleet.md',
  ),
  text(
    'SEGMENT',
    '',
    'which part of the run this machine plays, like 1/4, where its runners are started by hand: docs/fleet.md',
    { pattern: SEGMENT_FORM, wanted: 'which of how many, like 1/4' },
    { byHand: 'each machine has its own' },
  ),
  ...FLEET_OPTIONS,
  integer('SEED', '', 0, 4_294_967_295, 'seed of every draw; empty: a new one, which is printed'),
  choice(
    'CHAOS',
    'upstream',
    LEGS,
    'where faults stand: before the upstream, or on the edge, between k6 and the service',
  ),
  choice(
    'TOXIPROXY_ENABLED',
    '',
    ['', 'true', 'false'],
    'inject toxics; empty: yes for the embedded stack and on the edge, else no',
  ),
  text(
    'TOXIPROXY_UPSTREAM',
    '',
    'host:port of your upstream, where Toxiproxy forwards to (with BASE); on the edge that is BASE',
    HOST_PORT,
  ),
  text(
    'TOXIPROXY_LISTEN',
    '127.0.0.1:18474',
    'host:port where your service finds its upstream through Toxiproxy (with BASE); on the edge ip:port, where k6 finds it',
    HOST_PORT,
  ),
  text(
    'TOXIPROXY_API_URL',
    'http://127.0.0.1:8474',
    'control address of Toxiproxy; one that already answers there is used when you set this',
    SERVICE_ADDRESS,
  ),
  text('TOXIPROXY_MODES', RUNBOOK_FAULT_IDS.join(','), 'faults in turn, comma-separated'),
  text(
    'TOXICS',
    '',
    'values of faults, comma-separated, like latency.latency=1500,reset.toxicity=0.3',
    undefined,
    { repeats: true },
  ),
  text(
    'METRICS_URL',
    '',
    "the service's /metrics, from which the effect of a toxic is read; empty: BASE/metrics",
    SERVICE_ADDRESS,
  ),
  GATES_OPTION,
  number('MAX_5XX_RATE_5M', '0.005', 0, 1, 'bound of the rolling 5 min share of 5xx answers'),
  number(
    'MAX_TRANSPORT_ERROR_RATE_5M',
    '0.005',
    0,
    1,
    'bound of the rolling 5 min share of calls without an answer',
  ),
  integer('MAX_TRANSPORT_ERRORS', '3', 0, 1_000_000, 'calls without an answer in any two hours'),
  number(
    'MAX_BASELINE_DEGRADED_RATE',
    '0.01',
    0,
    1,
    'bound of the share of degraded answers at baseline, among those that may need the upstream',
    { aliases: ['MAX_CALM_DEGRADED_RATE'] },
  ),
  number(
    'MAX_RECOVER_SEC',
    '',
    1,
    3600,
    'seconds the service may take to recover after a toxic; empty: a thirtieth of the cycle, from 20 to 120',
  ),
  number(
    'MAX_LATENCY_DRIFT',
    '0.25',
    0,
    1000,
    'share by which a route may slow down over the run, at baseline; 100 ms are always allowed',
  ),
  number(
    'MAX_MEMORY_DRIFT',
    '0.25',
    0,
    1000,
    "share by which the service's memory may grow over the run, where its /metrics tell it; 64 MB are always allowed",
  ),
  number(
    'MAX_DESCRIPTOR_DRIFT',
    '0.25',
    0,
    1000,
    "share by which the service's open files may grow over the run, where its /metrics tell them; 50 are always allowed",
  ),
  ...PLACE_OPTIONS,
  text(
    'DEFECTS',
    '',
    'defects to switch on in the embedded service, where it has some: docs/add-a-defect.md',
    undefined,
    { byHand: BY_HAND.breaks },
  ),
];

/** The options that are the same whichever service it is: what commands take that are no run. */
export const SHARED_OPTIONS: readonly Option[] = [...HEAD_OPTIONS, ...ENGINE_OPTIONS];

const listed = new WeakMap<Service, readonly Option[]>();

/** Every option of a run of this service, in the order of --help. */
export function listOptions(service: Service): readonly Option[] {
  const known = listed.get(service);
  if (known) return known;
  const options = [...HEAD_OPTIONS, ...toMixOptions(service), ...ENGINE_OPTIONS, ...(service.options ?? [])];
  listed.set(service, options);
  return options;
}

/** The variables that a run of this service may be given, older names too. */
export function listOptionNames(service: Service): ReadonlySet<string> {
  return new Set(listOptions(service).flatMap(listEnvNames));
}
