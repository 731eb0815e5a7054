// For each alert a world in which it must fire, and one in which all is well: of these come the cases that promtool plays.
import type { Gate } from '../../lib/core/gates/gates.ts';
import { toLimit } from '../../lib/core/gates/gates.ts';
import { toK6Counter } from '../../lib/core/monitoring/series.ts';
import { parsePlan } from '../../lib/core/plan/plan.ts';
import type { Service } from '../../lib/core/service/service.ts';
import { toPascal } from '../../monitoring/rules/names.ts';
import { listGates } from '../../thresholds/gates.ts';
import { PROFILES } from '../../thresholds/profiles.ts';
import { toMetricName } from '../../thresholds/to-k6.ts';

/** What a series does in a minute: a counter goes up by so much, a gauge stands at a value, or nothing is there. */
export type Motion = { readonly perMin: number } | { readonly at: number } | 'gone';
/** Series → what it does. */
export type World = Readonly<Record<string, Motion>>;

export const up = (perMin: number): Motion => ({ perMin });
export const at = (value: number): Motion => ({ at: value });

export interface AlertWorld {
  readonly alert: string;
  /** Tells it from others of its name: labels it has while it fires. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly bad: World;
  readonly good: World;
  /** So many minutes of `bad` make it fire; so many of `good`, or of `over`, let it go. */
  readonly holdMin: number;
  readonly recoverMin: number;
  /** In place of `good` where an alert is let go by something else. */
  readonly over?: World;
  /** Alerts that look at what is missing fire in an empty world, those on gauges know no traffic, and what lasts is not let go by a test. */
  readonly kind?: 'missing' | 'gauge' | 'lasting';
}

const CACHE = 'aurora_skin_cache_requests_total';
const FLOW = 'aurora_skin_flow_total';
const CALLS = 'aurora_skin_upstream_calls_total';
const HTTP = 'aurora_http_request_duration_seconds';
const own = (name: string, labels = '') => `${name}{job="aurora"${labels === '' ? '' : `,${labels}`}}`;
const of = (tenant: string, name: string, labels = '') =>
  own(name, [`tenant="${tenant}"`, labels].filter(Boolean).join(','));

const hits = (tenant: string, hit: number, miss: number): World => ({
  [of(tenant, CACHE, 'outcome="hit"')]: up(hit),
  [of(tenant, CACHE, 'outcome="miss"')]: up(miss),
});
const analyses = (tenant: string, ok: number, low: number): World => ({
  [of(tenant, FLOW, 'stage="analysis",outcome="ok"')]: up(ok),
  [of(tenant, FLOW, 'stage="analysis",outcome="low_confidence"')]: up(low),
});
const health = (hit: number, low: number, calls: number): World => ({
  ...hits('a', hit, 100 - hit),
  ...analyses('a', 100 - low, low),
  [of('a', CALLS, 'route="/v1/chat"')]: up(calls),
});

const SHARES: readonly AlertWorld[] = [
  {
    alert: 'AuroraEffectivenessDrop',
    bad: hits('a', 20, 80),
    good: hits('a', 60, 40),
    holdMin: 25,
    recoverMin: 10,
  },
  {
    alert: 'AuroraLowConfidenceSpike',
    bad: analyses('a', 60, 40),
    good: analyses('a', 90, 10),
    holdMin: 25,
    recoverMin: 20,
  },
  {
    // Others are well: the share of all does not show it.
    alert: 'AuroraEffectivenessDropVip',
    labels: { tenant: 'vip-clinic' },
    bad: { ...hits('vip-clinic', 1, 9), ...hits('a', 900, 10) },
    good: { ...hits('vip-clinic', 6, 4), ...hits('a', 900, 10) },
    holdMin: 20,
    recoverMin: 10,
  },
  {
    alert: 'AuroraLowConfidenceSpikeVip',
    labels: { tenant: 'vip-store' },
    bad: { ...analyses('vip-store', 5, 5), ...analyses('a', 900, 10) },
    good: { ...analyses('vip-store', 9, 1), ...analyses('a', 900, 10) },
    holdMin: 20,
    recoverMin: 20,
  },
  {
    alert: 'AuroraHealthDegradation',
    bad: health(40, 50, 90),
    good: health(90, 5, 40),
    holdMin: 25,
    recoverMin: 20,
  },
];

const answers = (ok: number, failed: number): World => ({
  [own(`${HTTP}_count`, 'route="/v1/chat",status="200"')]: up(ok),
  [own(`${HTTP}_count`, 'route="/v1/chat",status="500"')]: up(failed),
});
const timely = (all: number, late: number): World => ({
  [own(`${HTTP}_count`, 'route="/v1/chat",status="200"')]: up(all),
  [own(`${HTTP}_bucket`, 'route="/v1/chat",status="200",le="8"')]: up(all - late),
});
const whole = (ok: number, degraded: number): World => ({
  [own(FLOW, 'stage="reco",outcome="ok"')]: up(ok),
  [own(FLOW, 'stage="reco",outcome="timeout_degraded"')]: up(degraded),
});

