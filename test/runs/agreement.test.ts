// Two judges, one rule set: k6's own end of a run and Node's reading of the journal must come to the same answer.
import { describe, expect, it } from 'vitest';
import { type Findings, toTransportFindings } from '../../lib/core/answer/findings.ts';
import { createGateWindows } from '../../lib/core/gates/gate-windows.ts';
import { computeGateValue, type Gate, hasWindow } from '../../lib/core/gates/gates.ts';
import { raise as add, createCounts, readCount, toRaisedCounters } from '../../lib/core/journal/counters.ts';
import { type ResponseRow, toFindings } from '../../lib/core/journal/events.ts';
import { PHASES } from '../../lib/core/plan/schedule.ts';
import { addDropped } from '../../lib/core/plan/unbegun.ts';
import type { Id } from '../../lib/core/service/service.ts';
import { createTally, type RunFigures } from '../../lib/core/verdict/tally.ts';
import { assess, type Outcome } from '../../lib/core/verdict/verdict.ts';
import { type K6Data, toRunFigures } from '../../lib/k6/totals/figures.ts';
import { SERVICE } from '../../services/aurora/service.ts';
import { listGates } from '../../thresholds/gates.ts';
import {
  FINAL_READS_METRIC,
  type JourneysDue,
  toK6Thresholds,
  toMetricName,
  toOverallMetricName,
  toWindowMetricName,
} from '../../thresholds/to-k6.ts';
import { PLAN } from './good-run.ts';
import { toRow } from './samples.ts';

interface History {
  readonly rows: readonly ResponseRow[];
  readonly ranSec: number;
  readonly dropped: number;
  /** So many journeys of its plan are begun or dropped at the least. */
  readonly least: number;
}

/** What Node makes of the rows. */
function judgeInNode(
  { rows, ranSec, dropped }: Pick<History, 'rows' | 'ranSec' | 'dropped'>,
  gates: readonly Gate[],
): RunFigures {
  const tally = createTally(SERVICE, gates);
  for (const row of rows) tally.add(row);
  tally.set('journeys_dropped', dropped);
  tally.set('journeys_due', tally.totals.journeys + dropped);
  tally.set('sentinel_reads', Math.floor(ranSec));
  return tally.figures({ injects: true });
}

/** What k6 would hand to handleSummary: its counters, and the windows as its sentinel reads them once a second. */
function playInK6({ rows, ranSec, dropped }: History, gates: readonly Gate[]): K6Data {
  const counts = createCounts(SERVICE);
  const tagged: Record<string, number> = {};
  const worst: Record<string, number> = {};
  const windows = createGateWindows(gates);
  const queue = [...rows];
  const raise = (id: Id, row: ResponseRow) => {
    add(counts, id);
    for (const tag of [`phase:${row.load_phase}`, `journey:${row.journey},variant:${row.variant}`]) {
      const metric = `${toMetricName(id)}{${tag}}`;
      tagged[metric] = (tagged[metric] ?? 0) + 1;
    }
  };
  const takeUntil = (sec: number) => {
    for (let row = queue[0]; row !== undefined && row.ts <= sec; row = queue[0]) {
      queue.shift();
      if (row.call === 0) raise('journeys', row);
      for (const id of toRaisedCounters(
        SERVICE,
        row.request_phase,
        toFindings(SERVICE, row),
        row.retried === 1,
      ))
        raise(id, row);
    }
  };
  for (let sec = 0; sec < Math.floor(ranSec); sec++) {
    takeUntil(sec);
    counts.sentinel_reads++;
    windows.observe(sec, counts);
    for (const gate of gates)
      if (hasWindow(gate))
        worst[gate.id] = Math.max(worst[gate.id] ?? 0, computeGateValue(gate, windows.of(gate)));
  }
  takeUntil(Number.POSITIVE_INFINITY);
  const metrics: Record<string, { values: Record<string, number> }> = {};
  // The two names under which k6 counts for itself, or not at all, are left to it.
  for (const [id, count] of Object.entries(counts))
    if (id !== 'journeys_due' && id !== 'journeys_dropped') metrics[toMetricName(id)] = { values: { count } };
  if (dropped > 0) metrics[toMetricName('journeys_dropped')] = { values: { count: dropped } };
  for (const [metric, count] of Object.entries(tagged)) metrics[metric] = { values: { count } };
  for (const gate of gates) {
    if (hasWindow(gate)) metrics[toWindowMetricName(gate)] = { values: { max: worst[gate.id] ?? 0 } };
    const among = Math.max(1, readCount(counts, gate.among));
    if (gate.kind === 'ratio')
      metrics[toOverallMetricName(gate)] = { values: { value: readCount(counts, gate.of) / among } };
  }
  metrics[FINAL_READS_METRIC] = { values: { count: 1 } };
  return { metrics, state: { testRunDurationMs: ranSec * 1000 } };
}

/** The thresholds that k6 itself would call crossed; what has no sample counts as 0, as in k6. */
function listCrossed(data: K6Data, gates: readonly Gate[], journeys: JourneysDue): string[] {
  return Object.entries(toK6Thresholds(SERVICE, gates, false, PHASES, journeys)).flatMap(
    ([metric, expressions]) =>
      expressions
        .filter((expression) => {
          const [, key = '', operator, bound] = /^([a-z]+)(<=|>=|>)([\d.]+)$/.exec(expression) ?? [];
          const value = data.metrics[metric]?.values[key] ?? 0;
          if (operator === '<=') return value > Number(bound);
          return operator === '>' ? value <= Number(bound) : value < Number(bound);
        })
        .map((expression) => `${metric}: ${expression}`),
  );
}

