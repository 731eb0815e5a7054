// Who plays the runs of a campaign, and where.
import { expect, test } from 'vitest';
import { isOnAFleet, toFleetValues } from './on-a-fleet.ts';

test.each([
  [{}, false],
  [{ RUNNERS: '' }, false],
  [{ RUNNERS: '1' }, false],
  [{ RUNNERS: '2' }, true],
])('%j is a fleet: %s', (values, isFleet) => {
  expect(isOnAFleet(values)).toBe(isFleet);
  expect(Object.keys(toFleetValues(values, 1)).length > 0).toBe(isFleet);
});

test('each worker has a namespace of its own, and what the command was told of the cluster', () => {
  const values = { RUNNERS: '3', CLUSTER_DIR: '/c', OUTPUT_DIR: '/out', CLUSTER_NAMESPACE: 'theirs' };
  expect([1, 2].map((worker) => toFleetValues(values, worker))).toEqual([
    { RUNNERS: '3', CLUSTER_DIR: '/c', CLUSTER_NAMESPACE: 'aurora-gate-1' },
    { RUNNERS: '3', CLUSTER_DIR: '/c', CLUSTER_NAMESPACE: 'aurora-gate-2' },
  ]);
});
