import { expect, test } from 'vitest';
import { createDeps, QUICK, REQUEST } from '../../test/rollback/quick.ts';
import type { Actuator } from './actuator.ts';
import type { PathLook } from './path-sight.ts';
import { rollBack } from './roll-back.ts';

const GONE: Actuator = {
  kind: 'http',
  target: 'shop',
  version: 'bad',
  lease: { read: async () => undefined, write: async () => {} },
  read: async () => ({ state: 'gone', version: 'bad', next: '', text: 'it is gone' }),
  act: async () => {},
  byHand: () => ['look yourself'],
};

// Of a pause of a second: a machine that is busy makes fewer calls, and what they say is worth as much.
test.each([
  ['as many as it wants', 3, 'rolled-back', 8_000],
  ['few', 1, 'rolled-back', 13_000],
  ['none', 0, 'unresolved', QUICK.deadlineMs],
])("a users' path that answers %s: %i a second", async (_, each, outcome, mostMs) => {
  const looks: PathLook[] = [];
  const startMs = Date.UTC(2027, 0, 1);
  let nowMs = startMs;
  const { deps } = createDeps('http://127.0.0.1:9/', {
    path: { looks: () => looks, sinceMs: startMs },
    now: () => nowMs,
    async pause(ms) {
      nowMs += ms;
      for (let n = 0; n < each; n++) looks.push({ atMs: nowMs, status: 200, version: 'good' });
    },
  });
  const result = await rollBack(GONE, REQUEST, deps);
  expect(result.outcome).toBe(outcome);
  expect(result.tookMs).toBeLessThanOrEqual(mostMs);
});
