// Every option of a run, once: its names, default and bounds. The command line, --help, the README table and k6 read this table.

import { JOURNEY_IDS, JOURNEYS } from '../../../services/aurora/journeys.ts';
import { LEGS } from '../faults/injection.ts';
import { RUNBOOK_FAULT_IDS } from '../faults/table.ts';
import { SERVICE_ADDRESS } from '../options/address.ts';
import {
  type ChoiceOption,
  HOST_PORT,
  integer,
  listEnvNames,
  number,
  type Option,
  text,
} from '../options/option.ts';

export const PROFILE_OPTION: ChoiceOption = {
  kind: 'choice',
  env: 'PROFILE',
  fallback: 'quick',
  choices: ['quick', 'dry', 'gate', 'soak24'],
  doc: 'quick: 90 s, every phase and every toxic; dry: 5 min; gate: 2 h; soak24: 24 h',
};

export const OPTIONS: readonly Option[] = [
  PROFILE_OPTION,
  text('BASE', '', 'the service under test, http://host:port; empty: the embedded stack', SERVICE_ADDRESS),
  number('DURATION_HOURS', '', 0.001, 168, 'length of the run in hours, decimals allowed'),
  number('DURATION_SECONDS', '', 1, 604_800, 'length of the run in seconds; wins over DURATION_HOURS'),
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
  number('CN_PERCENT', '50', 0, 100, 'share of journeys in Chinese, in percent'),
  ...JOURNEY_IDS.map((id) =>
    number(
      JOURNEYS[id].weightOption,
      String(JOURNEYS[id].weight),
      0,
      1_000_000,
      `weight in the mix of ${JOURNEYS[id].why}`,
    ),
  ),
  { kind: 'choice', env: 'SCENARIO', fallback: '', choices: ['', ...JOURNEY_IDS], doc: 'only this journey' },
  {
    kind: 'choice',
    env: 'SOAK_LANG',
    flag: 'lang',
    fallback: '',
    choices: ['', 'CN', 'EN'],
    doc: 'only this language',
  },
  {
    kind: 'switch',
    env: 'ONCE',
    fallback: 'false',
    doc: 'every journey in every language once, no load, no chaos',
  },
  integer('SEED', '', 0, 4_294_967_295, 'seed of every draw; empty: a new one, which is printed'),
  {
    kind: 'choice',
    env: 'CHAOS',
    fallback: 'upstream',
    choices: LEGS,
    doc: 'where faults stand: before the upstream, or on the edge, between k6 and the service',
  },
  {
    kind: 'choice',
    env: 'TOXIPROXY_ENABLED',
    fallback: '',
    choices: ['', 'true', 'false'],
    doc: 'inject toxics; empty: yes for the embedded stack and on the edge, else no',
  },
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
  {
    ...text('TOXICS', '', 'values of faults, comma-separated, like latency.latency=1500,reset.toxicity=0.3'),
    repeats: true,
  },
  text(
    'METRICS_URL',
    '',
    "the service's /metrics, from which the effect of a toxic is read; empty: BASE/metrics",
    SERVICE_ADDRESS,
  ),
  number('MAX_5XX_RATE_5M', '0.005', 0, 1, 'bound of the rolling 5 min share of 5xx answers'),
  number(
    'MAX_GUARD_FALLBACK_RATE_10M',
    '0.005',
    0,
    1,
    'bound of the rolling 10 min share of guard fallbacks',
  ),
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
    'bound of the share of timeout_degraded at baseline, among answers that may need the upstream',
    { aliases: ['MAX_CALM_DEGRADED_RATE'] },
  ),
  number(
    'MAX_RECOVER_SEC',
    '',
    1,
    3600,
    'seconds the service may take to be recovered after a toxic; empty: a thirtieth of the cycle, from 20 to 120',
  ),
  {
    kind: 'choice',
    env: 'ROLLOUT_FACTS',
    fallback: 'advisory',
    choices: ['advisory', 'blocking'],
    doc: 'whether chat answers whose headers and meta disagree are only shown, or fail the run',
  },
  text(
    'K6_ADDRESS',
    'localhost:6565',
    "k6's REST address, from which the rolling windows are read",
    HOST_PORT,
  ),
  text('OUTPUT_DIR', 'results', 'folder that takes the run folders'),
  {
    kind: 'switch',
    env: 'LIVE',
    fallback: 'false',
    doc: 'serve the run as it goes on, at http://127.0.0.1:8001 unless LIVE_PORT says otherwise',
  },
  text('DEFECTS', '', 'defects to switch on in the embedded service, see docs/add-a-defect.md'),
];

/** The variables a run may be given, older names too. */
export const OPTION_NAMES: ReadonlySet<string> = new Set(OPTIONS.flatMap(listEnvNames));
