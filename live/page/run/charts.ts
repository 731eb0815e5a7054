// The charts of a run: which curves there are, in which unit.
import { SERVICE } from 'service-under-test';
import type { DigestData } from '../../../lib/core/digest/data.ts';
import { toCurves } from '../../../lib/core/digest/series.ts';
import { computeUsedShare, showGateValue, toLimit } from '../../../lib/core/gates/gates.ts';
import { toFigure } from '../../../lib/core/text/figures.ts';
import { type Chart, type ChartHead, createChart } from '../charts/chart.ts';
import type { Curve } from '../charts/chart-content.ts';
import { PERCENTILES, toCurveStyle } from '../charts/curve-style.ts';
import { createZoomButtons } from '../charts/zoom.ts';
import { element, fill, find } from '../element.ts';
import { toCount, toShortMs, toUnbroken } from '../words.ts';

/** Makes the charts, and gives what shows a digest in them. */
export function createCharts(): (digest: DigestData) => void {
  const section = find('charts');
  find('zoom').append(...createZoomButtons());
  const add = (head: ChartHead): Chart => {
    const chart = createChart(head);
    section.append(chart.figure);
    return chart;
  };
  const latency = add({
    ...{ id: 'latency', title: 'Latency', note: 'of the answers, to within 2.5 %; by powers of ten' },
    ...{ spread: 'log', unit: toShortMs },
  });
  const broken = add({
    ...{ id: 'broken', title: 'Broken and degraded answers', note: 'how many in each stretch of time' },
    ...{ spread: 'count', unit: toCount },
  });
  const journeys = add({
    ...{ id: 'journeys', title: 'Journeys per second', note: 'offered by the schedule, and started' },
    ...{ spread: 'linear', unit: toFigure },
  });
  const requests = add({
    ...{ id: 'requests', title: 'Requests per second', note: 'offered by schedule and mix, and made' },
    ...{ spread: 'linear', unit: toFigure },
  });
  const rates = add({
    ...{
      id: 'rates',
      title: 'Rolling rates',
      note: 'each as a share of its own bound; a window counts as full before it is',
    },
    ...{ spread: 'linear', unit: (value) => `${toFigure(value)} %` },
  });

  return (digest) => {
    section.hidden = digest.rows === 0;
    if (section.hidden) return;
    fill(find('bands'), listBands(digest), (bands) =>
      bands.flatMap(([name, words]) => [element('span', { class: `band ${name}` }), `${words}  `]),
    );
    const { timesSec, ...curves } = toCurves(SERVICE, digest);
    const common = { timesSec, spans: digest };
    const load = ({ offered, achieved }: (typeof curves)['journeys']): Curve[] => [
      { label: 'offered', values: offered, colour: 'faint', line: 'dashed', stepped: true },
      { label: 'achieved', values: achieved, colour: 'curve-1', line: 'solid' },
    ];
    journeys.show({ ...common, curves: load(curves.journeys) });
    requests.show({ ...common, curves: load(curves.requests) });
    latency.show({
      ...common,
      curves: (['p50', 'p95', 'p99'] as const).map((id) => ({
        label: id,
        values: curves.latency[id],
        ...PERCENTILES[id],
      })),
    });
    // A bound of 0 has no share; what breaks it is in the table of gates.
    const bounded = curves.gates.filter(({ gate }) => toLimit(gate) > 0);
    rates.show({
      ...common,
      line: { at: 100, label: 'bound' },
      curves: bounded.map(({ gate, values }, i) => ({
        label: `${gate.id} (bound ${toUnbroken(showGateValue(gate, toLimit(gate)))})`,
        values: values.map((value) => (value === null ? null : 100 * computeUsedShare(gate, value))),
        ...toCurveStyle(i),
      })),
    });
    broken.show({
      ...common,
      curves: [
        { label: 'degraded', values: curves.degraded, ...toCurveStyle(0), stepped: true },
        ...Object.entries(curves.violations).map(([label, values], i) => ({
          ...{ label, values, ...toCurveStyle(i + 1) },
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
