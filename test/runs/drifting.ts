// Runs that drift, or do not: answers and readings of the process made by curves, and judged by the engine's own gates on drift.
import { assessDrift, type DriftEvidence } from '../../lib/core/drift/drift.ts';
import { createLatencyLog } from '../../lib/core/drift/latency.ts';
import type { GateResult } from '../../lib/core/gates/gate-result-schema.ts';
import type { JournalRow } from '../../lib/core/journal/events.ts';
import { drawUnit } from '../../lib/core/stats/draw.ts';
import { SERVICE } from '../../services/aurora/service.ts';
import { listDriftGates } from '../../thresholds/drift.ts';
import { PLAN } from './good-run.ts';
import { toRow } from './samples.ts';

const START = 1_800_000_000;
const ANSWER = toRow();

/** What is measured `sec` seconds into the run; `draw` gives the n-th draw (0..1) of this moment. */
type Curve = (sec: number, draw: (n: number) => number) => number;

export interface DriftingRun {
  readonly totalSec: number;
  /** Answers a second. */
  readonly rps: number;
  readonly latencyMs: Curve;
  readonly rssBytes: Curve | null;
  readonly openFds: Curve | null;
  readonly lagMs: Curve;
  readonly startedAt: Curve | null;
  /** Stretches with a toxic, seconds of the run. */
  readonly toxics: readonly (readonly [number, number])[];
  readonly once: boolean;
  readonly seed: number;
}

/** Two minutes of a service as it should be: a little noise, nothing that rises. */
export const FLAT: DriftingRun = {
  totalSec: 120,
  rps: 5,
  latencyMs: (_, draw) => 20 + 20 * draw(1),
  rssBytes: (_, draw) => 120e6 + 10e6 * draw(2),
  openFds: (_, draw) => 30 + Math.round(4 * draw(3)),
  lagMs: (_, draw) => 1 + draw(4),
  startedAt: () => START - 60,
  toxics: [],
  once: false,
  seed: 1,
};

/** The evidence of such a run, with `change` made to it. */
export function toDriftEvidence(change: Partial<DriftingRun> = {}): DriftEvidence {
  const run = { ...FLAT, ...change };
  const latency = createLatencyLog(SERVICE);
  const drawAt = (index: number) => (n: number) => drawUnit(run.seed, index, n);
  for (let index = 0; index < run.totalSec * run.rps; index++) {
    const sec = index / run.rps;
    const durationMs = run.latencyMs(sec, drawAt(index));
    latency.add({ ...ANSWER, ts: START + sec + durationMs / 1000, duration_ms: durationMs });
  }
  const rows: JournalRow[] = run.toxics.flatMap(([from, to]): JournalRow[] => [
    { ts: START + from, type: 'toxic.on', window: 0, mode: 'latency', read_back: true, why: '' },
    { ts: START + to, type: 'toxic.off', window: 0, mode: 'latency', healed: true, rung: 'removed', why: '' },
  ]);
  const everySec = Math.max(1, run.totalSec / 1440);
  for (let sec = everySec; sec < run.totalSec; sec += everySec) {
    const draw = drawAt(Math.round(sec * 1000));
    rows.push({
      ts: START + sec,
      type: 'resources.read',
      rss_bytes: run.rssBytes?.(sec, draw) ?? null,
      open_fds: run.openFds?.(sec, draw) ?? null,
      started_at: run.startedAt?.(sec, draw) ?? null,
      lag_ms: run.lagMs(sec, draw),
    });
  }
  return {
    gates: listDriftGates(PLAN.bounds),
    latency,
    rows,
    startedAtSec: START,
    plannedSec: run.totalSec,
    withinSec: 20,
    once: run.once,
  };
}

/** What the gates on drift come to in such a run. */
export const judgeDrift = (change: Partial<DriftingRun> = {}): GateResult[] =>
  assessDrift(toDriftEvidence(change));
