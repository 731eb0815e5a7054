// The digest as it is shown: an hour counts as chaos by what was done, not by what was planned.

import type { DigestData, PhaseSpan } from './data.ts';
import { joinGroups } from './group.ts';

/**
 * A digest in which chaos is what was injected: a chaos window without a toxic that was read back as on is baseline, and so are
 * all answers of a run without any. A digest that goes on takes the rows as they are written, so this is for showing alone.
 */
export function toDone(data: DigestData): DigestData {
  const { toxicSpans, phases, routes, phaseSpans } = data;
  const on = toxicSpans.filter(({ readBack }) => readBack);
  const isDone = ({ phase, fromSec, toSec }: PhaseSpan) =>
    phase !== 'chaos' ||
    on.some((toxic) => toxic.fromSec < (toSec ?? Infinity) && (toxic.toSec ?? Infinity) > fromSec);
  return {
    ...data,
    phaseSpans: phaseSpans.map((span) => (isDone(span) ? span : { ...span, phase: 'baseline' })),
    ...(on.length > 0
      ? {}
      : {
          phases: withoutChaos(phases),
          routes: Object.fromEntries(Object.entries(routes).map(([id, own]) => [id, withoutChaos(own)])),
        }),
  };
}

function withoutChaos({ chaos, baseline, ...others }: DigestData['phases']): DigestData['phases'] {
  const groups = [baseline, chaos].flatMap((group) => group ?? []);
  return groups.length === 0 ? others : { baseline: joinGroups(groups), ...others };
}
