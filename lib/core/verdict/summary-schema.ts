// The form of `summary.json`.
import { JudgedWindow, ModeFigures } from '../chaos/slot-schema.ts';
import { LEGS } from '../faults/injection.ts';
import { FAULT_IDS } from '../faults/table.ts';
import { GateResult } from '../gates/gate-result-schema.ts';
import { createTotals } from '../journal/counts-schema.ts';
import {
  amount,
  as,
  closed,
  count,
  extendedMap,
  figure,
  isoTime,
  list,
  mapOf,
  nameOf,
  oneOf,
  optional,
  ordinal,
  orNull,
  type ShapeOf,
  seed,
  share,
  text,
  version,
  whole,
  yesNo,
} from '../journal/format.ts';
import { RequestTimings } from '../journal/timings-schema.ts';
import { OUTCOMES } from '../outcome.ts';
import { PROFILE_OPTION } from '../plan/run-options.ts';
import { ID_FORM, SERVICE_FORM, type ServiceNames, VARIANT_FORM } from '../service/names.ts';
import { BrokenByRoute } from './broken-calls-schema.ts';

const latency = (percentile: string, within = '') =>
  orNull(
    amount(
      `${percentile} percentile of the latency of answers in ms; null where none came. ${within}`.trim(),
    ),
  );
const group = {
  journeys: count('Journeys that began here.'),
  requests: count('Calls made, answered or not.'),
  responses: count('Answers received.'),
  violations: orNull(
    count("Calls that broke something; null where k6's own metrics are the source, which have no groups."),
  ),
  p50_ms: latency('50th'),
  p95_ms: latency('95th'),
  p99_ms: latency('99th'),
};
const GroupFigures = closed('What the calls of one journey and variant came to.', group);
export type GroupFigures = ShapeOf<typeof GroupFigures>;

const PhaseSummary = closed('One phase: what was asked of it, and what it came to.', {
  ...group,
  seconds: amount('Seconds the run spent in the phase.'),
  offered_journeys_per_s: amount('Journeys per second that the schedule asked for.'),
  achieved_journeys_per_s: amount('Journeys per second that began.'),
  achieved_requests_per_s: amount('Calls per second that were made.'),
});
export type PhaseSummary = ShapeOf<typeof PhaseSummary>;

const perRoute = {
  requests: count('Calls made, answered or not.'),
  responses: count('Answers received.'),
  errors: count(
    "Calls without an answer, or answered with status 400 or above: what k6's http_req_failed counts.",
  ),
  violations: count('Calls that broke something.'),
  p50_ms: latency('50th', 'To within 2.5 %, or 1 ms.'),
  p95_ms: latency('95th', 'To within 2.5 %, or 1 ms.'),
  p99_ms: latency('99th', 'To within 2.5 %, or 1 ms.'),
  max_ms: orNull(amount('The slowest answer in ms; null where none came.')),
};
const RouteFigures = closed('What the calls of one route came to in one phase.', perRoute);
export type RouteFigures = ShapeOf<typeof RouteFigures>;

const RouteSummary = closed('What the calls of one route came to.', {
  ...perRoute,
  phases: closed('Each phase in which the route was called.', {
    baseline: optional(RouteFigures),
    chaos: optional(RouteFigures),
    spike: optional(RouteFigures),
  }),
});
export type RouteSummary = ShapeOf<typeof RouteSummary>;

const RunnerSummary = closed('What one runner played, and how it ended.', {
  runner: ordinal('From 1.'),
  code: orNull(whole('Its exit code; null where nobody could tell.')),
  why: text('What ended it from outside; empty where nothing did.'),
  journeys: count('Journeys that its rows tell of.'),
  calls: count('Calls that they tell of.'),
  behind_s: orNull(
    figure('What its clock is behind the soonest, in seconds; null where nobody could see it.'),
  ),
});
export type RunnerSummary = ShapeOf<typeof RunnerSummary>;

