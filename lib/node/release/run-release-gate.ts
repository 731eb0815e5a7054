// The release gate from its options to its report: each check in turn, one folder, one report, JUnit for all.
import { join } from 'node:path';
import { PROBE, parseProbePlan } from '../../../services/aurora/probe/options.ts';
import { runProbe } from '../../../services/aurora/probe/run/run-probe.ts';
import { RECO_GATE_FLOWS } from '../../../services/aurora/smoke/reco-gates.ts';
import { RUNTIME_FLOWS } from '../../../services/aurora/smoke/runtime.ts';
import { PROFILES } from '../../../thresholds/profiles.ts';
import type { OptionValues } from '../../core/options/option.ts';
import { collectGiven } from '../../core/options/read-options.ts';
import { parsePlan } from '../../core/plan/plan.ts';
import { type ReleaseReport, toReleaseReport } from '../../core/release/report.ts';
import {
  endsGate,
  STAGES,
  type StageId,
  type StageResult,
  toProbeFinding,
  toSmokeFinding,
  toSoakFinding,
} from '../../core/release/stages.ts';
import type { Flow } from '../../core/smoke/flow.ts';
import { parseSmokeSettings } from '../../core/smoke/settings.ts';
import { toJunit } from '../cli/junit.ts';
import { checkBase } from '../http/preflight.ts';
import { toStamp } from '../process/stamp.ts';
import { writeWhole } from '../process/write-whole.ts';
import { createDir } from '../run/results.ts';
import { LostRunError, runSoak } from '../run/soak.ts';
import { runSmoke } from '../smoke/run-smoke.ts';

/** What a gate is run with: the options of the soak, by variable name, and the environment, where the probe's own are. */
export interface ReleaseRequest {
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

type Finding = Omit<StageResult, 'id' | 'duration_ms'>;

/**
 * Runs the checks in order, up to the first that ends the gate, and writes `release-gate.json` and `junit.xml` beside what each leaves.
 * @throws OptionError where no check could begin: an option, the folder, or BASE, which is asked for once before
 */
export async function runReleaseGate(
  request: ReleaseRequest,
  io: ReleaseIo,
): Promise<{ readonly report: ReleaseReport; readonly dir: string }> {
  const plan = parsePlan(request.values, PROFILES);
  const startedAt = new Date();
  const startedMs = performance.now();
  if (plan.base !== '') await checkBase(plan.base);
  const dir = await createDir(plan.outputDir, `release_gate_${toStamp(startedAt)}`);
  const probePlan = toProbePlan(request, plan.base, dir);
  const results: StageResult[] = [];
  for (const { id } of STAGES) {
    const stageMs = performance.now();
    const finding = await runStage(id, { ...request, dir, probePlan }, io).catch((error: unknown) =>
      toFailedFinding(error, io.stop),
    );
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
  const report = toReleaseReport(facts, results);
  const suites = report.stages.flatMap(({ suite }) => suite ?? []);
  await writeWhole(join(dir, 'release-gate.json'), `${JSON.stringify(report, null, 2)}\n`);
  await writeWhole(join(dir, 'junit.xml'), toJunit(suites));
  return { report, dir };
}

interface StageInput extends ReleaseRequest {
  readonly dir: string;
  readonly probePlan: ReturnType<typeof parseProbePlan>;
}

async function runStage(id: StageId, input: StageInput, io: ReleaseIo): Promise<Finding> {
  switch (id) {
    case 'smoke':
      return runSmokeStage('runtime smoke', RUNTIME_FLOWS, 'smoke.json', input, io);
    case 'reco_gates':
      return runSmokeStage('reco gate smoke', RECO_GATE_FLOWS, 'reco-gates.json', input, io);
    case 'probe': {
      const { samples } = input.probePlan;
      const onProgress = (done: number) => io.onProgress(`rollout probe: ${done} of ${samples} samples`);
      const { report } = await runProbe(input.probePlan, { onProgress, stop: io.stop });
      return toProbeFinding(report);
    }
    case 'soak': {
      const values = { ...input.values, OUTPUT_DIR: input.dir };
      const { summary, trouble } = await runSoak(values, { progress: io.progress, stop: io.stop });
      return toSoakFinding(summary, trouble);
    }
  }
}

async function runSmokeStage(
  name: string,
  flows: readonly Flow[],
  file: string,
  { values, dir }: StageInput,
  io: ReleaseIo,
): Promise<Finding> {
  const { BASE, DEFECTS: defects = '', SOAK_LANG: SMOKE_LANG } = values;
  const settings = parseSmokeSettings({ BASE, SMOKE_LANG });
  const report = await runSmoke(
    name,
    flows,
    { ...settings, defects, junit: '' },
    { stop: io.stop, onProgress: (done, of) => io.onProgress(`${name}: ${done} of ${of} flows`) },
  );
  await writeWhole(join(dir, file), `${JSON.stringify(report, null, 2)}\n`);
  // Calls that a signal cut off look like a service that does not answer.
  return io.stop.aborted ? toInterrupted(io.stop) : toSmokeFinding(report);
}

/** The probe with its own variables, but for what all checks of a gate share. */
function toProbePlan({ values, env }: ReleaseRequest, base: string, dir: string) {
  const own = collectGiven(PROBE.options, {}, env);
  return parseProbePlan({
    AURORA_ROLLOUT_PROBE_STATE_FILE: join(dir, 'probe_state.json'),
    ...own,
    AURORA_ROLLOUT_PROBE_BASE: base,
    AURORA_ROLLOUT_PROBE_OUT_DIR: dir,
    AURORA_ROLLOUT_PROBE_DEFECTS: values.DEFECTS ?? '',
    ...(values.SOAK_LANG ? { AURORA_ROLLOUT_PROBE_LANG: values.SOAK_LANG } : {}),
  });
}

const toInterrupted = (stop: AbortSignal): Finding => ({
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
