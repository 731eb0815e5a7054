// What a drill came to, of what was seen while it went on. Pure.
import type { End } from '../drill.ts';

/** One call of the users of a drill. */
export interface UserCall {
  readonly atMs: number;
  /** It failed the user: an error, no answer, or a promise that was broken. */
  readonly isBad: boolean;
  readonly durationMs: number;
}

/** One look at the users' path: which version answered; undefined where nobody did. */
export interface PathLook {
  readonly atMs: number;
  readonly cohort: string | undefined;
}

/** What was seen of the drill. Times are epoch milliseconds. */
export interface Sightings {
  /** The new version was applied. */
  readonly appliedAtMs: number;
  /** Pod template hash of the new version; undefined where it never had one. */
  readonly canary: string | undefined;
  readonly calls: readonly UserCall[];
  readonly looks: readonly PathLook[];
  /** The first decision to abort or roll back. */
  readonly decidedAtMs: number | undefined;
  /** Argo itself calls the rollout aborted. */
  readonly abortedAtMs: number | undefined;
  /** Harm was found, by the decision or by a guard of Argo's own: not only that nobody could tell for too long. */
  readonly isHarmful: boolean;
  /** Argo calls the new version healthy, and the stable one. */
  readonly promotedAtMs: number | undefined;
  /** What a good canary is to be aborted for, and when that began: undefined where it never did. Left out where a canary is bad by itself. */
  readonly cause?: { readonly atMs: number | undefined };
}

/** What a drill came to. Times are seconds. */
export interface DrillFigures {
  readonly end: End;
  /** From its cause, else the first bad answer (or, where none was bad by itself, the canary's first answer) to the decision. */
  readonly detectS: number | null;
  /** From the same moment to the last answer of the canary on the users' path. */
  readonly backS: number | null;
  /** From the same moment until Argo called the rollout aborted. */
  readonly argoAbortS: number | null;
  /** From the new version's start to its full promotion. */
  readonly promoteS: number | null;
  readonly calls: number;
  /** Calls that failed since the new version was applied. */
  readonly failedCalls: number;
  /** Of those, the ones later than ten seconds after the last answer of the canary: nothing of a canary explains them. */
  readonly failedAfterwards: number;
  readonly canaryLooks: number;
}

/** A call that was under way as the canary went may end so much later. */
const UNDER_WAY_MS = 10_000;

/** @returns the figures of a drill */
export function computeFigures(seen: Sightings): DrillFigures {
  const { appliedAtMs, canary, decidedAtMs, abortedAtMs, promotedAtMs } = seen;
  const calls = seen.calls.filter(({ atMs }) => atMs >= appliedAtMs);
  const bad = calls.filter(({ isBad }) => isBad);
  const ofCanary = seen.looks.filter(
    ({ atMs, cohort }) => atMs >= appliedAtMs && cohort !== undefined && cohort === canary,
  );
  // An answer that was bad before the cause began tells nothing of how soon the cause was answered.
  const fromMs = seen.cause === undefined ? (bad[0]?.atMs ?? ofCanary[0]?.atMs) : seen.cause.atMs;
  const lastOfCanaryMs = ofCanary.at(-1)?.atMs;
  const since = (atMs: number | undefined) =>
    atMs === undefined || fromMs === undefined || (seen.cause !== undefined && atMs < fromMs)
      ? null
      : Math.max(0, toSeconds(atMs - fromMs));
  const isPromoted = promotedAtMs !== undefined;
  return {
    end: isPromoted ? 'promoted' : seen.isHarmful ? 'aborted' : 'held',
    detectS: since(decidedAtMs ?? abortedAtMs),
    backS: isPromoted ? null : since(lastOfCanaryMs),
    argoAbortS: since(abortedAtMs),
    promoteS: promotedAtMs === undefined ? null : toSeconds(promotedAtMs - appliedAtMs),
    calls: calls.length,
    failedCalls: bad.length,
    failedAfterwards:
      isPromoted || lastOfCanaryMs === undefined
        ? 0
        : bad.filter(({ atMs }) => atMs > lastOfCanaryMs + UNDER_WAY_MS).length,
    canaryLooks: ofCanary.length,
  };
}

const toSeconds = (ms: number): number => Math.round(ms / 100) / 10;

export interface Spread {
  readonly median: number;
  readonly worst: number;
}

/** The median, and the worst, of figures of several drills of one kind; null where none has the figure. */
export function computeSpread(values: readonly (number | null)[]): Spread | null {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  const worst = sorted.at(-1);
  if (low === undefined || high === undefined || worst === undefined) return null;
  return { median: Math.round((low + high) * 5) / 10, worst };
}
