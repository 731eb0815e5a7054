// How many answers a second a coordinator puts together, told in rows and in counts: what one core takes to read them, hold them to account, watch the windows and write them.
import { createFleetMerge } from '../lib/core/fleet/merge.ts';
import { toRunnerOf } from '../lib/core/fleet/segment.ts';
import { listAnswers } from '../lib/core/journal/counts/answers.ts';
import { createReducer, listCountedFlags } from '../lib/core/journal/counts/reduce.ts';
import { parseRow } from '../lib/core/journal/events.ts';
import { type Plan, parsePlan } from '../lib/core/plan/plan.ts';
import { drawJourney, listSteps } from '../lib/core/service/journeys.ts';
import { drawUnit } from '../lib/core/stats/draw.ts';
import { createTally } from '../lib/core/verdict/tally.ts';
import { toResponseLine } from '../lib/k6/response-line.ts';
import { toMergedLine } from '../lib/node/run-folder/journal.ts';
import { SERVICE } from '../services/aurora/service.ts';
import { listGates } from '../thresholds/gates.ts';
import { PROFILES } from '../thresholds/profiles.ts';

const RUNNERS = 4;
/** What a runner plays on one core. */
const ANSWERS_PER_SEC = 1_000;
/** One answer in so many has a flag that a gate bounds, so that windows are looked at: what a healthy service stays under. */
const BOUNDED_EVERY = 1_000;
const STARTED_SEC = 1_800_000_000;
const ROUNDS = 5;
const DAY_SEC = 86_400;

interface FleetLine {
  readonly runner: number;
  readonly line: string;
  readonly atSec: number;
}

/** What four runners of a healthy run write, of the mix of the plan: latencies around those of the route, in no order. */
function writeRows(rows: number, { mix, seed }: Plan): FleetLine[] {
  const lines: FleetLine[] = [];
  for (let n = 0; lines.length < rows; n++) {
    const { journey, variant } = drawJourney(mix, seed, n);
    let endedSec = STARTED_SEC + (n * 3.2) / (RUNNERS * ANSWERS_PER_SEC);
    for (const [call, { id }] of listSteps(SERVICE, journey).entries()) {
      const draw = (salt: number) => drawUnit(seed + call, n, salt);
      const ms = Math.round(1_000 * Math.exp(1 + 3 * draw(1))) / 100;
      endedSec += ms / 1000;
      const ts = Math.round(endedSec * 1000) / 1000;
      const flags = ['notice', 'low_confidence'].filter((_, i) => draw(2 + i) < 0.3);
      if (lines.length % BOUNDED_EVERY === 0) flags.push('reco_output_guard_fallback');
      const facts = { ts, n, call, journey, request_phase: id, variant, code: 200, retried: false };
      const line = toResponseLine(
        SERVICE,
        {
          ...facts,
          ...{ load_phase: 'baseline', duration_ms: ms },
          request_id: `req_${n.toString(16).padStart(12, '0')}`,
        },
        { violations: [], detail: '', judged: true, flags },
      );
      lines.push({ runner: toRunnerOf(n, RUNNERS), line, atSec: ts + 0.02 });
    }
  }
  return lines.sort((a, b) => a.atSec - b.atSec);
}

const secOf = (work: () => void): number => {
  const { user, system } = process.cpuUsage();
  work();
  const after = process.cpuUsage();
  return (after.user - user + after.system - system) / 1e6;
};

/** What each runner's process makes of them. */
function countRows(lines: readonly FleetLine[]): FleetLine[] {
  const reducers = Array.from({ length: RUNNERS }, () => createReducer(listCountedFlags(SERVICE)));
  const counted = lines.flatMap(({ runner, line, atSec }) =>
    (reducers[runner - 1]?.add(parseRow(line)) ?? []).map((row) => ({
      runner,
      line: JSON.stringify(row),
      atSec,
    })),
  );
  const atSec = lines.at(-1)?.atSec ?? 0;
  const left = reducers.flatMap((reducer, i) =>
    reducer.flush().map((row) => ({ runner: i + 1, line: JSON.stringify(row), atSec })),
  );
  return [...counted, ...left];
}

