// The gates that watch the run itself. No defect of a service can break them all: some take a suite that is broken on purpose.

import { BASELINE, EDGE, LONG, OUTAGE, TOXIC } from '../../../teeth/loads.ts';
import { nearMiss } from '../../../teeth/row-ways.ts';
import type { Tooth } from '../../../teeth/teeth.ts';

type Rest = Pick<Tooth, 'defects' | 'options' | 'why'> &
  Partial<Pick<Tooth, 'means' | 'beside' | 'hole' | 'oneMachine'>>;

const unclear = (gate: string, name: string, rest: Rest): Tooth => ({
  id: `${gate}/other-means/${name}`,
  gate,
  way: 'other means',
  expect: 'inconclusive',
  withinMs: null,
  ...rest,
});

/** Few answers put these promises to the test, so a run that is cut short or asks little cannot tell of them. */
const PROMISES_TRIED_SELDOM = [
  'safety_with_recommendations',
  'red_flag_not_blocked',
  'low_med_treatment_leak',
  'notice_without_actions',
] as const;
/** What has too few answers where a run ends within seconds: the shares besides. */
const TOO_FEW = [
  ...PROMISES_TRIED_SELDOM,
  'http_5xx_rate_5m',
  'reco_output_guard_fallback_rate_10m',
  'transport_error_rate_5m',
] as const;

/** What k6 says of a call whose connection was reset in the handshake; the call that is made once more goes well. */
const toReset = (when: string): NonNullable<Tooth['means']> => ({
  kind: 'script',
  find: 'let answer = send();',
  put: `let answer = ${when} ? { status: 0, error: 'reset', error_code: 1220, timings: { sending: 0 } } : send();`,
});