/** The form of a summary; that of one service's summaries where its names are given. */
export const createSummary = (names?: ServiceNames) =>
  closed('What a run came to.', {
    schema_version: version(2),
    verdict: closed("What the run came to, and each gate's part in it.", {
      outcome: oneOf(
        'fail: a blocking gate was broken; inconclusive: none was, and at least one was inconclusive.',
        OUTCOMES,
      ),
      because: text('The gates that decided, in one sentence.'),
      gates: list('Every gate, in the order of the report.', GateResult, { minItems: 1 }),
    }),
    status: oneOf('stopped: a gate or a fault ended it; interrupted: someone asked it to stop.', [
      'completed',
      'stopped',
      'interrupted',
    ]),
    stop_reason: orNull(text('What ended it early; null where nothing did.')),
    service: nameOf('Id of the service that was under test.', SERVICE_FORM, names && [names.id]),
    base: text('Address of the service under test.'),
    profile: oneOf('Profile that the options were filled up from.', PROFILE_OPTION.choices),
    options_from_file: optional(
      text('The option file that gave options of the run, and which; left out where none did.'),
    ),
    seed: seed('Seed of every draw: the same seed plays the same journeys.'),
    once: yesNo('It was one pass: every journey in every variant once, without load, phases and chaos.'),
    time_scale: figure('By how much the clock was compressed; all times here are of the compressed clock.', {
      exclusiveMinimum: 0,
    }),
    started_at: isoTime('When the load began, ISO 8601, UTC.'),
    finished_at: isoTime('When the load had ended, ISO 8601, UTC.'),
    duration_hours: amount('Hours that were run.'),
    duration_hours_requested: amount('Hours that were asked for.'),
    total_seconds: amount('Seconds that were run.'),
    total_seconds_requested: amount('Seconds that were asked for.'),
    load_profile: closed('Journeys started per second, by phase, as asked for.', {
      base_rps: amount('At baseline.'),
      chaos_rps: amount('In a chaos window.'),
      spike_rps: amount('In a spike.'),
    }),
    totals: createTotals(
      'Counts over the whole run: those of the engine, and those of the flags of the service.',
      { request_iterations: count('journeys started, as journeys says.') },
      names,
    ),
    rates: extendedMap(
      'Shares over the whole run, 0..1; 0 of nothing is 0.',
      {
        http_5xx_rate: share('http_5xx of responses.'),
        schema_violation_rate: share('schema_violations of responses.'),
        transport_error_rate: share('transport_errors of calls: a call that is lost brings no response.'),
      },
      ID_FORM,
      share('What a flag of the service counts, of responses.'),
      names?.rates,
    ),
    broken_by_route: optional(BrokenByRoute),
    toxiproxy_enabled: yesNo('Toxics were to be injected.'),
    chaos: orNull(
      oneOf(
        'Where faults stood: before the upstream, or on the edge, between k6 and the service; null where none was to be injected.',
        LEGS,
      ),
    ),
    phases: closed('Each phase: what was asked of it, and what it came to.', {
      baseline: PhaseSummary,
      chaos: optional(as('The chaos windows; left out where no toxic was injected.', PhaseSummary)),
      spike: optional(as('The spikes; left out where the run came to none.', PhaseSummary)),
    }),
    journeys: mapOf(
      'By journey and variant, as `journey.variant`; only those that were played.',
      GroupFigures,
      names
        ? `^(${names.journeys.join('|')})\\.(${names.variants.join('|')})$`
        : `${ID_FORM.slice(0, -1)}\\.${VARIANT_FORM.slice(1)}`,
    ),
    routes: optional(
      mapOf(
        "By route; only those that were called. Left out where k6's own metrics are the source, which keep no single answers.",
        RouteSummary,
        names ? `^(${names.routes.join('|')})$` : ID_FORM,
      ),
    ),
    request_timings: optional(
      as(
        'Where the time of a request goes, of the calls of journeys; of several runners each figure is that of the slowest. Left out where k6 did not tell.',
        RequestTimings,
      ),
    ),
    cuts: mapOf(
      'Journeys that ended early, by `step: why`: the answer on which the next step could not build.',
      count('How many.'),
    ),
    runners: optional(
      list('Every runner of the fleet that played the run; left out where one machine did.', RunnerSummary),
    ),
    chaos_windows: list('Every toxic slot, in order; empty where no chaos was injected.', JudgedWindow),
    chaos_modes: mapOf(
      'Each toxic mode over all its slots; empty where no chaos was injected.',
      ModeFigures,
      `^(${FAULT_IDS.join('|')})$`,
    ),
  });
export type Summary = ShapeOf<ReturnType<typeof createSummary>>;
export type RunStatus = Summary['status'];
