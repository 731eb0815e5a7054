// The journal of a run that nobody had to wait for: the plan's schedule and mix, latencies and faults drawn by a seed.

import { createCounts, raise, toRaisedCounters } from '../../lib/core/journal/counters.ts';
import {
  type FailureRow,
  type JournalRow,
  type ResponseRow,
  toFindings,
} from '../../lib/core/journal/events.ts';
import { toTimings } from '../../lib/core/journal/timings.ts';
import type { OptionValues } from '../../lib/core/options/option.ts';
import { computeSegments, computeToxicSlots } from '../../lib/core/plan/schedule.ts';
import { drawJourney, listSteps } from '../../lib/core/service/journeys.ts';
import type { Step } from '../../lib/core/service/service.ts';
import { drawUnit } from '../../lib/core/stats/draw.ts';
import { SERVICE } from '../../services/aurora/service.ts';
import { planOf } from './good-run.ts';
import { toRow } from './samples.ts';

export const STARTED_SEC = 1_800_000_000;

const CLEAN_ROW = toRow();
const bit = (value: boolean) => (value ? 1 : 0);

export interface Played {
  /** Shares of answers, 0..1. */
  readonly errorRatio?: number;
  readonly lostRatio?: number;
  readonly guardRatio?: number;
  /** In every text field of it. */
  readonly text?: string;
}

/** A normal deviate from two draws (Box & Muller, 1958). */
const drawNormal = (seed: number, index: number, salt: number) =>
  Math.sqrt(-2 * Math.log(1 - drawUnit(seed, index, salt))) *
  Math.cos(2 * Math.PI * drawUnit(seed, index, salt + 1));

function drawBroken(played: Played, unit: number): string[] {
  const { errorRatio = 0, lostRatio = 0 } = played;
  if (unit < errorRatio) return ['http_5xx'];
  return unit < errorRatio + lostRatio ? ['transport_error'] : [];
}

/** What k6 counts of the calls that it writes rows of. */
function createRowCounts() {
  const totals = createCounts(SERVICE);
  return {
    totals,
    add(row: JournalRow): void {
      if (row.type !== 'response') return;
      const findings = toFindings(SERVICE, row);
      for (const id of toRaisedCounters(SERVICE, row.request_phase, findings, row.retried === 1))
        raise(totals, id);
      if (row.call === 0) raise(totals, 'journeys');
    },
  };
}

/** Rows of calls, failing samples and the starts and ends of slots, in the order of their time. `run.started` first, `k6.summary` and `verdict` last. */
export function* playRun(values: OptionValues, played: Played = {}): Generator<JournalRow> {
  const { text = '', guardRatio = 0 } = played;
  const plan = planOf(values);
  const { seed, timing, mix } = plan;
  const slots = plan.chaos.enabled ? computeToxicSlots(timing, plan.chaos.modes) : [];
  const at = (sec: number) => STARTED_SEC + sec;
  const base = `http://127.0.0.1:3300${text && `/${text}`}`;
  const options = { SEED: String(seed), ...values };
  yield { ts: at(0), type: 'run.started', service: SERVICE.id, run_id: `played${text}`, options, base, seed };
  let n = 0;
  const counted = createRowCounts();
  for (const { phase, fromSec, toSec, rateRps } of computeSegments(timing)) {
    yield { ts: at(fromSec), type: 'phase.entered', phase };
    const bounds = slots
      .filter((slot) => slot.fromSec >= fromSec && slot.fromSec < toSec)
      .flatMap((slot): JournalRow[] => {
        const { window, mode } = slot;
        const why = `${mode} on the upstream leg ${text}`;
        return [
          { ts: at(slot.fromSec), type: 'toxic.on', window, mode, read_back: true, why },
          { ts: at(slot.toSec), type: 'toxic.off', window, mode, healed: true, rung: 'removed', why },
        ];
      });
    const count = Math.floor((toSec - fromSec) * rateRps);
    for (let i = 0; i < count; i++) {
      const startSec = fromSec + i / rateRps;
      for (let bound = bounds[0]; bound && bound.ts <= at(startSec); bound = bounds[0]) {
        yield bound;
        bounds.shift();
      }
      const { journey, variant } = drawJourney(mix, seed, n);
      const inSlot = slots.some((slot) => slot.fromSec <= startSec && startSec < slot.toSec);
      let atSec = startSec;
      for (const [call, step] of listSteps(SERVICE, journey).entries()) {
        const draw = (salt: number) => drawUnit(seed + call, n, salt);
        const needs = step.upstream !== 'none';
        const middleMs = (needs ? 140 : 12) * (phase === 'spike' ? 2.5 : 1) + (inSlot && needs ? 700 : 0);
        const durationMs = Math.min(14_000, middleMs * Math.exp(0.5 * drawNormal(seed + call, n, 10)));
        atSec += durationMs / 1000;
        const violations = drawBroken(played, draw(20));
        const code = violations[0] === 'http_5xx' ? 503 : violations[0] ? 0 : 200;
        const detail = violations.length > 0 ? `status ${code} ${text}` : '';
        const row: ResponseRow = {
          ...CLEAN_ROW,
          ...{ ts: at(atSec), n, call, journey, variant, code, request_phase: step.id, load_phase: phase },
          duration_ms: durationMs,
          request_id: `req-${n}-${call}${text}`,
          violations,
          detail,
          response_received: bit(code !== 0),
          judged: bit(code === 200),
          ...{
            notice: bit(draw(21) < 0.3),
            low_confidence: bit(draw(22) < 0.4),
            safety_block: bit(step.id === 'red_flag_chat'),
            timeout_degraded: bit(inSlot && needs && draw(23) < 0.5),
            reco_output_guard_fallback: bit(draw(24) < guardRatio),
          },
        };
        counted.add(row);
        yield row;
        if (violations.length > 0)
          yield toFailure(at(atSec), { n, call, violations, detail, code, step, text });
      }
      n++;
    }
    yield* bounds;
  }
  const totals = { ...counted.totals, sentinel_reads: Math.floor(timing.totalSec) };
  yield { ts: at(timing.totalSec), type: 'k6.summary', totals, request_timings: TIMINGS };
  yield { ts: at(timing.totalSec), type: 'k6.exited', code: 0, signal: null };
}

/** On connections that are kept: all the time is the service's. */
const TIMINGS = toTimings(1, (id) => {
  const ms = id === 'waiting' ? 20 : 0.1;
  return { p50_ms: ms, p95_ms: 4 * ms, p99_ms: 6 * ms, max_ms: 9 * ms };
});

interface Sample extends Pick<FailureRow, 'n' | 'call' | 'violations' | 'detail'> {
  readonly code: number;
  readonly step: Step;
  readonly text: string;
}

function toFailure(ts: number, { n, call, violations, detail, code, step, text }: Sample): FailureRow {
  return {
    ...{ ts, type: 'failure', n, call, violations, detail, status: code },
    request: {
      path: `${SERVICE.routes[step.route]!.path}${text}`,
      headers: { 'x-lang': `EN${text}` },
      body: `{"message":"recommend products${text}"}`,
    },
    headers: { 'content-type': `text/html${text}` },
    body: `upstream said no ${text}`,
  };
}
