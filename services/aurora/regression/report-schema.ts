// The form of the report that `npm run regression` writes.
import {
  amount,
  as,
  closed,
  count,
  exactly,
  figure,
  isoTime,
  list,
  mapOf,
  oneOf,
  ordinal,
  orNull,
  type ShapeOf,
  share,
  text,
  version,
  yesNo,
} from '../../../lib/core/journal/format.ts';
import { OUTCOMES } from '../../../lib/core/outcome.ts';
import { COMPARABILITIES, COMPARED } from '../../../lib/core/stats/difference.ts';
import { CHECK_IDS } from './check-ids.ts';

const PartResult = closed('What one call came to.', {
  status: count(
    'HTTP status; 408 also where our own time limit ended the call; 0 where for another reason nothing of the service came back.',
  ),
  ready: yesNo('Measured: a status of 200 and a list that is there and not empty.'),
  ms: amount('Time to the whole answer.'),
  why: text("What went wrong, in words; '' where it is ready."),
});
export type PartResult = ShapeOf<typeof PartResult>;

const Round = closed('One visit of one page.', {
  product: text('Name of the product.'),
  phase: oneOf('Only formal rounds decide.', ['warmup', 'formal']),
  round: ordinal('From 1, within its phase.'),
  first_screen_ms: amount('Until the first screen is there.'),
  backfill_ms: amount(
    'Reviews and similar side by side: until the later one is there. 0 where the first screen had both.',
  ),
  est_e2e_ms: amount('What a user waits until the page is full: first_screen_ms + backfill_ms.'),
  parts: closed('The calls of the visit.', {
    offers: as('The first screen.', PartResult),
    reviews: as('What people say of the product.', PartResult),
    similar: as('Other products like it.', PartResult),
  }),
});
export type Round = ShapeOf<typeof Round>;
export type RoundPhase = Round['phase'];

const avgMs = (of: string) => orNull(amount(`Mean of ${of}, in ms; null where there was no round.`));
const readyRate = (of: string) =>
  orNull(share(`Share of the visits with ${of} ready; null where there was no round.`));
const Figures = closed('What some rounds come to.', {
  rounds: count('How many.'),
  est_e2e_avg_ms: avgMs('the waiting times until the page is full'),
  est_e2e_p95_ms: orNull(amount('Their 95th percentile, in ms.')),
  est_e2e_p99_ms: orNull(amount('Their 99th percentile, in ms.')),
  est_e2e_first_ms: orNull(
    amount('The first visit, in ms; over several products the slowest of their first visits.'),
  ),
  first_screen_avg_ms: avgMs('the times to the first screen'),
  backfill_avg_ms: avgMs('the times from there until the page is full'),
  offers_ready_rate: readyRate('offers'),
  reviews_ready_rate: readyRate('reviews'),
  similar_ready_rate: readyRate('similar products'),
  reviews_408_count: count("Reviews with status 408, or without an answer within the suite's own limit."),
  similar_408_count: count('The same of similar products.'),
});
export type Figures = ShapeOf<typeof Figures>;

const Summary = closed('Figures over all products, and of each.', {
  ...Figures.properties,
  by_product: mapOf('By name of the product.', Figures),
});
export type Summary = ShapeOf<typeof Summary>;

const Check = closed('One thing that the run is held to.', {
  id: oneOf('Its name.', CHECK_IDS),
  outcome: oneOf('What it came to; left_out: it belongs to a part that was said to be missing.', [
    ...OUTCOMES,
    'left_out',
  ]),
  why: text('What was seen.'),
});
export type Check = ShapeOf<typeof Check>;
export type CheckOutcome = Check['outcome'];

const ComparedMetric = closed('One figure of one product then and now, in milliseconds or as a share.', {
  product: text('Name of the product.'),
  metric: oneOf('Name of the figure.', ['est_e2e_avg_ms', 'est_e2e_p95_ms', 'ready_rate']),
  method: text('How its interval is computed.'),
  earlier: figure('Then.'),
  later: figure('Now.'),
  low: figure('Lower end of the interval of the difference, later less earlier.'),
  middle: figure('The difference itself.'),
  high: figure('Upper end of the interval.'),
  tolerance: amount('A difference up to this does not count.'),
  verdict: oneOf('What the difference says.', COMPARED),
});
export type ComparedMetric = ShapeOf<typeof ComparedMetric>;

const comparison = {
  verdict: oneOf('What all of it comes to.', COMPARABILITIES),
  why: text('What decided.'),
  confidence: share('Of each interval, so that all together hold with 95 % probability (Bonferroni).'),
  metrics: list('Figure by figure; empty where the runs are not comparable.', ComparedMetric),
};
const Comparison = closed('This run held against an earlier one.', comparison);
export type Comparison = ShapeOf<typeof Comparison>;

export const RegressionReport = closed('What a fixed regression of the product pages came to.', {
  schema_version: version(2),
  status: oneOf('How it ended; out_of_time: rounds were left when the time was up.', [
    'completed',
    'interrupted',
    'out_of_time',
  ]),
  base: text('The service that was asked; `embedded` for the one of this repository.'),
  embedded: yesNo('Whether it was the one of this repository.'),
  started_at: isoTime('When the first round began.'),
  finished_at: isoTime('When the last one had ended.'),
  warmup_rounds: count('First visits of each page that were asked for.'),
  formal_rounds: ordinal('Visits of each page that were asked for, and that decide.'),
  percentile_method: exactly('Linear between the two nearest ranks, as d3-array and R do.', 'R-7'),
  est_e2e: text('What the times are made of.'),
  setup: mapOf('What two runs must have in common to be compared, by name.', text('Its value.')),
  outcome: oneOf('What the checks come to.', OUTCOMES),
  exit_code: count('0 pass, 1 fail, 3 inconclusive, 128 + signal.'),
  checks: list('What the run was held to.', Check, { minItems: 3 }),
  summary_formal: as('The rounds that decide: steady state.', Summary),
  summary_warmup: as('The first visits: what a cold start costs.', Summary),
  summary_all: as('Both.', Summary),
  comparison: orNull(
    closed('This run held against an earlier one; null where none was named.', {
      ...comparison,
      earlier: text('The report of the earlier one.'),
    }),
  ),
  rounds: list('Every visit, in the order in which they were played.', Round),
});
export type RegressionReport = ShapeOf<typeof RegressionReport>;
