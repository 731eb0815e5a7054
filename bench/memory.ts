// The runner's memory over a long run at saturation: about what a soak of a day sends, in minutes.
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findFreePort } from '../lib/node/process/ports.ts';
import { measureCost } from './cost/measure.ts';
import type { Round, Runner } from './cost/runners.ts';
import type { BenchService } from './cost/service.ts';

/** The slowest rate at which such a run still ends. */
const SLOWEST_RPS = 100;

export interface MemoryReading {
  readonly requests: number;
  readonly rssMb: number;
}

/** Resident memory of a process in MB; undefined where there is no /proc, or no such process. */
export async function readRssMb(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const [, kb] = /^VmRSS:\s+(\d+) kB/m.exec(status) ?? [];
  return kb === undefined ? undefined : Number(kb) / 1024;
}

/** Ticks of the clock in which Linux counts CPU time: USER_HZ, 100 on every platform that Node runs on (man 5 proc). */
const TICKS_PER_SEC = 100;

/** CPU seconds that a process has used, user and system; 0 where there is no /proc. */
export async function readCpuSec(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // What follows the name, which may hold blanks: state is the third field, utime and stime the 14th and 15th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_PER_SEC;
}

/** The first child of a process; undefined where it has none, or where there is no /proc. */
export async function findChild(pid: number): Promise<number | undefined> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return Number.parseInt(children, 10) || undefined;
}

/**
 * Runs `runner` at saturation until `total` requests were answered, and reads its memory at every tenth of them.
 * @throws Error where there is no /proc
 */
export async function readMemory(
  runner: Runner,
  options: Pick<Round, 'k6' | 'repertoire' | 'form'> & { service: BenchService; dir: string; total: number },
): Promise<MemoryReading[]> {
  const { service, k6, repertoire, form, total } = options;
  const dir = join(options.dir, 'memory');
  await mkdir(dir, { recursive: true });
  const seconds = Math.ceil(total / SLOWEST_RPS);
  const k6Address = `127.0.0.1:${await findFreePort()}`;
  const { command, args, env } = runner.toCommand({
    load: 'saturation',
    seconds,
    base: service.base,
    dir,
    ...{ k6, repertoire, form },
    k6Address,
  });
  await service.readTally(true);
  const readings: MemoryReading[] = [];
  let shellPid = 0;
  let over = false;
  const run = measureCost(
    command,
    args,
    { logFile: join(dir, 'log'), env, deadlineMs: seconds * 1000 },
    (pid) => {
      shellPid = pid;
    },
  ).finally(() => {
    over = true;
  });
  while (!over) {
    await pause(250);
    const { requests } = await service.readTally();
    if (requests < (readings.length * total) / 10 || requests === 0) continue;
    const pid = await findChild(shellPid);
    const rssMb = pid === undefined ? undefined : await readRssMb(pid);
    if (rssMb !== undefined) readings.push({ requests, rssMb });
    if (requests >= total && pid !== undefined) {
      process.kill(pid, 'SIGINT');
      break;
    }
  }
  await run;
  if (readings.length === 0) throw new Error('no memory could be read: --rss needs a /proc, as Linux has it');
  return readings;
}
