// The figures of a run, added up row by row: while it runs for the live line, and from the file for the verdict.

import { isUnsent } from '../answer/findings.ts';
import { findOwnTrouble, type TroubleCounts } from '../answer/unsent.ts';
import type { EdgeCalls } from '../chaos/edge.ts';
import { mergeHistogram } from '../digest/histogram.ts';
import type { FaultId } from '../faults/table.ts';
import { createGateWindows, type WindowCounts } from '../gates/gate-windows.ts';
import { computeGateValue, type Gate, hasWindow, isCrossed, stops } from '../gates/gates.ts';
import { type Counts, createCounts, raise } from '../journal/counters.ts';
import { type AnswerRow, timesOf } from '../journal/counts/answers.ts';
import { createKindFinder } from '../journal/counts/raised.ts';
import { hasFlag } from '../journal/events.ts';
import { isBroken, isExplained } from '../journal/explained-loss.ts';
import { PHASES, type Phase, readPhase, type Timing } from '../plan/schedule.ts';
import type { EngineCounterId } from '../service/engine-counters.ts';
import { createNeedFinder } from '../service/journeys.ts';
import { createPairMap } from '../service/pair-map.ts';
import type { Id, Service } from '../service/service.ts';
import { computeQuantiles, computeQuantilesOf } from '../stats/weighted.ts';
import type { GroupFigures } from './summary-schema.ts';

export type PhaseFigures = Readonly<Partial<Record<Phase, GroupFigures>>>;

/** Everything about a run that is counted. `worst`: by gate id, the worst value any of its windows reached. */
export interface RunFigures {
  readonly totals: Counts;
  readonly worst: Readonly<Record<string, number>>;
  /** Those in which a call began, and baseline. */
  readonly phases: PhaseFigures;
  /** By `journey.variant`. */
  readonly journeys: Readonly<Record<string, GroupFigures>>;
  /** Journeys that ended early, by `step: why`; empty where only k6's own metrics are the source. */
  readonly cuts: Readonly<Record<string, number>>;
  /** What kept this machine from making calls; left out where single calls are not known. */
  readonly troubles?: TroubleCounts;
}

export interface Tally {
  /** Counts one call, or many that are told together. Returns the gates it took across their bound, for the first time each. */
  add(row: AnswerRow): Gate[];
  /** The same of answers that are told together, by what they raise: totals and windows alone. */
  addTogether(raised: Readonly<Record<Id, number>>, atSec: number): Gate[];
  /** Raises a counter that no response row carries. */
  set(counter: EngineCounterId, value: number): void;
  readonly totals: Readonly<Counts>;
  /** What the window of a gate holds now. */
  windowOf(gate: Gate): WindowCounts;
  /** The 95th percentile of the last answers, in ms; null before the first. */
  recentP95Ms(): number | null;
  /** The answers so far that need the upstream: how many, how many of them degraded, and their latency added up. */
  upstreamAnswers(): { readonly calls: number; readonly errors: number; readonly durationMs: number };
  /** All calls so far: how many, how many of them got no answer, and their time added up. */
  edgeTotals(): { readonly calls: number; readonly errors: number; readonly durationMs: number };
  /** By fault on the edge, the calls that met it. */
  edgeCalls(): Readonly<Partial<Record<FaultId, EdgeCalls>>>;
  /** @param timing what was done by the schedule: without toxics no call was one of chaos */
  figures(timing: Pick<Timing, 'injects'>): RunFigures;
}

interface Group {
  journeys: number;
  requests: number;
  violations: number;
  readonly durationsMs: number[];
  /** Of answers that were told together: how many took so many ms. */
  readonly alike: Map<number, number>;
  responses: number;
}

const createGroup = (): Group => ({
  journeys: 0,
  requests: 0,
  violations: 0,
  responses: 0,
  durationsMs: [],
  alike: new Map(),
});

function joinGroups(a: Group, b: Group): Group {
  const alike = new Map(a.alike);
  mergeHistogram(alike, b.alike);
  return {
    journeys: a.journeys + b.journeys,
    requests: a.requests + b.requests,
    violations: a.violations + b.violations,
    responses: a.responses + b.responses,
    durationsMs: [...a.durationsMs, ...b.durationsMs],
    alike,
  };
}

const SHARES = [0.5, 0.95, 0.99];
const toItself = (ms: number) => ms;

function toFigures({ journeys, requests, responses, violations, ...group }: Group): GroupFigures {
  const [p50 = null, p95 = null, p99 = null] = toPercentiles(group);
  return { journeys, requests, responses, violations, p50_ms: p50, p95_ms: p95, p99_ms: p99 };
}

function toPercentiles({ durationsMs, alike }: Pick<Group, 'durationsMs' | 'alike'>) {
  if (alike.size > 0)
    return computeQuantiles([...durationsMs.map((ms) => [ms, 1] as const), ...alike], SHARES);
  // d3's quantile is type 7 of Hyndman & Fan (1996), linear between closest ranks, as k6's own percentiles are.
  return computeQuantilesOf(durationsMs, toItself, SHARES);
}

const sumMs = ({ alike, duration_ms }: AnswerRow) =>
  alike ? alike.latency.reduce((sum, [ms, times]) => sum + ms * times, 0) : duration_ms;

/** How many of the last answers the live p95 is taken over: half a minute at the chaos rate. */
const RECENT = 300;

