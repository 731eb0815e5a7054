// Plays the rounds, one runner after the other in turn, so that whatever else the machine does falls on all of them.
import { appendFile, mkdir, rm } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../../lib/node/process/ports.ts';
import { findChild, readCpuSec } from '../memory.ts';
import { measureCost } from './measure.ts';
import { type Load, type Round, type Runner, toJournal } from './runners.ts';
import type { BenchService } from './service.ts';

/** One runner under one load, once. */
export interface Sample {
  readonly runner: string;
  readonly load: Load;
  readonly round: number;
  readonly requests: number;
  readonly rateRps: number;
  /** CPU of a request, once it was warm: from its 200th request to its end. */
  readonly cpuMsPerRequest: number;
  /** Up to its first request: its CPU, and how long it took. */
  readonly startCpuSec: number;
  readonly startSec: number;
  /** Processors that were busy with something else meanwhile. */
  readonly foreignCpus: number;
}

export interface RoundsOptions extends Pick<Round, 'k6' | 'repertoire' | 'form'> {
  readonly service: BenchService;
  readonly dir: string;
  readonly rounds: number;
  readonly seconds: number;
  readonly loads: readonly Load[];
  readonly runners: readonly Runner[];
  readonly onSample: (sample: Sample) => void;
  /** Told of a round that did not come to a figure, and why; it is left out. */
  readonly onSkipped: (why: string) => void;
}

/** What a runner needs on top of its load: to start, and to end its last journeys. */
const GRACE_MS = 90_000;
/** By then all users have played, and what is made once is made. */
const WARM_REQUESTS = 200;

/**
 * Measures every runner under every load, `rounds` times. Each round begins with another runner.
 * @throws Error where a runner fails: what did not do its work has no cost
 */
export async function runRounds(options: RoundsOptions): Promise<Sample[]> {
  const { loads, rounds, runners, onSample, onSkipped } = options;
  const samples: Sample[] = [];
  for (const load of loads) {
    for (let round = 0; round < rounds; round++) {
      const first = round % runners.length;
      for (const runner of [...runners.slice(first), ...runners.slice(0, first)]) {
        const sample = await runOnce(options, runner, load, round);
        if (typeof sample === 'string') onSkipped(sample);
        else {
          onSample(sample);
          samples.push(sample);
        }
      }
    }
  }
  return samples;
}

/** Where a runner writes, by its name. */
export const toRunnerDir = (dir: string, { name }: Pick<Runner, 'name'>) =>
  join(dir, name.replaceAll(/\W+/g, '-'));

/** One round of a runner; why it has no figure, where the machine had so much else to do that it hardly began. */
async function runOnce(
  options: RoundsOptions,
  runner: Runner,
  load: Load,
  round: number,
): Promise<Sample | string> {
  const { service, seconds, k6, repertoire, form } = options;
  const dir = toRunnerDir(options.dir, runner);
  await mkdir(dir, { recursive: true });
  await rm(toJournal({ dir }), { force: true });
  const logFile = join(dir, 'log');
  await appendFile(logFile, `--- ${load}\n`);
  const { command, args, env } = runner.toCommand({
    ...{ load, seconds, dir, k6, repertoire, form },
    base: service.base,
    k6Address: `127.0.0.1:${await findFreePort()}`,
  });
  await service.readTally(true);
  const before = await readBusy(service);
  const startedMs = performance.now();
  const ended = new AbortController();
  let shellPid = 0;
  /** What it had used when so many requests had come. */
  const readMark = async (requests: number) => {
    const tally = await service.waitForRequests(requests, ended.signal);
    const atMs = performance.now();
    const pid = await findChild(shellPid);
    return { requests: tally.requests, cpuSec: pid === undefined ? 0 : await readCpuSec(pid), atMs };
  };
  const marks = Promise.all([readMark(1), readMark(WARM_REQUESTS)]).catch(() => undefined);
  const { cpuSec, exitCode } = await measureCost(
    command,
    args,
    { logFile, env, deadlineMs: seconds * 1000 + GRACE_MS },
    (pid) => {
      shellPid = pid;
    },
  ).finally(() => ended.abort());
  const after = await readBusy(service);
  const { requests, firstMs, lastMs } = await service.readTally();
  if (!runner.acceptedCodes.includes(exitCode) || requests === 0)
    throw new Error(`${runner.name} ended with ${exitCode} after ${requests} requests: see ${logFile}`);
  const [start, warm] = (await marks) ?? [];
  if (start === undefined || warm === undefined || requests === warm.requests)
    return `${runner.name} made ${requests} requests, of which ${WARM_REQUESTS} are its start: give it more --seconds, or the machine less to do`;
  const spanSec = (after.atMs - before.atMs) / 1000;
  return {
    ...{ runner: runner.name, load, round, requests },
    rateRps: (requests / (lastMs - firstMs)) * 1000,
    cpuMsPerRequest: ((cpuSec - warm.cpuSec) / (requests - warm.requests)) * 1000,
    startCpuSec: start.cpuSec,
    startSec: (start.atMs - startedMs) / 1000,
    foreignCpus: Math.max(0, (after.busySec - before.busySec - cpuSec) / spanSec),
  };
}

/** CPU seconds of this machine that were neither idle nor spent by the bench's own processes but the runner. */
async function readBusy({ child }: BenchService) {
  const busyMs = cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
  const { user, system } = process.cpuUsage();
  const ownSec = (user + system) / 1e6 + (await readCpuSec(child.pid));
  return { busySec: busyMs / 1000 - ownSec, atMs: performance.now() };
}
