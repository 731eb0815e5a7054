// Where a difference may lie, drawn around no difference: its band, and in grey what is tolerated.
import type { Line } from '../../../lib/core/compare/comparison-schema.ts';
import { toEnds } from '../../../lib/core/compare/wording.ts';
import { element } from '../element.ts';

/** The farthest that is drawn of lines of one unit: all their bands are held against the same. */
export function toReach(lines: readonly Line[]): number {
  const ends = lines.flatMap(({ difference, tolerance }) => [
    tolerance,
    ...(difference === null ? [] : [...toEnds(difference), difference.middle]),
  ]);
  return Math.max(...ends.map(Math.abs).filter(Number.isFinite), 0) || 1;
}

/** Around 0 as it is, farther out as a logarithm: bands of 10 ms and of 10 s are both to be seen. */
function toShare(value: number, reach: number): number {
  const bend = reach / 30;
  const of = (distance: number) => Math.log1p(Math.min(distance, reach) / bend);
  return 0.5 + (Math.sign(value) * of(Math.abs(value))) / of(reach) / 2;
}

/** The band of a line; its figures stand beside it in words. */
export function createBand({ difference, tolerance, verdict }: Line, reach: number): HTMLElement | null {
  if (difference === null) return null;
  const [low, high] = toEnds(difference);
  const at = (value: number) => `${(100 * toShare(value, reach)).toFixed(2)}%`;
  const part = (kind: string, from: number, to: number) => {
    const made = element('span', { class: kind });
    made.style.left = at(from);
    made.style.width = `calc(${at(to)} - ${at(from)})`;
    return made;
  };
  return element(
    'span',
    { class: `difference ${verdict}`, 'aria-hidden': 'true' },
    part('tolerated', -tolerance, tolerance),
    part('none', 0, 0),
    part('range', low, high),
    part('middle', difference.middle, difference.middle),
  );
}
