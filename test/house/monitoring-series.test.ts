// docs/monitoring-series.md names every series that is ours, as the code makes it.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PUSH_CHECK, RUN_SERIES } from '../../lib/core/monitoring/series.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { toProbeReadings } from '../../services/aurora/probe/series.ts';
import { createBffMetrics } from '../../services/aurora/reference/metrics.ts';

const page = readFileSync(repoPath('docs/monitoring-series.md'), 'utf8');
const listNames = (text: string) => [...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name = '']) => name);

test('of the run, each with its label', () => {
  for (const [name, { label }] of Object.entries(RUN_SERIES))
    expect(page).toContain(`| \`${name}\` | \`${label}\` |`);
  expect(page).toContain(`\`${PUSH_CHECK}\``);
});

test('of the service', async () => {
  const names = listNames(await createBffMetrics().toText());
  expect(names).toContain('aurora_skin_cache_requests_total');
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

test('of the feed', () => {
  const source = readFileSync(repoPath('lib/node/live/metrics.ts'), 'utf8');
  const names = [...source.matchAll(/'(aurora_live_\w+)'/g)].map(([, name = '']) => name);
  expect(names).toHaveLength(5);
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

test('of the probe', () => {
  const summary = { judged_count: 0, non_200_count: 0, parse_error_count: 0, no_answer_count: 0 };
  const readings = toProbeReadings({
    finished_at: '2026-01-01T00:00:00Z',
    summary: summary as never,
    checks: [{ id: 'meta_missing', severity: 'high', outcome: 'clear' } as never],
    outcome: 'ok',
  });
  const names = [...new Set(readings.map(({ name }) => name))];
  expect(names).toHaveLength(4);
  expect(names.filter((name) => !page.includes(`| \`${name}\` |`))).toEqual([]);
});
