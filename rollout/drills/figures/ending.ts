// How a drill ended, against how it must end. Pure.
import type { Drill } from '../drill.ts';
import type { DrillFigures } from './figures.ts';

/** Whether the users were back on stable as soon as they must; always where that is only measured. */
const isBackInTime = (
  { ends, backWithinS }: Pick<Drill, 'ends' | 'backWithinS'>,
  { backS }: Pick<DrillFigures, 'backS'>,
): boolean => ends !== 'aborted' || backWithinS === undefined || (backS !== null && backS <= backWithinS);

/** Whether a drill ended as it must, and as soon as it must. */
export const hasEnded = (drill: Drill, figures: Pick<DrillFigures, 'end' | 'backS'>): boolean =>
  figures.end === drill.ends && isBackInTime(drill, figures);

/** What of a drill its ending is told from. */
interface Ended {
  readonly drill: Drill;
  readonly figures: DrillFigures;
  readonly isAsItMust: boolean;
  readonly reasons: readonly string[];
}

/** How it ended, in a sentence without its subject and a full stop; where that is not as it must be, what of it is not. */
export function toEnding({ drill, figures, isAsItMust, reasons }: Ended): string {
  const { ends, backWithinS } = drill;
  const { end, backS } = figures;
  if (end !== ends) return `must end ${ends}, and ended ${end}`;
  if (isAsItMust) return `ended ${end}, as it must`;
  if (!isBackInTime(drill, figures))
    return `ended ${end}, as it must, and its users must be back on stable within ${backWithinS} s: ${
      backS === null ? 'nobody saw when they were' : `it took ${backS} s`
    }`;
  return `ended ${end}, as it must, and not in the way that it must: ${reasons.join(' ') || 'nobody told why'}`;
}
