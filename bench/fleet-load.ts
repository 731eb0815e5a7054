// What several runners offer on this machine against one, what it costs to follow them, and how many of them can be followed: real runs on
// the cluster of this machine.
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isRow, type JournalRow, parseRow } from '../lib/core/journal/events.ts';
import { toCounted } from '../lib/core/text/figures.ts';
import { findLocalAccess } from '../lib/node/cluster/access.ts';
import { findInnerPid } from '../lib/node/cluster/local/local-cluster.ts';
import { repoPath } from '../lib/node/files/paths.ts';
import { startChild } from '../lib/node/process/child.ts';
import { toRunFiles } from '../lib/node/run-folder/run-files.ts';
import { createClusterMemory, createMemoryAccount, type MemoryAccount, readPssMb } from './fleet-memory.ts';
import { readCpuSec } from './memory.ts';

export interface FleetLoad {
  /** A folder for the runs. */
  readonly dir: string;
  /** Of the cluster. */
  readonly clusterDir: string;
  readonly seconds: number;
  /** Journeys a second that are asked for. */
  readonly rps: number;
  /** How many runners play it, run after run. */
  readonly fleets: readonly number[];
  readonly print: (line: string) => void;
  readonly stop: AbortSignal;
}

const READ_EVERY_MS = 500;
const IDLE_SEC = 10;
const PER_ROWS = 1_000;

type Kind = 'soak' | 'cluster';

/**
 * Plays the same load by so many runners, run after run, and prints answers a second, and CPU seconds for a thousand rows: of the process that
 * coordinates and judges, and of the cluster (API server, kubelet, containerd, etcd) above what it takes when idle. Pods are not in it.
 * Besides, the memory of all of them, pods too, when each fleet began, and what it came to.
 * @throws OptionError where no cluster runs in that folder; Error where a run brings no answers
 */
export async function measureFleetLoad({ dir, clusterDir, ...load }: FleetLoad): Promise<void> {
  const { seconds, rps, fleets, print, stop } = load;
  const { local } = await findLocalAccess(clusterDir);
  const innerPid = await findInnerPid(local);
  const space = await readlink(`/proc/${innerPid}/ns/pid`);
  const idle = createCpuAccount(space, dir);
  await idle.read();
  await pause(IDLE_SEC * 1_000, undefined, { signal: stop });
  await idle.read();
  const idleCores = idle.sum('cluster') / IDLE_SEC;
  print(`the cluster takes ${idleCores.toFixed(2)} cores when idle`);
  const idleMemory = createClusterMemory(innerPid);
  await idleMemory.read();
  print(describeMemory('the cluster, idle', idleMemory));
  for (const runners of fleets) {
    const out = join(dir, `by_${runners}`);
    const account = createCpuAccount(space, out);
    const memory = createClusterMemory(innerPid);
    const command = createMemoryAccount(() => account.readMemory('soak'));
    const child = await startChild({
      command: process.execPath,
      args: [
        ...[repoPath('scripts', 'launch.mjs'), 'soak', '--output-dir', out, '--cluster-dir', clusterDir],
        ...['--runners', String(runners), '--duration-seconds', String(seconds), '--base-rps', String(rps)],
        ...['--chaos-window-min', '0', '--spike-duration-sec', '0', '--toxiproxy-enabled', 'false'],
        ...['--seed', '5'],
      ],
      cwd: repoPath(),
      env: process.env,
      logFile: `${out}.log`,
    });
    const end = () => void child.stop('SIGINT');
    stop.addEventListener('abort', end, { once: true });
    const startedMs = performance.now();
    const startedSec = Date.now() / 1_000;
    while (child.isRunning()) {
      await Promise.all([account.read(), memory.read(), command.read()]);
      await pause(READ_EVERY_MS);
    }
    stop.removeEventListener('abort', end);
    stop.throwIfAborted();
    const tookSec = (performance.now() - startedMs) / 1_000;
    const { code } = await child.ended;
    const { answers, perSec, journeys, dropped, fleet } = await readLoad(out, startedSec);
    const cost = (cpuSec: number) => ((Math.max(0, cpuSec) / answers) * PER_ROWS).toFixed(2);
    print(
      `${toCounted(runners, 'runner')}: ${perSec.toFixed(0)} answers/s, ${journeys} journeys begun and ${dropped} not; for ${PER_ROWS} rows ${cost(account.sum('soak'))} CPU s of the command${runners === 1 ? '' : `, ${cost(account.sum('cluster') - idleCores * tookSec)} CPU s of the cluster`} (exit code ${code})`,
    );
    if (runners > 1) print(`  ${fleet}`);
    print(describeMemory('  the command', command));
    if (runners > 1) print(describeMemory('  the cluster, its pods with it', memory));
  }
}

