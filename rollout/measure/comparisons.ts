// What a service is compared by beside its SLOs, put among them for a decision: it asks about each in the same way.
import type { Monitored } from '../../lib/core/monitoring/monitored.ts';
import type { Policy } from '../decision/policy-schema.ts';

type Compares = Pick<Monitored, 'comparisons'>;

/** What a service shows of itself, with its comparisons as SLOs of which no share is promised: the stable version breaks none. */
export const withComparisons = (monitored: Monitored): Monitored => ({
  ...monitored,
  slos: [
    ...monitored.slos,
    ...(monitored.comparisons ?? []).map(({ toleranceRatio: _, marginRatio: __, ...slo }) => ({
      ...slo,
      objectiveRatio: 0,
    })),
  ],
});

/** The policy with the bounds of the comparisons, where it says none of its own. */
export const withComparisonBounds = (policy: Policy, { comparisons = [] }: Compares): Policy => ({
  ...policy,
  slos: {
    ...policy.slos,
    byId: {
      ...Object.fromEntries(
        comparisons.map(({ id, toleranceRatio, marginRatio }) => [id, { toleranceRatio, marginRatio }]),
      ),
      ...policy.slos.byId,
    },
  },
});
