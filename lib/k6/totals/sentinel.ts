// Rolling windows in stock k6: one VU reads the run's own counters over k6's REST API, since VUs share nothing else.

import { sleep } from 'k6';
import exec from 'k6/execution';
import http from 'k6/http';
import { SERVICE } from 'service-under-test';
import { MARKER_METRIC, toMetricName } from '../../../thresholds/to-k6.ts';
import { createUnsentWatch } from '../../core/answer/unsent.ts';
import { createGateWindows } from '../../core/gates/gate-windows.ts';
import {
  computeGateValue,
  type Gate,
  hasWindow,
  isCrossed,
  stops,
  toCrossing,
} from '../../core/gates/gates.ts';
import { type Counts, createCounts, readCount } from '../../core/journal/counters.ts';
import type { Phase } from '../../core/plan/schedule.ts';
import type { Id } from '../../core/service/service.ts';
import { elapsedSec, nowSec } from '../clock.ts';
import { writeRow } from '../journal.ts';
import { type createGateMetrics, raiseCounter } from './metrics.ts';

const READ_EVERY_SEC = 1;
/** k6 adds up what it measured some twenty times a second: what the last call raised can be read after that. */
const SETTLE_SEC = 0.2;
/** Readings in a row that may fail before the gate is called blind. */
const MAX_BLIND_READS = 3;

interface ApiMetric {
  readonly data?: {
    readonly attributes: { readonly sample: { readonly count?: number; readonly value?: number } };
  };
}

/** One metric by its id: a reading of all of them has k6 sort every Trend of the run, which holds millions of values in the end. */
function readMetric(address: string, metric: string): ReturnType<typeof parseSample> | string {
  const params = { tags: { name: 'sentinel' }, timeout: 2000 };
  const answer = http.get(`http://${address}/v1/metrics/${metric}`, params);
  // A metric is there once it was touched; k6 itself touches some only when there is something to count.
  if (answer.status === 404) return {};
  if (answer.status !== 200)
    return `k6's REST API does not answer at ${address} (${answer.error || `status ${answer.status}`})`;
  return parseSample(answer.json() as unknown as ApiMetric);
}

const parseSample = (metric: ApiMetric) => metric.data?.attributes.sample ?? {};

/**
 * The totals of this run by k6's own account, or why they cannot be had.
 * @param marker what setup left on the marker gauge: another run's API on the same port has another one
 * @param ids the counters that are read; the others stay 0
 */
export function readTotals(address: string, marker: number, ids: ReadonlySet<Id>): Counts | string {
  const mark = readMetric(address, MARKER_METRIC);
  if (typeof mark === 'string') return mark;
  if (mark.value !== marker) return `the REST API at ${address} belongs to another k6 run`;
  const counts = createCounts(SERVICE);
  for (const id of ids) {
    const sample = readMetric(address, toMetricName(id));
    if (typeof sample === 'string') return sample;
    counts[id] = sample.count ?? 0;
  }
  counts.journeys_due = counts.journeys + counts.journeys_dropped;
  return counts;
}

/** The counters that `gates` are judged on. What was hit is read before what it is held against, so that no share is overstated. */
function listCounters(gates: readonly Gate[]): ReadonlySet<Id> {
  const due: Id[] = gates.some((gate) => gate.among === 'journeys_due') ? ['journeys'] : [];
  return new Set([...gates.map((gate) => gate.of), ...due, ...gates.map((gate) => gate.among)]);
}

export interface SentinelOptions {
  readonly gates: readonly Gate[];
  readonly metrics: ReturnType<typeof createGateMetrics>;
  readonly address: string;
  readonly marker: number;
  readonly phaseNow: () => Phase;
  readonly untilSec: number;
}

/** Writes each phase down as it is entered. */
function createPhaseTeller(phaseNow: () => Phase): () => void {
  let phase: Phase | undefined;
  return () => {
    const now = phaseNow();
    if (now !== phase) writeRow({ ts: nowSec(), type: 'phase.entered', phase: now });
    phase = now;
  };
}

