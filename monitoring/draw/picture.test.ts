// The pictures: every kind of panel leaves its marks, a panel without data says so, and no text of others is markup.
import { describe, expect, it, test } from 'vitest';
import type { GrafanaDashboard } from '../dashboards/grafana.ts';
import { toGrid } from '../dashboards/grid.ts';
import type { PanelSpec } from '../dashboards/panel.ts';
import { toBars, toGauge, toLines, toMatrix, toStat, toStates, toTimeline } from '../dashboards/panels.ts';
import { toLimitSteps } from '../thresholds.ts';
import type { ShownSeries } from './fetch-panels.ts';
import { toFigure } from './marks.ts';
import { DRAWN_BY, toPicture } from './picture.ts';

const HOSTILE = '</text><script>alert(1)</script>&"';
const SPEC: PanelSpec = {
  title: HOSTILE,
  unit: 'percent',
  description: HOSTILE,
  section: 'a',
  steps: toLimitSteps(50),
  asks: [{ expr: 'a', legend: HOSTILE, colour: '#123456', isBound: true }],
};
const STATES = [{ value: 1, text: HOSTILE, colour: '#654321' }];
const SPAN = { fromSec: 1_000, toSec: 1_100, stepSec: 10 };
const SERIES: ShownSeries = {
  name: HOSTILE,
  refId: 'A',
  labels: { row: HOSTILE, column: HOSTILE },
  points: [
    [1_000, 1],
    [1_010, Number.NaN],
    [1_050, 1],
    [1_060, 1],
  ],
};

const KINDS = {
  gauge: toGauge({ ...SPEC, min: 0, max: 100 }),
  stat: toStat(SPEC),
  'stat by name': toStat(SPEC, 'name'),
  states: toStates(SPEC, STATES),
  bars: toBars(SPEC),
  lines: toLines(SPEC),
  timeline: toTimeline(SPEC, STATES),
  matrix: toMatrix(SPEC, 'row', 'column'),
};

function draw(
  panel: (typeof KINDS)['gauge'],
  series: readonly ShownSeries[],
  { abreast = 1, span = SPAN } = {},
): string {
  const dashboard: GrafanaDashboard = {
    schemaVersion: 39,
    title: HOSTILE,
    panels: toGrid([{ title: HOSTILE, abreast, height: 8, panels: [panel] }]),
  };
  const [, placed] = dashboard.panels;
  if (placed === undefined || placed.type === 'row') throw new Error('no panel');
  const panels = [{ panel: placed as never, series }];
  const bands = [{ name: HOSTILE, fromSec: 990, toSec: 1_030 }];
  return toPicture({ dashboard, span, panels, bands }, HOSTILE);
}

describe.each(Object.entries(KINDS))('a panel of the kind %s', (_, panel) => {
  it('leaves marks where there is data', () => expect(draw(panel, [SERIES])).toContain('class="mark"'));
  it('says so where there is none, and leaves no mark', () => {
    const picture = draw(panel, []);
    expect(picture).toContain('no data');
    expect(picture).not.toContain('class="mark"');
  });
  it('shows no text of others as markup, and no figure that is none', () => {
    const picture = draw(panel, [SERIES, { ...SERIES, points: [] }]);
    expect(picture).not.toContain('<script');
    expect(picture).not.toMatch(/="[^"]*NaN|undefined/);
  });
});

describe.each([1, 2, 3, 4])('with %i panels abreast', (abreast) => {
  test.each([
    40, 100, 260, 600, 1_190, 3_600, 86_400,
  ])('the times of %i s do not touch each other', (lengthSec) => {
    const span = { fromSec: 1_005, toSec: 1_005 + lengthSec, stepSec: 10 };
    for (const panel of [KINDS.lines, KINDS.timeline]) {
      const picture = draw(panel, [SERIES], { abreast, span });
      const times = [...picture.matchAll(/<text x="([\d.]+)"[^>]*>\d\d:\d\d(:\d\d)?</g)].map(([, x]) =>
        Number(x),
      );
      expect(times.length).toBeGreaterThan(0);
      for (const [n, x] of times.slice(1).entries()) expect(x - times[n]!).toBeGreaterThanOrEqual(53.9);
    }
  });
});

it('says who drew it', () => expect(draw(KINDS.lines, [])).toContain(DRAWN_BY.replaceAll("'", '&#39;')));

it('refuses a kind that it cannot draw', () =>
  expect(() => draw({ ...KINDS.stat, type: 'heatmap' }, [SERIES])).toThrow('a heatmap cannot be drawn yet'));

test.each([
  [95.44, 'percent', '95.4 %'],
  [0.005, 'percentunit', '0.5 %'],
  [1266.4, 'currencyUSD', '$1,266'],
  [0.0434, 's', '43.4 ms'],
  [2.5, 's', '2.5 s'],
  [0, 's', '0 s'],
  [1.5, 'suffix: journeys/s', '1.5 journeys/s'],
  [Number.NaN, 'percent', '–'],
  [3, 'none', '3'],
])('%d in %s is %s', (value, unit, shown) => expect(toFigure(value, unit)).toBe(shown));