const describeMemory = (of: string, { list }: MemoryAccount): string => {
  const parts = list().map(([part, mb]) => `${part} ${mb.toFixed(0)}`);
  const sum = list().reduce((whole, [, mb]) => whole + mb, 0);
  return `${of}: ${sum.toFixed(0)} MB at most (${parts.join(', ')})`;
};

/** Of each process of ours the CPU time at its first reading and at its last: one that has ended cannot be asked any more. */
function createCpuAccount(space: string, out: string) {
  const seen = new Map<string, { readonly kind: Kind; readonly firstSec: number; lastSec: number }>();
  const toKind = async (pid: string): Promise<Kind | undefined> => {
    if ((await readlink(`/proc/${pid}/ns/pid`).catch(() => '')) === space) return 'cluster';
    const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return words.includes('launch.mjs') && words.includes(out) ? 'soak' : undefined;
  };
  return {
    async read() {
      const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
      await Promise.all(
        pids.map(async (pid) => {
          const kind = seen.get(pid)?.kind ?? (await toKind(pid));
          if (kind === undefined) return;
          const cpuSec = await readCpuSec(Number(pid));
          const one = seen.get(pid);
          // Of what ended there is nothing to be read; a run is new with its folder, so that all of it counts.
          if (!one) seen.set(pid, { kind, firstSec: kind === 'soak' ? 0 : cpuSec, lastSec: cpuSec });
          else one.lastSec = Math.max(one.lastSec, cpuSec);
        }),
      );
    },
    readMemory: (kind: Kind) =>
      Promise.all(
        [...seen]
          .filter(([, one]) => one.kind === kind)
          .map(async ([pid]) => ['node', await readPssMb(pid)] as const),
      ),
    sum: (kind: Kind): number =>
      [...seen.values()]
        .filter((one) => one.kind === kind)
        .reduce((sum, { firstSec, lastSec }) => sum + lastSec - firstSec, 0),
  };
}

async function readLoad(out: string, startedSec: number) {
  const [name = ''] = await readdir(out).catch(() => []);
  const text = await readFile(toRunFiles(join(out, name)).journal, 'utf8').catch(() => '');
  const rows = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => parseRow(line));
  const secs = rows.flatMap((row) => (row.type === 'response' ? [row.ts] : [])).sort((a, b) => a - b);
  const ranSec = (secs.at(-1) ?? 0) - (secs[0] ?? 0);
  if (ranSec <= 0) throw new Error(`the run brought no answers: see ${out}.log`);
  const summary = rows.find((row) => row.type === 'k6.summary');
  const totals = summary?.type === 'k6.summary' ? summary.totals : undefined;
  return {
    answers: secs.length,
    perSec: secs.length / ranSec,
    journeys: totals?.journeys ?? 0,
    dropped: totals?.journeys_dropped ?? 0,
    fleet: describeFleet(rows, startedSec),
  };
}

/** When its runners began, how far behind the soonest rows theirs came, and what the run came to. */
function describeFleet(rows: readonly JournalRow[], startedSec: number): string {
  const beganSec = rows.filter(isRow('runner.started')).map(({ ts }) => ts);
  const first = Math.min(...beganSec);
  const behind = rows.filter(isRow('runner.ended')).flatMap(({ behind_s: sec }) => sec ?? []);
  const verdict = rows.find(isRow('verdict'));
  const broken = rows.filter(isRow('fleet.broken')).map(({ why }) => why);
  return [
    `the load began ${(first - startedSec).toFixed(0)} s after the command`,
    `the last of ${beganSec.length} runners ${(Math.max(...beganSec) - first).toFixed(2)} s after the first`,
    `rows at most ${Math.max(0, ...behind).toFixed(2)} s behind`,
    `verdict ${verdict?.outcome ?? 'none'}${broken.length === 0 ? '' : ` (${broken.length} times broken: ${broken[0]})`}`,
  ].join(', ');
}