interface SloWorlds {
  readonly id: string;
  /** Events a minute: all, and of them bad. 1,000 a minute are enough for any budget. */
  readonly world: (all: number, bad: number) => World;
  readonly budgetRatio: number;
}

/** An hour and five minutes fill the first window, and what is over leaves the longest one of Fast's second pair in half an hour. */
const toSloWorlds = (prefix: string, { id, world, budgetRatio }: SloWorlds): readonly AlertWorld[] => {
  const name = `${prefix}${toPascal(id)}`;
  const burning = (factor: number) => world(1_000, 1_000 * budgetRatio * factor);
  return [
    {
      alert: `${name}BurnFast`,
      labels: { slo: id },
      bad: burning(15),
      good: burning(0.5),
      holdMin: 65,
      recoverMin: 40,
    },
    {
      alert: `${name}BurnSlow`,
      labels: { slo: id },
      bad: burning(1.5),
      good: burning(0.2),
      holdMin: 65,
      recoverMin: 370,
    },
    {
      alert: `${name}Absent`,
      labels: { slo: id },
      bad: {},
      good: world(1_000, 0),
      holdMin: 20,
      recoverMin: 3,
      kind: 'missing',
    },
  ];
};

const AURORA_SLOS: readonly SloWorlds[] = [
  { id: 'availability', budgetRatio: 0.005, world: (all, bad) => answers(all - bad, bad) },
  { id: 'latency', budgetRatio: 0.01, world: timely },
  { id: 'whole_answers', budgetRatio: 0.01, world: (all, bad) => whole(all - bad, bad) },
];

const toDownWorld = (prefix: string, job: string): AlertWorld => ({
  alert: `${prefix}Down`,
  bad: { [`up{job="${job}"}`]: at(0), [`probe_success{job="${job}-health"}`]: at(1) },
  good: { [`up{job="${job}"}`]: at(1), [`probe_success{job="${job}-health"}`]: at(1) },
  holdMin: 3,
  recoverMin: 3,
  kind: 'gauge',
});

/** The alerts on what Aurora shows of itself. */
export const SHARE_WORLDS = SHARES;
export const DOWN_WORLDS = [toDownWorld('Aurora', 'aurora')];
export const SLO_WORLDS = AURORA_SLOS.flatMap((slo) => toSloWorlds('Aurora', slo));

const letters = (all: number, name: string, some: number): World => ({
  'letters_total{job="post \\"office\\""}': up(all),
  [`${name}{job="post \\"office\\""}`]: up(some),
});
const mail = (sorted: number, guessed: number, van: number): World => ({
  ...letters(100, 'sorted_total', sorted),
  ...letters(100, 'guessed_total', guessed),
  ...letters(100, 'van_total', van),
});
export const MADE_UP_WORLDS: readonly AlertWorld[] = [
  toDownWorld('PostOffice', 'post \\"office\\"'),
  {
    alert: 'PostOfficeEffectivenessDrop',
    bad: letters(100, 'sorted_total', 50),
    good: letters(100, 'sorted_total', 90),
    holdMin: 25,
    recoverMin: 10,
  },
  {
    alert: 'PostOfficeLowConfidenceSpike',
    bad: letters(100, 'guessed_total', 15),
    good: letters(100, 'guessed_total', 5),
    holdMin: 25,
    recoverMin: 20,
  },
  {
    alert: 'PostOfficeHealthDegradation',
    bad: mail(50, 50, 100),
    good: mail(90, 5, 40),
    holdMin: 25,
    recoverMin: 20,
  },
  ...toSloWorlds('PostOffice', {
    id: 'delivered',
    budgetRatio: 0.001,
    world: (all, bad) => letters(all, 'lost_total', bad),
  }),
];

/** So many of what a gate counts in a minute are many. */
const MANY_PER_MIN = 400;

