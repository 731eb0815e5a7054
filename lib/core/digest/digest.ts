// A run in bounded memory, row by row: what the live page, the feed and the report share. It shows; lib/core/verdict/verdict.ts judges.

import { findSlotIndex } from '../chaos/slots.ts';
import { type Counts, createCounts } from '../journal/counters.ts';
import { type AnswerRow, latenciesOf, listAnswers, timesOf } from '../journal/counts/answers.ts';
import { createKindFinder } from '../journal/counts/raised.ts';
import type { RowOf } from '../journal/events.ts';
import type { FeedRow } from '../journal/feed-row.ts';
import { parsePastPlan } from '../plan/past-plan.ts';
import { PHASES } from '../plan/schedule.ts';
import type { Id } from '../service/service.ts';
import { describeK6End, hasCounted } from '../verdict/k6-exit-codes.ts';
import { createBuckets } from './buckets.ts';
import {
  type Crossing,
  createDigestData,
  type DigestData,
  type DigestRules,
  type FailureNote,
  type Note,
  type PhaseSpan,
  type RunFacts,
  type ToxicSpan,
} from './data.ts';
import { type Counter, createGateMeters, type Touched } from './gate-meter.ts';
import { createGroup } from './group.ts';
import { createRouteGroups } from './routes/route-groups.ts';
import { createWholeCheck } from './whole.ts';

export interface Digest {
  /** Takes in the next row of the journal. Rows must come in the order of the journal, each once. */
  add(row: FeedRow): void;
  /** All of it, as JSON has it. `fromJSON` of this goes on as if nothing had happened. */
  toJSON(): DigestData;
}

/** How many of each are kept, the latest ones. A week in the shortest cycles has more spans than anyone can see in a chart. */
const KEPT = { failures: 20, crossings: 50, notes: 50, spans: 1000 } as const;
/** A row later than this is a broken clock, not a run: the longest one is a week. */
const MAX_RUN_SEC = 14 * 24 * 3600;
/** Bounds of what a text may take; the journal bounds them too, but a digest holds whatever journal it is given. */
const MAX_TEXT_CHARS = 500;

const cut = (text: string) => String(text).slice(0, MAX_TEXT_CHARS);

/** What answers of one kind are counted in. */
interface Kind {
  readonly counters: readonly Counter[];
  readonly touched: readonly Touched[];
}

function keep<T>(list: T[], item: T, most: number): void {
  list.push(item);
  if (list.length > most) list.shift();
}

/** An empty digest. `rules`: toDigestRules of thresholds/digest-rules.ts. */
export function createDigest(rules: DigestRules): Digest {
  return fromJSON(createDigestData(rules.service), rules);
}

