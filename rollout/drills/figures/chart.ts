// One drill as a picture: what users got each second, the share of them that the canary had, and what was decided when.
import { bin, max } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { area, curveStepAfter, line } from 'd3-shape';
import { escapeMarkup } from '../../../lib/core/text/escape.ts';
import type { Sightings } from './figures.ts';

const SIZE = { w: 760, h: 250, left: 44, right: 44, top: 34, bottom: 30 };
/** Those of the page that it stands on: page.ts. */
const COLOUR = {
  ...{ good: 'var(--good)', bad: 'var(--bad)', canary: 'var(--canary)' },
  ...{ mark: 'currentColor', text: 'currentColor' },
};

interface Mark {
  readonly atMs: number;
  readonly name: string;
}

/** What happened, in its order. */
function listMarks({
  appliedAtMs,
  decidedAtMs,
  abortedAtMs,
  promotedAtMs,
  looks,
  canary,
}: Sightings): readonly Mark[] {
  const lastMs = looks.findLast(({ cohort }) => cohort !== undefined && cohort === canary)?.atMs;
  const marks: readonly (readonly [number | undefined, string])[] = [
    [appliedAtMs, 'applied'],
    [decidedAtMs, 'decided: abort'],
    [abortedAtMs, 'Argo aborted'],
    [promotedAtMs === undefined ? lastMs : undefined, 'last answer of the canary'],
    [promotedAtMs, 'promoted'],
  ];
  return marks
    .flatMap(([atMs, name]) => (atMs === undefined ? [] : [{ atMs, name }]))
    .sort((a, b) => a.atMs - b.atMs);
}

/** The picture as SVG. */
export function toDrillChart(seen: Sightings, title: string): string {
  const { calls, looks, canary, appliedAtMs } = seen;
  const fromMs = calls[0]?.atMs ?? appliedAtMs;
  const found = listMarks(seen);
  const toMs = Math.max(calls.at(-1)?.atMs ?? fromMs, fromMs + 1000, ...found.map(({ atMs }) => atMs));
  const seconds = Math.ceil((toMs - fromMs) / 1000);
  const x = scaleLinear([0, seconds], [SIZE.left, SIZE.w - SIZE.right]);
  const toSecond = (atMs: number) => (atMs - fromMs) / 1000;
  const edges = Array.from({ length: seconds }, (_, n) => n);
  const count = (list: readonly { readonly atMs: number }[]) =>
    bin<{ readonly atMs: number }, number>()
      .value(({ atMs }) => toSecond(atMs))
      .domain([0, seconds])
      .thresholds(edges)(list)
      .map((bucket) => bucket.length);
  const all = count(calls);
  const bad = count(calls.filter(({ isBad }) => isBad));
  const seenLooks = count(looks.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs));
  const ofCanary = count(
    looks.filter(
      ({ atMs, cohort }) => atMs >= fromMs && atMs <= toMs && cohort !== undefined && cohort === canary,
    ),
  );
  const y = scaleLinear([0, Math.max(1, max(all) ?? 1)], [SIZE.h - SIZE.bottom, SIZE.top]).nice(4);
  const share = scaleLinear([0, 1], [SIZE.h - SIZE.bottom, SIZE.top]);
  const filled = area<number>()
    .x((_, n) => x(n))
    .y0(y(0))
    .y1((value) => y(value))
    .curve(curveStepAfter);
  const stroke = line<number>()
    .x((_, n) => x(n))
    .y((value, n) => share(value / Math.max(1, seenLooks[n] ?? 1)))
    .curve(curveStepAfter);
  const text = (atX: number, atY: number, words: string, more = '') =>
    `<text x="${atX.toFixed(1)}" y="${atY.toFixed(1)}" fill="${COLOUR.text}" ${more}>${escapeMarkup(words)}</text>`;
  const marks = found.map(({ atMs, name }, n) => {
    const atX = x(toSecond(atMs));
    const isLate = atX > 0.7 * SIZE.w;
    const label = text(
      isLate ? atX - 3 : atX + 3,
      SIZE.top + 10 + 12 * n,
      name,
      isLate ? 'text-anchor="end"' : '',
    );
    return `<line x1="${atX.toFixed(1)}" x2="${atX.toFixed(1)}" y1="${SIZE.top}" y2="${SIZE.h - SIZE.bottom}" stroke="${COLOUR.mark}" stroke-dasharray="3 3"/>${label}`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE.w} ${SIZE.h}" font-family="sans-serif" font-size="11" role="img" aria-label="${escapeMarkup(title)}">`,
    text(SIZE.left, 14, title, 'font-weight="bold"'),
    `<path d="${filled(all) ?? ''}" fill="${COLOUR.good}" fill-opacity="0.35"/>`,
    `<path d="${filled(bad) ?? ''}" fill="${COLOUR.bad}" fill-opacity="0.9"/>`,
    `<path d="${stroke(ofCanary) ?? ''}" fill="none" stroke="${COLOUR.canary}" stroke-width="1.5"/>`,
    ...y.ticks(4).map((tick) => text(SIZE.left - 6, y(tick) + 4, String(tick), 'text-anchor="end"')),
    ...share
      .ticks(4)
      .map((tick) => text(SIZE.w - SIZE.right + 6, share(tick) + 4, `${Math.round(tick * 100)} %`)),
    ...x
      .ticks(8)
      .map((tick) => text(x(tick), SIZE.h - SIZE.bottom + 14, `${tick} s`, 'text-anchor="middle"')),
    ...marks,
    '</svg>',
  ].join('\n');
}
