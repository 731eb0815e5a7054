// Which versions of a rollout there are, as their own pods tell: the traffic guard of each asks for its permit again and again. So a
// canary is watched from its first second on, also where the API server is away and Argo asks nothing.

/** A version whose pods ask: first and last time, epoch milliseconds. */
interface Presence {
  readonly firstMs: number;
  readonly lastMs: number;
}

/** Versions of one rollout by pod template hash. */
export type Present = Readonly<Record<string, Presence>>;

/** A version that did not ask for so long is gone; one that comes back is new. */
const GONE_MS = 10_000;
/** Stable is whoever was there for so long before the other came. */
const SENIOR_MS = 10_000;

/** The versions after one of them asked. */
export function notePresence(present: Present, cohort: string, nowMs: number): Present {
  const alive = Object.entries(present).filter(([, { lastMs }]) => nowMs - lastMs <= GONE_MS);
  const firstMs = new Map(alive).get(cohort)?.firstMs ?? nowMs;
  return { ...Object.fromEntries(alive), [cohort]: { firstMs, lastMs: nowMs } };
}

/**
 * Which of them is the canary, and which is stable.
 * @returns undefined where that cannot be told: there is one version alone, there are three, or both came together
 */
export function findVersions(
  present: Present,
): { readonly canary: string; readonly stable: string } | undefined {
  const [older, newer, third] = Object.entries(present).sort(([, a], [, b]) => a.firstMs - b.firstMs);
  if (!older || !newer || third) return undefined;
  return newer[1].firstMs - older[1].firstMs >= SENIOR_MS
    ? { stable: older[0], canary: newer[0] }
    : undefined;
}
