// What a service makes of a dead upstream: it must say so, recover, and be well at baseline. Each is broken once, in the real stack.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OptionValues } from '../../lib/core/options/option.ts';
import { createRig, type Rig, SHORT } from '../running/rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await createRig();
});
afterAll(async () => rig[Symbol.asyncDispose]());

/** 6 s at baseline, 9 s without an upstream, 11 s to recover. */
const OUTAGE: OptionValues = {
  DURATION_SECONDS: '26',
  CYCLE_MIN: '0.45',
  CHAOS_OFFSET_MIN: '0.1',
  CHAOS_WINDOW_MIN: '0.15',
  SPIKE_OFFSET_MIN: '0',
  SPIKE_DURATION_SEC: '0',
  BASE_RPS: '4',
  CHAOS_RPS: '6',
  TOXIPROXY_MODES: 'timeout',
  MAX_RECOVER_SEC: '8',
  SEED: '31',
};

const toFailed = (gates: readonly { readonly id: string; readonly outcome: string }[]) =>
  gates.filter(({ outcome }) => outcome !== 'pass').map(({ id, outcome }) => `${id} ${outcome}`);

test('a service that says so and recovers soon passes, and the figures show it', async () => {
  const { summary } = await rig.soak({ ...OUTAGE, DEFECTS: 'recover_late,ms=4000' });
  expect(summary.verdict, summary.verdict.because).toMatchObject({ outcome: 'pass' });
  expect(summary.chaos_modes).toMatchObject({
    timeout: { windows: 1, on: 1, bit: 1, healed: 1, watched: 1, recovered: 1, recover_s: 5 },
  });
  expect(summary.chaos_modes.timeout?.upstream_failed_ratio).toBe(1);
  // Of the answers that may need the upstream: those that had no need of it are among them.
  expect(summary.chaos_modes.timeout?.degraded_ratio).toBeGreaterThan(0.2);
  expect(summary.chaos_modes.timeout?.degraded_ratio).toBeLessThan(1);
});

test.each([
  ['recover_late', OUTAGE, 'chaos_recovered'],
  ['hide_upstream_failure', OUTAGE, 'chaos_degraded_honestly'],
  ['timeout_degraded,rate=0.3', SHORT, 'baseline_degraded'],
])('%s fails, for its own reason alone', async (DEFECTS, run, gate) => {
  const { summary } = await rig.soak({ ...run, DEFECTS });
  const judged = summary.verdict.gates.filter(({ outcome }) => outcome !== 'skipped');
  expect(toFailed(judged)).toEqual([`${gate} fail`]);
  expect(summary.verdict).toMatchObject({ outcome: 'fail', because: expect.stringMatching(`^${gate}: `) });
});
