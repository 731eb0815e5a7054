// Many runs over their time: what each gate came to, what every figure was, and where its level changed.
import { group } from 'd3-array';
import { computeFewestValues, findChangePoints, LEAST_STRETCH } from '../../stats/change-points.ts';
import { toCounted } from '../../text/figures.ts';
import type { Summary } from '../../verdict/summary-schema.ts';
import { listReadings, type Reading } from './figures.ts';
import { toGroupTitle } from './groups.ts';
import type { Figure, History, HistoryGate, HistoryGroup } from './history-schema.ts';

/** A run as it was found. */
export interface RunRecord {
  /** Its folder, from the one that was read. */
  readonly name: string;
  readonly summary: Summary;
}

/** The chance of any mark at all, in all figures together, where nothing changes. */
const FALSE_ALARM_RATIO = 0.05;
const SEED = 1;

/**
 * The history of these runs.
 * @param records in any order, one at least
 * @param leftOut the files that could not be read, and why
 */
export function computeHistory(records: readonly RunRecord[], leftOut: History['left_out']): History {
  const sorted = [...records].sort((a, b) => toKey(a).localeCompare(toKey(b)));
  const groups = [...group(sorted, ({ summary }) => toGroupTitle(summary))]
    .map(([title, runs]) => ({ title, runs, rows: listRows(runs) }))
    .sort((a, b) => b.runs.length - a.runs.length);
  // Bonferroni: each figure has its part of the chance; one that cannot be marked needs none.
  const tested = groups.flatMap(({ rows }) => rows).filter(isMarkable).length;
  const alpha = FALSE_ALARM_RATIO / Math.max(1, tested);
  return {
    schema_version: 1,
    false_alarm_ratio: FALSE_ALARM_RATIO,
    tested_figures: tested,
    left_out: leftOut,
    groups: groups.map(
      ({ title, runs, rows }): HistoryGroup => ({
        title,
        service: runs[0]?.summary.service ?? '',
        profile: runs[0]?.summary.profile ?? '',
        runs: runs.map(({ name, summary }) => ({
          name,
          started_at: summary.started_at,
          status: summary.status,
          outcome: summary.verdict.outcome,
          because: summary.verdict.because,
          seed: summary.seed,
        })),
        gates: listGates(runs),
        figures: rows.map((row) => toFigure(row, alpha)),
      }),
    ),
  };
}

const toKey = ({ name, summary }: RunRecord) => `${summary.started_at} ${name}`;

type Row = Omit<Reading, 'value'> & Pick<Figure, 'values'>;

/** Every figure that one of the runs has, with its value in each. */
function listRows(runs: readonly RunRecord[]): Row[] {
  const toId = ({ subject, id, name }: Reading) => `${subject} ${id} ${name}`;
  const byRun = runs.map(({ summary }) => new Map(listReadings(summary).map((one) => [toId(one), one])));
  const all = new Map(byRun.flatMap((readings) => [...readings]));
  return [...all].map(([key, { value: _, ...rest }]) => ({
    ...rest,
    values: byRun.map((readings) => readings.get(key)?.value ?? null),
  }));
}

const isMarkable = ({ tested, values }: Row) =>
  tested && values.filter((value) => value !== null).length >= 2 * LEAST_STRETCH;

function toFigure({ tested, ...row }: Row, alpha: number): Figure {
  const seen = row.values.flatMap((value, run) => (value === null ? [] : [{ value, run }]));
  const fewest = computeFewestValues(alpha);
  const untested = tested && seen.length < fewest ? toTooFew(seen.length, fewest) : '';
  const found = tested
    ? findChangePoints(
        seen.map(({ value }) => value),
        alpha,
        SEED,
      )
    : [];
  return {
    ...row,
    tested,
    untested: tested ? untested : 'drawn only',
    changes: found.map(({ index, before, after, pValue }) => ({
      run: seen[index]?.run ?? 0,
      before,
      after,
      p_value: pValue,
    })),
  };
}

const toTooFew = (seen: number, fewest: number) =>
  `${toCounted(seen, 'run has', 'runs have')} a value; ${fewest} are the fewest that could show a change`;

/** Every gate that one of the runs had, in the order of the latest. */
function listGates(runs: readonly RunRecord[]): HistoryGate[] {
  const byRun = runs.map(({ summary }) => new Map(summary.verdict.gates.map((gate) => [gate.id, gate])));
  const all = new Map([...byRun].reverse().flatMap((gates) => [...gates]));
  const latest = (id: string) => byRun.findLast((gates) => gates.has(id))?.get(id);
  return [...all.keys()].map((id): HistoryGate => {
    const gates = byRun.map((own) => own.get(id));
    const count = (outcome: string) => gates.filter((gate) => gate?.outcome === outcome).length;
    return {
      id,
      why: latest(id)?.why ?? '',
      severity: latest(id)?.severity ?? 'blocking',
      held: count('pass'),
      failed: count('fail'),
      could_not_tell: count('inconclusive'),
      not_tried: count('skipped'),
      outcomes: gates.map((gate) => gate?.outcome ?? null),
      minimum_detectable_rates: gates.map((gate) => gate?.minimum_detectable_rate ?? null),
    };
  });
}
