// A smoke of a service from its options to its report: the service, embedded or given, the flows, the files.
import { randomBytes } from 'node:crypto';
import { access, constants, mkdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { OptionError } from '../../core/options/option-error.ts';
import { toSmokeSuite } from '../../core/release/check-suite.ts';
import { createFindMissing } from '../../core/service/parts.ts';
import type { Flow, Smoke } from '../../core/smoke/flow.ts';
import { playFlows } from '../../core/smoke/play.ts';
import { type SmokeReport, toSmokeReport } from '../../core/smoke/report.ts';
import { listVariants, type SmokeRequest } from '../../core/smoke/settings.ts';
import { toJunit } from '../cli/junit.ts';
import { withTemporaryDir } from '../files/temporary.ts';
import { writeWhole } from '../files/write-whole.ts';
import { ensureReachable } from '../http/reachable.ts';
import type { LoadedService } from '../service/load-service.ts';
import { readContracts } from '../service/read-contracts.ts';
import { withEmbeddedStack } from '../stack/embedded-stack.ts';
import { type Sender, sendCall } from './request.ts';

/** How a smoke is played. */
export type SmokeOptions = Omit<SmokeRequest, 'json' | 'suite'>;

export interface SmokeIo {
  readonly onProgress: (done: number, of: number) => void;
  /** Aborts where the smoke must end early. */
  readonly stop: AbortSignal;
}

/**
 * Plays the flows and writes the JUnit file if one is wanted.
 * @throws OptionError where the service cannot be reached at all or the file cannot be written; what it answers is in the report
 */
export async function runSmoke(
  loaded: LoadedService,
  smoke: Smoke,
  options: SmokeOptions,
  io: SmokeIo,
): Promise<SmokeReport> {
  if (options.junit !== '') await ensureWritable(options.junit);
  const started = new Date();
  const startedMs = performance.now();
  const contracts = await readContracts(loaded);
  const forms = await readForms(loaded);
  const { service } = loaded;
  const checks = await withService(loaded, options, smoke.flows, async (base) => {
    if (options.base !== '') await ensureReachable(base, options.timeoutMs, io.stop);
    const sender = { base, timeoutMs: options.timeoutMs, smoke, forms, stop: io.stop };
    return playFlows({
      service,
      smoke,
      variants: listVariants(service, options),
      origin: options.origin || smoke.origin,
      findMissing: createFindMissing(service.parts, options.without, 'smoke'),
      embedded: options.base === '',
      run: randomBytes(6).toString('hex'),
      now: Date.now,
      send: (call, person) => sendCall(sender, call, person),
      contracts,
      onProgress: io.onProgress,
    });
  });
  const facts = {
    name: smoke.name,
    base: options.base || 'embedded',
    started_at: started.toISOString(),
    duration_ms: Math.round(performance.now() - startedMs),
  };
  const report = toSmokeReport(facts, checks);
  if (options.junit !== '') await writeWhole(resolve(options.junit), await toJunit([toSmokeSuite(report)]));
  return report;
}

/** The forms of a service, with their files. */
export async function readForms({ service, dir }: LoadedService): Promise<Sender['forms']> {
  const entries = Object.entries(service.forms ?? {}).map(async ([id, form]) => {
    const bytes = new Uint8Array(await readFile(join(dir, form.file.path)));
    return [id, { form, bytes }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function ensureWritable(file: string): Promise<void> {
  try {
    await mkdir(dirname(resolve(file)), { recursive: true });
    await access(dirname(resolve(file)), constants.W_OK);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OptionError(`--junit ${file} cannot be written (${reason}); name a file that can`);
  }
}

/** The failures behind the embedded service that the flows need, each for the calls of its own flow alone. */
function toDefects(flows: readonly Flow[], defects: string): string {
  const needed = flows.flatMap(({ id, embeddedDefect }) =>
    embeddedDefect === undefined ? [] : [`${embeddedDefect},header=x-trace-id:smoke_${id}_`],
  );
  return [...needed, ...(defects === '' ? [] : [defects])].join(';');
}

/** Lets `work` use the service at `options.base`, or the embedded one, whose log is gone afterwards. */
async function withService<T>(
  loaded: LoadedService,
  options: SmokeOptions,
  flows: readonly Flow[],
  work: (base: string) => Promise<T>,
): Promise<T> {
  if (options.base !== '') return work(options.base);
  return withTemporaryDir('smoke', async (dir) => {
    const logFile = join(dir, 'stack.log');
    try {
      return await withEmbeddedStack(loaded, { defects: toDefects(flows, options.defects), logFile }, work);
    } catch (error) {
      // The log goes with its folder: what it ends with says why.
      const lines = (await readFile(logFile, 'utf8').catch(() => '')).trim().split('\n');
      const message = error instanceof Error ? error.message : String(error);
      throw new OptionError([message.replace(/: see .*/, ''), lines.at(-1)].filter(Boolean).join(': '));
    }
  });
}
