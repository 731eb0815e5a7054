import { describe, expect, it, test } from 'vitest';
import type { Standing } from '../actuator.ts';
import * as orders from './decide-order.ts';
import type { Back } from './find-target.ts';
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
const toSet = (hash: string, revision: number, replicas = 0, before = ''): ReplicaSetObject => ({
  metadata: {
    name: `shop-${hash}`,
    labels: { [HASH_LABEL]: hash },
    annotations: {
      'rollout.argoproj.io/revision': String(revision),
      ...(before === '' ? {} : { 'rollout.argoproj.io/revision-history': before }),
    },
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

const decideOrder = (
  rollout: RolloutObject,
  sets: readonly ReplicaSetObject[],
  named: string,
  back: Partial<Back> = {},
) => orders.decideOrder(rollout, sets, named, () => ({ named: '', seen: '', ...back }));

const CANARY = { stableRS: 'a', currentPodHash: 'b' };
const PROMOTED = { stableRS: 'b', currentPodHash: 'b' };
const SETS = [toSet('a', 1, 3), toSet('b', 2, 1)];
/** `o` was a canary that was aborted, or stable: nothing of it tells. */
const MORE = [toSet('o', 1), toSet('a', 2, 3), toSet('b', 3, 1)];
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
  {
    name: 'a version that was replaced',
    rollout: toRollout(PROMOTED),
    sets: MORE,
    named: 'o',
    state: 'gone',
  },
  {
    name: 'a promoted version with several before it',
    rollout: toRollout(PROMOTED),
    sets: MORE,
    state: 'stuck',
  },
  {
    name: 'a promoted version with one before it, which may have been aborted: others are gone',
    rollout: toRollout(PROMOTED),
    sets: [toSet('a', 2, 3), toSet('b', 3, 1)],
    state: 'stuck',
  },
  {
    name: 'a promoted version with one before it, whose revision nobody knows',
    rollout: toRollout(PROMOTED),
    sets: [toSet('a', Number.NaN, 3), toSet('b', 2, 1)],
    state: 'stuck',
  },
  {
    name: 'a promoted version whose own revision nobody knows',
    rollout: toRollout(PROMOTED),
    sets: [toSet('a', 1, 3), toSet('b', Number.NaN, 1)],
    state: 'stuck',
  },
  {
    name: 'a promoted version, and one before it that is on its way back by hand',
    rollout: toRollout({ stableRS: 'b', currentPodHash: 'a' }),
    sets: [toSet('o', 1), toSet('a', 4, 1, '2'), toSet('b', 3, 3)],
    named: 'b',
    state: 'stuck',
  },
  {
    name: 'a promoted version whose one before was released again',
    rollout: toRollout(PROMOTED),
    sets: [toSet('o', 2), toSet('a', 3, 0, '1'), toSet('b', 4, 3)],
    state: 'stuck',
  },
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
  const after = [toSet('o', 1), toSet('a', 4, 3, '2'), toSet('b', 3)];

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

  it('is meant again for what was released since, and not for what was rolled back', () => {
    const sets = [toSet('a', 3, 0, '1'), toSet('b', 2), toSet('c', 4, 3)];
    const order = decideOrder(toRollout({ stableRS: 'c', currentPodHash: 'c' }, {}, note), sets, '');
    expect(order.standing).toMatchObject({ state: 'serves', version: 'c', next: 'go back to a' });
  });

  it('takes what was rolled back, and released again, for one of those that may have been stable', () => {
    const sets = [toSet('a', 3, 0, '1'), toSet('b', 4, 0, '2'), toSet('c', 5, 3)];
    const order = decideOrder(toRollout({ stableRS: 'c', currentPodHash: 'c' }, {}, note), sets, '');
    expect(order.standing).toMatchObject({ state: 'stuck', version: 'c' });
    expect(order.standing.text).toContain('which of a, b was stable');
  });

  describe('that is under way', () => {
    const rollout = toRollout(
      { stableRS: 'b', currentPodHash: 'a' },
      { template: toTemplate('shop:a') },
      note,
    );
    it('goes on to the version that it was begun with, whatever was seen', () =>
      expect(decideOrder(rollout, after, 'b', { seen: 'o' })).toMatchObject({
        standing: { next: 'skip the steps' },
        target: 'a',
      }));
    it('goes on also where Argo has not seen the template', () =>
      expect(
        decideOrder(toRollout(PROMOTED, { template: toTemplate('shop:a') }, note), after, 'b'),
      ).toMatchObject({ standing: { state: 'leaving' }, target: 'a' }));
    it('goes elsewhere where another version is named', () =>
      expect(decideOrder(rollout, after, 'b', { named: 'o' })).toMatchObject({
        standing: { next: 'go back to o' },
        target: 'o',
      }));
    it('is another than one of before, whose note is still there', () =>
      expect(decideOrder(toRollout(PROMOTED, {}, note), after, 'b', { seen: 'o' })).toMatchObject({
        standing: { next: 'go back to o' },
      }));
  });

  test.each<[string, Partial<Back>, string, string]>([
    ['the version that was seen to be stable before', { seen: 'o' }, 'serves', 'go back to o'],
    ['the version that is named', { named: 'o' }, 'serves', 'go back to o'],
    ['the version that is named, whatever was seen', { named: 'o', seen: 'a' }, 'serves', 'go back to o'],
    ['nowhere, where what was named is not there', { named: 'x', seen: 'a' }, 'stuck', ''],
    ['nowhere, where what was seen is no more', { seen: 'x' }, 'stuck', ''],
    ['nowhere, where what was named is what is to go', { named: 'b' }, 'stuck', ''],
  ])('goes back to %s', (_, back, state, next) => {
    expect(decideOrder(toRollout(PROMOTED), MORE, '', back).standing).toMatchObject({ state, next });
  });

  test.each<[string, Partial<Back>, readonly ReplicaSetObject[]]>([
    ['several are left', {}, MORE],
    ['one is left of several', {}, [toSet('a', 2), toSet('b', 3, 1)]],
    ['what is wanted is no more', { seen: 'x' }, MORE],
    ['what is wanted is to go', { named: 'b' }, MORE],
  ])('says what to do where %s', (_, back, sets) => {
    const { standing } = decideOrder(toRollout(PROMOTED), sets, '', back);
    expect(standing.text).toContain('name the version to go back to with --stable');
  });
});
