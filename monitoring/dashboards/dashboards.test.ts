// The dashboards of every service: whole panels, no two in one place, and every gate, share and objective on one of them.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import type { Monitored, Threshold } from '../../lib/core/monitoring/monitored.ts';
import { parsePlan } from '../../lib/core/plan/plan.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { listServiceIds, loadPart, loadService } from '../../lib/node/service/load-service.ts';
import { listGates } from '../../thresholds/gates.ts';
import { PROFILES } from '../../thresholds/profiles.ts';
import { toMetricName } from '../../thresholds/to-k6.ts';
import { COLOURS, pickColour, toSteps } from '../thresholds.ts';
import { type GrafanaDashboard, listPanels, SCHEMA_VERSION } from './grafana.ts';
import { toDashboards, toGrafanaFiles, toRolloutDashboards } from './grafana-files.ts';
import { toGrid } from './grid.ts';
import { toLines } from './panels.ts';
import { fillExpression } from './variables.ts';

/** Units by their ids in Grafana 11.2.0 (packages/grafana-data/src/valueFormats/categories.ts), as far as we use them. */
const UNITS = ['none', 'percent', 'percentunit', 'currencyUSD', 's'];

const services = await Promise.all(
  listServiceIds().map(async (id) => {
    const loaded = await loadService(id);
    const monitored = await loadPart<Monitored>(loaded, 'monitoring.ts', 'MONITORED');
    return { id, service: loaded.service, monitored };
  }),
);
const dashboards = services.flatMap(({ id, service, monitored }) =>
  Object.entries({
    ...toDashboards(service, monitored),
    ...toRolloutDashboards(service, monitored),
  }).map(([name, one]) => [`${id}/${name}`, one] as const),
);

