// What traffic guards tell with each question for a permit: how many calls of users the service beside them got, and how many it left
// without an answer. No service counts a connection that it resets itself.
import type { Sample } from '../decision/counts/counter.ts';
import type { Series, SloSeries } from '../decision/counts/windows.ts';
import type { Promise_ } from '../decision/observe.ts';

/** What they count, among the SLOs of a decision. No share is promised: the canary is held to stable's. */
export const ANSWERED: Promise_ = { id: 'answered_at_all', title: 'Answered at all', objectiveRatio: 0 };

/** What one guard counted since it began. */
export interface GuardTally {
  readonly pod: string;
  /** How long ago the guard began. */
  readonly ageMs: number;
  readonly calls: number;
  readonly unanswered: number;
}

export interface GuardTallies {
  /** Takes in what the guard of a pod tells. @param cohort pod template hash of its version */
  note(cohort: string, tally: GuardTally): void;
  /** The counters of two versions, as an SLO is counted by. */
  read(versions: { readonly canary: string; readonly stable: string }): SloSeries;
}

interface Told {
  readonly cohort: string;
  readonly pod: string;
  /** Whether the first of them was counted from 0 on. */
  startsAtZero: boolean;
  readonly calls: Sample[];
  readonly unanswered: Sample[];
}

/** Guards ask twice a second; a window is no shorter than a second. */
const EVERY_MS = 900;
/** A decision looks back to the end of what it counted last. */
const KEPT_MS = 10 * 60_000;
/** More than any rollout has; whoever tells of more names pods that there are not. */
const MAX_PODS = 2_000;

/** @param now epoch milliseconds */
export function createGuardTallies(now: () => number): GuardTallies {
  const beganAtMs = now();
  const pods = new Map<string, Told>();
  const forget = () => {
    for (const [key, { calls }] of pods) if ((calls.at(-1)?.[0] ?? 0) < now() - KEPT_MS) pods.delete(key);
  };
  return {
    note(cohort, { pod, ageMs, calls, unanswered }) {
      const atMs = now();
      const key = `${cohort}/${pod}`;
      let told = pods.get(key);
      if (told === undefined) {
        if (pods.size >= MAX_PODS) forget();
        if (pods.size >= MAX_PODS) return;
        // What a guard counted before this server began was counted by the one before it.
        told = { cohort, pod, startsAtZero: atMs - ageMs >= beganAtMs, calls: [], unanswered: [] };
        pods.set(key, told);
      }
      if (atMs - (told.calls.at(-1)?.[0] ?? 0) < EVERY_MS) return;
      told.calls.push([atMs, calls]);
      told.unanswered.push([atMs, unanswered]);
      while ((told.calls[0]?.[0] ?? atMs) < atMs - KEPT_MS) {
        told.calls.shift();
        told.unanswered.shift();
        told.startsAtZero = false;
      }
    },
    read({ canary, stable }) {
      const toSeries = (of: 'calls' | 'unanswered'): readonly Series[] =>
        [...pods.values()].flatMap(({ cohort, pod, startsAtZero, [of]: samples }) =>
          cohort === canary || cohort === stable
            ? [{ cohort: cohort === canary ? 'canary' : 'stable', pod, samples: [...samples], startsAtZero }]
            : [],
        );
      return { of: 'bad', part: toSeries('unanswered'), all: toSeries('calls') };
    },
  };
}
