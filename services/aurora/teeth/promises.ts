// The promises of the service, each broken in every way there is. Hard ones stop the run at one answer, rolling ones at a share.
import type { OptionValues } from '../../../lib/core/options/option.ts';
import { BASELINE, LATE, LONG, LONGER, OUTAGE, SPIKE, TOXIC } from '../../../teeth/loads.ts';
import { HARD_STOP_MS, ROLLING_STOP_MS, type Tooth, type Way } from '../../../teeth/teeth.ts';
import { RED_FLAGS } from './loads.ts';

/** A promise, the defect that breaks it, and where that defect can be confined to. */
interface Breakable {
  readonly gate: string;
  readonly defect: string;
  /** The run's load where the defect is rare. */
  readonly rareIn: OptionValues;
  /** One in 200 of the answers that can be broken; for a rolling gate a share just over its bound. */
  readonly rate: string;
  /** Left out where only one route, or one journey, can break it at all. */
  readonly route?: string;
  readonly journey?: string;
  readonly beside?: readonly string[];
  readonly options?: OptionValues;
  readonly withinMs: number;
}

const hard = { rareIn: LONG, rate: '0.005', withinMs: HARD_STOP_MS };
const onRedFlags = { ...hard, rareIn: RED_FLAGS };
/** 0.5 % of 900 answers is crossed by the fifth; 1 in 140 makes five of 700. */
const rolling = { rareIn: LONG, rate: '0.0072', withinMs: ROLLING_STOP_MS };
/** A red flag whose notice is gone with all cards is not blocked: that would be the reason. */
const NO_RED_FLAGS: OptionValues = { SCENARIO_SAFETY_BLOCK_WEIGHT: '0' };
const MANY_LOST_CALLS_ALLOWED: OptionValues = { MAX_TRANSPORT_ERRORS: '1000000' };

const BREAKABLE: readonly Breakable[] = [
  { gate: 'safety_with_recommendations', defect: 'safety_with_recommendations', ...onRedFlags },
  { gate: 'red_flag_not_blocked', defect: 'red_flag_not_blocked', ...onRedFlags },
  {
    gate: 'low_med_treatment_leak',
    defect: 'low_med_leak_en;low_med_leak_cn',
    ...hard,
    // Half of the users of each language see what may leak.
    rareIn: { ...LONG, BASE_RPS: '20', SCENARIO: 'use_photo_false' },
    journey: 'use_photo_false',
  },
  {
    gate: 'notice_without_actions',
    defect: 'notice_without_actions',
    ...hard,
    rareIn: { ...LONG, SCENARIO: 'photo_forced_fail' },
    route: '/v1/chat',
    journey: 'photo_forced_fail',
  },
  {
    gate: 'empty_cards',
    defect: 'empty_cards',
    ...hard,
    route: '/v1/analysis/skin',
    journey: 'photo_usable',
  },
  {
    gate: 'no_renderable_cards',
    defect: 'no_renderable_cards',
    ...hard,
    options: NO_RED_FLAGS,
    route: '/v1/photos/upload',
    journey: 'photo_usable',
  },
  {
    gate: 'schema_violation',
    defect: 'schema_wrong_type',
    ...hard,
    route: '/v1/profile/update',
    journey: 'safety_block',
  },
  { gate: 'http_4xx', defect: 'http_429', ...hard, route: '/v1/photos/upload', journey: 'photo_usable' },
  {
    gate: 'http_5xx_rate_5m',
    defect: 'http_500_json',
    ...rolling,
    route: '/v1/analysis/skin',
    journey: 'photo_usable',
  },
  {
    gate: 'reco_output_guard_fallback_rate_10m',
    defect: 'guard_fallback',
    ...rolling,
    // Among all answers, of which one in four is one that can fall back.
    rate: '0.06',
    journey: 'photo_usable',
  },
  {
    gate: 'transport_error_rate_5m',
    defect: 'connection_reset',
    ...rolling,
    options: MANY_LOST_CALLS_ALLOWED,
    route: '/v1/chat',
    journey: 'use_photo_false',
  },
  {
    gate: 'transport_errors_2h',
    // Four and no more: a fifth would break the share first.
    defect: 'body_cut_off,times=4',
    ...rolling,
    rate: '0.005',
    route: '/v1/analysis/skin',
    journey: 'photo_forced_fail',
    // Four lost calls are a share over the bound as well, in a run that was stopped before it had 800.
    beside: ['transport_error_rate_5m'],
  },
];

