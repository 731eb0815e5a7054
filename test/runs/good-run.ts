// A run that went well, typed by hand; tests break one thing of it at a time.

import type { Aftermath, SlotAftermath } from '../../lib/core/chaos/aftermath.ts';
import type { ChaosEffect } from '../../lib/core/chaos/chaos-proof.ts';
import { joinWindows } from '../../lib/core/chaos/mode-figures.ts';
import type { JudgedWindow } from '../../lib/core/chaos/slot-schema.ts';
import { FAULT_IDS } from '../../lib/core/faults/table.ts';
import type { GateResult } from '../../lib/core/gates/gate-result-schema.ts';
import { type Counts, createCounts } from '../../lib/core/journal/counters.ts';
import type { OptionValues } from '../../lib/core/options/option.ts';
import { type Plan, parsePlan } from '../../lib/core/plan/plan.ts';
import { toSummary } from '../../lib/core/verdict/summary.ts';
import type { GroupFigures } from '../../lib/core/verdict/summary-schema.ts';
import type { RunFigures } from '../../lib/core/verdict/tally.ts';
import { assess, type RunEvidence } from '../../lib/core/verdict/verdict.ts';
import { SERVICE } from '../../services/aurora/service.ts';
import { listDriftGates } from '../../thresholds/drift.ts';
import { listGates } from '../../thresholds/gates.ts';
import { PROFILES } from '../../thresholds/profiles.ts';

/** A plan as its options make it, with a fixed seed. */
export const planOf = (values: OptionValues = {}): Plan =>
  parsePlan(SERVICE, { SEED: '1', ...values }, PROFILES);

export const PLAN = planOf();
export const GATES = listGates(SERVICE, PLAN);

/** What a group of calls came to. */
export const toGroup = (group: Partial<GroupFigures> = {}): GroupFigures => ({
  journeys: 0,
  requests: 0,
  responses: 0,
  violations: 0,
  p50_ms: null,
  p95_ms: null,
  p99_ms: null,
  ...group,
});

const GOOD_TOTALS: Counts = {
  ...createCounts(SERVICE),
  journeys: 310,
  journeys_due: 310,
  calls: 1000,
  responses: 1000,
  answers_judged: 1000,
  notices: 120,
  safety_blocks: 31,
  red_flag_chats: 31,
  chat_answers: 310,
  low_confidence_answers: 250,
  languages_told: 310,
  sentinel_reads: 88,
};

/** The figures of a good run, with `totals` and `worst` windows changed. */
export const toFigures = (totals: Partial<Counts> = {}, worst: RunFigures['worst'] = {}): RunFigures => ({
  totals: { ...GOOD_TOTALS, ...totals } as Counts,
  worst,
  cuts: {},
  phases: {
    baseline: toGroup({ journeys: 30, requests: 100, responses: 100, p50_ms: 10, p95_ms: 20, p99_ms: 30 }),
    chaos: toGroup({ journeys: 180, requests: 580, responses: 580, p50_ms: 100, p95_ms: 200, p99_ms: 300 }),
    spike: toGroup({ journeys: 100, requests: 320, responses: 320, p50_ms: 15, p95_ms: 25, p99_ms: 35 }),
  },
  journeys: { 'use_photo_false.EN': toGroup({ journeys: 310, requests: 1000, responses: 1000 }) },
});

/** What the answers told of a slot that went well. */
export const toSlot = (change: Partial<SlotAftermath> = {}): SlotAftermath => ({
  upstream_calls: 30,
  upstream_failed: 0,
  upstream_added_ms: 800,
  answers: 12,
  degraded: 0,
  recovery: 'recovered',
  recover_s: 0,
  recover_because: 'p95 40 ms',
  ...change,
});

/** One toxic slot that did all it should, with `change` made to it. */
export const toWindow = (change: Partial<JudgedWindow> = {}): JudgedWindow => ({
  window: 0,
  mode: 'latency',
  from: '2027-01-15T08:00:15.000Z',
  to: '2027-01-15T08:00:25.000Z',
  read_back: true,
  healed: true,
  rung: 'removed',
  effect: 'shown',
  because: 'upstream calls 800 ms slower',
  ...toSlot(),
  ...change,
});

const BASELINE = { answers: 60, degraded: 0 };
const SHOWN: ChaosEffect = { effect: 'shown', because: 'it moved' };

/** Chaos in every mode, each slot changed by `change`. */
export const toChaos = (
  change: Partial<JudgedWindow> = {},
  aftermath: Partial<Aftermath> = {},
): NonNullable<RunEvidence['chaos']> => {
  const windows = FAULT_IDS.map((mode) => toWindow({ mode, ...change }));
  return {
    modes: FAULT_IDS,
    proof: { windows, modes: Object.fromEntries(FAULT_IDS.map((mode) => [mode, SHOWN])) },
    aftermath: {
      slots: windows,
      honesty: { honesty: 'honest', answers: 12, degraded: 12, needed: 9 },
      assumed: false,
      baseline: BASELINE,
      ...aftermath,
    },
    readings: { source: 'upstream', why: null },
    withinSec: 20,
  };
};

/** What the gates on drift say of a service that stays as it is. */
const STEADY = listDriftGates(PLAN.bounds).map(
  ({ id, why, severity }): GateResult => ({
    id,
    why,
    severity,
    outcome: 'pass',
    value: 0,
    limit: 100,
    samples: 60,
    minimum_detectable_rate: null,
    because: 'it rose by 0',
  }),
);

/** The evidence of a good quick run, with `change` made to it. */
export const toEvidence = (change: Partial<RunEvidence> = {}): RunEvidence => ({
  gates: GATES,
  figures: toFigures(),
  end: { ranSec: 90, plannedSec: 90, stoppedBy: null, lost: null, k6Crossed: false },
  once: false,
  chaos: toChaos(),
  mayDegrade: true,
  baseline: { seen: BASELINE, maxDegradedRatio: PLAN.bounds.maxBaselineDegradedRatio },
  drift: STEADY,
  ...change,
});

/** The summary of a run that passed, but for what is said to be otherwise. */
export const toRunSummary = (change: Partial<Parameters<typeof toSummary>[0]> = {}) =>
  toSummary({
    service: SERVICE,
    plan: PLAN,
    base: 'http://127.0.0.1:3300',
    status: 'completed',
    stopReason: null,
    startedAtSec: 1_800_000_000,
    finishedAtSec: 1_800_000_090.5,
    figures: toFigures(),
    verdict: assess(toEvidence()),
    chaosWindows: joinWindows(toChaos().proof, toChaos().aftermath),
    chaosInjected: true,
    ...change,
  });
