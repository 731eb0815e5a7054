// Plays the rounds, one runner after the other in turn, so that whatever else the machine does falls on all of them.
import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findFreePort } from '../lib/node/process/ports.ts';
import { measureCost } from './measure.ts';
import type { Load, Runner } from './runners.ts';
import type { BenchService } from './service.ts';

/** One runner under one load, once. */
export interface Sample {
  readonly runner: string;
  readonly load: Load;
  readonly requests: number;
  readonly rateRps: number;
  readonly cpuSec: number;
}

/** One line of the table. A busy machine only ever adds CPU time, so the cheapest round is the nearest to the truth. */
export interface Line {
  readonly runner: string;
  readonly load: Load;
  readonly rateRps: number;
  readonly cpuSecPer1000: number;
  /** Against bare k6 under the same load: the median over the rounds, each against the bare round beside it. */
  readonly timesBare: number;
}

export interface CompareOptions {
  readonly service: BenchService;
  readonly k6: string;
  readonly dir: string;
  readonly rounds: number;
  readonly seconds: number;
  readonly loads: readonly Load[];
  readonly runners: readonly Runner[];
  readonly onSample: (sample: Sample) => void;
}

/** What a runner needs on top of its load: to start, and to end its last journeys. */
const GRACE_MS = 90_000;

/**
 * Measures every runner under every load, `rounds` times.
 * @throws Error where a runner fails: what did not do its work has no cost
 */
export async function runRounds(options: CompareOptions): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const load of options.loads) {
    for (let round = 0; round < options.rounds; round++) {
      for (const runner of options.runners) {
        const sample = await runOnce(options, runner, load);
        options.onSample(sample);
        samples.push(sample);
      }
    }
  }
  return samples;
}

async function runOnce(options: CompareOptions, runner: Runner, load: Load): Promise<Sample> {
  const { service, k6, seconds } = options;
  const dir = join(options.dir, runner.name.replaceAll(' ', '-'));
  await mkdir(dir, { recursive: true });
  const logFile = join(dir, 'log');
  await appendFile(logFile, `--- ${load}\n`);
  const { command, args, env } = runner.toCommand({
    load,
    seconds,
    base: service.base,
    dir,
    k6,
    k6Address: `127.0.0.1:${await findFreePort()}`,
  });
  await service.readTally(true);
  const { cpuSec, exitCode } = await measureCost(command, args, {
    logFile,
    env,
    deadlineMs: seconds * 1000 + GRACE_MS,
  });
  const { requests, firstMs, lastMs } = await service.readTally();
  if (!runner.acceptedCodes.includes(exitCode) || requests === 0) {
    throw new Error(`${runner.name} ended with ${exitCode} after ${requests} requests: see ${logFile}`);
  }
  return { runner: runner.name, load, requests, rateRps: (requests / (lastMs - firstMs)) * 1000, cpuSec };
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? Number.NaN;
  return sorted.length % 2 ? upper : ((sorted[(sorted.length >> 1) - 1] ?? Number.NaN) + upper) / 2;
};
const toCost = ({ cpuSec, requests }: Sample) => (cpuSec / requests) * 1000;

/** Samples → lines, by load and then runner in the order in which they were measured. `bare` names the floor. */
export function toLines(samples: readonly Sample[], bare: string): Line[] {
  const keys = [...new Map(samples.map((s) => [`${s.load} ${s.runner}`, s])).values()];
  return keys.map(({ runner, load }) => {
    const of = (name: string) => samples.filter((s) => s.runner === name && s.load === load);
    const own = of(runner);
    const floor = of(bare);
    const ratios = own.flatMap((s, i) => (floor[i] ? [toCost(s) / toCost(floor[i])] : []));
    return {
      runner,
      load,
      rateRps: Math.max(...own.map((s) => s.rateRps)),
      cpuSecPer1000: Math.min(...own.map(toCost)),
      timesBare: median(ratios),
    };
  });
}

/** Lines → a table in Markdown, as docs/bench.md shows it. */
export function toTable(lines: readonly Line[]): string {
  const rows = lines.map((line) =>
    [
      line.load === 'saturation' ? 'saturation' : `${Math.round(line.load * CALLS_PER_JOURNEY)} requests/s`,
      line.runner,
      line.rateRps.toFixed(0),
      line.cpuSecPer1000.toFixed(2),
      line.timesBare.toFixed(1),
    ].join(' | '),
  );
  return [
    '| load | runner | requests/s | CPU-s per 1,000 | × bare |',
    '|---|---|---|---|---|',
    ...rows.map((r) => `| ${r} |`),
  ].join('\n');
}

/** Of the soak's mix: 40 × 3, 30 × 4, 20 × 3 and 10 × 2 calls in 100 journeys. */
export const CALLS_PER_JOURNEY = 3.2;
