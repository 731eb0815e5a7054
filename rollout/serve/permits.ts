// The permits that traffic guards ask for: whether a version may serve users. A question also tells that the version is there.
import type { GuardTallies } from '../measure/guard-tallies.ts';
import { findVersions, notePresence, type Present } from './presence.ts';
import type { PermitQuestion } from './questions.ts';
import { toKey } from './store.ts';
import { type Decided, MAX_ROLLOUTS, type Watch } from './watch.ts';

/** What a guard is told. */
export interface Permit {
  readonly serve: boolean;
  readonly why: string;
}

export interface Permits {
  /** The permit of a version, from the newest decision about its rollout. */
  ask(question: PermitQuestion): Permit;
}

/** A version that was aborted or rolled back may not serve; every other one may, one that nobody decided about among them. */
export function toPermit(decided: Decided | undefined, cohort: string): Permit {
  if (decided === undefined || decided.canary !== cohort)
    return { serve: true, why: 'nothing was decided about this version' };
  const why = `the decision is ${decided.decision}`;
  return { serve: decided.decision !== 'abort' && decided.decision !== 'rollback', why };
}

/** A watch that nobody asks ends after a minute; while the API server is away, guards alone ask. */
const ASK_EVERY_MS = 10_000;

/** Gives permits; a canary of which the guards tell first is watched from then on, also where Argo has not asked about it yet. */
export function createPermits(
  watch: Pick<Watch, 'ask' | 'decisions'>,
  tallies: Pick<GuardTallies, 'note'>,
  now: () => number,
): Permits {
  const present = new Map<string, Present>();
  /** Canary → when it was asked about last, in epoch milliseconds. */
  const askedMs = new Map<string, number>();
  return {
    ask({ namespace, rollout, canary: cohort, told }) {
      const key = toKey({ namespace, rollout });
      const known = present.get(key);
      if (known === undefined && present.size >= MAX_ROLLOUTS)
        return { serve: true, why: 'too many rollouts are asked about' };
      const versions = notePresence(known ?? {}, cohort, now());
      present.set(key, versions);
      if (told) tallies.note(cohort, told);
      const decided = watch.decisions().find((one) => toKey(one) === key);
      const found = findVersions(versions);
      if (found && now() - (askedMs.get(found.canary) ?? Number.NEGATIVE_INFINITY) >= ASK_EVERY_MS) {
        askedMs.set(found.canary, now());
        watch.ask({ namespace, rollout, ...found, step: undefined }).catch(() => {});
        if (askedMs.size > MAX_ROLLOUTS) askedMs.clear();
      }
      return toPermit(decided, cohort);
    },
  };
}