/** The digest that wrote `data`, ready for the row after it. */
export function fromJSON(data: DigestData, rules: DigestRules): Digest {
  let { rows, oddRows, startedSec, latestSec, endedSec, run, timings, verdict } = data;
  const { service } = rules;
  const isWhole = createWholeCheck(service);
  const counters = new Map<Id, Counter>();
  for (const [id, count] of Object.entries({ ...createCounts(service), ...data.totals }))
    counters.set(id, { id, count });
  const counterOf = (id: Id): Counter => {
    const counter = counters.get(id) ?? { id, count: 0 };
    counters.set(id, counter);
    return counter;
  };
  const journeysBegun = counterOf('journeys');
  const buckets = createBuckets(data.buckets);
  const groupsOf = (ids: readonly string[], from: DigestData['phases']) =>
    new Map(ids.map((id) => [id, createGroup(from[id])]));
  const phases = groupsOf(PHASES, data.phases);
  const journeyIds = service.journeyIds.flatMap((id) => service.variantIds.map((one) => `${id}.${one}`));
  const journeys = groupsOf(journeyIds, data.journeys);
  // Asked with every row of a day: a name that is put together of both takes longer than all that is then counted.
  const journeyOf = new Map(
    service.journeyIds.map((id) => [
      id,
      new Map(service.variantIds.map((one) => [one, journeys.get(`${id}.${one}`)])),
    ]),
  );
  const routes = createRouteGroups(service, data.routes);
  const phaseSpans = [...data.phaseSpans];
  const toxicSpans = [...data.toxicSpans];
  const crossings = [...data.crossings];
  const notes = [...data.notes];
  const failures = [...data.failures];
  const meterGates = () => createGateMeters(run?.gates ?? [], data.meters, counterOf);
  let meters = meterGates();
  const toKind = (raised: readonly Id[]): Kind => ({
    counters: raised.map(counterOf),
    touched: meters.listTouched(raised),
  });
  let findKind = createKindFinder(service, toKind);

  const note = (atSec: number, kind: string, text: string) =>
    keep<Note>(notes, { atSec, kind, text: cut(text) }, KEPT.notes);

  function start(row: RowOf<'run.started'>): void {
    try {
      run = readRun(row, rules);
    } catch (error) {
      note(0, 'digest', `its options cannot be read: ${error instanceof Error ? error.message : error}`);
    }
    meters = meterGates();
    findKind = createKindFinder(service, toKind);
  }

  function addResponse(row: AnswerRow, atSec: number): void {
    const times = timesOf(row);
    const kind = findKind(row);
    for (const counter of kind.counters) {
      counter.count += times;
      buckets.count(atSec, counter.id, times);
    }
    if (row.call === 0) journeysBegun.count += times;
    for (const [ms, held] of latenciesOf(row)) {
      if (row.call === 0) buckets.count(Math.max(0, atSec - ms / 1000), 'journeys', held);
      if (row.response_received) buckets.time(atSec, ms, held);
    }
    phases.get(row.load_phase)?.add(row);
    routes.add(row);
    journeyOf.get(row.journey)?.get(row.variant)?.add(row);
    for (const { by, hits, samples } of kind.touched) {
      const { gate, meter, isWatched, of, among } = by;
      // Of the whole run it reads 0, as it did before.
      if (!isWatched && of.count === 0) continue;
      const value = meter.add(latestSec, hits * times, samples * times, of.count, among.count);
      if (isWatched) buckets.peak(latestSec, gate.id, value);
    }
  }

  const endPhase = (atSec: number) => {
    const open = phaseSpans.at(-1);
    if (open && open.toSec === null) phaseSpans[phaseSpans.length - 1] = { ...open, toSec: atSec };
  };

  function endToxic(row: RowOf<'toxic.off'>, atSec: number): void {
    const index = findSlotIndex(toxicSpans, row);
    const span = toxicSpans[index];
    if (span?.toSec === null) toxicSpans[index] = { ...span, toSec: atSec, healed: row.healed };
  }

  function add(row: FeedRow): void {
    rows++;
    if (!isWhole(row)) {
      oddRows++;
      return;
    }
    // What is written before the run begins (what a killed run had left was healed) counts as of its first second.
    if (row.type === 'run.started' || row.type === 'response' || row.type === 'counts') startedSec ??= row.ts;
    const atSec = Math.max(0, startedSec === null ? 0 : row.ts - startedSec);
    if (atSec > MAX_RUN_SEC) {
      oddRows++;
      return;
    }
    latestSec = Math.max(latestSec, atSec);
    switch (row.type) {
      case 'response':
        addResponse(row, atSec);
        return;
      case 'counts':
        for (const answer of listAnswers(service, row))
          addResponse(answer, Math.max(0, answer.ts - (startedSec ?? answer.ts)));
        return;
      case 'failure': {
        const { n, call, violations, status } = row;
        const detail = cut(row.detail);
        const path = cut(row.request.path);
        keep<FailureNote>(failures, { atSec, n, call, violations, detail, path, status }, KEPT.failures);
        return;
      }
      case 'phase.entered':
        endPhase(atSec);
        keep<PhaseSpan>(phaseSpans, { phase: row.phase, fromSec: atSec, toSec: null }, KEPT.spans);
        return;
      case 'toxic.on': {
        const { window, mode, read_back: readBack } = row;
        const span: ToxicSpan = { window, mode, fromSec: atSec, toSec: null, readBack, healed: false };
        keep(toxicSpans, span, KEPT.spans);
        return;
      }
      case 'toxic.off':
        endToxic(row, atSec);
        return;
      case 'gate.crossed': {
        const { value, limit } = row;
        const crossing = { atSec, gate: cut(row.gate), value: Number(value), limit: Number(limit) };
        keep<Crossing>(crossings, { ...crossing, why: cut(row.why) }, KEPT.crossings);
        return;
      }
      case 'run.stopped':
        note(atSec, row.type, `${row.gate}: ${row.why}`);
        return;
      case 'journey.cut':
        counterOf('journeys_cut').count++;
        counterOf('journeys_stranded').count += row.stranded;
        return;
      case 'suite.error':
        counterOf('validator_errors').count++;
        note(atSec, row.type, row.why);
        return;
      case 'baseline.disturbed':
      case 'leftover.healed':
      case 'fleet.broken':
        note(atSec, row.type, row.why);
        return;
      case 'run.signalled':
        note(atSec, row.type, row.signal);
        return;
      case 'k6.exited':
        // That k6 ended as it was told to is no news.
        if (!hasCounted(row)) note(atSec, row.type, describeK6End(row));
        return;
      case 'k6.summary': {
        // What no single answer tells, k6 tells at its end.
        const { journeys_dropped: dropped, sentinel_reads: reads } = row.totals;
        counterOf('journeys_dropped').count = dropped;
        counterOf('journeys_due').count = journeysBegun.count + dropped;
        counterOf('sentinel_reads').count = reads;
        timings = row.request_timings ?? null;
        endedSec = atSec;
        endPhase(atSec);
        return;
      }
      case 'verdict':
        verdict = { outcome: cut(row.outcome), why: cut(row.why) };
        return;
      case 'run.started':
        if (!run) start(row);
        return;
      case 'runner.started':
      case 'runner.ended':
      case 'upstream.read':
      case 'resources.read':
        return;
    }
  }

  return {
    add,
    toJSON: () => ({
      version: data.version,
      rows,
      oddRows,
      startedSec,
      latestSec,
      endedSec,
      run,
      totals: Object.fromEntries([...counters.values()].map(({ id, count }) => [id, count])) as Counts,
      buckets: buckets.toJSON(),
      meters: meters.toJSON(),
      phases: Object.fromEntries([...phases].map(([id, group]) => [id, group.toJSON()])),
      journeys: Object.fromEntries([...journeys].map(([id, group]) => [id, group.toJSON()])),
      routes: routes.toJSON(),
      timings,
      phaseSpans: [...phaseSpans],
      toxicSpans: [...toxicSpans],
      crossings: [...crossings],
      notes: [...notes],
      failures: [...failures],
      verdict,
    }),
  };
}

/** @throws OptionError where the options of the run are none that this suite knows */
function readRun(row: RowOf<'run.started'>, rules: DigestRules): RunFacts {
  const plan = parsePastPlan(rules.service, row, rules.profiles);
  const { profile, seed, once, timeScale, timing, mix } = plan;
  const service = cut(row.service);
  const { enabled, leg, modes } = plan.chaos;
  return {
    ...{ service, profile, seed, once, timeScale, timing, mix },
    runId: cut(row.run_id),
    base: cut(row.base),
    options: row.options,
    chaos: { enabled, leg, modes },
    gates: rules.listGates(rules.service, plan),
  };
}
