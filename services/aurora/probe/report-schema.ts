// The form of the report that a run of `npm run probe` leaves.
import {
  as,
  closed,
  count,
  figure,
  isoTime,
  list,
  mapOf,
  oneOf,
  ordinal,
  orNull,
  type ShapeOf,
  text,
  version,
  yesNo,
} from '../../../lib/core/journal/format.ts';
import { ROLLOUT_BREAKS } from '../answer/rollout.ts';
import { Latencies, ProbeCounts } from './figures-schema.ts';
import { ALERT_RULES, SEVERITIES } from './rules.ts';
import { SAMPLE_KINDS } from './samples.ts';

const short = (of: string) => orNull(text(`Header of the ${of}, shortened; null where there was none.`));
const Example = closed('A sample that failed or broke an invariant.', {
  sample: count('Which sample of the run, from 0.'),
  uid: text('Its user.'),
  kind: oneOf('What it counts as.', SAMPLE_KINDS),
  status: count('HTTP status, 0 where nothing came back.'),
  attempts: ordinal('Requests made for it.'),
  broken: list('What it broke.', oneOf('A rollout fact.', ROLLOUT_BREAKS)),
  detail: text("What is wrong, in a few words; '' where nothing is."),
  headers: closed('What its headers said.', { variant: short('variant'), bucket: short('bucket') }),
  excerpt: text('How the body begins.'),
});
export type Example = ShapeOf<typeof Example>;

const CheckRow = closed('One alert rule, and whether it fired.', {
  id: oneOf(
    'Name of the rule.',
    ALERT_RULES.map(({ id }) => id),
  ),
  severity: oneOf('high pages, warn is looked at.', SEVERITIES),
  outcome: oneOf(
    'inconclusive: what was seen does not allow an answer; left_out: it belongs to a part that was said to be missing.',
    ['fired', 'clear', 'inconclusive', 'left_out'],
  ),
  because: text('What was seen.'),
  why: text('Why the rule exists.'),
  action: text('The first thing to do where it fires.'),
  first_failure: orNull(as('The first sample that shows it; null where no single sample does.', Example)),
});
export type CheckRow = ShapeOf<typeof CheckRow>;
export type AlertOutcome = CheckRow['outcome'];

const StateReport = closed('What became of the state file.', {
  recorded: yesNo('Whether the next run will know of this one.'),
  note: text("Why not, or what was odd about the file; '' for nothing."),
});

const WebhookReport = closed('What became of the webhook.', {
  outcome: oneOf('`pending` is what a reader finds while it is being delivered.', [
    'not_configured',
    'not_needed',
    'pending',
    'delivered',
    'failed',
  ]),
  attempts: count('Requests made.'),
  status: orNull(count('HTTP status of the last answer; null where there was none.')),
  problem: text("What went wrong; '' where nothing did."),
});
export type WebhookReport = ShapeOf<typeof WebhookReport>;

const countsOf = (what: string) => mapOf(`Samples by ${what}.`, count('How many.'));
export const ProbeReport = closed('What a run of the rollout probe came to.', {
  schema_version: version(2),
  run_id: text('Name of the run.'),
  status: oneOf('How it ended; out_of_time: samples were left when the time was up.', [
    'completed',
    'interrupted',
    'out_of_time',
  ]),
  base: text('The service that was asked; `embedded` for the one of this repository.'),
  embedded: yesNo('Whether it was the one of this repository.'),
  started_at: isoTime('When the first sample began.'),
  finished_at: isoTime('When the last one had ended.'),
  lang: oneOf('Language of the calls.', ['EN', 'CN']),
  samples_planned: ordinal('Samples that were asked for.'),
  outcome: oneOf('The gravest rule that fired; inconclusive: none, and no answer could be judged.', [
    'ok',
    ...SEVERITIES,
    'inconclusive',
  ]),
  exit_code: count('0 nothing to fail on, 1 warn, 2 high, 3 the probe could not do its work, 128 + signal.'),
  summary: ProbeCounts,
  header_variant_counts: countsOf('the variant that the header names'),
  header_variant_pct: mapOf(
    'The same in percent of their sum.',
    figure('0 to 100.', { minimum: 0, maximum: 100 }),
  ),
  meta_variant_counts: countsOf('the variant that meta names'),
  policy_version_counts: countsOf('the policy version that the header names'),
  status_counts: countsOf('HTTP status; 0 where nothing came back'),
  latency_ms: Latencies,
  checks: list('Every alert rule.', CheckRow, {
    minItems: ALERT_RULES.length,
    maxItems: ALERT_RULES.length,
  }),
  triggered: list('The rules that fired.', text('Name of a rule.')),
  first_failure: orNull(
    as('The first sample that failed or broke an invariant; null where none did.', Example),
  ),
  state: StateReport,
  webhook: WebhookReport,
});
export type ProbeReport = ShapeOf<typeof ProbeReport>;
export type ProbeOutcome = ProbeReport['outcome'];
