// Whether two journals say the same of the same answers: else their writers did not do the same work.
import { isObject } from '../../lib/core/text/json.ts';

/** What differs between two calls of one kind. */
const OF_ONE_CALL = new Set(['ts', 'n', 'duration_ms']);

/** What a journal says of the answers to each step of each journey in each variant, each saying once. */
function toSayings(journal: string): ReadonlyMap<string, ReadonlySet<string>> {
  const sayings = new Map<string, Set<string>>();
  for (const line of journal.split('\n')) {
    if (!line.startsWith('{') || !line.endsWith('}')) continue;
    const row: unknown = JSON.parse(line);
    if (!isObject(row) || row.type !== 'response') continue;
    const key = `${row.request_phase} of ${row.journey} in ${row.variant}`;
    const said = JSON.stringify(
      Object.entries(row)
        .filter(([name]) => !OF_ONE_CALL.has(name))
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
    sayings.set(key, (sayings.get(key) ?? new Set()).add(said));
  }
  return sayings;
}

/**
 * Where two journals say other things of the same kind of answer, a sentence each. Kinds that one of them has not met are left out;
 * that they share none is a difference too.
 */
export function listDifferences(one: string, other: string): readonly string[] {
  const [own, others] = [toSayings(one), toSayings(other)];
  const both = [...own.keys()].filter((key) => others.has(key));
  if (both.length === 0) return ['they share no kind of answer'];
  return both.flatMap((key) => {
    const [a, b] = [[...(own.get(key) ?? [])].sort(), [...(others.get(key) ?? [])].sort()];
    return a.join() === b.join() ? [] : [`${key}: ${a.join(' or ')} against ${b.join(' or ')}`];
  });
}
