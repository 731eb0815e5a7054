// The whole bench: build, start-up, rounds, memory. Prints as it goes.
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePlan } from '../../lib/core/plan/plan.ts';
import { DEFAULT_SERVICE } from '../../lib/core/plan/run-options.ts';
import type { Service } from '../../lib/core/service/service.ts';
import { createForm } from '../../lib/k6/form.ts';
import { buildBundles } from '../../lib/node/build/bundle.ts';
import { ensureTool } from '../../lib/node/build/tools.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { type LoadedService, loadService } from '../../lib/node/service/load-service.ts';
import { replaceTables } from '../../monitoring/rules-page.ts';
import { PROFILES } from '../../thresholds/profiles.ts';
import { readMemory } from '../memory.ts';
import { measureRemoteWrite } from '../remote-write.ts';
import { toKnown } from '../rivals/known.ts';
import { listRivals, toKnownFile } from '../rivals/rivals.ts';
import { listDifferences } from './agree.ts';
import { createAnswer, LANGS, STEP_IDS } from './answers.ts';
import {
  CALLS_PER_JOURNEY,
  toAgainst,
  toLines,
  toLoadText,
  toMachineNote,
  toStartLines,
  toStartTable,
  toTable,
} from './figures.ts';
import { toRepertoire } from './repertoire.ts';
import { type RoundsOptions, runRounds, toRunnerDir } from './rounds.ts';
import { BARE, BESIDE, createBeside, FULL, toJournal } from './runners.ts';
import { startBenchService } from './service.ts';
import { measureStartUp } from './start-up.ts';

export interface BenchOptions {
  readonly rounds: number;
  readonly seconds: number;
  /** Measure Locust and Artillery too. */
  readonly rivals: boolean;
  /** A bundle of another checkout's suite to measure too; '' for none. */
  readonly beside: string;
  /** Renew the tables of the page. */
  readonly write: boolean;
  /** Read the full suite's memory over so many requests as well; 0: do not. */
  readonly memoryRequests: number;
  /** Measure the remote write to a Prometheus, and nothing else. */
  readonly remoteWrite: boolean;
  readonly print: (line: string) => void;
  readonly stop: AbortSignal;
}

const MODERATE_RPS = 300;
const PAGE = 'docs/bench.md';
/** The markers of the tables in the page. */
const MEASURED = {
  begin: '<!-- measured: npm run bench -- --rivals --write -->',
  end: '<!-- end of measured -->',
};

/**
 * Runs the bench. What it writes goes to a temporary folder, which is kept where something fails.
 * @throws Error naming what failed, and its log; the reason of `stop` when that aborts, with what must be healed healed
 */
export async function runBench(options: BenchOptions): Promise<void> {
  const { print, stop, remoteWrite } = options;
  await ensureTool('k6');
  await ensureTool('toxiproxy');
  const loaded = await loadService(DEFAULT_SERVICE);
  await measureBuild(loaded, print);
  const dir = await mkdtemp(join(tmpdir(), 'aurora-bench-'));
  const load1 = loadavg()[0] ?? Number.NaN;
  let startUp = '';
  if (!remoteWrite) {
    const { journeyMs, answerMs } = await measureStartUp(join(dir, 'start-up'), stop);
    startUp = `\`npm run soak\`, tools built: ${toSec(journeyMs)} s to the first journey, ${toSec(answerMs)} s to its first answer.`;
    print(startUp);
  }
  const stopped = once(stop, 'abort').then(() => Promise.reject(stop.reason));
  await Promise.race([stopped, measureLoads(dir, loaded.service, { load1, startUp }, options)]);
  await rm(dir, { recursive: true, force: true });
}

interface Before {
  /** The load average of the minute before. */
  readonly load1: number;
  /** What was found of `npm run soak`, as a sentence. */
  readonly startUp: string;
}

