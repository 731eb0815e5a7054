// The charts of a run: which curves there are, in which unit.
import { SERVICE } from 'service-under-test';
import type { DigestData } from '../../../lib/core/digest/data.ts';
import { toCurves } from '../../../lib/core/digest/series.ts';
import { showGateValue, toLimit } from '../../../lib/core/gates/gates.ts';
import { element, fill, find } from '../element.ts';
import { toCount, toFigure, toMs } from '../words.ts';
import { type Chart, createChart } from './chart.ts';
import type { Curve } from './chart-content.ts';

const PERCENTILE_COLOURS = { p50: 'curve-1', p95: 'curve-2', p99: 'curve-3' } as const;
const COLOURS = ['curve-1', 'curve-2', 'curve-3', 'curve-4', 'curve-5', 'curve-6'];
const toColour = (index: number) => COLOURS[index % COLOURS.length] ?? 'ink';

/** Makes the charts, and gives what shows a digest in them. */
export function createCharts(): (digest: DigestData) => void {
  const section = find('charts');
  const add = (...of: Parameters<typeof createChart>): Chart => {
    const chart = createChart(...of);
    section.append(chart.figure);
    return chart;
  };
  const journeys = add('Journeys per second', 'offered by the schedule, and started', toFigure);
  const requests = add('Requests per second', 'offered by the schedule and the mix, and made', toFigure);
  const latency = add('Latency', 'of the answers, to within 2.5 %', toMs);
  const broken = add('Broken and degraded answers', 'how many in each stretch of time', toCount);
  const rates = add('Rolling rates', 'each as a share of its own bound', (value) => `${toFigure(value)} %`);

  return (digest) => {
    section.hidden = digest.rows === 0;
    if (section.hidden) return;
    fill(find('bands'), listBands(digest), (bands) =>
      bands.flatMap(([name, words]) => [element('span', { class: `band ${name}` }), `${words}  `]),
    );
    const { timesSec, ...curves } = toCurves(SERVICE, digest);
    const common = { timesSec, spans: digest };
    const load = ({ offered, achieved }: (typeof curves)['journeys']): Curve[] => [
      { label: 'offered', values: offered, colour: 'faint', dashed: true, stepped: true },
      { label: 'achieved', values: achieved, colour: 'curve-1' },
    ];
    journeys.show({ ...common, curves: load(curves.journeys) });
    requests.show({ ...common, curves: load(curves.requests) });
    latency.show({
      ...common,
      curves: (['p50', 'p95', 'p99'] as const).map((id) => ({
        label: id,
        values: curves.latency[id],
        colour: PERCENTILE_COLOURS[id],
      })),
    });
    // A bound of 0 has no share; what breaks it is in the table of gates.
    const bounded = curves.gates.filter(({ gate }) => toLimit(gate) > 0);
    rates.show({
      ...common,
      line: { at: 100, label: 'bound' },
      curves: bounded.map(({ gate, values }, i) => ({
        label: `${gate.id} (bound ${showGateValue(gate, toLimit(gate))})`,
        values: values.map((value) => (value === null ? null : (100 * value) / toLimit(gate))),
        colour: toColour(i),
      })),
    });
    broken.show({
      ...common,
      curves: [
        { label: 'degraded', values: curves.degraded, colour: 'curve-1', stepped: true },
        ...Object.entries(curves.violations).map(([label, values], i) => ({
          ...{ label, values, colour: toColour(i + 1) },
          stepped: true,
        })),
      ],
    });
  };
}

/** What the shades mean, of those there are. */
function listBands({ phaseSpans, toxicSpans }: DigestData): (readonly [name: string, words: string])[] {
  return [
    ...(phaseSpans.some(({ phase }) => phase === 'chaos') ? [['chaos', 'chaos window'] as const] : []),
    ...(phaseSpans.some(({ phase }) => phase === 'spike') ? [['spike', 'spike'] as const] : []),
    ...(toxicSpans.length > 0 ? [['toxic', 'a toxic is on'] as const] : []),
  ];
}
