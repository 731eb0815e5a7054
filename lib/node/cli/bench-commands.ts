// The commands that measure us.
import type { Command } from '../../core/options/command.ts';
import { integer, number, onOff, pickOptions, text } from '../../core/options/option.ts';
import { SHARED_OPTIONS } from '../../core/plan/run-options.ts';

export const BENCH: Command = {
  name: 'bench',
  does: 'Measures what the checks cost, against bare k6, Locust and Artillery.',
  options: [
    integer('BENCH_ROUNDS', '4', 1, 1_000, 'rounds of each runner under each load', { flag: 'rounds' }),
    integer('BENCH_SECONDS', '8', 1, 3_600, 'length of a round', { flag: 'seconds' }),
    onOff(
      'BENCH_RIVALS',
      'Locust and Artillery too: put into .tools where they are not, which takes some minutes',
      {
        flag: 'rivals',
      },
    ),
    text(
      'BENCH_BESIDE',
      '',
      'the suite of another checkout too: path of the dist/bench-full.js that its bench built',
      undefined,
      {
        flag: 'beside',
      },
    ),
    onOff('BENCH_PROMETHEUS', 'what it costs to write the series to a Prometheus, and nothing else', {
      flag: 'prometheus',
    }),
    onOff('BENCH_RSS', "the suite's memory over many requests as well, some minutes", { flag: 'rss' }),
    // Enough to tell what grows; a day as the runbook loads it is 412,000 (1, 3 and 20 journeys/s, 3.2 calls each).
    integer('BENCH_RSS_REQUESTS', '361000', 1, 100_000_000, 'how many these are', { flag: 'rss-requests' }),
    onOff('BENCH_RULES', 'only how long Prometheus evaluates the rules, for 1, 10 and 100 tenants', {
      flag: 'rules',
    }),
    onOff('BENCH_ALERTS', 'only how long each alert takes from its cause to a webhook, some six minutes', {
      flag: 'alerts',
    }),
    onOff('BENCH_EVIDENCE', 'only how long an evidence log takes to write and to verify', {
      flag: 'evidence',
    }),
    integer('BENCH_EVIDENCE_RECORDS', '10000', 1, 1_000_000, 'how many records it has', {
      flag: 'evidence-records',
    }),
    onOff('BENCH_CONTRACTS', 'only whether the quick checks of contracts agree with ajv, on mutated bodies', {
      flag: 'contracts',
    }),
    integer('BENCH_BODIES', '500000', 1, 100_000_000, 'how many bodies for each contract', {
      flag: 'bodies',
    }),
    integer('BENCH_SEED', '1', 0, 4_294_967_295, 'the seed of these', { flag: 'bodies-seed' }),
    onOff('BENCH_FLEET', 'only how many rows a second of several runners become one journal', {
      flag: 'fleet',
    }),
    integer('BENCH_FLEET_ROWS', '100000', 1_000, 10_000_000, 'how many these are', { flag: 'fleet-rows' }),
    onOff('BENCH_FLEET_LOAD', 'only what two runners offer against one', { flag: 'fleet-load' }),
    text(
      'BENCH_FLEET_RUNNERS',
      '1,2',
      'how many runners play it, run after run',
      { pattern: /^[1-9]\d*(,[1-9]\d*)*$/, wanted: 'whole numbers with commas between, as 1,2' },
      { flag: 'fleet-runners' },
    ),
    number('BENCH_FLEET_RPS', '100', 0.01, 10_000, 'journeys/s asked of them', { flag: 'fleet-rps' }),
    ...pickOptions(SHARED_OPTIONS, 'CLUSTER_DIR'),
    onOff(
      'BENCH_WRITE',
      'renew the tables in docs/bench.md; with --alerts those in docs/monitoring-rules.md',
      {
        flag: 'write',
      },
    ),
  ],
  groups: [
    [
      'One other thing alone',
      [
        'BENCH_PROMETHEUS',
        'BENCH_RULES',
        'BENCH_ALERTS',
        'BENCH_EVIDENCE',
        'BENCH_EVIDENCE_RECORDS',
        'BENCH_CONTRACTS',
        'BENCH_BODIES',
        'BENCH_SEED',
        'BENCH_FLEET',
        'BENCH_FLEET_ROWS',
        'BENCH_FLEET_LOAD',
        'BENCH_FLEET_RUNNERS',
        'BENCH_FLEET_RPS',
        'CLUSTER_DIR',
      ],
    ],
  ],
  target: { none: 'it measures on the embedded stack' },
  notes: ['A busy machine adds CPU time to all runners alike: look at the column "× bare".'],
  examples: [
    [
      'bench -- --rivals --write',
      'everybody side by side, seven minutes; renews the tables of docs/bench.md',
    ],
    ['bench -- --rounds 5 --seconds 30', 'steadier figures'],
    ['bench -- --rss', 'the memory over 361,000 requests as well'],
    ['bench -- --prometheus', 'the cost of remote write, and the number of series'],
    ['bench -- --rules', 'the rules of the monitoring, and nothing else'],
    ['bench -- --evidence', 'ten thousand records, and nothing else'],
    ['bench -- --contracts --bodies 20000', 'a short campaign over all contracts'],
    ['bench -- --fleet', 'the rows of a fleet, and nothing else'],
    ['bench -- --fleet-load --seconds 30', 'one runner and two, and nothing else'],
    ['bench -- --alerts --write', 'every alert by a real cause, and nothing else'],
  ],
  exitCodes: {
    0: 'measured',
    2: 'usage or set-up, an alert that nobody was told of, or a quick check that was wrong',
  },
  endsInOrder: true,
};

