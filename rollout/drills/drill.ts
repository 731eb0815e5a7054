// What a drill is: a version that is rolled out, what goes wrong beside it, and how it must end.
import { type Canaries, type CanarySpec, GOOD_CANARY } from '../../lib/core/release/canaries.ts';
import type { GateVerdict } from '../decision/measurements.ts';

/** What goes wrong beside the canary. */
export const UPSETS = {
  none: 'nothing',
  'upstream-toxic': "a toxic holds the canary's calls to its upstream, and nobody else's",
  'toxic-step':
    "a toxic holds a good canary's calls to its upstream for 20 s of its first step, to see that the rollback answers",
  'controller-killed': 'the controller of Argo Rollouts is killed in mid-step, and comes back after 15 s',
  'api-away': 'the API server is away for 10 s as soon as the canary does harm',
  'api-away-twice':
    'the API server is away for 10 s, twice within two minutes, the second time as the canary does harm',
  'prometheus-gone': 'Prometheus is gone before the canary can be judged',
  'probe-flapping': 'the synthetic probe of a good canary fails every other time, for reasons of its own',
  'paused-after-abort':
    'a person pauses the rollout, which freezes it after its abort until it is unpaused as the playbook says',
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
  /** `pods`: the decision server and the prober run beside the service as the templates say, and Prometheus reads them. `ours`: in this process. */
  readonly servers: 'ours' | 'pods';
  /** `adaptive`: no Rollout of Argo's moves the users, but `adapt` by the evidence, at an HTTP actuator. */
  readonly weights?: 'adaptive';
  /** Traffic must be back on stable so soon after what went wrong began; undefined where that is only measured. */
  readonly backWithinS?: number;
  /** Played only where it is named: `all` leaves it out. */
  readonly isOptional?: true;
  /** What the gate must find as a stage of the rollout; undefined where it is none. */
  readonly gate?: GateVerdict['outcome'];
}

const GOOD: CanarySpec = { ...GOOD_CANARY, why: 'It is as good as the stable version.' };

/** With a canary that is bad by itself: what else goes wrong. */
const BESIDE_A_BAD_ONE = ['controller-killed', 'api-away', 'api-away-twice', 'paused-after-abort'] as const;
/** With a good one: what must not be held against it, and what must not let it pass unseen. */
const BESIDE_A_GOOD_ONE: readonly (readonly [Upset, End])[] = [
  ['upstream-toxic', 'aborted'],
  ['prometheus-gone', 'held'],
  ['probe-flapping', 'promoted'],
  ['pods-evicted', 'promoted'],
];

/** The rollback must answer while the toxic of `toxic-step` is on, or as soon as what it did was counted. */
const ANSWERS_WITHIN_S = 60;

/**
 * Every drill of a service.
 * @param canaries its bad versions; with none only the drills of a good one are left
 */
export function listDrills(canaries: Canaries): readonly Drill[] {
  const listed = Object.entries(canaries);
  const [first] = Object.values(canaries);
  const bad = listed
    .filter(([, { onlyGateFinds }]) => onlyGateFinds !== true)
    .map(([id, canary], n) => ({
      id: n === 0 ? 'bad-canary' : `bad-${id.replaceAll('_', '-')}`,
      canary,
      why: canary.why,
      upset: 'none' as const,
      ends: 'aborted' as const,
      servers: 'ours' as const,
    }));
  const upset = (canary: CanarySpec, name: Upset, ends: End): Drill => ({
    id: name,
    canary,
    why: `${canary.why} Beside it, ${UPSETS[name]}.`,
    upset: name,
    ends,
    servers: 'ours',
  });
  const inPods = (id: string, canary: CanarySpec, gate: Drill['gate']): Drill => ({
    id,
    canary,
    why: `${canary.why} The decision server and the prober are pods${gate === undefined ? '' : ', and the gate is a stage of the rollout'}.`,
    upset: 'none',
    ends: canary.defects === '' ? 'promoted' : 'aborted',
    servers: 'pods',
    ...(gate === undefined ? {} : { gate }),
  });
  const adaptive = (id: string, canary: CanarySpec): Drill => ({
    id,
    canary,
    why: `${canary.why} Its share of the users follows the evidence.`,
    upset: 'none',
    ends: canary.defects === '' ? 'promoted' : 'aborted',
    servers: 'ours',
    weights: 'adaptive',
    isOptional: true,
  });
  return [
    { id: 'good-canary', canary: GOOD, why: GOOD.why, upset: 'none', ends: 'promoted', servers: 'ours' },
    ...bad,
    ...BESIDE_A_GOOD_ONE.map(([name, ends]) => upset(GOOD, name, ends)),
    {
      ...upset(GOOD, 'toxic-step', 'aborted'),
      backWithinS: ANSWERS_WITHIN_S,
      isOptional: true,
    },
    adaptive('adaptive-weights', GOOD),
    ...(first === undefined ? [] : [adaptive('adaptive-bad', first)]),
    ...(first === undefined ? [] : BESIDE_A_BAD_ONE.map((name) => upset(first, name, 'aborted'))),
    ...(first === undefined ? [] : [inPods('servers-in-pods', first, undefined)]),
    inPods('gate-stage', GOOD, 'pass'),
    ...listed.flatMap(([id, canary]) =>
      canary.onlyGateFinds === true ? [inPods(`gate-${id.replaceAll('_', '-')}`, canary, 'fail')] : [],
    ),
  ];
}
