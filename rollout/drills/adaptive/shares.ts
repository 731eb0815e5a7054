// What became of the users' share of a canary, held to what the evidence and the limits allow. Pure.
import type { WeightLimits } from '../../adaptive/decide-weight.ts';
import type { Drill } from '../drill.ts';

/** A share that was read at the actuator, from its moment on. */
export interface ShareLook {
  readonly atMs: number;
  readonly pct: number;
}

/** A rise as `adapt` says it: to how much, by how much of the evidence that promotes, in percent; undefined for the first. */
interface SaidRise {
  readonly from: number;
  readonly to: number;
  readonly goodPct: number | undefined;
}

const RISE = /^(\d+) → (\d+) %: (?:(\d+) % of the evidence that promotes)?/;

/** The rises among the lines of `adapt`. */
export const parseRises = (lines: readonly string[]): readonly SaidRise[] =>
  lines.flatMap((line) => {
    const [, from, to, good] = RISE.exec(line) ?? [];
    return from === undefined || Number(to) <= Number(from)
      ? []
      : [{ from: Number(from), to: Number(to), goodPct: good === undefined ? undefined : Number(good) }];
  });

/** The looks at which the share was another than before. */
export const listChanges = (looks: readonly ShareLook[]): readonly ShareLook[] =>
  looks.filter(({ pct }, n) => pct !== (looks[n - 1]?.pct ?? 0));

/** A share is read some times a second, so a rise is seen so much later than it was made. */
const LOOK_SLACK_MS = 1_000;

/**
 * What of it is not as it must be, a sentence each.
 * @param looks what was read at the actuator
 * @param lines what `adapt` said
 */
export function listShareFaults(
  looks: readonly ShareLook[],
  lines: readonly string[],
  { firstPct, maxRisePct, stepMs }: WeightLimits,
  ends: Drill['ends'],
): readonly string[] {
  const changes = listChanges(looks);
  const rises = changes.flatMap((look, n) => {
    const before = changes[n - 1] ?? { pct: 0, atMs: Number.NEGATIVE_INFINITY };
    return look.pct > before.pct ? [{ ...look, from: before.pct }] : [];
  });
  const last = changes.at(-1)?.pct ?? 0;
  const most = Math.max(firstPct, 100 - maxRisePct);
  const must = ends === 'promoted' ? 100 : 0;
  return [
    ...(rises[0]?.pct === firstPct
      ? []
      : [
          `it must begin with ${firstPct} %, and ${rises[0] === undefined ? 'never had a user' : `began with ${rises[0].pct}`}`,
        ]),
    ...(last === must ? [] : [`its share must end at ${must} %, and ended at ${last}`]),
    ...rises
      .filter(({ from, pct }) => pct - from > Math.max(firstPct, maxRisePct))
      .map(({ from, pct }) => `it rose from ${from} to ${pct} %, and ${maxRisePct} points are the most`),
    ...rises
      .filter(
        ({ atMs }, n) => atMs - (rises[n - 1]?.atMs ?? Number.NEGATIVE_INFINITY) < stepMs - LOOK_SLACK_MS,
      )
      .map(({ pct }) => `it rose to ${pct} % sooner than ${stepMs / 1_000} s after the rise before`),
    ...(ends === 'promoted'
      ? []
      : rises.filter(({ pct }) => pct > firstPct).map(({ pct }) => `a bad version rose to ${pct} %`)),
    ...parseRises(lines)
      .filter(({ from }) => from > 0)
      .filter(({ to, goodPct = 0 }) => to < 100 && to > firstPct + ((most - firstPct) * (goodPct + 1)) / 100)
      .map(({ to, goodPct = 0 }) => `it rose to ${to} % by ${goodPct} % of the evidence`),
    ...(rises.length === parseRises(lines).length
      ? []
      : [`${rises.length} rises were read, and ${parseRises(lines).length} were said`]),
  ];
}
