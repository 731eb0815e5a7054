// The commands that try the gate on itself.
import { PROMETHEUS_OPTIONS } from '../lib/core/monitoring/prometheus-options.ts';
import type { Command } from '../lib/core/options/command.ts';
import { integer, onOff, pickOptions, text } from '../lib/core/options/option.ts';
import { SHARED_OPTIONS } from '../lib/core/plan/run-options.ts';
import { FLEET_RUN_OPTIONS } from './on-a-fleet.ts';

export const TEETH: Command = {
  name: 'teeth',
  does: 'Breaks every promise in every way, plays the real suite against each, and tells what was caught.',
  options: [
    text(
      'TEETH_ONLY',
      '',
      'rows whose id contains this, * for anything between; or one of several with commas between',
      undefined,
      { flag: 'only' },
    ),
    onOff('TEETH_FAST', 'one row of each kind, the fast choice of the service', { flag: 'fast' }),
    onOff('TEETH_LIST', 'the rows, without playing them', { flag: 'list' }),
    integer('TEETH_JOBS', '', 1, 1_000, 'rows side by side; empty: twice the cores', { flag: 'jobs' }),
    onOff('TEETH_WRITE', 'renew the table in docs/teeth.md; takes the whole matrix of the usual service', {
      flag: 'write',
    }),
    ...pickOptions(SHARED_OPTIONS, 'GATE_SERVICE', 'OUTPUT_DIR'),
    ...FLEET_RUN_OPTIONS,
  ],
  target: { none: 'it breaks the embedded service, and no other' },
  notes: [
    'A row is a run of some seconds: k6, the reference service with a defect, Toxiproxy where the row needs a toxic.',
    'What went otherwise than its row says is kept in OUTPUT_DIR.',
  ],
  examples: [
    ['teeth -- --list', 'the rows and why they are there'],
    ["teeth -- --only 'http_5xx'", 'some rows'],
    ['teeth -- --fast --runners 2 --jobs 2', 'a few, by two runners each on the cluster of this machine'],
  ],
  exitCodes: {
    0: 'all as they should be',
    1: 'a miss, a wrong reason, too late, or a false alarm',
    2: 'usage or set-up',
  },
  endsInOrder: true,
};

export const FALSE_ABORTS: Command = {
  name: 'false-aborts',
  does: 'Plays many healthy soaks, none of which may fail.',
  options: [
    integer('FALSE_ABORTS_RUNS', '300', 1, 100_000, 'how many', { flag: 'runs' }),
    integer('FALSE_ABORTS_JOBS', '', 1, 1_000, 'how many at once; empty: 3 a core', { flag: 'jobs' }),
    integer('FALSE_ABORTS_SEED', '1', 1, 4_294_967_295, 'seed of the first run; each next has the next', {
      flag: 'seed',
    }),
    ...PROMETHEUS_OPTIONS,
    ...pickOptions(SHARED_OPTIONS, 'OUTPUT_DIR'),
    ...FLEET_RUN_OPTIONS,
  ],
  target: { none: 'it plays the embedded, healthy service' },
  notes: [
    'Each run is a soak of 51 s against the embedded, healthy service, with every toxic; every third with 0.1 % of 5xx by chance. 300 runs, 6 at once, take about 50 min.',
    'With PROMETHEUS_URL every run pushes its series there, and an alert that fires for a run that passed is a failure.',
    'The folders of runs that did not pass are kept in OUTPUT_DIR. Ctrl-C ends the runs under way and prints what is known so far.',
  ],
  examples: [
    ['false-aborts -- --runs 72 --jobs 6', 'fewer'],
    [
      'false-aborts -- --runs 30 --runners 3 --jobs 2',
      'each by three runners, on the cluster of this machine',
    ],
    ['false-aborts -- --runs 36 --prometheus http://127.0.0.1:9090', 'which alerts they raise as well'],
  ],
  exitCodes: {
    0: 'none failed, and no alert fired',
    1: 'one did',
    2: 'usage or set-up',
    3: 'none did, and none passed; or the rules of Prometheus did not look at every run',
  },
  endsInOrder: true,
};

export const MAYHEM: Command = {
  name: 'mayhem',
  does: 'Plays short soaks, strikes each at a moment drawn by the seed, and tells which did not end as they must.',
  options: [
    integer('MAYHEM_RUNS', '100', 1, 100_000, 'how many', { flag: 'runs' }),
    integer(
      'MAYHEM_SEED',
      '1',
      1,
      4_294_967_295,
      'draws faults and moments; run n has the seed of n − 1 more',
      {
        flag: 'seed',
      },
    ),
    integer('MAYHEM_JOBS', '', 1, 1_000, 'how many at once; empty: one for every two cores', {
      flag: 'jobs',
    }),
    text(
      'MAYHEM_ONLY',
      '',
      'faults whose id contains this, or one of several with commas between',
      undefined,
      { flag: 'only' },
    ),
    onOff('MAYHEM_LIST', 'the faults, and how a run may end after each, without playing any', {
      flag: 'list',
    }),
    ...pickOptions(SHARED_OPTIONS, 'OUTPUT_DIR'),
  ],
  target: { none: 'it plays the embedded, healthy service' },
  notes: [
    'Each run is a soak of 18 s with one toxic, and folders, ports and a Toxiproxy of its own. 100 runs, one at a time, take about 50 min.',
    'Every fault strikes once before any strikes again. Faults that need what is not there are skipped, and named.',
    'The folders of runs that did not end as they must are kept in OUTPUT_DIR.',
  ],
  examples: [
    ['mayhem -- --list', 'the faults'],
    ['mayhem -- --runs 10 --only sigint,disk', 'ten runs, with these faults'],
  ],
  exitCodes: { 0: 'all as they must be', 1: 'one was not', 2: 'usage or set-up' },
  endsInOrder: true,
};