/** Tells the phases until the run is over, and nothing else: the windows are those of many runners, and somebody else watches them. */
export function tellPhases({ phaseNow, untilSec }: Pick<SentinelOptions, 'phaseNow' | 'untilSec'>): void {
  const tellPhase = createPhaseTeller(phaseNow);
  while (elapsedSec() < untilSec) {
    tellPhase();
    sleep(READ_EVERY_SEC);
  }
}

/**
 * Watches the rolling windows until the last journey is over, which may be well after the last one began; aborts the run when a gate is
 * crossed, or when it cannot see.
 */
export function runSentinel(options: SentinelOptions): void {
  const { gates, metrics, address, marker } = options;
  const windowed = gates.filter(hasWindow);
  const ids = new Set([...listCounters(windowed), 'calls', 'calls_unsent']);
  const learnsNothing = createUnsentWatch();
  const windows = createGateWindows(gates);
  let blindReads = 0;
  const tellPhase = createPhaseTeller(options.phaseNow);
  /** False where the run is over. */
  const look = (): boolean => {
    const totals = readTotals(address, marker, ids);
    if (typeof totals === 'string') {
      // The run is being stopped, by a journey or from outside: a reading that was cut off is no blindness.
      if (totals.includes('context canceled')) return false;
      if (++blindReads >= MAX_BLIND_READS)
        stop(
          'rolling_windows_seen',
          `${totals}: the rolling windows are blind; start k6 with K6_ADDRESS=localhost:6565, or another free port`,
        );
      return true;
    }
    blindReads = 0;
    raiseCounter('sentinel_reads');
    windows.observe(elapsedSec(), totals);
    if (learnsNothing(totals.calls, totals.calls_unsent))
      stop('calls_sent', 'the last calls were all such that this machine could not make them');
    for (const gate of windowed) {
      const held = windows.of(gate);
      metrics.recordWindow(gate, computeGateValue(gate, held));
      if (stops(gate) && isCrossed(gate, held)) {
        const crossing = toCrossing(gate, held);
        writeRow({ ts: nowSec(), type: 'gate.crossed', ...crossing });
        stop(gate.id, crossing.why);
      }
    }
    return true;
  };
  while (elapsedSec() < options.untilSec || areOthersActive()) {
    tellPhase();
    if (!look()) return;
    sleep(READ_EVERY_SEC);
  }
  sleep(SETTLE_SEC);
  look();
}

/** True while a virtual user plays journeys. An idle one is active, too, until no more journeys are begun. */
const areOthersActive = () => exec.instance.vusActive > 1;

/**
 * One last reading, when all journeys are over: publishes the share of the whole run for each ratio gate, and, for a run
 * no longer than a window, what that window came to since the sentinel last looked.
 */
export function publishOverall(
  gates: readonly Gate[],
  metrics: ReturnType<typeof createGateMetrics>,
  address: string,
  marker: number,
  startedAtSec: number,
): void {
  const totals = readTotals(address, marker, new Set([...listCounters(gates), 'sentinel_reads']));
  if (typeof totals === 'string') return;
  // Teardown has the machine's clock alone. Where that was set back, the sentinel's readings still say how old the run is at least.
  const ranSec = Math.max(nowSec() - startedAtSec, totals.sentinel_reads * READ_EVERY_SEC);
  for (const gate of gates) {
    if (gate.windowSec !== undefined && ranSec <= gate.windowSec) {
      metrics.recordWindow(gate, computeGateValue(gate, totals));
    }
    if (gate.kind === 'ratio')
      metrics.recordOverall(gate, readCount(totals, gate.of) / Math.max(1, readCount(totals, gate.among)));
  }
  metrics.countFinalRead();
}

function stop(gate: string, why: string): void {
  writeRow({ ts: nowSec(), type: 'run.stopped', gate, why });
  exec.test.abort(`${gate}: ${why}`);
}