function toGateWorld({ id }: Service, gate: Gate): AlertWorld {
  const ofRun = `service="${id}",run="r1"`;
  const run = (on: number): World => ({
    [`aurora_gate_run{${ofRun},profile="quick"}`]: at(on),
    [`aurora_gate_bound{${ofRun},gate="${gate.id}"}`]: at(toLimit(gate)),
  });
  const k6 = (counter: string, tags: string) => `${toK6Counter(toMetricName(counter))}{${ofRun},${tags}}`;
  const isPromise = gate.kind === 'count' && gate.windowSec === undefined;
  const labels = { gate: gate.id };
  if (gate.kind === 'sequential') {
    const status = (value: number): World => ({
      ...run(1),
      [`aurora_gate_status{${ofRun},gate="${gate.id}"}`]: at(value),
    });
    return {
      alert: `Soak${toPascal(gate.id)}`,
      labels,
      bad: status(0),
      good: status(1),
      holdMin: 3,
      recoverMin: 10,
      kind: 'gauge',
    };
  }
  // What is counted bad comes under tags of its own, and with its first event: a counter that begins at more than 0.
  const world = (bad: number): World => ({
    ...run(1),
    [k6(gate.among, 'scenario="baseline"')]: up(MANY_PER_MIN),
    [k6(gate.of, 'journey="j"')]: bad === 0 ? at(0) : up(bad),
  });
  const over: World = { ...world(0), ...run(0), [k6(gate.of, 'journey="j"')]: 'gone' };
  return {
    alert: isPromise ? 'SoakPromiseBroken' : `Soak${toPascal(gate.id)}`,
    labels,
    bad: world(MANY_PER_MIN / 10),
    good: world(0),
    over,
    holdMin: 5,
    recoverMin: isPromise ? 25 : 10,
  };
}

const toDegradedWorlds = ({ id }: Service): readonly AlertWorld[] => {
  const ofRun = `service="${id}",run="r1"`;
  const world = (degraded: number, toxic: number): World => ({
    [`aurora_gate_run{${ofRun},profile="quick"}`]: at(1),
    [`aurora_gate_toxic{${ofRun},mode="latency"}`]: at(toxic),
    [`k6_gate_responses_total{${ofRun},scenario="baseline"}`]: up(MANY_PER_MIN),
    [`k6_gate_timeout_degraded_total{${ofRun},journey="j"}`]: up(degraded),
  });
  // Under a fault answers may be degraded.
  return [
    {
      alert: 'SoakDegraded',
      bad: world(20, 0),
      good: world(20, 1),
      over: world(0, 0),
      holdMin: 8,
      recoverMin: 15,
    },
  ];
};

/** The alerts on the runs of a service. */
export const listSoakWorlds = (service: Service): readonly AlertWorld[] => [
  ...listGates(service, parsePlan(service, {}, PROFILES)).map((gate) => toGateWorld(service, gate)),
  ...(service.degraded === undefined ? [] : toDegradedWorlds(service)),
];

/** The alerts on the probe; the clock of promtool begins at 0. */
export const PROBE_WORLDS: readonly AlertWorld[] = [
  {
    alert: 'AuroraRolloutMismatch',
    labels: { alert: 'header_meta_mismatch' },
    bad: { 'aurora_probe_alert{service="aurora",alert="header_meta_mismatch",severity="high"}': at(1) },
    good: { 'aurora_probe_alert{service="aurora",alert="header_meta_mismatch",severity="high"}': at(0) },
    holdMin: 3,
    recoverMin: 3,
    kind: 'gauge',
  },
  {
    alert: 'AuroraProbeDown',
    bad: { 'aurora_probe_last_run_timestamp_seconds{service="aurora"}': at(0) },
    good: { 'aurora_probe_last_run_timestamp_seconds{service="aurora"}': at(3_600) },
    holdMin: 17,
    recoverMin: 3,
    kind: 'gauge',
  },
];

const live = (name: string, labels = '') => `${name}{job="aurora-live"${labels === '' ? '' : `,${labels}`}}`;
const FEED_UP: World = { [live('up')]: at(1) };

/** The alerts on the live feed. */
export const FEED_WORLDS: readonly AlertWorld[] = [
  {
    alert: 'AuroraLiveDown',
    bad: { [live('up')]: at(0) },
    good: FEED_UP,
    holdMin: 3,
    recoverMin: 3,
    kind: 'missing',
  },
  ...[
    ['AuroraLiveJournalGone', 'aurora_live_journal_present'],
    ['AuroraLiveNobodyWatches', 'aurora_live_clients'],
  ].map(
    ([alert = '', series = '']): AlertWorld => ({
      alert,
      bad: { ...FEED_UP, [live(series)]: at(0) },
      good: { ...FEED_UP, [live(series)]: at(1) },
      holdMin: 7,
      recoverMin: 3,
      kind: 'gauge',
    }),
  ),
  ...[
    ['AuroraLiveMalformedLines', 'aurora_live_lines_total', 'kind="malformed"', 3, 0.2],
    ['AuroraLiveOversizedLines', 'aurora_live_lines_total', 'kind="oversized"', 3, 0.2],
    ['AuroraLiveReadersDropped', 'aurora_live_dropped_total', 'reason="slow"', 9, 1],
  ].map(
    ([alert, series, label, bad, good]): AlertWorld => ({
      alert: String(alert),
      bad: { ...FEED_UP, [live(String(series), String(label))]: up(Number(bad)) },
      good: { ...FEED_UP, [live(String(series), String(label))]: up(Number(good)) },
      holdMin: 12,
      recoverMin: 10,
    }),
  ),
];
