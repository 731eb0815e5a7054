// Asks the release policy about a canary, again and again, without asking every source each time.
import type { Override } from '../decision/override.ts';
import { type Assessment, assessRelease } from '../policy/assess-release.ts';
import type { Facts } from '../policy/facts-schema.ts';
import type { ReleasePolicy } from '../policy/policy-schema.ts';
import { type FactSources, type Gathered, gatherFacts } from './gather-facts.ts';
import type { History } from './history.ts';

/** What the release policy says of a canary now. */
export type ReleaseCheck = (
  canary: string,
  override: Override | undefined,
  atMs: number,
) => Promise<Assessment>;

/** Budgets of days do not change within it, and the decision looks every few seconds. */
const FRESH_MS = 15_000;

export interface CheckOptions {
  readonly policy: ReleasePolicy;
  /** `{canary}` in its gate stands for the canary's hash. */
  readonly sources: Omit<FactSources, 'history'>;
  /** What is written down of earlier releases, without the canary's own. */
  readonly history: ((canary: string) => Promise<Partial<History>>) | undefined;
  /** Told of what could not be read, once until it is something else. */
  readonly tell: (line: string) => void;
}

/** Creates it. What it gives never throws. */
export function createReleaseCheck({ policy, sources, history, tell }: CheckOptions): ReleaseCheck {
  const known = new Map<string, { readonly atMs: number; readonly gathered: Gathered }>();
  let told = '';
  const gather = async (canary: string, atMs: number): Promise<Gathered> => {
    const before = known.get(canary);
    if (before !== undefined && atMs >= before.atMs && atMs - before.atMs < FRESH_MS) return before.gathered;
    const gathered = await gatherFacts(
      {
        ...sources,
        gate: sources.gate.replaceAll('{canary}', encodeURIComponent(canary)),
        history: history && (() => history(canary)),
      },
      atMs,
    );
    const notes = gathered.notes.join('; ');
    if (notes !== '' && notes !== told) tell(`release policy: ${notes}`);
    told = notes;
    // One canary is under way at a time; of others nothing need be kept.
    if (known.size > 20) known.clear();
    known.set(canary, { atMs, gathered });
    return gathered;
  };
  return async (canary, override, atMs) => {
    const { facts } = await gather(canary, atMs);
    const setAside = override === undefined ? undefined : toReleaseOverride(override, canary);
    return assessRelease(policy, setAside === undefined ? facts : { ...facts, override: setAside }, atMs);
  };
}

/** An override of the decision as one of the release policy: only who says promote sets a clause aside. */
function toReleaseOverride(override: Override, canary: string): Facts['override'] {
  const { to, by, reason, atMs, untilMs, approvals = [] } = override;
  if (to !== 'promote' || override.canary !== canary) return undefined;
  return { by, approvals, reason, at: new Date(atMs).toISOString(), minutes: (untilMs - atMs) / 60_000 };
}
