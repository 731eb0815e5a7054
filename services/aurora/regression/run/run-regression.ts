// One fixed regression, from its plan to its report.

import { decideExitCode, decideOutcome } from '../../../../lib/core/outcome.ts';
import { createFindMissing } from '../../../../lib/core/service/parts.ts';
import { createRedactor, redactTexts } from '../../../../lib/core/text/redact.ts';
import { claimReportFiles, type ReportFiles } from '../../../../lib/node/cli/report-files.ts';
import { toStopCode } from '../../../../lib/node/cli/stop-signal.ts';
import { ensureReachable } from '../../../../lib/node/http/reachable.ts';
import type { LoadedService } from '../../../../lib/node/service/load-service.ts';
import { PARTS } from '../../parts.ts';
import { decideChecks } from '../checks.ts';
import { compareRuns } from '../compare.ts';
import type { RegressionPlan } from '../options.ts';
import { createReport, toSetup } from '../report.ts';
import type { RegressionReport } from '../report-schema.ts';
import { type PlayOptions, playRounds } from './play-rounds.ts';
import { prewarmService } from './prewarm.ts';
import { readEarlierReport, toReportName, writeReport } from './report-files.ts';
import { withService } from './with-service.ts';

const PREWARM_TIMEOUT_MS = 60_000;
const REACH_TIMEOUT_MS = 10_000;

export interface RegressionResult {
  /** Without secrets, as it was written. */
  readonly report: RegressionReport;
  readonly files: ReportFiles;
}

/**
 * Runs a regression and writes its report.
 * @throws OptionError where it cannot begin; what the service does wrong is in the report, never thrown
 */
export async function runRegression(
  loaded: LoadedService,
  plan: RegressionPlan,
  { stop, onProgress }: Pick<PlayOptions, 'stop' | 'onProgress'>,
): Promise<RegressionResult> {
  // First of all: nobody wants to learn after 100 rounds that there is nothing to compare with.
  const earlier = plan.compare === '' ? undefined : await readEarlierReport(plan.compare);
  return withService(loaded, plan, 'pdp_regression_embedded.log', async (access) => {
    const startedAt = new Date();
    if (plan.base !== '') await ensureReachable(plan.base, REACH_TIMEOUT_MS, stop);
    const prewarm = plan.prewarm ? await prewarmService(access, PREWARM_TIMEOUT_MS, stop) : undefined;
    const files = await claimReportFiles(plan.outDir, toReportName(plan, startedAt), 'OUT_DIR');
    const rounds = await playRounds({ base: access.base, plan, stop, onProgress });
    const setup = toSetup(plan.hotset, plan.pdpPath, plan.warmupRounds);
    const formal = rounds.filter(({ phase }) => phase === 'formal');
    const comparison = earlier && compareRuns(earlier, { rounds: formal, setup }, plan.toleranceRatio);
    const verdict = prewarm && { outcome: prewarm.outcome, why: prewarm.why };
    const findMissing = createFindMissing(PARTS, plan.without, 'regression');
    const checks = decideChecks({ plan, rounds, prewarm: verdict, comparison, findMissing });
    const outcome = decideOutcome(checks);
    const due = (plan.warmupRounds + plan.formalRounds) * plan.hotset.length;
    const facts = {
      status: stop.aborted ? 'interrupted' : rounds.length < due ? 'out_of_time' : 'completed',
      base: plan.base || 'embedded',
      embedded: plan.base === '',
      started_at: startedAt.toISOString(),
      finished_at: new Date().toISOString(),
      warmup_rounds: plan.warmupRounds,
      formal_rounds: plan.formalRounds,
      setup,
      outcome,
      exit_code: stop.aborted ? toStopCode(stop) : decideExitCode(outcome),
      checks,
      comparison: comparison ? { earlier: plan.compare, ...comparison } : null,
      rounds,
    } as const;
    const report = redactTexts(createReport(facts), createRedactor([plan.adminKey]));
    await writeReport(files, report);
    return { report, files };
  });
}
