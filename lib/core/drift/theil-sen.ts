// How fast a series climbs: the median of the slopes between its points, which no outlier can move.
import { computeMedianOf } from '../stats/weighted.ts';
import type { Reading } from './series.ts';

/**
 * The slope in units a second, after Theil (Proc. Kon. Ned. Akad. Wet. 53 (1950)) and Sen (J. Am. Stat. Assoc. 63 (1968)
 * 1379–1389): the median over all pairs of points. Over pieces it is the median over the pairs within each, as Hirsch, Slack &
 * Smith take it over seasons (Water Resour. Res. 18 (1982) 107–121): a library knows one piece only.
 * @returns 0 where no two points of a piece lie at different moments
 */
export function computeSlope(pieces: readonly (readonly Reading[])[]): number {
  const slopes: number[] = [];
  for (const piece of pieces) {
    for (const [index, from] of piece.entries()) {
      for (let next = index + 1; next < piece.length; next++) {
        const to = piece[next];
        if (to && to.atSec !== from.atSec) slopes.push((to.value - from.value) / (to.atSec - from.atSec));
      }
    }
  }
  return computeMedianOf(slopes, (slope) => slope);
}
