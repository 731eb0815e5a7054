// Worlds that are easily got wrong: tenants, counters that were never raised or come with their first event, burns of one pair alone.
import { type AlertCase, type Stretch, toCase } from './alert-cases.ts';
import { at, type Motion, up, type World } from './alert-worlds.ts';

type Row = readonly [alert: string, what: string, stretches: readonly Stretch[], fires: boolean];

const toCases = (rows: readonly Row[]): readonly AlertCase[] =>
  rows.map(([alert, what, stretches, fires]) => toCase({ alert }, what, stretches, fires));

const CACHE = 'aurora_skin_cache_requests_total';
const cache = (tenant: string, outcome: string, perMin: number, job = 'aurora'): World => ({
  [`${CACHE}{job="${job}",tenant="${tenant}",outcome="${outcome}"}`]: up(perMin),
});
const HTTP = 'aurora_http_request_duration_seconds_count';
const http = (failedShare: number, route = '/v1/chat'): World => ({
  [`${HTTP}{job="aurora",route="${route}",status="200"}`]: up(1_000 * (1 - failedShare)),
  [`${HTTP}{job="aurora",route="${route}",status="503"}`]: up(1_000 * failedShare),
});

export const SHARE_ODDITIES = toCases([
  [
    'AuroraEffectivenessDrop',
    'fires where nothing was ever found',
    [{ world: cache('a', 'miss', 10), min: 25 }],
    true,
  ],
  [
    'AuroraEffectivenessDrop',
    'waits for its 15 minutes',
    [{ world: cache('a', 'miss', 10), min: 15 }],
    false,
  ],
  [
    'AuroraEffectivenessDrop',
    'counts no other job',
    [{ world: { ...cache('a', 'hit', 10), ...cache('a', 'miss', 900, 'staging') }, min: 25 }],
    false,
  ],
  [
    'AuroraEffectivenessDropVip',
    'fires for a VIP that never hit',
    [{ world: cache('vip-clinic', 'miss', 9), min: 20 }],
    true,
  ],
  [
    'AuroraEffectivenessDropVip',
    'is silent for others',
    [{ world: cache('clinic', 'miss', 9), min: 20 }],
    false,
  ],
  [
    'AuroraEffectivenessDropVip',
    'takes no name that begins like a VIP',
    [{ world: cache('vip-clinic-2', 'miss', 9), min: 20 }],
    false,
  ],
  [
    'AuroraEffectivenessDropVip',
    'is silent for a VIP without traffic while others have some',
    [
      { world: { ...cache('vip-clinic', 'miss', 9), ...cache('a', 'hit', 9) }, min: 8 },
      { world: { ...cache('vip-clinic', 'miss', 0), ...cache('a', 'hit', 9) }, min: 20 },
    ],
    false,
  ],
]);

export const SLO_ODDITIES = toCases([
  ['AuroraAvailabilityBurnFast', 'fires by its second pair alone', [{ world: http(0.035), min: 65 }], true],
  ['AuroraAvailabilityBurnFast', 'leaves a slow burn to the other', [{ world: http(0.02), min: 65 }], false],
  ['AuroraAvailabilityBurnSlow', 'is on during a fast burn too', [{ world: http(0.2), min: 65 }], true],
  [
    'AuroraAvailabilityBurnFast',
    'is over by the short windows while the long ones still burn',
    [
      { world: http(0.2), min: 60 },
      { world: http(0), min: 40 },
    ],
    false,
  ],
  [
    'AuroraAvailabilityBurnFast',
    'counts calls of users alone',
    [{ world: http(1, '/healthz'), min: 65 }],
    false,
  ],
  [
    'AuroraAvailabilityBurnFast',
    'is over when calls cease',
    [
      { world: http(0.2), min: 65 },
      { world: { ...http(0.2), ...toStill(http(0.2)) }, min: 10 },
    ],
    false,
  ],
]);

/** Counters that go on as they stand. */
function toStill(world: World): World {
  return Object.fromEntries(Object.keys(world).map((series): readonly [string, Motion] => [series, up(0)]));
}

const RUN = 'service="aurora",run="r1"';
const run = (on: number): World => ({ [`aurora_gate_run{${RUN},profile="gate"}`]: at(on) });
const bound = (gate: string, value: number): World => ({
  [`aurora_gate_bound{${RUN},gate="${gate}"}`]: at(value),
});
const k6 = (name: string, motion: Motion, tags = 'scenario="a"', of = RUN): World => ({
  [`k6_gate_${name}_total{${of},${tags}}`]: motion,
});
const FIVE_XX = bound('http_5xx_rate_5m', 0.005);

