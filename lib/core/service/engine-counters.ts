// What the engine counts of any service. A service's own counters come from its table of flags.
import type { PromiseGate } from './promises.ts';
import type { Flag } from './service.ts';

/** Name → what it counts. The names are the summary's keys. */
export const ENGINE_COUNTERS = {
  journeys: 'journeys started',
  journeys_due: 'journeys that were due',
  journeys_dropped: 'journeys that k6 could not start in time',
  journeys_cut: 'journeys that ended early, after an answer on which the next step cannot build',
  journeys_stranded: 'of them, those whose last answer was no error, and left nothing for the next step',
  calls: 'requests made, answered or not',
  responses: 'answers received',
  answers_judged: 'answers below status 400, held to contract and promises',
  http_5xx: 'answers with a status of 500 and above, or one below 100, which no standard knows',
  http_4xx: 'answers with a status of 400 to 499',
  schema_violations: 'answers that broke their contract',
  transport_errors: 'calls that got no answer, but for those that a fault on the edge explains',
  calls_unsent: 'calls that this machine could not make; they count among no others',
  edge_calls: 'calls that met a fault on the edge which cuts connections',
  edge_losses: 'of them, those that got no answer',
  transport_retries: 'calls made once more after a reset while connecting',
  validator_errors: "errors of the suite's own script",
  sentinel_reads: "readings of the run's own counters by the sentinel",
} as const;
export type EngineCounterId = keyof typeof ENGINE_COUNTERS;

/** What the engine finds broken by itself, and the counter of each. */
export const ENGINE_VIOLATIONS = {
  transport_error: 'transport_errors',
  call_unsent: 'calls_unsent',
  http_5xx: 'http_5xx',
  http_4xx: 'http_4xx',
  schema_violation: 'schema_violations',
} as const satisfies Record<string, EngineCounterId>;

/** What the engine finds of a service whose answers carry back what was sent: nobody else's answer may come, before all else. */
export const NOT_OURS = 'answer_not_ours';
export const NOT_OURS_FLAG: Flag = {
  meaning: 'answers that belong to another call',
  among: 'answers_judged',
  violation: true,
};
export const NOT_OURS_PROMISE: PromiseGate = {
  flag: NOT_OURS,
  why: 'nobody is given the answer of somebody else',
  broke: 'answer belonged to another call',
  minSamplesWhy: 'no answer was judged',
};
