import { expect, it } from 'vitest';
import { MONITORED } from '../../services/aurora/monitoring.ts';
import { POLICIES } from '../decision/policies.ts';
import { withComparisonBounds, withComparisons } from './comparisons.ts';

const work = MONITORED.comparisons?.find(({ id }) => id === 'work');

it('are asked about as SLOs are, with no share promised', () => {
  const { slos } = withComparisons(MONITORED);
  expect(slos.map(({ id }) => id)).toEqual([...MONITORED.slos.map(({ id }) => id), 'work']);
  expect(slos.at(-1)).toMatchObject({ objectiveRatio: 0, good: work?.good, all: work?.all });
  expect(slos.at(-1)).not.toHaveProperty('marginRatio');
});

it('have the bounds of the service, unless the policy has its own', () => {
  const bounds = { toleranceRatio: work?.toleranceRatio, marginRatio: work?.marginRatio };
  expect(withComparisonBounds(POLICIES.prod, MONITORED).slos.byId).toMatchObject({ work: bounds });
  const own = { toleranceRatio: 0, marginRatio: 0.01 };
  const policy = { ...POLICIES.prod, slos: { ...POLICIES.prod.slos, byId: { work: own } } };
  expect(withComparisonBounds(policy, MONITORED).slos.byId).toEqual({ work: own });
});

it('change nothing of a service that has none', () => {
  const { comparisons: _, ...without } = MONITORED;
  expect(withComparisons(without).slos).toEqual(MONITORED.slos);
});
