// One row of the teeth matrix, played for real: k6, the target, Toxiproxy where it asks for one, and what breaks the suite itself.
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listAnswers, timesOf } from '../lib/core/journal/counts/answers.ts';
import type { JournalRow } from '../lib/core/journal/events.ts';
import type { OptionValues } from '../lib/core/options/option.ts';
import { parsePastPlan } from '../lib/core/plan/past-plan.ts';
import type { Summary } from '../lib/core/verdict/summary-schema.ts';
import { createTally, type Tally } from '../lib/core/verdict/tally.ts';
import { findNote } from '../lib/node/leftovers/notes.ts';
import { waitFor } from '../lib/node/process/wait.ts';
import { judgeRun } from '../lib/node/run/judge.ts';
import { createRunClock } from '../lib/node/run/run-clock.ts';
import { runSoak } from '../lib/node/run/soak.ts';
import { followJournal, readJournal } from '../lib/node/run-folder/journal.ts';
import { type RunFiles, toRunFiles } from '../lib/node/run-folder/run-files.ts';
import { loadServiceOf } from '../lib/node/service/read-service.ts';
import { listGates } from '../thresholds/gates.ts';
import { PROFILES } from '../thresholds/profiles.ts';
import type { Bite, Means, Tooth } from './teeth.ts';

export interface RowOptions {
  /** A folder of this row's own. */
  readonly dir: string;
  /** The service, as it was asked for. */
  readonly service: string;
  /** What a run by several runners is told besides. */
  readonly fleet?: OptionValues;
  /** The bundle that k6 runs. */
  readonly bundle: string;
  /** Aborts with the name of a signal as its reason. */
  readonly stop: AbortSignal;
}

/** A run of a row that takes longer than this is asked to stop: the longest is 45 s, and a hung call ends after 15. */
const ROW_DEADLINE_MS = 150_000;
const START_DEADLINE_MS = 60_000;

/**
 * Plays a row.
 * @throws what `runSoak` throws where the run cannot begin, and Error where the means of the row cannot be had
 */
export async function runTooth(
  tooth: Tooth,
  { dir, service, fleet, bundle, stop }: RowOptions,
): Promise<Bite> {
  const own = new AbortController();
  const deadline = setTimeout(() => own.abort('SIGTERM'), ROW_DEADLINE_MS);
  const forward = () => own.abort(stop.reason);
  stop.addEventListener('abort', forward, { once: true });
  if (stop.aborted) forward();
  const over = new AbortController();
  const breaking = runMeans(tooth.means, dir, own, over.signal);
  // Looked at when the run is over; until then a failure of it must not end the process.
  breaking.catch(() => {});
  try {
    const { files, summary } = await runSoak(
      { ...tooth.options, ...fleet, GATE_SERVICE: service, DEFECTS: tooth.defects, OUTPUT_DIR: dir },
      { progress: { write: () => {} }, stop: own.signal, bundle },
    );
    over.abort();
    await breaking;
    if (tooth.means?.kind !== 'journal') return await readBite(tooth, files, summary);
    const poorer = await loseAnswers(files, tooth.means.loses);
    return await readBite(tooth, poorer, (await judgeRun(poorer)).summary);
  } finally {
    over.abort();
    clearTimeout(deadline);
    stop.removeEventListener('abort', forward);
  }
}

/** Does what the row asks for besides defects, at its moment of the run. */
async function runMeans(
  means: Means | undefined,
  dir: string,
  run: AbortController,
  over: AbortSignal,
): Promise<void> {
  if (means?.kind !== 'signal' && means?.kind !== 'interrupt') return;
  const runDir = await waitFor('the run folder', START_DEADLINE_MS, async () => {
    if (over.aborted) throw new Error('the run ended before it began');
    return (await readdir(dir).catch(() => []))[0];
  });
  const files = toRunFiles(join(dir, runDir));
  const begun = new AbortController();
  const clock = createRunClock();
  await followJournal(
    files.journal,
    (row) => {
      if (row.type !== 'run.started') return;
      clock.startAt(row.ts);
      begun.abort();
    },
    AbortSignal.any([begun.signal, over]),
  );
  if (!begun.signal.aborted || !(await clock.until(means.afterSec, over)))
    throw new Error('the run was over before it could be broken');
  if (means.kind === 'interrupt') {
    run.abort(means.signal);
    return;
  }
  const pid = (await findNote(files.dir))?.children[means.part];
  if (pid === undefined) throw new Error(`no ${means.part} is running that could be sent ${means.signal}`);
  process.kill(pid, means.signal);
  if (means.forSec === undefined) return;
  await clock.until(means.afterSec + means.forSec, over);
  process.kill(pid, 'SIGCONT');
}

