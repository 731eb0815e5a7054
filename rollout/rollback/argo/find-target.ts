// To which version an undo goes back: pure. Argo does not tell which of the earlier versions was stable, and which a canary that was
// aborted: who was aborted must not get the users back, so what is not known is asked for, and never guessed.
import { isDeepStrictEqual } from 'node:util';
import {
  listRevisions,
  type ReplicaSetObject,
  type RolloutObject,
  readRolledBack,
  toHash,
  toRevision,
  toTemplate,
} from './rollout-objects.ts';

/** What is known of the version to go back to. */
export interface Back {
  /** The one that was named; '' for none. */
  readonly named: string;
  /** The one that was seen to be stable before the version that is to go; '' for none. */
  readonly seen: string;
}

const ASK = 'name the version to go back to with --stable';

/**
 * What to go back to: what was named; else what an undo that is under way goes to; else what was seen; else the only earlier version that
 * there ever was.
 * @param version the stable version, which is to go
 * @returns why there is none, as a text with the remedy
 */
export function findTarget(
  rollout: RolloutObject,
  sets: readonly ReplicaSetObject[],
  version: ReplicaSetObject,
  { named, seen }: Back,
): ReplicaSetObject | string {
  const own = toHash(version);
  const wanted = named || findBegun(rollout, sets, own) || seen;
  if (wanted === own) return `${wanted} is the version that is to go; ${ASK}`;
  if (wanted !== '')
    return (
      sets.find((one) => toHash(one) === wanted) ??
      `no ReplicaSet is of the version ${wanted} any more; there are ${listHashes(sets)}; ${ASK}`
    );
  return inferTarget(rollout, sets, version);
}

/** Where Argo is on its way to what the note of an undo says; '' where it is not, since that note is of another undo then. */
function findBegun(rollout: RolloutObject, sets: readonly ReplicaSetObject[], version: string): string {
  const note = readRolledBack(rollout);
  const target = note?.from === version ? sets.find((one) => toHash(one) === note.to) : undefined;
  if (target === undefined) return '';
  const isUnderWay =
    rollout.status?.currentPodHash === toHash(target) ||
    isDeepStrictEqual(rollout.spec?.template, toTemplate(target));
  return isUnderWay ? toHash(target) : '';
}

function inferTarget(
  rollout: RolloutObject,
  sets: readonly ReplicaSetObject[],
  version: ReplicaSetObject,
): ReplicaSetObject | string {
  const before = toRevision(version);
  const earlier = sets.filter((one) => one !== version && listRevisions(one).some((had) => !(had > before)));
  const candidates = earlier.filter((one) => !wasRolledBack(rollout, sets, one));
  const [only, ...others] = candidates;
  if (only === undefined) return 'no ReplicaSet of an earlier version is left to go back to';
  if (others.length > 0)
    return `which of ${listHashes(candidates)} was stable before it cannot be known; ${ASK}`;
  const known = new Set(sets.flatMap(listRevisions));
  const isWhole =
    before >= 1 && Array.from({ length: before - 1 }, (_, n) => n + 1).every((one) => known.has(one));
  return isWhole
    ? only
    : `of the earlier versions ${toHash(only)} alone is left, and whether it was stable cannot be known; ${ASK}`;
}

/** Whether the engine took a version back, and nobody has released it since. */
function wasRolledBack(
  rollout: RolloutObject,
  sets: readonly ReplicaSetObject[],
  set: ReplicaSetObject,
): boolean {
  const note = readRolledBack(rollout);
  if (note?.from !== toHash(set)) return false;
  const to = sets.find((one) => toHash(one) === note.to);
  return to !== undefined && toRevision(to) > toRevision(set);
}

/** The hashes of ReplicaSets, for a person. */
export const listHashes = (sets: readonly ReplicaSetObject[]): string =>
  sets.map(toHash).sort().join(', ') || 'none at all';
