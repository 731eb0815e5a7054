// The promises of the service, each broken in every way there is. Hard ones stop the run at one answer, rolling ones at a share.
import type { OptionValues } from '../../../lib/core/options/option.ts';
import { BASELINE, LATE, LONG, LONGER, SPIKE, TOXIC } from '../../../teeth/loads.ts';
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
/** A red flag whose notice is gone with all cards is not blocked: where that answer is the first one, that would be the reason. */
const NO_RED_FLAGS: OptionValues = { SCENARIO_SAFETY_BLOCK_WEIGHT: '0' };
const MANY_LOST_CALLS_ALLOWED: OptionValues = { MAX_TRANSPORT_ERRORS: '1000000' };

const BREAKABLE: readonly Breakable[] = [
  {
    gate: 'answer_not_ours',
    defect: 'answer_of_another_user',
    ...hard,
    route: '/v1/profile/update',
    journey: 'photo_usable',
  },
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
    options: NO_RED_FLAGS,
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

export const PROMISE_ROWS: readonly Tooth[] = BREAKABLE.flatMap(toRows);
