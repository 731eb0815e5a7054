// What a cluster on this machine and the command that coordinates a fleet take of its memory.
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** Memory of a process in MB: its own, and its share of what it has in common with others. 0 where there is no such process. */
export async function readPssMb(pid: string, proc = '/proc'): Promise<number> {
  const rollup = await readFile(join(proc, pid, 'smaps_rollup'), 'utf8').catch(() => '');
  const [, kb = '0'] = /^Pss:\s+(\d+) kB/m.exec(rollup) ?? [];
  return Number(kb) / 1024;
}

/** The highest reading of each part, in MB. */
export interface MemoryAccount {
  read(): Promise<void>;
  /** The largest parts first. */
  list(): readonly (readonly [part: string, mb: number])[];
}

/** Processes that are there for a moment: they are counted with none. */
const PASSING = new Set(['runc', 'sh', 'mount', 'umount', 'nsenter', 'iptables', 'containerd-shim-runc-v2']);

/** The programs of a cluster and of its pods, as its own `/proc` tells of them; those of one name are one part. */
export function createClusterMemory(innerPid: number): MemoryAccount {
  const proc = `/proc/${innerPid}/root/proc`;
  return createMemoryAccount(async () => {
    const pids = (await readdir(proc)).filter((name) => /^\d+$/.test(name));
    const found = pids.map(async (pid) => {
      const [program = ''] = (await readFile(join(proc, pid, 'cmdline'), 'utf8').catch(() => '')).split('\0');
      return [basename(program), pid] as const;
    });
    const parts = (await Promise.all(found)).filter(([name]) => name !== '' && !PASSING.has(name));
    return Promise.all(parts.map(async ([name, pid]) => [name, await readPssMb(pid, proc)] as const));
  });
}

/** @param readAll the parts as they are now; those of one name are added up */
export function createMemoryAccount(
  readAll: () => Promise<readonly (readonly [part: string, mb: number])[]>,
): MemoryAccount {
  const peaks = new Map<string, number>();
  return {
    async read() {
      const now = new Map<string, number>();
      for (const [part, mb] of await readAll()) now.set(part, (now.get(part) ?? 0) + mb);
      for (const [part, mb] of now) peaks.set(part, Math.max(peaks.get(part) ?? 0, mb));
    },
    list: () => [...peaks].toSorted(([, a], [, b]) => b - a),
  };
}
