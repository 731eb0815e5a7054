// A service that gets slower with each answer, in the real stack: a long run does not wait for its end to say so.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readJournal } from '../../lib/node/run-folder/journal.ts';
import { createRig, type Rig } from '../running/rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await createRig();
});
afterAll(async () => rig[Symbol.asyncDispose]());

/** An hour at baseline in one minute: looked at every five seconds. */
const HOUR = {
  DURATION_SECONDS: '',
  DURATION_HOURS: '1',
  TIME_SCALE: '60',
  BASE_RPS: '8',
  CHAOS_WINDOW_MIN: '0',
  SPIKE_DURATION_SEC: '0',
  TOXIPROXY_ENABLED: 'false',
  SEED: '3',
};

test('it is stopped as soon as that is sure, fails for it, and what its process holds is in the journal', async () => {
  const { summary, files } = await rig.soak({ ...HOUR, DEFECTS: 'slow_down' });
  expect(summary.verdict).toMatchObject({
    outcome: 'fail',
    because: expect.stringMatching(/^latency_drift: \/v1\/\S+( in \w+)? rose by \d+ ms in \d+ s, /),
  });
  expect(summary).toMatchObject({
    status: 'stopped',
    stop_reason: expect.stringMatching(/^latency_drift: /),
  });
  expect(summary.total_seconds).toBeLessThan(50);
  const told: number[] = [];
  await readJournal(files.journal, (row) => {
    if (row.type === 'resources.read') told.push(row.rss_bytes ?? 0, row.open_fds ?? 0, row.started_at ?? 0);
  });
  expect(told.length).toBeGreaterThan(15);
  expect(Math.min(...told)).toBeGreaterThan(0);
});
