// The whole bench: build, start-up, rounds, memory. Prints as it goes.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_SERVICE } from '../lib/core/plan/run-options.ts';
import { buildBundles } from '../lib/node/build/bundle.ts';
import { ensureTool } from '../lib/node/build/tools.ts';
import { loadService } from '../lib/node/service/load-service.ts';
import { CALLS_PER_JOURNEY, runRounds, toLines, toTable } from './compare.ts';
import { readMemory } from './memory.ts';
import { measureRemoteWrite } from './remote-write.ts';
import { isInstalled, RUNNERS } from './runners.ts';
import { startBenchService } from './service.ts';
import { measureStartUp } from './start-up.ts';

export interface BenchOptions {
  readonly rounds: number;
  readonly seconds: number;
  /** Read the full suite's memory over so many requests as well; 0: do not. */
  readonly memoryRequests: number;
  /** Measure the remote write to a Prometheus, and nothing else. */
  readonly remoteWrite: boolean;
  readonly print: (line: string) => void;
  readonly stop: AbortSignal;
}

const MODERATE_RPS = 300;
const [BARE, FULL] = ['bare k6', 'full suite'];

/**
 * Runs the bench. What it writes goes to a temporary folder, which is kept where something fails.
 * @throws Error naming what failed, and its log; the reason of `stop` when that aborts, with what must be healed healed
 */
export async function runBench(options: BenchOptions): Promise<void> {
  const { print, stop } = options;
  await ensureTool('k6');
  await ensureTool('toxiproxy');
  await measureBuild(print);
  const dir = await mkdtemp(join(tmpdir(), 'aurora-bench-'));
  if (!options.remoteWrite) {
    const { journeyMs, answerMs } = await measureStartUp(join(dir, 'start-up'), stop);
    print(
      `npm run soak, tools built: ${toSec(journeyMs)} s to the first journey, ${toSec(answerMs)} s to its first answer`,
    );
  }
  const stopped = once(stop, 'abort').then(() => Promise.reject(stop.reason));
  await Promise.race([stopped, measureLoads(dir, options)]);
  await rm(dir, { recursive: true, force: true });
}

async function measureLoads(
  dir: string,
  { rounds, seconds, memoryRequests, remoteWrite, print }: BenchOptions,
): Promise<void> {
  const k6 = await ensureTool('k6');
  const service = await startBenchService(join(dir, 'server.log'));
  const full = RUNNERS.find(({ name }) => name === FULL);
  try {
    if (remoteWrite && full) {
      const loads = [MODERATE_RPS / CALLS_PER_JOURNEY];
      const { service: served } = await loadService(DEFAULT_SERVICE);
      await measureRemoteWrite({ service, k6, dir, rounds, seconds, loads }, full, served, print);
      return;
    }
    const runners = RUNNERS.filter(({ name, needs }) => {
      const there = needs === undefined || isInstalled(needs);
      if (!there) print(`${name} is left out: there is no ${needs} on the PATH`);
      return there;
    });
    const samples = await runRounds({
      service,
      k6,
      dir,
      rounds,
      seconds,
      loads: ['saturation', MODERATE_RPS / CALLS_PER_JOURNEY],
      runners,
      onSample: (s) =>
        print(
          `  ${typeof s.load === 'number' ? `${MODERATE_RPS}/s` : s.load}  ${s.runner}  ${s.rateRps.toFixed(0)} requests/s  ${((s.cpuSec / s.requests) * 1000).toFixed(3)} CPU-s per 1,000`,
        ),
    });
    print(`\n${toTable(toLines(samples, BARE))}\n`);
    if (memoryRequests > 0 && full) {
      for (const { requests, rssMb } of await readMemory(full, {
        service,
        k6,
        dir,
        total: memoryRequests,
      })) {
        print(`  RSS ${rssMb.toFixed(0)} MB after ${requests} requests`);
      }
    }
  } finally {
    await service.child.stop();
  }
}

const toSec = (ms: number) => (ms / 1000).toFixed(2);

async function measureBuild(print: BenchOptions['print']): Promise<void> {
  const loaded = await loadService(DEFAULT_SERVICE);
  const startedAt = performance.now();
  const sizes = await buildBundles(loaded, { soak: 'scenarios/soak.ts' });
  const tookMs = performance.now() - startedAt;
  print(`bundle: ${((sizes['soak.js'] ?? 0) / 1024).toFixed(0)} kB, built in ${tookMs.toFixed(0)} ms`);
  await buildBundles(loaded, { 'bench-bare': 'bench/bare.ts', 'bench-full': 'bench/full.ts' });
}
