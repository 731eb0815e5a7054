// A Rollout as a watch sees it: pure.
import type { RolloutView } from '../triggers/view.ts';
import { type ReplicaSetObject, type RolloutObject, toHash } from './rollout-objects.ts';

const toMs = (time: string | undefined): number => (time === undefined ? Number.NaN : Date.parse(time));
const toBornMs = ({ metadata }: ReplicaSetObject): number => toMs(metadata.creationTimestamp);

/** How it stands, and which of its versions may be taken back by itself. */
export function toView(
  { spec = {}, status = {} }: RolloutObject,
  sets: readonly ReplicaSetObject[],
): RolloutView {
  const { currentPodHash: version = '', stableRS: stable = '' } = status;
  const actor = 'Argo Rollouts';
  const set = sets.find((one) => toHash(one) === version);
  const beganAtMs = set === undefined ? Number.NaN : toBornMs(set);
  // One that was there before and came back, by whomever, is what others are taken back to.
  const isNewest = sets.every((one) => toHash(one) === version || toBornMs(one) < beganAtMs);
  const completed = status.conditions?.find(({ type, status: is }) => type === 'Completed' && is === 'True');
  const promotedAtMs = toMs(completed?.lastTransitionTime);
  const at = (promoted: number | null) =>
    isNewest ? { version, beganAtMs, promotedAtMs: promoted } : undefined;
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
