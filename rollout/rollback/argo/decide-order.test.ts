import { describe, expect, it, test } from 'vitest';
import type { Standing } from '../actuator.ts';
import { decideOrder } from './decide-order.ts';
import {
  HASH_LABEL,
  type ReplicaSetObject,
  ROLLED_BACK_ANNOTATION,
  type RolloutObject,
} from './rollout-objects.ts';

const toTemplate = (image: string, hash?: string) => ({
  metadata: { labels: { app: 'shop', ...(hash === undefined ? {} : { [HASH_LABEL]: hash }) } },
  spec: { containers: [{ image }] },
});
const toSet = (hash: string, revision: number, replicas = 0): ReplicaSetObject => ({
  metadata: {
    name: `shop-${hash}`,
    labels: { [HASH_LABEL]: hash },
    annotations: { 'rollout.argoproj.io/revision': String(revision) },
  },
  spec: { template: toTemplate(`shop:${hash}`, hash) },
  status: { replicas },
});
const toRollout = (
  status: RolloutObject['status'],
  spec: RolloutObject['spec'] = {},
  annotations?: Readonly<Record<string, string>>,
): RolloutObject => ({
  kind: 'Rollout',
  metadata: { name: 'shop', ...(annotations ? { annotations } : {}) },
  spec: { template: toTemplate('shop:b'), ...spec },
  ...(status ? { status } : {}),
});

const CANARY = { stableRS: 'a', currentPodHash: 'b' };
const PROMOTED = { stableRS: 'b', currentPodHash: 'b' };
const SETS = [toSet('o', 1), toSet('a', 2, 3), toSet('b', 3, 1)];
const ABORTED = { ...CANARY, abort: true };

interface Case {
  readonly name: string;
  readonly rollout: RolloutObject;
  readonly sets?: readonly ReplicaSetObject[];
  readonly named?: string;
  readonly state: Standing['state'];
  readonly version?: string;
  readonly patches?: number;
}
const CASES: readonly Case[] = [
  { name: 'a canary', rollout: toRollout(CANARY), state: 'serves', version: 'b', patches: 1 },
  { name: 'a canary that is named', rollout: toRollout(CANARY), named: 'b', state: 'serves', patches: 1 },
  {
    name: 'a canary that is paused by hand',
    rollout: toRollout(CANARY, { paused: true }),
    state: 'serves',
    patches: 2,
  },
  { name: 'an aborted canary with pods', rollout: toRollout(ABORTED), state: 'leaving' },
  {
    name: 'an aborted canary that is frozen',
    rollout: toRollout(ABORTED, { paused: true }),
    state: 'serves',
    patches: 2,
  },
  {
    name: 'an aborted canary without pods',
    rollout: toRollout(ABORTED),
    sets: [toSet('a', 2, 3), toSet('b', 3)],
    state: 'gone',
  },
  {
    name: 'an aborted canary behind a router, that has no more traffic',
    rollout: toRollout({ ...ABORTED, canary: { weights: { canary: { weight: 0 } } } }),
    state: 'gone',
  },
  {
    name: 'an aborted canary behind a router, that still has traffic',
    rollout: toRollout({ ...ABORTED, canary: { weights: { canary: { weight: 5 } } } }),
    sets: [toSet('a', 2, 3), toSet('b', 3)],
    state: 'leaving',
  },
  {
    name: 'the first version of all',
    rollout: toRollout({ currentPodHash: 'b' }),
    sets: [toSet('b', 1, 1)],
    state: 'stuck',
  },
  {
    name: 'a canary whose stable version is no more',
    rollout: toRollout(CANARY),
    sets: [toSet('b', 3, 1)],
    state: 'stuck',
  },
  {
    name: 'a Rollout that was never seen by Argo',
    rollout: toRollout(undefined),
    state: 'stuck',
    version: '',
  },
  { name: 'a name that is no version', rollout: toRollout(CANARY), named: 'x', state: 'stuck' },
  { name: 'a promoted version', rollout: toRollout(PROMOTED), state: 'serves', version: 'b', patches: 1 },
  {
    name: 'a promoted version that is paused by hand',
    rollout: toRollout(PROMOTED, { paused: true }),
    state: 'serves',
    patches: 2,
  },
  {
    name: 'a promoted version without one before',
    rollout: toRollout(PROMOTED),
    sets: [toSet('b', 3, 3)],
    state: 'stuck',
  },
  {
    name: 'a promoted version whose template is elsewhere',
    rollout: toRollout(PROMOTED, { workloadRef: {} }),
    state: 'stuck',
  },
  {
    name: 'a promoted version, the template of the one before in place',
    rollout: toRollout(PROMOTED, { template: toTemplate('shop:a') }),
    state: 'leaving',
  },
  {
    name: 'a promoted version, the one before on its way by steps',
    rollout: toRollout({ stableRS: 'b', currentPodHash: 'a' }),
    named: 'b',
    state: 'serves',
    patches: 1,
  },
  {
    name: 'a promoted version, the one before on its way at once',
    rollout: toRollout({ stableRS: 'b', currentPodHash: 'a', promoteFull: true }),
    named: 'b',
    state: 'leaving',
  },
  {
    name: 'a promoted version, the one before aborted on its way',
    rollout: toRollout({ stableRS: 'b', currentPodHash: 'a', promoteFull: true, abort: true }),
    named: 'b',
    state: 'serves',
    patches: 1,
  },
  {
    name: 'a promoted version with a newer canary',
    rollout: toRollout({ stableRS: 'b', currentPodHash: 'c' }),
    sets: [...SETS, toSet('c', 4, 1)],
    named: 'b',
    state: 'serves',
    patches: 1,
  },
  {
    name: 'a version that was replaced, with pods',
    rollout: toRollout({ stableRS: 'b', currentPodHash: 'b' }),
    named: 'a',
    state: 'leaving',
  },
  { name: 'a version that was replaced', rollout: toRollout(PROMOTED), named: 'o', state: 'gone' },
];

