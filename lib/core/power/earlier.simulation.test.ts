import { expect, test } from 'vitest';
import { SERVICE } from '../../../services/aurora/service.ts';
import { GATES, planOf } from '../../../test/runs/good-run.ts';
import type { RatioGate } from '../gates/gates.ts';
import { computeEarlier } from './earlier.ts';
import { computeTraffic } from './traffic.ts';

test('the figures known of a two-hour gate come out again, within the error of a simulation', () => {
  const plan = planOf({
    PROFILE: 'gate',
    CHAOS_WINDOW_MIN: '0',
    SPIKE_DURATION_SEC: '0',
    TOXIPROXY_ENABLED: 'false',
  });
  const options = { traffic: computeTraffic(SERVICE, plan), seed: 1, runs: 400, healthyRate: 0.0002 };
  const gate = GATES.find(({ id }) => id === 'http_5xx_rate_5m') as RatioGate;
  const rows = computeEarlier(gate, { '2 h': options }, {}).filter(({ length }) => length === '2 h');
  const known = rows.filter((row) => row.known !== null);
  expect(known).toHaveLength(4);
  // Four standard errors of 400 runs, and of as many in the earlier figures.
  for (const row of known) expect(Math.abs(row.flat - row.known!), row.rule).toBeLessThan(0.14);
  // What a minimum sample is for: the false aborts of a healthy service.
  const [none, judged, ours] = [0, 2, 4].map((i) => rows[i]!.flat);
  expect(none).toBeGreaterThan(0.01);
  expect([judged, ours]).toEqual([0, 0]);
});
