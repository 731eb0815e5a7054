// A run's folder → its verdict, from the journal alone: the same at the end of a run and a year later.

import { toDigestRules } from '../../../thresholds/digest-rules.ts';
import { toDriftEvidence } from '../../../thresholds/drift.ts';
import { listGates } from '../../../thresholds/gates.ts';
import { PROFILES } from '../../../thresholds/profiles.ts';
import { createAnswerLog, placeAlike } from '../../core/chaos/answers.ts';
import type { DigestData } from '../../core/digest/data.ts';
import { createDigest } from '../../core/digest/digest.ts';
import { toDone } from '../../core/digest/done.ts';
import { readRoutes } from '../../core/digest/routes/read-routes.ts';
import { assessDrift } from '../../core/drift/drift.ts';
import { createLatencyLog } from '../../core/drift/latency.ts';
import { createCallOrder } from '../../core/fleet/call-order.ts';
import type { Gate } from '../../core/gates/gates.ts';
import { listAnswers } from '../../core/journal/counts/answers.ts';
import { type FailureRow, isRow, type JournalRow } from '../../core/journal/events.ts';
import { toFeedRow } from '../../core/journal/feed-row.ts';
import { FROM_FILE_OPTION } from '../../core/options/option-file.ts';
import { parsePastPlan } from '../../core/plan/past-plan.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { addDropped } from '../../core/plan/unbegun.ts';
import { type BlindGate, listBlindGates } from '../../core/power/blind-gates.ts';
import { mayDegrade } from '../../core/service/define-service.ts';
import { computeLongestJourneySec } from '../../core/service/journeys.ts';
import type { Id, Service } from '../../core/service/service.ts';
import { type BrokenCallsTally, createBrokenCalls } from '../../core/verdict/broken-calls.ts';
import { gatherEvidence } from '../../core/verdict/evidence.ts';
import { describeOwnVerdict } from '../../core/verdict/journal-faults/own-verdict.ts';
import { pointOut } from '../../core/verdict/pointed.ts';
import { toSummary } from '../../core/verdict/summary.ts';
import type { Summary } from '../../core/verdict/summary-schema.ts';
import { createTally } from '../../core/verdict/tally.ts';
import { assess } from '../../core/verdict/verdict.ts';
import { withLogEnd } from '../process/log-end.ts';
import { readJournal } from '../run-folder/journal.ts';
import type { RunFiles } from '../run-folder/run-files.ts';
import type { LoadedService } from '../service/load-service.ts';
import { loadServiceOf } from '../service/read-service.ts';

/** What a finished journal comes to. `failures`: the failing samples that are kept. `digest`: what its report draws. */
export interface Judgement {
  /** The service that the run was of. */
  readonly loaded: LoadedService;
  readonly summary: Summary;
  readonly failures: readonly FailureRow[];
  readonly digest: DigestData;
  /** Where the run wrote down another verdict, in a sentence. */
  readonly otherVerdict?: string | undefined;
}

/**
 * Judges a run by its journal.
 * @param loading the service that the run was of, where somebody else needs it too
 * @throws Error where there is no journal, or it does not say what was asked of the run
 */
export async function judgeRun(
  files: RunFiles,
  loading: Promise<LoadedService> = loadServiceOf(files.journal),
): Promise<Judgement> {
  const loaded = await loading;
  const { service } = loaded;
  const rows: JournalRow[] = [];
  let tally: ReturnType<typeof createTally> | undefined;
  let calls: BrokenCallsTally | undefined;
  let plan: Plan | undefined;
  let gates: readonly Gate[] = [];
  let lastSec = 0;
  let unknown: Id | undefined;
  const answers = createAnswerLog(service);
  const latency = createLatencyLog(service);
  const longestJourneySec = computeLongestJourneySec(service);
  const order = createCallOrder(longestJourneySec);
  const digest = createDigest(toDigestRules(service));
  const unread = await readJournal(files.journal, (row) => {
    const shown = toFeedRow(row);
    if (shown) digest.add(shown);
    order.add(row);
    if (row.type !== 'verdict') lastSec = Math.max(lastSec, row.ts);
    if (row.type === 'response' || row.type === 'counts') {
      const told = listAnswers(service, row);
      answers.add(told);
      for (const answer of told) {
        tally?.add(answer);
        calls?.addCall(answer);
        latency.add(answer);
        unknown ??= answer.violations.find((id) => service.counterOf[id] === undefined);
      }
    } else if (row.type === 'failure') {
      calls?.addFailure(row);
    } else {
      if (row.type === 'run.started' && !plan) {
        plan = parsePastPlan(service, row, PROFILES);
        gates = listGates(service, plan);
        tally = createTally(service, gates);
        calls = createBrokenCalls(service, gates);
      }
      rows.push(row);
    }
  });
  const started = rows.find(isRow('run.started'));
  if (!plan || !tally || !calls || !started) {
    const why =
      rows.find(isRow('run.stopped'))?.why ??
      unread.firstFault ??
      (await withLogEnd('k6 did not get as far as its first journey', files.k6Log));
    throw new Error(`${files.journal} holds no run.started row: ${why}`);
  }
  // A run that injected no toxic has no phase of chaos, whatever was asked of it.
  const injects = rows.some((row) => row.type === 'toxic.on' && row.read_back);
  const timing = { ...plan.timing, injects };
  const { evidence, ending, finishedAtSec, chaosWindows } = gatherEvidence({
    plan,
    gates,
    rows,
    unknown,
    ...unread,
    startedAtSec: started.ts,
    lastSec,
    longestJourneySec,
    disorder: order.fault(),
    answers: placeAlike(answers.list()),
    drift: assessDrift(toDriftEvidence(plan, { rows, latency, startedAtSec: started.ts })),
    mayDegrade: mayDegrade(service),
    figures: tally.figures(timing),
    edgeCalls: tally.edgeCalls(),
    findRemedy: createRemedyFinder(service, plan, gates),
    broken: pointOut(service, plan, gates, calls, started),
  });
  const told = digest.toJSON();
  const { unbegun = 0 } = evidence;
  const data = unbegun > 0 ? { ...told, totals: addDropped(told.totals, unbegun) } : told;
  const summary = toSummary({
    service,
    plan: { ...plan, timing },
    base: started.base,
    optionsFromFile: started.options[FROM_FILE_OPTION.env],
    ...ending,
    startedAtSec: started.ts,
    finishedAtSec,
    figures: evidence.figures,
    verdict: assess(evidence),
    broken: calls.list(),
    routes: readRoutes(toDone(data)),
    requestTimings: rows.findLast(isRow('k6.summary'))?.request_timings,
    runners: rows.filter(isRow('runner.ended')).map(({ ts: _, type: __, ...runner }) => runner),
    chaosWindows,
    chaosInjected: plan.chaos.enabled,
  });
  const otherVerdict = describeOwnVerdict(rows.findLast(isRow('verdict')), summary.verdict);
  return { loaded, summary, failures: calls.failures(), digest: data, otherVerdict };
}

/** What would do for a gate that cannot tell in a run of this plan. To see it takes as long as to play the run, and most runs need none. */
function createRemedyFinder(service: Service, plan: Plan, gates: readonly Gate[]) {
  let blind: readonly BlindGate[] | undefined;
  return (gate: string) => {
    blind ??= listBlindGates(service, plan, gates);
    return blind.find(({ id }) => id === gate)?.remedy;
  };
}
