// The release gate from its options to its report: each check in turn, one folder, one report, JUnit for all.
import { join } from 'node:path';
import { PROFILES } from '../../../thresholds/profiles.ts';
import { toReleasePredicate } from '../../core/evidence/gate-run.ts';
import type { OptionValues } from '../../core/options/option.ts';
import { parsePlan } from '../../core/plan/plan.ts';
import type { ReleaseReport, StageResult } from '../../core/release/release-schema.ts';
import { toReleaseReport } from '../../core/release/report.ts';
import { endsGate, type Finding, SOAK_STAGE, type Stage, toSoakFinding } from '../../core/release/stages.ts';
import { parseWithout } from '../../core/service/parts.ts';
import { toMessage } from '../../core/text/message.ts';
import { toJunit } from '../cli/junit.ts';
import { sayLine } from '../cli/terminal/say-line.ts';
import { prepareSigning } from '../evidence/run/prepare-signing.ts';
import { toStamp } from '../files/stamp.ts';
import { writeWhole } from '../files/write-whole.ts';
import { checkBase } from '../http/preflight.ts';
import { LostRunError, runSoak } from '../run/soak.ts';
import { createDir } from '../run-folder/run-files.ts';
import { type LoadedService, loadKnown, loadPart } from '../service/load-service.ts';

/** What a gate is run with: the options of the soak, by variable name, and the environment, where the probe's own are. */
export interface ReleaseRequest {
  readonly loaded: LoadedService;
  readonly values: OptionValues;
  readonly env: OptionValues;
}

export interface ReleaseIo {
  /** Shows how far a check is. */
  readonly onProgress: (line: string) => void;
  /** Called when a check ended, before the next begins. */
  readonly onStage: (result: StageResult) => void;
  /** Takes what the soak says of itself while it runs. */
  readonly progress: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number };
  /** Aborts with the name of a signal as its reason. */
  readonly stop: AbortSignal;
}

/** What a check is given: the request, its own folder, and the address of the service, '' for the embedded one. */
export interface CheckInput extends ReleaseRequest {
  readonly dir: string;
  readonly base: string;
}

/**
 * One check of a release gate. Those of a service lie in its folder, in release/checks.ts, as CHECKS; the soak follows them.
 * `prepare` is called before any check begins.
 */
export interface ReleaseCheck extends Stage {
  /** @throws OptionError where an option of its own cannot be used */
  readonly prepare?: (input: CheckInput) => void;
  /** @throws OptionError where it cannot begin, LostRunError where it came to nothing */
  readonly run: (input: CheckInput, io: ReleaseIo) => Promise<Finding>;
}

const SOAK: ReleaseCheck = {
  ...SOAK_STAGE,
  run: async ({ values, dir }, io) => {
    const { summary, trouble } = await runSoak(
      { ...values, OUTPUT_DIR: dir },
      { progress: io.progress, stop: io.stop },
    );
    return toSoakFinding(summary, trouble);
  },
};

export interface ReleaseResult {
  readonly report: ReleaseReport;
  readonly dir: string;
  /** Why it is not signed, as a sentence, where it was to be. */
  readonly trouble: string | undefined;
}

/**
 * Runs the checks in order, up to the first that ends the gate, and writes `release-gate.json` and `junit.xml` beside what each leaves.
 * @throws OptionError where no check could begin: an option, the folder, or BASE, which is asked for once before
 */
export async function runReleaseGate(request: ReleaseRequest, io: ReleaseIo): Promise<ReleaseResult> {
  const { loaded } = request;
  const plan = parsePlan(loaded.service, request.values, PROFILES);
  parseWithout(loaded.service, request.values);
  const own = (await loadPart<readonly ReleaseCheck[]>(loaded, 'release/checks.ts', 'CHECKS')) ?? [];
  const checks = [...own, SOAK];
  const signRun = await prepareSigning(request.values);
  const startedAt = new Date();
  const startedMs = performance.now();
  if (plan.base !== '') await checkBase(plan.base, loaded.service, loadKnown);
  const dir = await createDir(plan.outputDir, `release_gate_${toStamp(startedAt)}`);
  const input: CheckInput = { ...request, dir, base: plan.base };
  for (const { prepare } of checks) prepare?.(input);
  const results: StageResult[] = [];
  for (const { id, run } of checks) {
    const stageMs = performance.now();
    const finding = await run(input, io).catch((error: unknown) => toFailedFinding(error, io.stop));
    const result = { id, ...finding, duration_ms: Math.round(performance.now() - stageMs) };
    results.push(result);
    io.onStage(result);
    if (io.stop.aborted || endsGate(result)) break;
  }
  const facts = {
    base: plan.base || 'embedded',
    started_at: startedAt.toISOString(),
    duration_ms: Math.round(performance.now() - startedMs),
  };
  const report = toReleaseReport(checks, facts, results);
  const suites = report.stages.flatMap(({ suite }) => suite ?? []);
  await writeWhole(join(dir, 'release-gate.json'), `${JSON.stringify(report, null, 2)}\n`);
  await writeWhole(join(dir, 'junit.xml'), await toJunit(suites));
  const trouble = await sign(
    async () => (await signRun?.(dir, (run) => toReleasePredicate(report, run))) ?? [],
    io,
  );
  return { report, dir, trouble };
}

/** Signs, and says what was written. @returns why that failed, if it did */
async function sign(
  write: () => Promise<readonly string[]>,
  { progress }: ReleaseIo,
): Promise<string | undefined> {
  try {
    for (const line of await write()) sayLine(progress, line);
    return undefined;
  } catch (error) {
    return `the release gate is not signed: ${toMessage(error)}`;
  }
}

/** What a check means that a signal ended. */
export const toInterrupted = (stop: AbortSignal): Finding => ({
  outcome: 'inconclusive',
  because: `ended by ${stop.reason}`,
  suite: null,
});

/** What a check means that came to no report of its own. */
function toFailedFinding(error: unknown, stop: AbortSignal): Finding {
  const because = error instanceof Error ? error.message : String(error);
  if (stop.aborted) return toInterrupted(stop);
  const couldNotBegin = !(error instanceof LostRunError);
  return { outcome: couldNotBegin ? 'set_up' : 'inconclusive', because, suite: null };
}