/** Each rule of a spec, with this option. */
const having = (defect: string, option: string) =>
  defect
    .split(';')
    .map((rule) => `${rule},${option}`)
    .join(';');

function toRows(breakable: Breakable): Tooth[] {
  const { gate, defect, rate, route, journey, rareIn, beside, options, withinMs } = breakable;
  const row = (way: Way, option: string, load: OptionValues, why: string): Tooth => ({
    id: `${gate}/${way.replaceAll(' ', '-')}`,
    gate,
    way,
    expect: 'fail',
    defects: option === '' ? defect : having(defect, option),
    options: { ...load, ...options },
    withinMs,
    ...(beside ? { beside } : {}),
    why,
  });
  const rows = [
    row('full rate', '', BASELINE, 'every answer that can be broken is'),
    row('rare', `rate=${rate}`, rareIn, `one in ${Math.round(1 / Number(rate))} of them`),
    row('one phase', 'header=x-trace-id:_spike_', SPIKE, 'in the spike alone'),
    row('one variant', 'lang=CN', BASELINE, 'in Chinese alone'),
    row('late', LATE, { ...BASELINE, ...LONGER }, 'after two thirds of the run'),
    row('under a toxic', 'header=x-trace-id:_chaos_', TOXIC, 'while the upstream is slow'),
  ];
  if (route) rows.push(row('one route', `route=${route}`, BASELINE, `on ${route} alone`));
  if (journey)
    rows.push(
      row('one journey', `header=x-trace-id:_${journey}_`, BASELINE, `in the journey ${journey} alone`),
    );
  return rows;
}

const atTheEnd = (gate: string, way: Way, defects: string, options: OptionValues, why: string): Tooth => ({
  id: `${gate}/${way.replaceAll(' ', '-')}`,
  gate,
  way,
  expect: 'fail',
  defects,
  options,
  withinMs: null,
  why,
});

/** The rollout facts are advice unless a run asks them to decide. */
const ROLLOUT_DECIDES: OptionValues = { ...BASELINE, ROLLOUT_FACTS: 'blocking' };

/** What is known only when the run is over, and stops nothing before. */
const AT_THE_END: readonly Tooth[] = [
  {
    ...atTheEnd(
      'http_5xx_sequential',
      'full rate',
      'http_500_json',
      LONG,
      'every answer that can be broken is',
    ),
    advisory: true,
  },
  {
    ...atTheEnd(
      'rollout_consistent',
      'full rate',
      'rollout_policy_mismatch',
      BASELINE,
      'advice, unless asked to decide',
    ),
    id: 'rollout_consistent/full-rate/advice',
    advisory: true,
  },
  atTheEnd(
    'rollout_consistent',
    'full rate',
    'rollout_meta_missing',
    ROLLOUT_DECIDES,
    'every chat, asked to decide',
  ),
  atTheEnd(
    'rollout_consistent',
    'rare',
    'rollout_bucket_mismatch,rate=0.05',
    ROLLOUT_DECIDES,
    'one chat in twenty',
  ),
  atTheEnd(
    'baseline_degraded',
    'full rate',
    'timeout_degraded',
    BASELINE,
    'every answer that asks the upstream',
  ),
  atTheEnd(
    'baseline_degraded',
    'rare',
    'timeout_degraded,rate=0.1',
    BASELINE,
    'one in ten of the answers that ask the upstream',
  ),
  atTheEnd(
    'baseline_degraded',
    'one route',
    'timeout_degraded,route=/v1/chat',
    BASELINE,
    'in the chat alone',
  ),
  atTheEnd('baseline_degraded', 'one variant', 'timeout_degraded,lang=CN', BASELINE, 'in Chinese alone'),
  atTheEnd(
    'baseline_degraded',
    'one journey',
    'timeout_degraded,header=x-trace-id:_photo_usable_',
    BASELINE,
    'in the journey photo_usable alone',
  ),
  atTheEnd(
    'baseline_degraded',
    'late',
    `timeout_degraded,${LATE}`,
    { ...BASELINE, ...LONGER },
    'after two thirds of the run',
  ),
  atTheEnd(
    'chaos_degraded_honestly',
    'under a toxic',
    'hide_upstream_failure',
    OUTAGE,
    'an invented answer where the upstream was lost',
  ),
  atTheEnd(
    'chaos_recovered',
    'under a toxic',
    'recover_late',
    OUTAGE,
    'keeps degrading after its upstream is back',
  ),
];

export const PROMISE_ROWS: readonly Tooth[] = [...BREAKABLE.flatMap(toRows), ...AT_THE_END];
