// summary.json and summary.csv of a run. k6 writes them for a plain `k6 run`, Node for an orchestrated one.
import { csvFormat } from 'd3-dsv';
import { toModeFigures } from '../chaos/mode-figures.ts';
import type { JudgedWindow } from '../chaos/slot-schema.ts';
import type { Counts } from '../journal/counters.ts';
import type { RequestTimings } from '../journal/timings-schema.ts';
import type { Plan } from '../plan/plan.ts';
import {
  computeJourneysDue,
  computePhaseSec,
  computeSegments,
  listPhases,
  PHASES,
  type Phase,
} from '../plan/schedule.ts';
import { listFlagRates } from '../service/names.ts';
import type { Service } from '../service/service.ts';
import { toShown } from '../text/plain-text.ts';
import { redactText, redactTexts } from '../text/redact.ts';
import { toIso } from '../text/time.ts';
import type { BrokenCalls } from './broken-calls-schema.ts';
import type { PhaseSummary, RunnerSummary, RunStatus, Summary } from './summary-schema.ts';
import type { RunFigures } from './tally.ts';
import type { Verdict } from './verdict.ts';

export const SUMMARY_SCHEMA_VERSION = 2;

export interface SummaryInput {
  readonly service: Service;
  /** Its timing says what was done: where no toxic came to be on, it injects none. */
  readonly plan: Plan;
  readonly base: string;
  /** The option file that gave options, and which. */
  readonly optionsFromFile?: string | undefined;
  readonly status: RunStatus;
  readonly stopReason: string | null;
  readonly startedAtSec: number;
  readonly finishedAtSec: number;
  readonly figures: RunFigures;
  readonly verdict: Verdict;
  /** What broke by route, the most frequent first; left out where single calls are not known. */
  readonly broken?: readonly BrokenCalls[];
  /** By route; left out where single calls are not known. */
  readonly routes?: Summary['routes'];
  /** Left out where k6 did not tell. */
  readonly requestTimings?: RequestTimings | undefined;
  /** Those of a fleet; none where one machine played the run. */
  readonly runners?: readonly RunnerSummary[];
  /** Empty where no chaos was injected. */
  readonly chaosWindows: readonly JudgedWindow[];
  readonly chaosInjected: boolean;
}

/** Rows of what broke by route that a summary holds. */
const MOST_BROKEN = 50;

const round = (value: number, digits = 6) => Number(value.toFixed(digits));
const ratio = (part: number, whole: number) => (whole === 0 ? 0 : round(part / whole));

/** The content of summary.json. Its keys and their meaning: schemas/summary.v2.schema.json. */
export function toSummary(input: SummaryInput): Summary {
  const { plan, figures, verdict } = input;
  const { totals } = figures;
  const { timing } = plan;
  const ranSec = Math.max(0, input.finishedAtSec - input.startedAtSec);
  return {
    schema_version: SUMMARY_SCHEMA_VERSION,
    verdict: { outcome: verdict.outcome, because: toBecause(verdict, plan), gates: verdict.gates },
    status: input.status,
    stop_reason: input.stopReason === null ? null : redactText(input.stopReason),
    service: input.service.id,
    base: redactText(input.base),
    profile: plan.profile,
    ...(input.optionsFromFile ? { options_from_file: redactText(input.optionsFromFile) } : {}),
    seed: plan.seed,
    once: plan.once,
    time_scale: plan.timeScale,
    started_at: toIso(input.startedAtSec),
    finished_at: toIso(input.finishedAtSec),
    duration_hours: round(ranSec / 3600),
    duration_hours_requested: round(timing.totalSec / 3600),
    total_seconds: round(ranSec, 3),
    total_seconds_requested: round(timing.totalSec, 3),
    load_profile: { base_rps: timing.baseRps, chaos_rps: timing.chaosRps, spike_rps: timing.spikeRps },
    totals: {
      request_iterations: totals.journeys,
      ...totals,
    },
    rates: toRates(input.service, totals),
    ...(input.broken === undefined ? {} : { broken_by_route: input.broken.slice(0, MOST_BROKEN) }),
    toxiproxy_enabled: input.chaosInjected,
    chaos: input.chaosInjected ? plan.chaos.leg : null,
    phases: toPhases(plan, figures, ranSec),
    journeys: figures.journeys,
    ...(input.routes === undefined ? {} : { routes: input.routes }),
    ...(input.requestTimings === undefined ? {} : { request_timings: input.requestTimings }),
    cuts: figures.cuts,
    ...(input.runners && input.runners.length > 0 ? { runners: input.runners } : {}),
    chaos_windows: input.chaosWindows,
    chaos_modes: toModeFigures(input.chaosWindows),
  };
}

/** A pass is worth as much as its bounds: those that are not as usual stand beside it, and nothing in a journal says who set them. */
const toBecause = ({ outcome, because }: Verdict, { setBounds }: Plan): string =>
  outcome === 'pass' && setBounds.length > 0
    ? `${because}; by bounds of its own: ${setBounds.join(', ')}`
    : because;

const NO_CALLS = {
  ...{ journeys: 0, requests: 0, responses: 0, violations: 0 },
  ...{ p50_ms: null, p95_ms: null, p99_ms: null },
};

/** Shares 0..1: of all answers received, and for lost calls of all calls. */
function toRates(service: Service, totals: Counts): Summary['rates'] {
  const own = listFlagRates(service).map(
    ({ name, counter }) => [name, ratio(totals[counter] ?? 0, totals.responses)] as const,
  );
  return {
    http_5xx_rate: ratio(totals.http_5xx, totals.responses),
    ...Object.fromEntries(own),
    schema_violation_rate: ratio(totals.schema_violations, totals.responses),
    transport_error_rate: ratio(totals.transport_errors, totals.calls),
  };
}

function toPhases(plan: Plan, figures: RunFigures, ranSec: number): Summary['phases'] {
  const segments = computeSegments(plan.timing);
  const toPhase = (phase: Phase): PhaseSummary => {
    const group = figures.phases[phase] ?? NO_CALLS;
    const seconds = computePhaseSec(segments, phase, ranSec);
    const perSec = (count: number) => (seconds === 0 ? 0 : round(count / seconds, 3));
    return {
      ...group,
      seconds: round(seconds, 3),
      offered_journeys_per_s: plan.once ? 0 : perSec(computeJourneysDue(segments, ranSec, phase)),
      achieved_journeys_per_s: perSec(group.journeys),
      achieved_requests_per_s: perSec(group.requests),
    };
  };
  const met = plan.once ? [] : listPhases(segments, ranSec);
  const others = PHASES.filter(
    (phase) => phase !== 'baseline' && (met.includes(phase) || figures.phases[phase]),
  );
  return {
    baseline: toPhase('baseline'),
    ...Object.fromEntries(others.map((phase) => [phase, toPhase(phase)])),
  };
}

/** The content of summary.csv: one header line, one line of values, for a spreadsheet of many runs. */
export function toSummaryCsv(judged: Summary): string {
  const summary = redactTexts(judged, toShown);
  return `${csvFormat([
    {
      started_at: summary.started_at,
      outcome: summary.verdict.outcome,
      status: summary.status,
      stop_reason: summary.stop_reason ?? '',
      service: summary.service,
      base: summary.base,
      profile: summary.profile,
      seed: summary.seed,
      total_seconds: summary.total_seconds,
      ...summary.totals,
      ...summary.rates,
      toxiproxy_enabled: summary.toxiproxy_enabled,
    },
  ])}\n`;
}