export const SUITE_ROWS: readonly Tooth[] = [
  unclear('load_offered', 'slow-service', {
    defects: 'slow,ms=7000',
    options: { ...BASELINE, BASE_RPS: '15' },
    why: 'answers so slow that k6 runs out of users to send: the load asked for was not offered',
    beside: PROMISES_TRIED_SELDOM,
  }),
  unclear('calls_sent', 'no-way-out', {
    defects: '',
    options: BASELINE,
    means: {
      kind: 'script',
      find: '.base + path, payload.content',
      // No system lets a call out to it.
      put: '.base.replace(/.+/, (base) => (virtual.n % 20 === 7 ? "http://255.255.255.255" : base)) + path, payload.content',
    },
    why: 'a load machine that could not make the calls of one journey in twenty has not asked there',
  }),
  unclear('calls_sent', 'k6-stood-still', {
    // Calls are under way at any moment, and the service answers each of them in time.
    defects: 'slow,ms=2000',
    options: { ...BASELINE, DURATION_SECONDS: '40', BASE_RPS: '4' },
    // Longer than any call may take, so that each time-out is noticed seconds late.
    means: { kind: 'signal', part: 'k6', signal: 'SIGSTOP', afterSec: 9, forSec: 18 },
    oneMachine: true,
    why: 'a load machine that stands still for longer than a call may take, and goes on: its calls tell nothing of the service',
    // Ten in a row that were not sent end the run, well before its time.
    beside: ['load_offered', 'run_complete', 'rolling_windows_seen', ...TOO_FEW],
  }),
  nearMiss(
    'calls_sent',
    'stood-still-a-moment',
    '',
    'a load machine that stands still for two seconds, as one that swaps: every answer is there when it goes on',
    LONG,
    { means: { kind: 'signal', part: 'k6', signal: 'SIGSTOP', afterSec: 9, forSec: 2 } },
  ),
  {
    ...unclear('journeys_whole', 'nothing-left', {
      defects: 'profile_not_saved,rate=0.2',
      options: BASELINE,
      why: 'a service that confirms every profile and keeps four in five: the steps behind the others were not tested',
    }),
    advisory: true,
  },
  nearMiss(
    'journeys_whole',
    'one-of-hundreds',
    'profile_not_saved,rate=0.1,times=1',
    'one profile that is confirmed and not saved ends one journey of hundreds',
    LONG,
  ),
  unclear('suite_errors', 'script-throws', {
    defects: '',
    options: BASELINE,
    means: {
      kind: 'script',
      find: 'const payload = toPayload(',
      put: 'if (virtual.n % 20 === 7) throw new Error("broken on purpose");\n  const payload = toPayload(',
    },
    why: 'a script that fails in one journey of twenty has not looked there',
  }),
  unclear('rolling_windows_seen', 'blind-sentinel', {
    defects: '',
    options: BASELINE,
    means: { kind: 'script', find: '/v1/metrics', put: '/v1/nowhere' },
    oneMachine: true,
    why: 'a sentinel that cannot read its counters watches no window',
    beside: ['run_complete', ...TOO_FEW],
  }),
  unclear('run_complete', 'k6-killed', {
    defects: '',
    options: LONG,
    means: { kind: 'signal', part: 'k6', signal: 'SIGKILL', afterSec: 9 },
    oneMachine: true,
    why: 'a run whose load was killed has not seen its end',
    beside: ['rolling_windows_seen', 'load_offered'],
  }),
  unclear('run_complete', 'interrupted', {
    defects: '',
    options: { ...TOXIC, BASE_RPS: '20', CHAOS_RPS: '20' },
    means: { kind: 'interrupt', signal: 'SIGTERM', afterSec: 8 },
    why: 'asked to stop while a toxic is on: healed, its summary written, and no pass',
    beside: ['toxics_bit', 'chaos_recovered', 'baseline_degraded'],
    hole: 8,
  }),
  unclear('run_complete', 'answers-lost', {
    defects: '',
    options: BASELINE,
    means: { kind: 'journal', loses: 'photo_upload' },
    why: 'answers that k6 counted and the journal does not hold',
    hole: 7,
  }),
  unclear('run_complete', 'k6-alone', {
    defects: '',
    options: BASELINE,
    means: {
      kind: 'script',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a piece of source text
      find: '`count>=${gate.minSamples}`',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a piece of source text
      put: '`count>=${gate.minSamples + 1000000}`',
    },
    oneMachine: true,
    why: 'a threshold that k6 sees crossed, and that the journal does not show',
  }),
  unclear('run_complete', 'toxiproxy-killed', {
    defects: '',
    options: { ...OUTAGE, BASE_RPS: '20' },
    means: { kind: 'signal', part: 'toxiproxy', signal: 'SIGKILL', afterSec: 3 },
    why: 'a Toxiproxy that dies at baseline takes the upstream with it: the gate is broken, the service is not to blame',
    beside: ['toxics_on', 'toxics_bit', 'chaos_recovered', 'rolling_windows_seen'],
  }),
  unclear('toxics_on', 'toxiproxy-killed', {
    defects: '',
    // Without it the service has no upstream in the last baseline stretch either, and another gate would be the reason.
    options: { ...OUTAGE, TOXIPROXY_MODES: 'latency', MAX_BASELINE_DEGRADED_RATE: '1' },
    // Too late for baseline to be read twice without it: that ends the run.
    means: { kind: 'signal', part: 'toxiproxy', signal: 'SIGKILL', afterSec: 5.5 },
    why: 'a toxic that could not be set',
    beside: ['toxics_bit', 'toxics_healed', 'chaos_degraded_honestly', 'chaos_recovered'],
  }),
  unclear('toxics_bit', 'mock-mode', {
    defects: 'bypass_upstream',
    options: { ...OUTAGE, TOXIPROXY_MODES: 'latency' },
    why: 'a service that makes no upstream call is not reached by chaos',
    beside: ['chaos_recovered'],
    hole: 13,
  }),
  unclear('toxics_healed', 'toxiproxy-frozen', {
    defects: '',
    // Calls hang until it is mended: the chaos rate has k6 make VUs enough for that.
    options: { ...OUTAGE, TOXIPROXY_MODES: 'latency', BASE_RPS: '3', CHAOS_RPS: '12' },
    means: { kind: 'signal', part: 'toxiproxy', signal: 'SIGSTOP', afterSec: 14 },
    why: 'a Toxiproxy that no longer answers: only a restart heals it, and the run says so',
    beside: ['chaos_recovered'],
  }),
  {
    id: 'edge_losses_explained/under-a-toxic',
    gate: 'edge_losses_explained',
    way: 'under a toxic',
    expect: 'fail',
    defects: 'connection_reset,rate=0.5,header=x-trace-id:_chaos_',
    options: EDGE,
    withinMs: null,
    why: 'a service that cuts calls besides those that a fault on the edge cuts: the fault explains only so many',
  },
  unclear('safety_with_recommendations', 'never-seen', {
    defects: '',
    options: { ...LONG, SCENARIO: 'use_photo_false', DURATION_SECONDS: '8' },
    why: 'k6 takes an empty metric for a pass; a run without a safety block has not seen one hold',
    beside: ['red_flag_not_blocked', 'notice_without_actions'],
  }),
  unclear('transport_error_rate_5m', 'reset-while-connecting', {
    defects: '',
    options: LONG,
    means: toReset('virtual.n % 20 === 7'),
    why: 'one journey in twenty finds its connections reset, and gets every answer at the second try: a user has none',
  }),
  nearMiss(
    'transport_error_rate_5m',
    'second-try',
    '',
    'one journey of hundreds gets its answers at the second try, as over an uneasy network',
    LONG,
    { means: toReset('virtual.n === 7') },
  ),
  unclear('http_5xx_rate_5m', 'too-few-answers', {
    defects: '',
    options: { ...BASELINE, BASE_RPS: '3' },
    why: 'fewer than 200 answers say nothing of half a percent',
    beside: ['reco_output_guard_fallback_rate_10m', 'transport_error_rate_5m'],
  }),
];