async function measureLoads(
  dir: string,
  served: Service,
  { load1, startUp }: Before,
  { rounds, seconds, rivals, beside, write, memoryRequests, remoteWrite, print, stop }: BenchOptions,
): Promise<void> {
  const service = await startBenchService(join(dir, 'server.log'));
  try {
    const around = { service, k6: await ensureTool('k6'), dir, ...(await writePlayed(dir, served)) };
    const moderate = MODERATE_RPS / CALLS_PER_JOURNEY;
    if (remoteWrite) {
      await measureRemoteWrite({ ...around, rounds, seconds, loads: [moderate] }, FULL, served, print);
      return;
    }
    const missing: string[] = [];
    const others = rivals
      ? await listRivals(dir, stop, (name, why) => missing.push(`${name} is left out: ${why}`))
      : [];
    missing.forEach(print);
    const samples = await runRounds({
      ...around,
      rounds,
      seconds,
      loads: ['saturation', moderate],
      runners: [BARE, FULL, ...(beside ? [createBeside(beside)] : []), ...others],
      onSample: printSample(print),
      onSkipped: (why) => print(`  left out: ${why}`),
    });
    await requireSameWork(
      dir,
      others.filter(({ hasJournal }) => hasJournal),
    );
    const tables = [
      toMachineNote(samples, cpus().length, load1),
      `Node ${process.versions.node}, ${rounds} rounds of ${seconds} s, each runner beside the others in turn: median [least–most].`,
      toTable(toLines(samples, BARE.name)),
      toStartTable(toStartLines(samples)),
      [startUp, ...missing].join('\n'),
    ].join('\n\n');
    print(`\n${tables}\n`);
    if (beside !== '') for (const line of toAgainst(toLines(samples, BESIDE), FULL.name)) print(line);
    if (write) {
      const page = repoPath(PAGE);
      await writeFile(page, replaceTables(await readFile(page, 'utf8'), tables, MEASURED));
      print(`written to ${PAGE}`);
    }
    if (memoryRequests > 0) {
      for (const { requests, rssMb } of await readMemory(FULL, { ...around, total: memoryRequests }))
        print(`  RSS ${rssMb.toFixed(0)} MB after ${requests} requests`);
    }
  } finally {
    await service.child.stop();
  }
}

const printSample =
  (print: (line: string) => void): RoundsOptions['onSample'] =>
  (s) =>
    print(
      `  ${toLoadText(s.load)}  ${s.runner}  ${s.rateRps.toFixed(0)} requests/s  ${s.cpuMsPerRequest.toFixed(3)} CPU-ms a request  start ${s.startCpuSec.toFixed(2)} CPU-s, ${s.startSec.toFixed(2)} s  others ${s.foreignCpus.toFixed(2)} CPUs`,
    );

/** Writes what all runners but the suite play, and what the suite's judge knows of the answers. */
export async function writePlayed(dir: string, served: Service) {
  const [daylight] = Object.values(served.forms ?? {});
  if (daylight === undefined) throw new Error(`${served.id} has no form for the bench to send`);
  const photo = await readFile(repoPath('dist', daylight.file.name));
  const prepared = createForm(daylight, Uint8Array.from(photo).buffer);
  const { mix } = parsePlan(served, { SEED: '1' }, PROFILES);
  const [repertoire, form] = [join(dir, 'repertoire.json'), join(dir, 'form.bin')];
  await writeFile(form, new Uint8Array(prepared.content));
  await writeFile(repertoire, JSON.stringify(toRepertoire(served, mix, prepared)));
  const answers = STEP_IDS.flatMap((step) =>
    LANGS.map((lang): unknown => JSON.parse(createAnswer(step, lang))),
  );
  await writeFile(toKnownFile(dir), JSON.stringify(toKnown(served, answers)));
  return { repertoire, form };
}

/** @throws Error where one that is to do the suite's work came to something else of the same answers */
async function requireSameWork(dir: string, others: readonly { readonly name: string }[]): Promise<void> {
  const read = (runner: { readonly name: string }) =>
    readFile(toJournal({ dir: toRunnerDir(dir, runner) }), 'utf8');
  for (const runner of others) {
    const differences = listDifferences(await read(FULL), await read(runner));
    if (differences.length > 0)
      throw new Error(`${FULL.name} and ${runner.name} say other things of ${differences.join('; ')}`);
  }
}

const toSec = (ms: number) => (ms / 1000).toFixed(2);

async function measureBuild(loaded: LoadedService, print: BenchOptions['print']): Promise<void> {
  const startedAt = performance.now();
  const sizes = await buildBundles(loaded, { soak: 'scenarios/soak.ts' });
  const tookMs = performance.now() - startedAt;
  print(`bundle: ${((sizes['soak.js'] ?? 0) / 1024).toFixed(0)} kB, built in ${tookMs.toFixed(0)} ms`);
  await buildBundles(loaded, {
    'bench-bare': 'bench/cost/k6/bare.ts',
    'bench-full': 'bench/cost/k6/full.ts',
  });
}