describe('a rollback finds', () => {
  test.each(CASES.map((one) => [one.name, one.state, one] as const))('%s: %s', (_, state, one) => {
    const { standing, patches } = decideOrder(one.rollout, one.sets ?? SETS, one.named ?? '');
    expect(standing).toMatchObject({ state, version: one.version ?? one.named ?? standing.version });
    expect(patches).toHaveLength(one.patches ?? 0);
    expect(standing.next === '').toBe(patches.length === 0);
  });
});

describe('an undo', () => {
  const { patches } = decideOrder(toRollout(PROMOTED), SETS, '');

  it('puts the template of the revision before in place, without the hash of its ReplicaSet', () => {
    expect(patches).toEqual([
      {
        subresource: '',
        type: 'json',
        body: [
          { op: 'replace', path: '/spec/template', value: toTemplate('shop:a') },
          { op: 'add', path: '/metadata/annotations', value: { [ROLLED_BACK_ANNOTATION]: 'b a' } },
        ],
      },
    ]);
  });

  it('keeps the annotations that are there', () => {
    const order = decideOrder(toRollout(PROMOTED, {}, { other: '1' }), SETS, '');
    expect(order.patches[0]).toMatchObject({
      body: [{}, { op: 'add', path: '/metadata/annotations/aurora-gate.dev~1rolled-back', value: 'b a' }],
    });
  });

  const note = { [ROLLED_BACK_ANNOTATION]: 'b a' };
  const UNDONE = { stableRS: 'a', currentPodHash: 'a' };
  const after = [toSet('o', 1), toSet('a', 4, 3), toSet('b', 3)];

  it('is not done twice, where no version is named', () => {
    expect(decideOrder(toRollout(UNDONE, {}, note), after, '')).toMatchObject({
      standing: { state: 'gone', version: 'b' },
      patches: [],
    });
  });

  it('goes further back where the version is named, and not to what was rolled back', () => {
    const rollout = toRollout(UNDONE, { template: toTemplate('shop:a') }, note);
    expect(decideOrder(rollout, after, 'a').standing.next).toBe('go back to o');
  });

  it('is meant again for what was released since', () => {
    const sets = [...after, toSet('c', 5, 3)];
    const order = decideOrder(toRollout({ stableRS: 'c', currentPodHash: 'c' }, {}, note), sets, '');
    expect(order.standing).toMatchObject({ state: 'serves', version: 'c', next: 'go back to a' });
  });
});