const RAN_SEC = 90;
const BROKEN: Partial<Findings> = { violations: ['http_5xx'], judged: false };
const LOST = toTransportFindings('reset');
const LEAK: Partial<Findings> = { violations: ['low_med_treatment_leak'], flags: ['low_confidence'] };

/** `count` answers spread over the run: one in ten a blocked red flag, one in five of low confidence; `broken` by place. */
function toHistory(
  count: number,
  broken: Readonly<Record<number, Partial<Findings>>> = {},
  change: Partial<History> = {},
): History {
  const rows = Array.from({ length: count }, (_, i) => {
    const ts = (i * RAN_SEC) / count;
    const call = i % 3;
    if (broken[i]) return toRow({ ts, call }, broken[i]);
    if (i % 10 === 0)
      return toRow(
        { ts, call, journey: 'safety_block', request_phase: 'red_flag_chat' },
        { flags: ['notice', 'safety_block'] },
      );
    return toRow(
      { ts, call, load_phase: 'chaos' },
      i % 5 === 1 ? { flags: ['notice', 'low_confidence'] } : {},
    );
  });
  return { rows, ranSec: RAN_SEC, dropped: 0, least: 0, ...change };
}
const at = (places: readonly number[], what: Partial<Findings>) =>
  Object.fromEntries(places.map((i) => [i, what]));

const HISTORIES: readonly (readonly [string, History, Outcome])[] = [
  ['clean', toHistory(400), 'pass'],
  ['too few', toHistory(100), 'inconclusive'],
  ['one 5xx of 100', toHistory(100, at([50], BROKEN)), 'inconclusive'],
  ['one 5xx of 400', toHistory(400, at([50], BROKEN)), 'pass'],
  ['three 5xx of 400', toHistory(400, at([50, 150, 250], BROKEN)), 'fail'],
  ['five 5xx of the first ten', toHistory(100, at([1, 3, 5, 7, 9], BROKEN)), 'fail'],
  ['a leak', toHistory(400, at([33], LEAK)), 'fail'],
  ['a leak as the last of few answers', toHistory(30, at([29], LEAK)), 'fail'],
  ['three lost calls of 2000', toHistory(2000, at([5, 6, 7], LOST)), 'pass'],
  ['four lost calls of 2000', toHistory(2000, at([5, 6, 7, 8], LOST)), 'fail'],
  ['one journey of 134 dropped', toHistory(400, {}, { dropped: 1 }), 'pass'],
  ['ten journeys dropped', toHistory(400, {}, { dropped: 10 }), 'inconclusive'],
  ['one journey of 135 never begun', toHistory(400, {}, { least: 135 }), 'pass'],
  ['two journeys of 136 never begun', toHistory(400, {}, { least: 136 }), 'inconclusive'],
  ['one never begun, and one dropped', toHistory(400, {}, { dropped: 1, least: 136 }), 'inconclusive'],
  ['a broken contract', toHistory(400, at([7], { violations: ['schema_violation'] })), 'fail'],
  ['no answer at all', toHistory(0), 'inconclusive'],
];

describe.each(HISTORIES)('%s', (_, history, outcome) => {
  const gates = listGates(SERVICE, PLAN);
  const data = playInK6(history, gates);
  const end = { ranSec: history.ranSec, plannedSec: RAN_SEC, stoppedBy: null, lost: null, k6Crossed: false };
  const baseline = { seen: null, maxDegradedRatio: PLAN.bounds.maxBaselineDegradedRatio };
  // As `countUnbegun` has it; a plan of just so many journeys has no seconds that are whole.
  const toWhole = ({ totals, ...figures }: RunFigures): RunFigures => {
    const unbegun = Math.max(0, history.least - totals.journeys - (totals.journeys_dropped ?? 0));
    return { ...figures, totals: addDropped(totals, unbegun) };
  };
  const judge = (counted: RunFigures) => judgeWhole(toWhole(counted));
  const judgeWhole = (figures: RunFigures) =>
    assess({ gates, figures, end, once: false, mayDegrade: true, chaos: null, baseline, drift: [] });
  const node = judgeInNode(history, gates);
  const k6 = toRunFigures(SERVICE, data, gates);

  it(`is ${outcome} for both, gate by gate`, () => {
    const outcomes = (figures: RunFigures) =>
      judge(figures).gates.map((gate) => [gate.id, gate.outcome, gate.samples]);
    expect(judge(node).outcome, judge(node).because).toBe(outcome);
    expect(judge(k6).outcome, judge(k6).because).toBe(outcome);
    expect(outcomes(k6)).toEqual(outcomes(node));
  });

  it('is counted alike', () => {
    expect(k6.totals).toEqual({ ...node.totals, sentinel_reads: k6.totals.sentinel_reads });
    const counted = (figures: RunFigures) =>
      Object.entries(figures.journeys).map(([key, group]) => [
        key,
        group.journeys,
        group.requests,
        group.responses,
      ]);
    expect(counted(k6).sort()).toEqual(counted(node).sort());
  });

  it(`${outcome === 'pass' ? 'crosses no threshold' : 'crosses a threshold'} of k6`, () => {
    const due = node.totals.journeys_due;
    const crossed = listCrossed(data, gates, { due, least: history.least });
    if (outcome === 'pass') expect(crossed).toEqual([]);
    else expect(crossed).not.toEqual([]);
  });
});

it('what is lost after the last reading of a run is lost for both', () => {
  const gates = listGates(SERVICE, PLAN);
  const history = toHistory(2000, at([1996, 1997, 1998, 1999], LOST));
  const gate = gates.find(({ id }) => id === 'transport_errors_2h')!;
  const worst = [judgeInNode(history, gates), toRunFigures(SERVICE, playInK6(history, gates), gates)].map(
    (figures) => figures.worst[gate.id],
  );
  expect(worst).toEqual([4, 4]);
});
