// What a drill is: a version that is rolled out, what goes wrong beside it, and how it must end.
import type { Canaries, CanarySpec } from '../../lib/core/release/canaries.ts';

/** What goes wrong beside the canary. */
export const UPSETS = {
  none: 'nothing',
  'upstream-toxic': "a toxic holds the canary's calls to its upstream, and nobody else's",
  'controller-killed': 'the controller of Argo Rollouts is killed in mid-step, and comes back after 15 s',
  'api-away': 'the API server is away for 10 s as soon as the canary does harm',
  'api-away-twice':
    'the API server is away for 10 s, twice within two minutes, the second time as the canary does harm',
  'prometheus-gone': 'Prometheus is gone before the canary can be judged',
  'probe-flapping': 'the synthetic probe of a good canary fails every other time, for reasons of its own',
  'pods-evicted': 'a pod of each version is evicted, as from a node that runs short of memory',
} as const;
export type Upset = keyof typeof UPSETS;

/** How a drill must end. `held`: neither promoted nor found bad; after its time it is taken back, and nobody says that it did harm. */
export const ENDS = ['promoted', 'aborted', 'held'] as const;
export type End = (typeof ENDS)[number];

export interface Drill {
  readonly id: string;
  readonly why: string;
  readonly canary: CanarySpec;
  readonly upset: Upset;
  readonly ends: End;
}

const GOOD: CanarySpec = { why: 'It is as good as the stable version.', defects: '' };

/** With a canary that is bad by itself: what else goes wrong. */
const BESIDE_A_BAD_ONE = ['controller-killed', 'api-away', 'api-away-twice'] as const;
/** With a good one: what must not be held against it, and what must not let it pass unseen. */
const BESIDE_A_GOOD_ONE: readonly (readonly [Upset, End])[] = [
  ['upstream-toxic', 'aborted'],
  ['prometheus-gone', 'held'],
  ['probe-flapping', 'promoted'],
  ['pods-evicted', 'promoted'],
];

/**
 * Every drill of a service.
 * @param canaries its bad versions; with none only the drills of a good one are left
 */
export function listDrills(canaries: Canaries): readonly Drill[] {
  const [first] = Object.values(canaries);
  const bad = Object.entries(canaries).map(([id, canary], n) => ({
    id: n === 0 ? 'bad-canary' : `bad-${id.replaceAll('_', '-')}`,
    canary,
    why: canary.why,
    upset: 'none' as const,
    ends: 'aborted' as const,
  }));
  const upset = (canary: CanarySpec, name: Upset, ends: End): Drill => ({
    id: name,
    canary,
    why: `${canary.why} Beside it, ${UPSETS[name]}.`,
    upset: name,
    ends,
  });
  return [
    { id: 'good-canary', canary: GOOD, why: GOOD.why, upset: 'none', ends: 'promoted' },
    ...bad,
    ...BESIDE_A_GOOD_ONE.map(([name, ends]) => upset(GOOD, name, ends)),
    ...(first === undefined ? [] : BESIDE_A_BAD_ONE.map((name) => upset(first, name, 'aborted'))),
  ];
}
