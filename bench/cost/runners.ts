// Who is measured, and how each is started on the same load. Those of others are in bench/rivals.
import { join, resolve } from 'node:path';
import { toK6Environment } from '../../lib/core/options/k6-variables.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { K6_MEMORY, toK6Args } from '../../lib/node/k6/start-k6.ts';

/** As fast as 16 users go, or so many journeys started per second. */
export type Load = 'saturation' | number;

export interface Round {
  readonly load: Load;
  readonly seconds: number;
  /** The bench's server. */
  readonly base: string;
  /** A folder for what the runner writes. */
  readonly dir: string;
  /** What is played: `toRepertoire` as JSON, and the form that some of its requests send. */
  readonly repertoire: string;
  readonly form: string;
  readonly k6: string;
  /** A free host:port for k6's REST API. */
  readonly k6Address: string;
}

export interface Runner {
  readonly name: string;
  readonly doc: string;
  /** Exit codes of a run that did its work. k6's 99: a threshold was crossed, which here can only be the load offered. */
  readonly acceptedCodes: readonly number[];
  /** Writes a line for each answer to `events.ndjson`, as the suite does. */
  readonly hasJournal?: boolean;
  toCommand(round: Round): {
    readonly command: string;
    readonly args: readonly string[];
    readonly env: NodeJS.ProcessEnv;
  };
}

/** The file of a round that the lines of answers go to. */
export const toJournal = ({ dir }: Pick<Round, 'dir'>) => join(dir, 'events.ndjson');

/** @param bundle path of a bundle */
function toK6Command(bundle: string, round: Round) {
  const { k6, base, dir, repertoire, form, k6Address, load, seconds } = round;
  return {
    command: k6,
    args: toK6Args(bundle, [`--console-output=${toJournal(round)}`, '--log-format=raw']),
    env: {
      ...toK6Environment(process.env),
      BASE: base,
      BENCH_LOAD: String(load),
      BENCH_REPERTOIRE: repertoire,
      BENCH_FORM: form,
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

/** The floor: the same requests, and answers that are thrown away unread. */
export const BARE: Runner = {
  name: 'bare k6',
  doc: 'the same requests; answers are thrown away unread',
  acceptedCodes: [0],
  toCommand: (round) => toK6Command(repoPath('dist/bench-bare.js'), round),
};

const createSuite = (name: string, bundle: string): Runner => ({
  name,
  doc: 'contract, promises, counters, thresholds, sentinel, journal line',
  acceptedCodes: [0, 99],
  hasJournal: true,
  toCommand: (round) => {
    const { env, ...command } = toK6Command(bundle, round);
    return { ...command, env: { ...K6_MEMORY, ...env } };
  },
});

/** What is measured. */
export const FULL = createSuite('full suite', repoPath('dist/bench-full.js'));

/** Name of the suite of another checkout. */
export const BESIDE = 'suite beside';

/** The suite of another checkout: its `dist/bench-full.js`, which its own bench builds. */
export const createBeside = (bundle: string): Runner => createSuite(BESIDE, resolve(bundle));