export const SOAK_ODDITIES = toCases([
  [
    'SoakHttp5xxRate5m',
    'sees counters that come with their first events, and are not pushed again',
    [
      { world: { ...run(1), ...FIVE_XX, ...k6('responses', up(200)) }, min: 10 },
      {
        world: {
          ...run(1),
          ...FIVE_XX,
          ...k6('responses', up(200)),
          ...k6('http_5xx', at(6), 'journey="j"'),
        },
        min: 1,
      },
      { world: { ...run(1), ...FIVE_XX, ...k6('responses', up(200)) }, min: 1 },
    ],
    true,
  ],
  [
    'SoakHttp5xxRate5m',
    'reads missing answers of a window as good ones',
    [{ world: { ...run(1), ...FIVE_XX, ...k6('responses', up(10)), ...k6('http_5xx', at(4)) }, min: 4 }],
    false,
  ],
  [
    'SoakHttp5xxRate5m',
    'forgets what lies before its window',
    [
      { world: { ...run(1), ...FIVE_XX, ...k6('responses', up(200)), ...k6('http_5xx', at(50)) }, min: 1 },
      { world: { ...run(1), ...FIVE_XX, ...k6('responses', up(200)) }, min: 14 },
    ],
    false,
  ],
  [
    'SoakHttp5xxRate5m',
    'takes the bound of the run itself',
    [
      {
        world: {
          ...run(1),
          ...bound('http_5xx_rate_5m', 0.5),
          ...k6('responses', up(200)),
          ...k6('http_5xx', up(50)),
        },
        min: 5,
      },
    ],
    false,
  ],
  [
    'SoakHttp5xxRate5m',
    'is silent about a run of another service',
    [
      {
        world: Object.fromEntries(
          Object.entries({
            ...run(1),
            ...FIVE_XX,
            ...k6('responses', up(200)),
            ...k6('http_5xx', up(50)),
          }).map(([series, motion]) => [series.replace('service="aurora"', 'service="aurora-2"'), motion]),
        ),
        min: 5,
      },
    ],
    false,
  ],
  [
    'SoakHttp5xxRate5m',
    'stays for a while after a run that it did not outlive',
    [
      { world: { ...run(1), ...FIVE_XX, ...k6('responses', up(200)), ...k6('http_5xx', up(50)) }, min: 2 },
      { world: { ...run(0), ...FIVE_XX }, min: 4 },
    ],
    true,
  ],
  [
    'SoakPromiseBroken',
    'sees a break that was counted once',
    [
      { world: { ...run(1), ...k6('schema_violations', at(1), 'journey="j"') }, min: 1 },
      { world: run(0), min: 8 },
    ],
    true,
  ],
  [
    'SoakDegraded',
    'is silent for two windows after a fault',
    [
      {
        world: {
          ...run(1),
          [`aurora_gate_toxic{${RUN},mode="latency"}`]: at(1),
          ...k6('responses', up(200)),
          ...k6('timeout_degraded', up(20)),
        },
        min: 3,
      },
      {
        world: {
          ...run(1),
          [`aurora_gate_toxic{${RUN},mode="latency"}`]: at(0),
          ...k6('responses', up(200)),
          ...k6('timeout_degraded', up(20)),
        },
        min: 7,
      },
    ],
    false,
  ],
]);

export const PROBE_ODDITIES = toCases([
  ['AuroraProbeDown', 'is silent where no probe ever ran', [{ world: {}, min: 30 }], false],
  [
    'AuroraProbeDown',
    'fires when pushes cease',
    [
      { world: { 'aurora_probe_last_run_timestamp_seconds{service="aurora"}': at(60) }, min: 2 },
      { world: {}, min: 18 },
    ],
    true,
  ],
  [
    'AuroraRolloutMismatch',
    'outlives the staleness of what was pushed',
    [
      {
        world: { 'aurora_probe_alert{service="aurora",alert="meta_missing",severity="high"}': at(1) },
        min: 1,
      },
      { world: {}, min: 9 },
    ],
    true,
  ],
  [
    'AuroraRolloutMismatch',
    'leaves out what is no more than a warning',
    [
      {
        world: { 'aurora_probe_alert{service="aurora",alert="variant_split_drift",severity="warn"}': at(1) },
        min: 5,
      },
    ],
    false,
  ],
]);

const reached = (isUp: number): World => ({ 'up{job="aurora"}': at(isUp) });
const healthy = (isHealthy: number): World => ({ 'probe_success{job="aurora-health"}': at(isHealthy) });
export const DOWN_ODDITIES = toCases([
  [
    'AuroraDown',
    'fires where its figures come and its health does not',
    [{ world: { ...reached(1), ...healthy(0) }, min: 3 }],
    true,
  ],
  ['AuroraDown', 'is silent where nobody asks for its health', [{ world: reached(1), min: 30 }], false],
  ['AuroraDown', 'is silent where it is not known at all', [{ world: {}, min: 30 }], false],
  [
    'AuroraDown',
    'is silent where another service is down',
    [{ world: { ...reached(1), 'up{job="other"}': at(0) }, min: 30 }],
    false,
  ],
]);