/** Pairs of panels that share a place. */
function listOverlaps({ panels }: Pick<GrafanaDashboard, 'panels'>): readonly string[] {
  const boxes = panels.map(({ id, gridPos: { x = 0, y = 0, w = 0, h = 0 } = {} }) => ({ id, x, y, w, h }));
  return boxes.flatMap((a, n) =>
    boxes
      .slice(n + 1)
      .filter((b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h)
      .map((b) => `${a.id} and ${b.id}`),
  );
}

/** True where each step begins above the one before it. */
const areAscending = (steps: readonly { readonly value?: number | null }[]) =>
  steps[0]?.value === null &&
  steps
    .slice(1)
    .every(({ value }, n) => Number(value) > (n === 0 ? Number.NEGATIVE_INFINITY : Number(steps[n]?.value)));

const LINE = toLines({ title: 'a', unit: 's', description: 'b', section: 'c', asks: [] });
const OF = { service: 'shop', run: 'r1', rangeSec: 3600, stepSec: 10 };

describe('the rules', () => {
  it('find panels that share a place', () => {
    const place = { x: 0, y: 0, w: 12, h: 8 };
    const two = (other: typeof place) => ({
      panels: [
        { ...LINE, id: 1, gridPos: place },
        { ...LINE, id: 2, gridPos: other },
      ],
    });
    expect(listOverlaps(two({ ...place, x: 11 }))).toEqual(['1 and 2']);
    expect(listOverlaps(two({ ...place, x: 12 }))).toEqual([]);
    expect(listOverlaps(two({ ...place, y: 8 }))).toEqual([]);
  });
  test.each([
    [[null, 30, 50], true],
    [[null, 50, 30], false],
    [[10, 30], false],
    [[null, 30, 30], false],
  ])('see of the steps %j whether they ascend', (values, ascend) =>
    expect(areAscending(values.map((value) => ({ value })))).toBe(ascend));
});

describe('a threshold', () => {
  const above: Threshold = { warning: 60, critical: 80, bad: 'above' };
  const below: Threshold = { warning: 50, critical: 30, bad: 'below' };
  test.each([
    [above, 59.9, 'good'],
    [above, 60, 'warning'],
    [above, 80, 'critical'],
    [below, 29.9, 'critical'],
    [below, 30, 'warning'],
    [below, 50, 'good'],
  ] as const)('of %j makes %d %s', (threshold, value, colour) =>
    expect(pickColour(toSteps(threshold), value)).toBe(COLOURS[colour]));
});

describe('an expression', () => {
  test.each([
    ['rate(a{service="$service",run="$run"}[$__range])', {}, 'rate(a{service="shop",run="r1"}[3600s])'],
    ['rate(a[$__rate_interval])', {}, 'rate(a[60s])'],
    ['rate(a[$__rate_interval])', { stepSec: 300 }, 'rate(a[315s])'],
    ['rate(a[$__rate_interval])', { everySec: 5 }, 'rate(a[20s])'],
    ['a{run="$run"}', { run: 'x"}$&\\' }, 'a{run="x\\"}$&\\\\"}'],
  ])('%s with %j is %s', (expression, more, filled) =>
    expect(fillExpression(expression, { ...OF, ...more })).toBe(filled));
  it('with an unknown variable is refused', () =>
    expect(() => fillExpression('a{b="$tenant"}', OF)).toThrow('$tenant: no such variable'));
});

it('a section without panels has no heading', () => {
  expect(toGrid([{ title: 'a', abreast: 1, height: 4, panels: [] }])).toEqual([]);
  expect(toGrid([{ title: 'a', abreast: 2, height: 4, panels: [LINE, LINE, LINE] }])).toMatchObject([
    { type: 'row', gridPos: { y: 0, w: 24, h: 1 } },
    { id: 2, gridPos: { x: 0, y: 1, w: 12, h: 4 } },
    { id: 3, gridPos: { x: 12, y: 1, w: 12, h: 4 } },
    { id: 4, gridPos: { x: 0, y: 5, w: 24, h: 4 } },
  ]);
});

it('no two dashboards have one uid, and none is longer than Grafana takes', () => {
  const uids = dashboards.map(([, { uid = '' }]) => uid);
  expect(new Set(uids).size).toBe(uids.length);
  expect(uids.filter((uid) => uid.length > 40 || !/^[\w-]+$/.test(uid))).toEqual([]);
});

describe.each(dashboards)('%s', (_, dashboard) => {
  const panels = listPanels(dashboard);
  it('is of the schema of Grafana 11.2', () => expect(dashboard.schemaVersion).toBe(SCHEMA_VERSION));
  it('has no two panels of one id, one title or one place', () => {
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
    expect(listOverlaps(dashboard)).toEqual([]);
    expect(panels.filter(({ gridPos }) => (gridPos?.x ?? 0) + (gridPos?.w ?? 0) > 24)).toEqual([]);
  });
  test.each(panels.map((panel) => [panel.title, panel] as const))('%s is whole', (title, panel) => {
    const { unit = '', thresholds } = panel.fieldConfig?.defaults ?? {};
    expect(title).not.toBe('');
    expect(panel.description).toMatch(/^[A-Z].{15,}\.$/);
    expect(UNITS.includes(unit) || unit.startsWith('suffix:')).toBe(true);
    expect(areAscending(thresholds?.steps ?? [])).toBe(true);
    expect(panel.datasource).toEqual({ type: 'prometheus', uid: '$' + '{datasource}' });
    expect(panel.links?.map(({ url }) => url)).toEqual([expect.stringMatching(/^\$\{runbook\}#[a-z0-9-]+$/)]);
    expect(panel.targets.length).toBeGreaterThan(0);
    expect(new Set(panel.targets.map(({ refId }) => refId)).size).toBe(panel.targets.length);
    for (const { expr } of panel.targets) expect(fillExpression(expr, OF)).not.toContain('$');
  });
});

describe.each(services)('of $id', ({ service, monitored }) => {
  const all = toDashboards(service, monitored);
  const listExpressions = (name: string) =>
    Object.entries(all)
      .filter(([file]) => file === name)
      .flatMap(([, dashboard]) => listPanels(dashboard))
      .flatMap(({ targets }) => targets.map(({ expr }) => expr))
      .join('\n');
  const soak = listExpressions('soak.json');
  const gates = listGates(service, parsePlan(service, { SEED: '1' }, PROFILES));
  test.each(gates)('the gate $id is on the soak dashboard', ({ id, of }) => {
    expect(soak.includes(`gate="${id}"`) || soak.includes(`${toMetricName(of)}_total`)).toBe(true);
  });
  it('what it shows of itself is on the overview, and there is none where it shows nothing', () => {
    const overview = listExpressions('overview.json');
    expect(overview === '').toBe(monitored === undefined);
    for (const id of Object.keys(monitored?.shares ?? {})) expect(overview).toContain(`:${id}_`);
    for (const { id } of monitored?.slos ?? []) expect(overview).toContain(`slo="${id}"`);
  });
  it('each of its objectives is compared by version, and each of its budgets', () => {
    const panels = Object.values(toRolloutDashboards(service, monitored)).flatMap(listPanels);
    expect(panels.length === 0).toBe(monitored === undefined);
    for (const { id } of monitored?.slos ?? []) {
      const of = panels.filter(({ targets }) => targets.some(({ expr }) => expr.includes(`slo="${id}"`)));
      expect(of).toHaveLength(2);
    }
  });
  it('its committed files are as they would be generated', () => {
    const dir = repoPath('monitoring', 'generated', service.id);
    const files = toGrafanaFiles(service, monitored);
    for (const [path, text] of Object.entries(files))
      expect(readFileSync(`${dir}/${path}`, 'utf8')).toBe(text);
    const committed = existsSync(`${dir}/grafana`)
      ? readdirSync(`${dir}/grafana`, { recursive: true, encoding: 'utf8' }).filter((path) =>
          /\.\w+$/.test(path),
        )
      : [];
    expect(committed.map((path) => `grafana/${path}`).sort()).toEqual(Object.keys(files).sort());
  });
});
