import { describe, expect, test } from 'vitest';
import { INJECTIONS } from '../faults/injection.ts';
import type { GateResult } from '../gates/gate-result-schema.ts';
import type { ToxicSlot } from '../plan/schedule.ts';
import {
  assessEdge,
  computeExplainedLosses,
  findCuttingFault,
  listUnexplained,
  toEdgeResult,
} from './edge.ts';

const slot = (mode: ToxicSlot['mode'], fromSec: number, toSec: number): ToxicSlot => ({
  window: 0,
  mode,
  fromSec,
  toSec,
});
const SLOTS = [slot('latency', 10, 20), slot('reset', 20, 30), slot('down', 30, 40), slot('latency', 40, 60)];

test.each<[number, number, string | undefined]>([
  [1, 5, undefined],
  // A call that was slow for the whole of a slowing fault has nothing to blame.
  [10.5, 17.9, undefined],
  [17.9, 18.1, 'reset'],
  [15, 18, undefined],
  [22, 23, 'reset'],
  // In both: the one that cuts more.
  [27.9, 28.1, 'down'],
  [31, 31, 'down'],
  [41.9, 50, 'down'],
  [42, 50, undefined],
  [1, 100, 'down'],
])('a call from %d s to %d s may have been cut by %s', (fromSec, toSec, fault) => {
  expect(findCuttingFault(SLOTS, INJECTIONS, fromSec, toSec)).toBe(fault);
});

test.each([
  [0, 0.1, 0],
  [100, 0.1, 19],
  [1000, 0.1, 129],
  [10, 1, 10],
])('of %d calls a fault that cuts %d explains %d', (calls, cutShare, losses) => {
  expect(computeExplainedLosses(calls, cutShare)).toBe(losses);
});

describe('losses', () => {
  test.each<[string, Parameters<typeof listUnexplained>[0], number]>([
    ['none', {}, 0],
    ['all of them while the port was closed', { down: { calls: 50, losses: 50 } }, 0],
    ['as many as a reset explains', { reset: { calls: 100, losses: 19 } }, 0],
    ['more than a reset explains', { reset: { calls: 100, losses: 20 } }, 1],
    ['more than both explain', { reset: { calls: 9, losses: 9 }, mix: { calls: 50, losses: 40 } }, 2],
  ])('%s', (_, met, unexplained) => {
    expect(listUnexplained(met, INJECTIONS)).toHaveLength(unexplained);
  });
});

describe('the gate on losses', () => {
  const met = {
    reset: { calls: 100, losses: 20 },
    mix: { calls: 50, losses: 40 },
    down: { calls: 9, losses: 9 },
  };
  const well = {
    met: { reset: { calls: 100, losses: 7 }, down: { calls: 9, losses: 9 } },
    faults: INJECTIONS,
  };
  const broken = 'reset explains 19 of 100 calls, 20 were lost; mix explains 12 of 50 calls, 40 were lost';

  test.each<[string, Parameters<typeof assessEdge>[0], Partial<GateResult>]>([
    [
      'that the faults explain',
      { ...well, lostProxy: null },
      {
        outcome: 'pass',
        value: 0,
        samples: 109,
        because: '16 of 109 calls that met a cutting fault were lost',
      },
    ],
    ['that they explain, the proxy lost', { ...well, lostProxy: 'it died' }, { outcome: 'pass' }],
    [
      'beyond them',
      { met, faults: INJECTIONS, lostProxy: null },
      { outcome: 'fail', value: 2, samples: 159, because: broken },
    ],
    [
      'beyond them, the proxy lost',
      { met, faults: INJECTIONS, lostProxy: 'it died' },
      { outcome: 'inconclusive', value: 2, because: `${broken}, but it died` },
    ],
  ])('%s', (_, evidence, want) => expect(assessEdge(evidence)).toMatchObject(want));

  test('where too little was seen stays so', () => {
    const unclear = { ...assessEdge({ ...well, lostProxy: null }), outcome: 'inconclusive' as const };
    expect(toEdgeResult(unclear, { ...well, lostProxy: 'it died' })).toBe(unclear);
  });
});
