// The power of gates as a chart: SVG without a browser, by d3's scales and lines.
import { scaleLinear, scaleLog } from 'd3-scale';
import { curveMonotoneX, line } from 'd3-shape';
import { toPercent } from '../text/figures.ts';
import type { GatePower, PowerPoint } from './power.ts';
import type { PowerReport } from './report.ts';

const [WIDTH, HEIGHT] = [860, 420];
const MARGIN = { top: 40, right: 290, bottom: 50, left: 55 };
/** Okabe & Ito's colours, which people with any colour vision can tell apart. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000', '#999999'];
const TICK_RATES = [0.00001, 0.0001, 0.001, 0.01, 0.1];

/** Gates whose curves are the same share a line. */
function groupByCurve(gates: readonly GatePower[]): (readonly GatePower[])[] {
  const groups = new Map<string, GatePower[]>();
  for (const gate of gates) {
    const key = JSON.stringify(gate.points.map((point) => point.stops));
    groups.set(key, [...(groups.get(key) ?? []), gate]);
  }
  return [...groups.values()];
}

const text = (x: number, y: number, content: string, more = '') =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${content}</text>`;

/** The chart of a report: true error rate (logarithmic) against the chance that the gate ends the run. */
export function toPowerSvg(report: PowerReport): string {
  const x = scaleLog([0.00001, 0.1], [MARGIN.left, WIDTH - MARGIN.right]);
  const y = scaleLinear([0, 1], [HEIGHT - MARGIN.bottom, MARGIN.top]);
  const [left, right] = x.range() as [number, number];
  const toPath = line<PowerPoint>(
    (point) => x(point.rate),
    (point) => y(point.stops),
  ).curve(curveMonotoneX);
  const drawn = (gate: GatePower) => gate.points.filter((point) => point.rate >= 0.00001);
  const rows = groupByCurve(report.gates).flatMap((group, index) => {
    const colour = COLOURS[index % COLOURS.length];
    const [first] = group;
    if (!first) return [];
    const dashes = first.severity === 'advisory' ? ' stroke-dasharray="6 4"' : '';
    const label = `${first.id}${group.length > 1 ? ` +${group.length - 1}` : ''}`;
    const at = MARGIN.top + 12 + index * 20;
    return [
      `<path d="${toPath(drawn(first)) ?? ''}" fill="none" stroke="${colour}" stroke-width="2"${dashes}/>`,
      `<line x1="${right + 14}" x2="${right + 34}" y1="${at - 4}" y2="${at - 4}" stroke="${colour}" stroke-width="2"${dashes}/>`,
      text(right + 40, at, label),
    ];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" role="img">`,
    `<title>Power of the gates, profile ${report.profile}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text(left, 22, `Chance that a gate ends the run, profile ${report.profile}`, 'font-size="15"'),
    ...y
      .ticks(5)
      .flatMap((chance) => [
        `<line x1="${left}" x2="${right}" y1="${y(chance)}" y2="${y(chance)}" stroke="#ddd"/>`,
        text(left - 8, y(chance) + 4, `${Math.round(chance * 100)} %`, 'text-anchor="end"'),
      ]),
    ...TICK_RATES.map((rate) =>
      text(x(rate), HEIGHT - MARGIN.bottom + 18, toPercent(rate), 'text-anchor="middle"'),
    ),
    text((left + right) / 2, HEIGHT - 12, 'true error rate', 'text-anchor="middle"'),
    ...rows,
    '</svg>',
    '',
  ].join('\n');
}