/** A tally of a run of this service, at nothing. */
export function createTally(service: Service, gates: readonly Gate[]): Tally {
  // Without a prototype V8 keeps it as a table, in which a count is raised by its name in a third of the time.
  const totals: Counts = Object.assign(Object.create(null), createCounts(service));
  const windows = createGateWindows(gates);
  const findNeed = createNeedFinder(service);
  const findRaised = createKindFinder(service, (raised) => raised);
  const bounded = new Set(gates.map(({ of }) => of));
  const worst: Record<string, number> = {};
  const crossed = new Set<string>();
  const phases = Object.fromEntries(PHASES.map((phase) => [phase, createGroup()])) as Record<Phase, Group>;
  const journeys = createPairMap(createGroup);
  const answers = { calls: 0, errors: 0, durationMs: 0 };
  const recentMs: number[] = [];
  let recent = 0;
  const troubles: Record<string, number> = {};
  const edge: Partial<Record<FaultId, EdgeCalls>> = {};
  let edgeMs = 0;
  let nowSec = Number.NEGATIVE_INFINITY;

  const windowOf = (gate: Gate) => (hasWindow(gate) ? windows.of(gate) : totals);

  function addTo(group: Group, row: AnswerRow): void {
    const times = timesOf(row);
    if (row.call === 0) group.journeys += times;
    if (isUnsent(row.violations)) return;
    group.requests += times;
    if (isBroken(row)) group.violations += times;
    if (!row.response_received) return;
    group.responses += times;
    if (row.alike) mergeHistogram(group.alike, row.alike.latency);
    else group.durationsMs.push(row.duration_ms);
  }

  function note(ms: number, times: number): void {
    for (let i = 0; i < Math.min(times, RECENT); i++) recentMs[recent++ % RECENT] = ms;
  }

  // Rows of parallel journeys come in the order of their lines, which is not quite that of their clocks; those of several runners may
  // come seconds late, and then belong to windows that were looked at before.
  function observe(atSec: number): void {
    nowSec = Math.max(nowSec, atSec);
    windows.observe(nowSec, totals);
  }

  function findCrossed(isTouched: (gate: Gate) => boolean, atSec: number): Gate[] {
    const news = gates.filter((gate) => {
      if (!isTouched(gate)) return false;
      if (!hasWindow(gate)) return stops(gate) && !crossed.has(gate.id) && isCrossed(gate, totals);
      const held = windows.listSince(gate, atSec);
      const worstNow = Math.max(...held.map((counts) => computeGateValue(gate, counts)));
      worst[gate.id] = Math.max(worst[gate.id] ?? 0, worstNow);
      return stops(gate) && !crossed.has(gate.id) && held.some((counts) => isCrossed(gate, counts));
    });
    for (const gate of news) crossed.add(gate.id);
    return news;
  }

  return {
    totals,
    windowOf,
    add(row) {
      const raised = findRaised(row);
      const times = timesOf(row);
      for (const id of raised) raise(totals, id, times);
      if (row.call === 0) totals.journeys += times;
      addTo(phases[row.load_phase], row);
      if (row.response_received && findNeed(row.journey, row.request_phase) !== 'none') {
        answers.calls += times;
        answers.errors += service.degraded !== undefined && hasFlag(row, service.degraded) ? times : 0;
        answers.durationMs += sumMs(row);
      }
      const unsent = isUnsent(row.violations);
      if (unsent) raise(troubles, findOwnTrouble(row.detail)?.id ?? '');
      else edgeMs += sumMs(row);
      if (row.edge_fault !== undefined && !unsent) {
        const { calls, losses } = edge[row.edge_fault] ?? { calls: 0, losses: 0 };
        edge[row.edge_fault] = { calls: calls + times, losses: losses + (isExplained(row) ? times : 0) };
      }
      addTo(journeys.get(row.journey, row.variant), row);
      if (row.alike) for (const [ms, held] of row.alike.latency) note(ms, held);
      else if (row.response_received) note(row.duration_ms, 1);
      observe(row.ts);
      if (row.ts < nowSec) windows.amend(row.ts, row.call === 0 ? [...raised, 'journeys'] : raised, times);
      return raised.some((id) => bounded.has(id))
        ? findCrossed((gate) => raised.includes(gate.of), row.ts)
        : [];
    },
    addTogether(raised, atSec) {
      for (const [id, times] of Object.entries(raised)) raise(totals, id, times);
      observe(atSec);
      if (atSec < nowSec) for (const [id, times] of Object.entries(raised)) windows.amend(atSec, [id], times);
      return findCrossed((gate) => raised[gate.of] !== undefined, atSec);
    },
    set(counter, value) {
      totals[counter] = value;
    },
    recentP95Ms() {
      return computeQuantilesOf(recentMs, toItself, [0.95])[0] ?? null;
    },
    upstreamAnswers: () => ({ ...answers }),
    edgeTotals: () => ({
      calls: totals.calls,
      errors: totals.transport_errors + totals.edge_losses,
      durationMs: edgeMs,
    }),
    edgeCalls: () => ({ ...edge }),
    figures(timing) {
      const played = new Map<Phase, Group>();
      for (const named of PHASES) {
        const phase = readPhase(named, timing);
        const before = played.get(phase);
        if (phase === 'baseline' || phases[named].requests > 0)
          played.set(phase, before ? joinGroups(before, phases[named]) : phases[named]);
      }
      return {
        totals: { ...totals },
        worst: { ...worst },
        phases: Object.fromEntries([...played].map(([phase, group]) => [phase, toFigures(group)])),
        troubles: { ...troubles },
        journeys: Object.fromEntries(
          journeys
            .list()
            .map(({ first, second, value }) => [`${first}.${second}`, toFigures(value)] as const)
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        ),
        cuts: {},
      };
    },
  };
}
