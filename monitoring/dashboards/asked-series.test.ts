// What the panels ask Prometheus for is there: each series is shown by a part of this repository, or recorded by a rule.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Monitored } from '../../lib/core/monitoring/monitored.ts';
import { DECISION_SERIES, PROBER_SERIES } from '../../lib/core/monitoring/rollout-series.ts';
import { parsePlan } from '../../lib/core/plan/plan.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { listServiceIds, loadPart, loadService } from '../../lib/node/service/load-service.ts';
import { listGates } from '../../thresholds/gates.ts';
import { PROFILES } from '../../thresholds/profiles.ts';
import { toMetricName, toWindowMetricName } from '../../thresholds/to-k6.ts';
import { listPanels } from './grafana.ts';
import { toDashboards, toRolloutDashboards } from './grafana-files.ts';

/** Names before a selector or a range, which is how all of ours are asked for. */
const listNames = (expression: string) =>
  [...expression.matchAll(/[a-zA-Z_:][\w:]*(?=[{[])/g)].map(([name]) => name);

const page = readFileSync(repoPath('docs', 'monitoring-series.md'), 'utf8');
const documented = [...page.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);

function listRecorded(service: string): readonly string[] {
  const dir = repoPath('monitoring', 'generated', service);
  const files = readdirSync(dir).filter((file) => file.endsWith('.rules.yml'));
  return files.flatMap((file) =>
    [...readFileSync(`${dir}/${file}`, 'utf8').matchAll(/record: (\S+)/g)].map(([, name = '']) => name),
  );
}

/** A histogram shows three of its name. */
const withParts = (names: readonly string[]) =>
  names.flatMap((name) => [name, ...['bucket', 'count', 'sum'].map((part) => `${name}_${part}`)]);

test('names are found before selectors and ranges', () => {
  expect(listNames('sum by (run) (rate(a_total{b="c"}[5m])) > on () a:b:5m[1m]')).toEqual([
    'a_total',
    'a:b:5m',
  ]);
});

test.each(listServiceIds())('every panel of %s asks for series that there are', async (id) => {
  const loaded = await loadService(id);
  const { service } = loaded;
  const monitored = await loadPart<Monitored>(loaded, 'monitoring.ts', 'MONITORED');
  const gates = listGates(service, parsePlan(service, { SEED: '1' }, PROFILES));
  const known = new Set([
    ...withParts([...documented, ...Object.keys(DECISION_SERIES), ...Object.keys(PROBER_SERIES)]),
    ...listRecorded(id),
    ...gates.flatMap((gate) => [
      `k6_${toMetricName(gate.of)}_total`,
      `k6_${toMetricName(gate.among)}_total`,
      `k6_${toWindowMetricName(gate)}`,
    ]),
  ]);
  const dashboards = { ...toDashboards(service, monitored), ...toRolloutDashboards(service, monitored) };
  const asked = Object.values(dashboards)
    .flatMap(listPanels)
    .flatMap(({ targets }) => targets.flatMap(({ expr }) => listNames(expr)));
  expect(asked.length).toBeGreaterThan(10);
  expect([...new Set(asked)].filter((name) => !known.has(name))).toEqual([]);
});
