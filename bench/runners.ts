// Who is measured, and how each is started on the same load.
import { join } from 'node:path';
import { which } from 'zx/core';
import { toK6Environment } from '../lib/core/options/k6-variables.ts';
import { repoPath } from '../lib/node/files/paths.ts';
import { K6_MEMORY, toK6Args } from '../lib/node/k6/start-k6.ts';

/** As fast as 16 users go, or so many journeys started per second. */
export type Load = 'saturation' | number;

export interface Round {
  readonly load: Load;
  readonly seconds: number;
  /** The bench's server. */
  readonly base: string;
  /** A folder for what the runner writes. */
  readonly dir: string;
  readonly k6: string;
  /** A free host:port for k6's REST API. */
  readonly k6Address: string;
}

export interface Runner {
  readonly name: string;
  readonly doc: string;
  /** The program it needs on the PATH; without it the runner is left out. */
  readonly needs?: string;
  /** Exit codes of a run that did its work. k6's 99: a threshold was crossed, which here can only be the load offered. */
  readonly acceptedCodes: readonly number[];
  toCommand(round: Round): {
    readonly command: string;
    readonly args: readonly string[];
    readonly env: NodeJS.ProcessEnv;
  };
}

function toK6Command(bundle: string, { k6, base, dir, k6Address, load, seconds }: Round) {
  return {
    command: k6,
    args: toK6Args(repoPath('dist', bundle), [
      `--console-output=${join(dir, 'events.ndjson')}`,
      '--log-format=raw',
    ]),
    env: {
      ...toK6Environment(process.env),
      BASE: base,
      BENCH_LOAD: String(load),
      DURATION_SECONDS: String(seconds),
      // No chaos window and no spike: the phase is still looked up for every call.
      CYCLE_MIN: '60',
      CHAOS_WINDOW_MIN: '0',
      SPIKE_DURATION_SEC: '0',
      SEED: '1',
      EVENTS: 'on',
      OUTPUT_DIR: dir,
      K6_ADDRESS: k6Address,
      K6_NO_USAGE_REPORT: 'true',
    },
  };
}

export const RUNNERS: readonly Runner[] = [
  {
    name: 'bare k6',
    doc: 'the same requests; answers are thrown away unread',
    acceptedCodes: [0],
    toCommand: (round) => toK6Command('bench-bare.js', round),
  },
  {
    name: 'full suite',
    doc: 'contract, invariants, counters, thresholds, sentinel, event line',
    acceptedCodes: [0, 99],
    toCommand: (round) => {
      const { env, ...command } = toK6Command('bench-full.js', round);
      return { ...command, env: { ...K6_MEMORY, ...env } };
    },
  },
  {
    name: 'Locust',
    doc: 'FastHttpUser and fastjsonschema: the contract alone',
    needs: 'locust',
    acceptedCodes: [0],
    toCommand: ({ load, seconds, base }) => {
      const users = load === 'saturation' ? 16 : Math.round(load);
      return {
        command: 'locust',
        args: [
          '--headless',
          '--only-summary',
          '-f',
          repoPath('bench/locustfile.py'),
          '--host',
          base,
          '-u',
          String(users),
          '-r',
          String(users),
          '-t',
          `${seconds}s`,
        ],
        env: {
          ...process.env,
          BENCH_LOAD: String(load),
          BENCH_CONTRACTS: repoPath('services/aurora/contracts'),
        },
      };
    },
  },
  {
    name: 'Artillery',
    doc: 'ajv in its processor: the contract alone',
    needs: 'artillery',
    acceptedCodes: [0],
    toCommand: ({ load, seconds, base }) => ({
      command: 'artillery',
      args: ['run', '--target', base, repoPath('bench/artillery.yml')],
      env: {
        ...process.env,
        // Artillery knows arrivals only: at saturation it is asked for what a CPU of it can just do.
        BENCH_RATE: String(load === 'saturation' ? ARTILLERY_MOST_RPS : Math.round(load)),
        BENCH_SECONDS: String(seconds),
        ARTILLERY_DISABLE_TELEMETRY: 'true',
      },
    }),
  },
];

/** Journeys per second; more than this it queues, and its users pile up. */
const ARTILLERY_MOST_RPS = 60;

/** True where a program of that name is on the PATH. */
export function isInstalled(program: string): boolean {
  return which.sync(program, { nothrow: true }) !== null;
}
