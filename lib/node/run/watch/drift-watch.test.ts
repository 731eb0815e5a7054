// When a long run is looked at, and that what it shows ends it.
import { expect, test } from 'vitest';
import { type DriftingRun, FLAT, toDriftEvidence } from '../../../../test/runs/drifting.ts';
import { planOf } from '../../../../test/runs/good-run.ts';
import { countLooks, watchDrift } from './drift-watch.ts';

test.each([
  [{ PROFILE: 'quick' }, 0],
  [{ PROFILE: 'dry' }, 0],
  [{ PROFILE: 'gate' }, 24],
  [{ PROFILE: 'soak24' }, 288],
  [{ DURATION_HOURS: '1', TIME_SCALE: '60' }, 12],
  [{ DURATION_HOURS: '0.9' }, 0],
  [{ PROFILE: 'gate', ONCE: '1' }, 0],
])('a run of %o is looked at %d times', (options, looks) => {
  expect(countLooks(planOf(options))).toBe(looks);
});

const HOURS = { totalSec: 7200, rps: 1 };

/** Watches a run of two hours that is over already, look by look. */
async function watch(run: Partial<DriftingRun>) {
  const asked: number[] = [];
  const { latency, rows, startedAtSec } = toDriftEvidence({ ...HOURS, ...run });
  const until = async (sec: number) => {
    asked.push(sec);
    return sec <= 6900;
  };
  const found = await watchDrift({
    plan: planOf({ PROFILE: 'gate' }),
    latency,
    rows,
    startedAtSec,
    clock: { until },
    signal: new AbortController().signal,
  });
  return { found, asked };
}

test('a steady service is watched to the end', async () => {
  const { found, asked } = await watch({});
  expect(found).toBeUndefined();
  expect(asked).toEqual(Array.from({ length: 24 }, (_, index) => (index + 1) * 300));
});

test.each<[string, Partial<DriftingRun>]>([
  ['latency_drift', { latencyMs: (sec, draw) => FLAT.latencyMs(sec, draw) + sec / 10 }],
  ['memory_drift', { rssBytes: (sec) => 120e6 + 100e3 * sec }],
  ['descriptor_drift', { openFds: (sec) => 30 + sec / 20 }],
])('%s ends it', async (id, run) => {
  const { found } = await watch(run);
  expect(found).toMatchObject({ id, outcome: 'fail' });
});
