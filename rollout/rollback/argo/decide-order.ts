// How a Rollout stands, and which patches take its version back: pure. They are those of `kubectl argo rollouts abort`, `undo` and
// `promote --full` (argo-rollouts v1.10.1, pkg/kubectl-argo-rollouts/cmd).
import { isDeepStrictEqual } from 'node:util';
import type { PatchType } from '../../../lib/node/cluster/kube-api.ts';
import type { Standing } from '../actuator.ts';
import { type Back, findTarget, listHashes } from './find-target.ts';
import {
  type PodTemplate,
  type ReplicaSetObject,
  ROLLED_BACK_ANNOTATION,
  type RolloutObject,
  readRolledBack,
  toHash,
  toPods,
  toTemplate,
} from './rollout-objects.ts';

/** One patch of a Rollout. */
export interface Patch {
  readonly subresource: '' | 'status';
  readonly type: PatchType;
  readonly body: unknown;
}

export interface Order {
  readonly standing: Standing;
  /** Of an undo: the version that it goes back to; '' where there is none. */
  readonly target: string;
  /** In this order; none where there is nothing to do. */
  readonly patches: readonly Patch[];
}

const UNPAUSE: Patch = { subresource: '', type: 'merge', body: { spec: { paused: false } } };
const ABORT: Patch = { subresource: 'status', type: 'merge', body: { status: { abort: true } } };
/** Past its steps: they are for a version that nobody knows, and this one was there before. */
const PROMOTE: Patch = {
  subresource: 'status',
  type: 'merge',
  body: { status: { abort: false, promoteFull: true } },
};

const is = (
  state: Standing['state'],
  version: string,
  text: string,
  next = '',
  patches: readonly Patch[] = [],
): Order => ({ standing: { state, version, next, text }, target: '', patches });

/** What is known of the version to go back to, of the version that is to go. */
export type ToBack = (set: ReplicaSetObject) => Back;

/**
 * @param sets the ReplicaSets of this Rollout
 * @param named the version that is to go; '' for the newest
 */
export function decideOrder(
  rollout: RolloutObject,
  sets: readonly ReplicaSetObject[],
  named: string,
  toBack: ToBack,
): Order {
  const { stableRS: stable = '', currentPodHash: current = '' } = rollout.status ?? {};
  const earlier = readRolledBack(rollout);
  // Undone already: without a name the one before would be meant each time, and the second time would be once too often.
  const isUndone = named === '' && current === stable && earlier !== undefined && earlier.to === current;
  const version = named || (isUndone ? earlier.from : current);
  const set = sets.find((one) => toHash(one) === version);
  const pods = toPods(set);
  if (version === '') return is('stuck', '', 'Argo has not said yet which versions there are');
  if (isUndone && pods === 0)
    return is('gone', version, `${version} was rolled back to ${current}; name a version to go further back`);
  if (set === undefined)
    return is('stuck', version, `no ReplicaSet is of the version ${version}; there are ${listHashes(sets)}`);
  if (version === stable) return decideUndo(rollout, sets, set, toBack(set));
  if (version === current) return decideAbort(rollout, sets, version);
  return pods === 0
    ? is('gone', version, `${version} has no pods, and ${stable} is stable`)
    : is('leaving', version, `${version} is neither current nor stable, and has ${pods} pods left`);
}

function decideAbort(
  { spec = {}, status = {} }: RolloutObject,
  sets: readonly ReplicaSetObject[],
  version: string,
): Order {
  const pods = toPods(sets.find((one) => toHash(one) === version));
  if (!sets.some((one) => toHash(one) === status.stableRS))
    return is('stuck', version, `there is no stable version that could take the users of ${version}`);
  const weight = status.canary?.weights?.canary?.weight;
  const share = weight === undefined ? `${pods} pods` : `${weight} % of the traffic, and ${pods} pods`;
  // Argo freezes what is paused by hand, also where it is aborted.
  const unpause = spec.paused === true ? [UNPAUSE] : [];
  if (status.abort !== true || spec.paused === true)
    return is('serves', version, `${version} is a canary with ${share}`, 'abort the canary', [
      ...unpause,
      ABORT,
    ]);
  // With a router the pods stay for a while, without traffic.
  const isGone = weight === undefined ? pods === 0 : weight === 0;
  return is(isGone ? 'gone' : 'leaving', version, `${version} is aborted, and has ${share}`);
}

function decideUndo(
  rollout: RolloutObject,
  sets: readonly ReplicaSetObject[],
  set: ReplicaSetObject,
  back: Back,
): Order {
  const { spec = {} } = rollout;
  const version = toHash(set);
  const all = `${version} is stable, and has ${toPods(set)} pods`;
  if (spec.workloadRef !== undefined)
    return is('stuck', version, `${all}; its template lies in another object (workloadRef), and is not ours`);
  const found = findTarget(rollout, sets, set, back);
  if (typeof found === 'string') return is('stuck', version, `${all}; ${found}`);
  return { ...goBack(rollout, set, found), target: toHash(found) };
}

function goBack(rollout: RolloutObject, from: ReplicaSetObject, target: ReplicaSetObject): Order {
  const { spec = {}, status = {} } = rollout;
  const [version, to, pods] = [toHash(from), toHash(target), toPods(from)];
  const template = toTemplate(target);
  const unpause = spec.paused === true ? [UNPAUSE] : [];
  // Where Argo made a version of it, it is that template, whatever the API server added to it.
  const isInPlace = status.currentPodHash === to || isDeepStrictEqual(spec.template, template);
  if (!isInPlace)
    return is('serves', version, `${version} is stable, and has ${pods} pods`, `go back to ${to}`, [
      ...unpause,
      toUndo(rollout, version, to, template),
    ]);
  if (status.currentPodHash !== to)
    return is('leaving', version, `the template of ${to} is in place, and Argo has not seen it yet`);
  if (status.promoteFull === true && status.abort !== true && spec.paused !== true)
    return is('leaving', version, `${to} takes over from ${version}, which has ${pods} pods`);
  return is(
    'serves',
    version,
    `${to} takes over step by step, and ${version} has ${pods} pods`,
    'skip the steps',
    [...unpause, PROMOTE],
  );
}

function toUndo({ metadata }: RolloutObject, from: string, to: string, template: PodTemplate): Patch {
  const note = `${from} ${to}`;
  const path = `/metadata/annotations/${ROLLED_BACK_ANNOTATION.replace('/', '~1')}`;
  return {
    subresource: '',
    type: 'json',
    body: [
      { op: 'replace', path: '/spec/template', value: template },
      metadata.annotations === undefined
        ? { op: 'add', path: '/metadata/annotations', value: { [ROLLED_BACK_ANNOTATION]: note } }
        : { op: 'add', path, value: note },
    ],
  };
}
