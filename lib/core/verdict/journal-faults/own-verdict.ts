// The verdict that a run wrote down, next to the one that its journal comes to now.
import type { RowOf } from '../../journal/events.ts';
import type { Verdict } from '../verdict.ts';

/** The gates that a reason names, in its order: each stands before what it says. */
const listNamed = (why: string, { gates }: Verdict): readonly string[] =>
  gates
    .map(({ id }) => ({ id, at: `; ${why}`.indexOf(`; ${id}: `) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)
    .map(({ id }) => id);

/**
 * Where a verdict is another than the run's own, in a sentence; undefined where both have the same outcome by the same gates, or the run wrote
 * none. A newer version judges otherwise, and so does anybody who changed the journal.
 * @param own the run's row
 */
export function describeOwnVerdict(own: RowOf<'verdict'> | undefined, verdict: Verdict): string | undefined {
  if (own === undefined) return undefined;
  const tell = (outcome: string, why: string) => {
    const named = listNamed(why, verdict);
    return named.length === 0 ? outcome : `${outcome} by ${named.join(', ')}`;
  };
  const [then, now] = [tell(own.outcome, own.why), tell(verdict.outcome, verdict.because)];
  return then === now
    ? undefined
    : `the run's own verdict was ${then}, and its journal comes to ${now}: it was judged by another version, or the journal was changed`;
}