export const BENCH_HAND: Command = {
  name: 'bench:hand',
  does: 'Measures what somebody at a keyboard waits for, this checkout and an earlier commit in turn.',
  options: [
    integer('BENCH_HAND_ROUNDS', '5', 1, 1_000, 'rounds of each', { flag: 'rounds' }),
    text('BENCH_HAND_AGAINST', 'HEAD~1', 'the commit that it is compared with, as git names it', undefined, {
      flag: 'against',
    }),
  ],
  target: { none: 'it measures on the embedded stack' },
  examples: [
    ['bench:hand', 'against the commit before; some ten minutes on an idle machine'],
    ['bench:hand -- --against v0.1.0 --rounds 9', 'against a release'],
  ],
  exitCodes: { 0: 'measured', 2: 'usage or set-up' },
  endsInOrder: true,
};

export const BENCH_LIVE: Command = {
  name: 'bench:live',
  does: 'Measures how long a line of the journal takes to a thousand readers of the live feed.',
  options: [
    integer('BENCH_LIVE_READERS', '1000', 1, 100_000, 'streams that are open at once', { flag: 'readers' }),
    integer(
      'BENCH_LIVE_SECONDS',
      '60',
      1,
      86_400,
      'length in all, shared by three loads: baseline, chaos, spike',
      { flag: 'seconds' },
    ),
  ],
  target: { none: 'it measures the live feed' },
  notes: [
    'Readers and feed share this machine: on a busy one the latencies are those of waiting for a processor.',
  ],
  examples: [['bench:live -- --readers 100 --seconds 10', 'a shorter look']],
  exitCodes: { 0: 'measured', 2: 'usage or set-up' },
  endsInOrder: true,
};

export const PICTURES: Command = {
  name: 'pictures',
  does: 'Plays a run that fails, and draws the pictures of README.md from it: a terminal and a report.',
  options: [],
  target: { none: 'it plays the embedded stack' },
  notes: ['It needs a Chromium; CHROMIUM_BIN names it where it is not /usr/bin/chromium.'],
  examples: [['pictures', 'docs/terminal.svg and docs/report.webp, a minute']],
  exitCodes: { 0: 'drawn', 2: 'the run went otherwise, or no Chromium' },
  endsInOrder: true,
};