/** A copy of the run whose journal does not hold the answers of one step. */
async function loseAnswers(files: RunFiles, step: string): Promise<RunFiles> {
  const poorer = toRunFiles(`${files.dir}_poorer`);
  await cp(files.dir, poorer.dir, { recursive: true });
  const lines = (await readFile(files.journal, 'utf8')).split('\n');
  const isLost = (line: string) =>
    line.includes('"type":"response"') && line.includes(`"request_phase":"${step}"`);
  await writeFile(poorer.journal, lines.filter((line) => !isLost(line)).join('\n'));
  return poorer;
}

/** Reads out of a finished run what its row asks about. */
async function readBite(tooth: Tooth, files: RunFiles, summary: Summary): Promise<Bite> {
  const { service } = await loadServiceOf(files.journal);
  let tally: Tally | undefined;
  let seen = 0;
  let lastCallAtSec = 0;
  let crossed: { readonly atSec: number; readonly responses: number } | undefined;
  const others: JournalRow[] = [];
  await readJournal(files.journal, (row) => {
    if (row.type === 'response' || row.type === 'counts') {
      for (const answer of listAnswers(service, row)) {
        seen += timesOf(answer);
        lastCallAtSec = Math.max(lastCallAtSec, answer.ts);
        const news = tally?.add(answer) ?? [];
        if (!crossed && news.some((gate) => gate.id === tooth.gate))
          crossed = { atSec: answer.ts, responses: seen };
      }
      return;
    }
    if (row.type === 'failure') return;
    if (row.type === 'run.started' && !tally) {
      const plan = parsePastPlan(service, row, PROFILES);
      tally = createTally(service, listGates(service, plan));
    }
    others.push(row);
  });
  const overAtSec = others.flatMap((row) => (row.type === 'runner.ended' ? [row.ts] : []));
  const first = (type: JournalRow['type']) => others.find((row) => row.type === type);
  const stopped = others.find((row) => row.type === 'run.stopped');
  const { outcome, gates } = summary.verdict;
  const decisive = gates
    .filter((gate) => gate.outcome === outcome && gate.severity === 'blocking')
    .map(({ id }) => id);
  // A verdict at the end names all the gates that decided, in the order of the report: none of them is the first.
  const atTheEnd = decisive.includes(tooth.gate) ? tooth.gate : decisive[0];
  const p95s = Object.values(summary.phases).flatMap(({ p95_ms }) => p95_ms ?? []);
  return {
    outcome,
    gates: Object.fromEntries(
      gates
        .filter(({ id, severity }) => severity === 'blocking' || id === tooth.gate)
        .map(({ id, outcome: came }) => [id, came]),
    ),
    reason: outcome === 'pass' ? null : (stopped?.gate ?? atTheEnd ?? null),
    responses: crossed?.responses ?? seen,
    crossedAtSec: crossed?.atSec ?? null,
    decidedAtSec: stopped?.ts ?? null,
    lastCallAtSec: stopped ? lastCallAtSec : null,
    // The one summary of a fleet is of the first runner that was over.
    loadOverAtSec: stopped
      ? overAtSec.length > 0
        ? Math.max(...overAtSec)
        : (first('k6.summary')?.ts ?? null)
      : null,
    exitedAtSec: stopped ? (first('k6.exited')?.ts ?? null) : null,
    p95Ms: p95s.length > 0 ? Math.round(Math.max(...p95s)) : null,
    modesShown: summary.chaos_windows.filter(({ effect }) => effect === 'shown').map(({ mode }) => mode),
  };
}
