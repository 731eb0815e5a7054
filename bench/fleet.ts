// How many rows a second a coordinator puts together: what one core takes to read them, hold them to account, watch the windows and write them.
import { createFleetMerge } from '../lib/core/fleet/merge.ts';
import { toRunnerOf } from '../lib/core/fleet/segment.ts';
import { type JournalRow, parseRow } from '../lib/core/journal/events.ts';
import { parsePlan } from '../lib/core/plan/plan.ts';
import { listSteps } from '../lib/core/service/journeys.ts';
import { toSafeJson } from '../lib/core/text/redact.ts';
import { toResponseLine } from '../lib/k6/response-line.ts';
import { SERVICE } from '../services/aurora/service.ts';
import { listGates } from '../thresholds/gates.ts';
import { PROFILES } from '../thresholds/profiles.ts';

const RUNNERS = 4;
/** Of one journey that makes them all. */
const JOURNEY = 'use_photo_false';
const STARTED_SEC = 1_800_000_000;
const ROUNDS = 5;

interface FleetRow {
  readonly runner: number;
  readonly line: string;
  readonly atSec: number;
}

/** What four runners of a healthy run write, a fiftieth of it failing, so that windows are looked at. */
function writeRows(rows: number): FleetRow[] {
  const steps = listSteps(SERVICE, JOURNEY);
  const journeys = Math.ceil(rows / steps.length);
  return Array.from({ length: journeys }, (_, n) =>
    steps.map(({ id }, call): FleetRow => {
      const ts = Math.round((STARTED_SEC + n / 5_000 + call / 50) * 1_000) / 1_000;
      const facts = { ts, n, call, journey: JOURNEY, request_phase: id, variant: 'EN', code: 200 };
      const line = toResponseLine(
        SERVICE,
        {
          ...facts,
          ...{ load_phase: 'baseline', duration_ms: 20 + (n % 90), retried: false },
          request_id: `req_${n.toString(16).padStart(12, '0')}`,
        },
        { violations: [], detail: '', judged: true, flags: n % 50 === 0 ? SERVICE.rowFlags.slice(0, 1) : [] },
      );
      return { runner: toRunnerOf(n, RUNNERS), line, atSec: ts + 0.02 };
    }),
  ).flat();
}

const secOf = (work: () => void): number => {
  const { user, system } = process.cpuUsage();
  work();
  const after = process.cpuUsage();
  return (after.user - user + after.system - system) / 1e6;
};

/** Puts so many rows together again and again, beside what it takes to parse the same rows, and prints the best of both. */
export function measureFleet(count: number, print: (line: string) => void, stop: AbortSignal): void {
  const plan = parsePlan(SERVICE, { SEED: '5', RUNNERS: String(RUNNERS), PROFILE: 'soak24' }, PROFILES);
  const gates = listGates(SERVICE, plan);
  const rows = writeRows(count);
  const parsing: number[] = [];
  const merging: number[] = [];
  let bytes = 0;
  for (let round = 0; round < ROUNDS; round++) {
    stop.throwIfAborted();
    parsing.push(
      secOf(() => {
        for (const { line } of rows) parseRow(line);
      }),
    );
    merging.push(
      secOf(() => {
        const merge = createFleetMerge({ service: SERVICE, plan, gates, runners: RUNNERS });
        const write = (row: JournalRow) => {
          bytes += toSafeJson(row).length + 1;
        };
        for (const { runner, line, atSec } of rows)
          for (const row of merge.add(runner, parseRow(line), atSec)) write(row);
        const stopped = merge.stop();
        if (stopped) throw new Error(`the run of the bench was stopped: ${stopped.gate}, ${stopped.why}`);
      }),
    );
  }
  const perSec = (times: readonly number[]) => Math.round(rows.length / Math.min(...times));
  const [parsed, merged] = [perSec(parsing), perSec(merging)];
  print(
    `${rows.length} rows of ${RUNNERS} runners, ${Math.round(bytes / ROUNDS / rows.length)} bytes each, the best of ${ROUNDS} rounds by processor time:`,
  );
  print(`parsed alone:  ${parsed} rows/s on one core`);
  print(`put together:  ${merged} rows/s on one core, ${(parsed / merged).toFixed(1)} × the cost of parsing`);
}
