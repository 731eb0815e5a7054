// One run of the rollout probe, from its plan to its report: play, decide, record, write, tell.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createFindMissing } from '../../../../lib/core/service/parts.ts';
import { createRedactor, redactText, redactTexts } from '../../../../lib/core/text/redact.ts';
import { claimReportFiles, type ReportFiles } from '../../../../lib/node/cli/report-files.ts';
import { toStopCode } from '../../../../lib/node/cli/stop-signal.ts';
import { toStamp } from '../../../../lib/node/files/stamp.ts';
import type { LoadedService } from '../../../../lib/node/service/load-service.ts';
import { withEmbeddedStack } from '../../../../lib/node/stack/embedded-stack.ts';
import { PARTS } from '../../parts.ts';
import { type AlertResult, decideAlerts, decideExitCode, decideOutcome } from '../alerts.ts';
import { computeCounts } from '../figures.ts';
import { listFailingRuns, type RunRecord } from '../history.ts';
import type { ProbePlan } from '../options.ts';
import { toAlertMessage, toProbeReport } from '../report.ts';
import type { ProbeReport, WebhookReport } from '../report-schema.ts';
import type { Sample } from '../samples.ts';
import { writeReport } from './report-files.ts';
import { runSamples } from './sampling.ts';
import { type KnownState, recordRun } from './state-file.ts';
import { deliverAlert } from './webhook.ts';

export interface ProbeIo {
  /** Called as samples come to their end. */
  readonly onProgress: (done: number, of: number) => void;
  /** Aborts with the name of a signal as its reason. */
  readonly stop: AbortSignal;
}

export interface ProbeResult {
  /** Without secrets, as it was written. */
  readonly report: ProbeReport;
  readonly files: ReportFiles;
}

const EMBEDDED = 'embedded';

/**
 * Runs the probe.
 * @throws OptionError and others where it cannot begin; what the service does wrong is in the report, never thrown
 */
export async function runProbe(
  loaded: LoadedService,
  plan: ProbePlan,
  { onProgress, stop }: ProbeIo,
): Promise<ProbeResult> {
  const startedAt = new Date();
  const name = `aurora_rollout_probe_${toStamp(startedAt)}`;
  const files = await claimReportFiles(plan.outDir, name, 'AURORA_ROLLOUT_PROBE_OUT_DIR');
  const runId = `${startedAt.getTime().toString(36)}${randomBytes(4).toString('hex')}`;
  const samples = await withService(loaded, plan, (base) =>
    runSamples({ base, runId, plan, stop, onProgress: (done) => onProgress(done, plan.samples) }),
  );
  const interrupted = stop.aborted;
  // As it is remembered and shown, so without a password; a new one makes no other service of it.
  const base = redactText(plan.base) || EMBEDDED;
  const decide = (known: KnownState) => decideRun({ plan, base, runId, samples }, known);
  // Half a run is no evidence for the next one.
  const state = interrupted
    ? { decided: decide({ unknown: 'the run was interrupted' }), recorded: true, note: '' }
    : await recordRun(plan.stateFile, decide);
  const { alerts, outcome } = state.decided;
  const exitCode = interrupted ? toStopCode(stop) : decideExitCode(outcome, plan.failOn, state.recorded);
  const write = async (webhook: WebhookReport): Promise<ProbeReport> => {
    const facts = {
      run_id: runId,
      status: toStatus(interrupted, samples.length < plan.samples),
      base,
      embedded: plan.base === '',
      started_at: startedAt.toISOString(),
      finished_at: new Date().toISOString(),
      lang: plan.lang,
      samplesPlanned: plan.samples,
      outcome,
      exitCode,
      state: { recorded: state.recorded && !interrupted, note: state.note },
      webhook,
    };
    const report = redactTexts(toProbeReport(facts, samples, alerts), createRedactor(plan.secrets));
    await writeReport(files, report);
    return report;
  };

  const quiet = { attempts: 0, status: null, problem: '' };
  if (!plan.webhook) return { report: await write({ outcome: 'not_configured', ...quiet }), files };
  if (interrupted || (outcome !== 'high' && outcome !== 'warn'))
    return { report: await write({ outcome: 'not_needed', ...quiet }), files };
  // Written before it is told: a receiver that hangs must not keep the report from being there.
  const told = await write({ outcome: 'pending', ...quiet });
  const delivery = await deliverAlert(
    plan.webhook,
    `probe_${runId}`,
    JSON.stringify(toAlertMessage(told)),
    stop,
  );
  return { report: await write(delivery), files };
}

function toStatus(interrupted: boolean, samplesLeft: boolean): ProbeReport['status'] {
  if (interrupted) return 'interrupted';
  return samplesLeft ? 'out_of_time' : 'completed';
}

interface PlayedRun {
  readonly plan: ProbePlan;
  readonly base: string;
  readonly runId: string;
  readonly samples: readonly Sample[];
}

/** Everything that is decided on a run, and what is remembered of it. */
function decideRun({ plan, base, runId, samples }: PlayedRun, known: KnownState) {
  const at = new Date();
  const failingRuns = 'unknown' in known ? known : listFailingRuns(known, base, at.getTime(), plan.windowMs);
  const { expectedSplit, falseAlarmRatio } = plan;
  const alerts: readonly AlertResult[] = decideAlerts({
    samples,
    failingRuns,
    expectedSplit,
    falseAlarmRatio,
    findMissing: createFindMissing(PARTS, plan.without, 'probe'),
  });
  const counts = computeCounts(samples);
  const outcome = decideOutcome(alerts, counts);
  const record: RunRecord = {
    run_id: runId,
    at: at.toISOString(),
    base,
    sample_count: counts.sample_count,
    failed_count: counts.failed_count,
    outcome,
  };
  return { alerts, outcome, record };
}

/** Lets `work` use the service at `plan.base`, or the embedded one. */
async function withService<T>(
  loaded: LoadedService,
  { base, defects, outDir }: ProbePlan,
  work: (base: string) => Promise<T>,
): Promise<T> {
  if (base !== '') return work(base);
  return withEmbeddedStack(
    loaded,
    { defects, logFile: join(outDir, 'aurora_rollout_probe_embedded.log') },
    work,
  );
}