/** Puts so many rows together again and again, in both forms, beside what it takes to parse and to count the same rows, and prints the best of each. */
export function measureFleet(count: number, print: (line: string) => void, stop: AbortSignal): void {
  const plan = parsePlan(
    SERVICE,
    { SEED: '5', RUNNERS: String(RUNNERS), PROFILE: 'soak24', MAX_GUARD_FALLBACK_RATE_10M: '0.02' },
    PROFILES,
  );
  const gates = listGates(SERVICE, plan);
  const rows = writeRows(count, plan);
  const counts = countRows(rows);
  const times = {
    parsing: [] as number[],
    counting: [] as number[],
    rows: [] as number[],
    counts: [] as number[],
    rowsAgain: [] as number[],
    countsAgain: [] as number[],
  };
  const bytes = { rows: 0, counts: 0 };
  const merge = (lines: readonly FleetLine[], counted: boolean) => {
    let written = 0;
    const fleet = createFleetMerge({ service: SERVICE, plan, gates, runners: RUNNERS, counted });
    for (const { runner, line, atSec } of lines)
      for (const row of fleet.add(runner, parseRow(line), atSec)) written += toMergedLine(row).length + 1;
    const stopped = fleet.stop();
    if (stopped) throw new Error(`the run of the bench was stopped: ${stopped.gate}, ${stopped.why}`);
    return written;
  };
  // What the live line takes to follow the merged journal.
  const readAgain = (lines: readonly FleetLine[]) => {
    const tally = createTally(SERVICE, gates);
    for (const { line } of lines)
      for (const answer of listAnswers(SERVICE, parseRow(line))) tally.add(answer);
  };
  for (let round = 0; round < ROUNDS; round++) {
    stop.throwIfAborted();
    times.parsing.push(
      secOf(() => {
        for (const { line } of rows) parseRow(line);
      }),
    );
    times.counting.push(secOf(() => void countRows(rows)));
    times.rowsAgain.push(secOf(() => readAgain(rows)));
    times.countsAgain.push(secOf(() => readAgain(counts)));
    for (const form of ['rows', 'counts'] as const)
      times[form].push(
        secOf(() => {
          bytes[form] = merge(form === 'rows' ? rows : counts, form === 'counts');
        }),
      );
  }
  const perSec = (of: readonly number[]) => Math.round(rows.length / Math.min(...of));
  const perAnswer = (of: keyof typeof bytes) => bytes[of] / rows.length;
  const [byRows, byCounts] = [perSec(times.rows), perSec(times.counts)];
  const [rowsAgain, countsAgain] = [perSec(times.rowsAgain), perSec(times.countsAgain)];
  const ratio = (a: number, b: number) => (a / b).toFixed(1);
  const mostSeconds = rows.length / RUNNERS / ANSWERS_PER_SEC;
  print(
    `${rows.length} answers of ${RUNNERS} runners, ${ANSWERS_PER_SEC} a second each for ${mostSeconds.toFixed(0)} s, the best of ${ROUNDS} rounds by processor time, on one core:`,
  );
  print(`parsed alone:        ${perSec(times.parsing)} rows/s`);
  print(`counted at a runner: ${perSec(times.counting)} rows/s, parsing included`);
  print(`put together, rows:   ${byRows} answers/s, ${perAnswer('rows').toFixed(0)} bytes each`);
  print(
    `put together, counts: ${byCounts} answers/s, ${perAnswer('counts').toFixed(1)} bytes each, ${counts.length} rows; ${ratio(byCounts, byRows)} × the answers, 1/${ratio(perAnswer('rows'), perAnswer('counts'))} of the bytes`,
  );
  print(`and followed by the live line besides: ${rowsAgain} and ${countsAgain} answers/s`);
  print('');
  print('computed from that, 24 h:');
  for (const [runners, answersPerSec] of [
    [4, 2_000],
    [100, 100_000],
  ] as const) {
    const answers = answersPerSec * DAY_SEC;
    const show = (form: 'rows' | 'counts', merged: number, again: number) =>
      `${form}: ${((answers * perAnswer(form)) / 1e9).toFixed(0)} GB, ${(answersPerSec / merged + answersPerSec / again).toFixed(2)} cores`;
    print(
      `${runners} runners, ${answersPerSec} answers/s: ${(answers / 1e6).toFixed(0)} million answers; ${show('rows', byRows, rowsAgain)}; ${show('counts', byCounts, countsAgain)}`,
    );
  }
}
