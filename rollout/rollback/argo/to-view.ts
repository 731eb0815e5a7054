// A Rollout as a watch sees it: pure.
import type { RolloutView } from '../triggers/view.ts';
import { isNewest, type ReplicaSetObject, type RolloutObject, toHash } from './rollout-objects.ts';

const toMs = (time: string | undefined): number => (time === undefined ? Number.NaN : Date.parse(time));

/** How it stands, and which of its versions may be taken back by itself. */
export function toView(
  { spec = {}, status = {} }: RolloutObject,
  sets: readonly ReplicaSetObject[],
): RolloutView {
  const { currentPodHash: version = '', stableRS: stable = '' } = status;
  const actor = 'Argo Rollouts';
  const set = sets.find((one) => toHash(one) === version);
  const beganAtMs = toMs(set?.metadata.creationTimestamp);
  const completed = status.conditions?.find(({ type, status: is }) => type === 'Completed' && is === 'True');
  const promotedAtMs = toMs(completed?.lastTransitionTime);
  const at = (promoted: number | null) =>
    set !== undefined && isNewest(set, sets) ? { version, beganAtMs, promotedAtMs: promoted } : undefined;
  const view = (
    state: RolloutView['state'],
    text: string,
    candidate: RolloutView['candidate'],
  ): RolloutView => ({
    ...{ state, version, text, candidate, actor },
  });
  if (version === '' || set === undefined) return view('idle', 'no version is known yet', undefined);
  if (status.abort === true && version !== stable)
    return view('aborted', `the canary ${version} was aborted`, undefined);
  if (version === stable)
    return view(
      'promoted',
      `${version} has all the users`,
      sets.length > 1 && Number.isFinite(promotedAtMs) ? at(promotedAtMs) : undefined,
    );
  const canary = stable === '' ? undefined : at(null);
  if (spec.paused === true) return view('paused', `${version} was paused by hand`, canary);
  if (status.pauseConditions?.some(({ reason }) => reason === 'InconclusiveAnalysis'))
    return view('paused', `${version} stands still, since a question could not be decided`, canary);
  return view('under-way', `${version} is a canary`, canary);
}
