// A soak by runners on the cluster of the tests, by its command, while something is done to it.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { readSteps } from '../../lib/core/journal/counts/numbers.ts';
import { isRow, type JournalRow } from '../../lib/core/journal/events.ts';
import type { Summary } from '../../lib/core/verdict/summary-schema.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { startChild } from '../../lib/node/process/child.ts';
import { waitFor } from '../../lib/node/process/wait.ts';

export const FLEET_DEADLINE_MS = 300_000;
/** Long enough for every gate to tell, on a load that two busy cores can offer. */
export const STEADY: readonly string[] = [
  ...['--duration-seconds', '20', '--base-rps', '5', '--seed', '5'],
  ...['--chaos-window-min', '0', '--spike-duration-sec', '0'],
];

/** A fleet that is under way. */
export interface PlayedFleet {
  /** Of its TestRun. */
  readonly name: string;
  readonly dir: string;
  rows(): Promise<readonly JournalRow[]>;
  /** What it has said until now. */
  output(): Promise<string>;
  stop(signal: NodeJS.Signals): void;
  /** What it runs as: its group. */
  readonly pid: number;
}

/** One whose runners come up. */
export type MadeFleet = Pick<PlayedFleet, 'name' | 'output' | 'stop' | 'pid'>;

export interface FleetOutcome {
  readonly code: number;
  readonly output: string;
  readonly rows: readonly JournalRow[];
  /** Undefined where it came to no verdict. */
  readonly summary: Summary | undefined;
  readonly k6Log: string;
}

/** The rows that are whole, of a folder of a run. */
export const readRows = async (dir: string): Promise<readonly JournalRow[]> => {
  const text = await readFile(join(dir, 'events.ndjson'), 'utf8').catch(() => '');
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JournalRow);
};

/** What a journal says of its users, whoever played them, in the order of the journeys. */
export const listJourneys = (rows: readonly JournalRow[]) =>
  rows
    .filter(isRow('response'))
    .map(({ n, call, journey, request_phase, variant }) => ({ n, call, journey, request_phase, variant }))
    .toSorted((a, b) => a.n - b.n || a.call - b.call);

/** The numbers of the journeys that a journal of counts names, in rising order; one that it names twice stands twice. */
export const listCountedJourneys = (rows: readonly JournalRow[]): readonly number[] =>
  rows
    .flatMap((row) => {
      // One whose second is over when it is written is told by itself.
      if (row.type === 'response') return row.call === 0 ? [row.n] : [];
      if (row.type !== 'counts') return [];
      return row.numbers.filter(({ call }) => call === 0).flatMap(({ n }) => [...readSteps(n)]);
    })
    .toSorted((a, b) => a - b);

/** The share of a run's answers that its journal of counts tells one by one. */
export function computeToldShare({ rows, summary }: Pick<FleetOutcome, 'rows' | 'summary'>): number {
  return rows.filter(isRow('response')).length / (summary?.totals.responses ?? Number.NaN);
}

/**
 * Plays it to its end.
 * @param onLoad called once the load has begun
 * @param onMade called before that, once its TestRun is made
 */
export async function playFleet(
  args: readonly string[],
  onLoad: (fleet: PlayedFleet) => Promise<void> = async () => {},
  onMade: (fleet: MadeFleet) => Promise<void> = async () => {},
): Promise<FleetOutcome> {
  const out = await mkdtemp(join(tmpdir(), 'aurora-fleet-test-'));
  const log = join(out, 'output.txt');
  const child = await startChild({
    command: process.execPath,
    args: [
      ...['scripts/launch.mjs', 'soak', '--cluster-dir', inject('clusterDir')],
      ...['--output-dir', join(out, 'results'), ...args],
    ],
    cwd: repoPath(),
    env: process.env,
    logFile: log,
  });
  try {
    const readOutput = () => readFile(log, 'utf8');
    const findDir = async () => {
      const [folder] = await readdir(join(out, 'results')).catch(() => []);
      return folder === undefined ? '' : join(out, 'results', folder);
    };
    const name = await waitFor(
      'the TestRun of the fleet, or its end',
      FLEET_DEADLINE_MS,
      async () => {
        const [, made] = /as (soak-\w+) in/.exec(await readOutput()) ?? [];
        return made ?? (child.isRunning() ? undefined : '');
      },
      100,
    );
    const made: MadeFleet = {
      name,
      output: readOutput,
      stop: (signal) => void child.process.kill(signal),
      pid: child.pid,
    };
    if (name !== '') await onMade(made);
    const begun = await waitFor(
      'the load of the fleet, or its end',
      FLEET_DEADLINE_MS,
      async () => {
        if (!child.isRunning()) return { dir: '' };
        const dir = await findDir();
        return (await readRows(dir)).some(({ type }) => type === 'response' || type === 'counts')
          ? { dir }
          : undefined;
      },
      200,
    );
    if (begun.dir !== '') await onLoad({ ...made, dir: begun.dir, rows: () => readRows(begun.dir) });
    const { code } = await child.ended;
    const dir = (await findDir()) || begun.dir;
    const summary = await readFile(join(dir, 'summary.json'), 'utf8').catch(() => '');
    return {
      code,
      output: await readOutput(),
      rows: await readRows(dir),
      summary: summary === '' ? undefined : (JSON.parse(summary) as Summary),
      k6Log: await readFile(join(dir, 'k6.log'), 'utf8').catch(() => ''),
    };
  } finally {
    await child.stop('SIGKILL');
    await rm(out, { recursive: true, force: true });
  }
}
