// What the prober shows of itself.
import { expect, it } from 'vitest';
import { PROBER_SERIES } from '../../lib/core/monitoring/rollout-series.ts';
import { createProberMetrics } from './metrics.ts';
import type { Probe } from './probe.ts';
import { createProber } from './prober.ts';
import { createProberApp } from './server.ts';

const PROBE: Probe = {
  ...{ id: 'a', flow: 'a', target: 'http://127.0.0.1:1', deadlineMs: 500 },
  slo: { id: 'slo', title: 't', objectiveRatio: 0.9, windowMs: 720_000 },
  table: { flow: 'a', everyMs: 1000, jitterRatio: 0, seed: 1 },
};

async function serve(trouble = '') {
  const clock = { wallMs: 10_000, monotonicMs: 0 };
  let played = 0;
  const result = {
    flow: 'a',
    outcome: 'fail',
    because: 'f.x: y',
    unreached: true,
    startedAtMs: 0,
    durationMs: 250,
    rows: [],
  } as const;
  const prober = createProber(
    [PROBE],
    { concurrency: 1, known: undefined },
    {
      now: () => ({ ...clock }),
      play: () => (++played === 1 ? Promise.resolve(result) : new Promise(() => {})),
      onRun: (probe, run) => metrics.observe(probe, run),
      save: () => {},
      tell: () => {},
    },
  );
  const metrics = createProberMetrics(prober, 'staging', () => trouble === '');
  const app = createProberApp({
    prober,
    metrics,
    environment: 'staging',
    now: () => clock.wallMs,
    trouble: () => trouble,
  });
  const get = async (path: string) => {
    const answer = await app.request(path);
    return { status: answer.status, text: await answer.text() };
  };
  return { clock, prober, get };
}

it('tells the flows: never, then what they came to, and how old that is', async () => {
  const { clock, prober, get } = await serve();
  expect(JSON.parse((await get('/v1/flows')).text)).toMatchObject({
    flows: [{ id: 'a', environment: 'staging', slo: 'slo', outcome: 'never', at: null, ageS: null }],
  });
  prober.tick();
  await prober.settled();
  clock.wallMs += 1500;
  expect(JSON.parse((await get('/v1/flows')).text)).toEqual({
    flows: [
      {
        ...{ id: 'a', environment: 'staging', target: 'http://127.0.0.1:1', slo: 'slo' },
        ...{ outcome: 'fail', because: 'f.x: y', at: '1970-01-01T00:00:10.000Z', ageS: 1.5, everyS: 1 },
        recent: { pass: 0, fail: 1, inconclusive: 0 },
        runs: [{ outcome: 'fail', startedAt: '1970-01-01T00:00:00.000Z', unreached: true }],
      },
    ],
  });
});

it('is healthy while the schedule is kept, and says whether it can remember', async () => {
  const { clock, get } = await serve('no space');
  expect(await get('/healthz')).toEqual({
    status: 200,
    text: '{"status":"ok","stall":"","state":"no space"}',
  });
  clock.monotonicMs += 6000;
  expect(await get('/healthz')).toMatchObject({ status: 503, text: expect.stringContaining('stalled') });
});

it('counts for Prometheus', async () => {
  const { clock, prober, get } = await serve();
  prober.tick();
  await prober.settled();
  clock.wallMs += 3000;
  clock.monotonicMs += 3000;
  prober.tick();
  const { text } = await get('/metrics');
  for (const line of [
    'synthetic_flow_runs_total{flow="a",target="http://127.0.0.1:1",slo="slo",outcome="fail",environment="staging"} 1',
    'synthetic_flow_runs_total{flow="a",target="http://127.0.0.1:1",slo="slo",outcome="pass",environment="staging"} 0',
    'synthetic_flow_due_total{flow="a",target="http://127.0.0.1:1",environment="staging"} 3',
    'synthetic_flow_made_total{flow="a",target="http://127.0.0.1:1",environment="staging"} 1',
    'synthetic_flow_missed_total{flow="a",target="http://127.0.0.1:1",environment="staging"} 2',
    'synthetic_flow_last_run_timestamp_seconds{flow="a",target="http://127.0.0.1:1",environment="staging"} 10',
    'synthetic_flow_last_passed{flow="a",target="http://127.0.0.1:1",environment="staging"} 0',
    'synthetic_slo_burn_rate{slo="slo",lookback="long",environment="staging"} 10.000000000000002',
    'synthetic_prober_state_saved{environment="staging"} 1',
  ])
    expect(text.split('\n')).toContain(line);
});

it('shows every series that rules and dashboards read, with its labels', async () => {
  const { prober, get } = await serve();
  prober.tick();
  await prober.settled();
  const { text } = await get('/metrics');
  for (const [series, { kind, labels }] of Object.entries(PROBER_SERIES)) {
    const name = kind === 'histogram' ? `${series}_count` : series;
    const [, shown = ''] = new RegExp(`^${name}\\{(.*)\\} `, 'm').exec(text) ?? [];
    const names = [...shown.matchAll(/(\w+)="/g)].map(([, label = '']) => label);
    expect([series, names.sort()]).toEqual([series, [...labels].sort()]);
  }
});

it('has nothing else', async () => {
  const { get } = await serve();
  expect((await get('/etc/passwd')).status).toBe(404);
});
