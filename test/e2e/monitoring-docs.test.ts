// Every query of the runbook and the guides, and every expression of the dashboards, against a real Prometheus that a real soak has filled.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { Reading } from '../../lib/core/monitoring/run-state.ts';
import { ensureTool } from '../../lib/node/build/tools.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { runProgram } from '../../lib/node/process/run-program.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { pushSnapshots } from '../../lib/node/prometheus/push.ts';
import { queryInstant, toApiServer } from '../../lib/node/prometheus/read.ts';
import { type OwnPrometheus, startPrometheus as startServer } from '../../lib/node/prometheus/start.ts';
import { runSoak } from '../../lib/node/run/soak.ts';
import { listServiceIds, loadService } from '../../lib/node/service/load-service.ts';
import { drawDashboards } from '../../monitoring/commands/draw.ts';
import { listPanels } from '../../monitoring/dashboards/grafana.ts';
import { toDashboards, toRolloutDashboards } from '../../monitoring/dashboards/grafana-files.ts';
import { fillExpression } from '../../monitoring/dashboards/variables.ts';
import { fetchDashboard } from '../../monitoring/draw/fetch-panels.ts';
import { DRAWN_BY } from '../../monitoring/draw/picture.ts';
import { createQuery } from '../../monitoring/draw/query.ts';
import { generateRules, loadRuleSource } from '../../monitoring/generate.ts';
import { listPromqlBlocks, type PromqlBlock } from '../house/promql-blocks.ts';
import { ROLLOUT_READINGS } from '../rollout/readings.ts';
import { toServer } from '../running/monitoring.ts';
import { type RunningPrometheus, startPrometheus } from '../running/prometheus.ts';
import { AURORA, COMPRESSED } from '../running/rig.ts';

const PAGES = ['on-call-runbook.md', 'slo-tuning.md', 'on-call-checklist.md'];
const blocks: readonly PromqlBlock[] = (
  await Promise.all(
    PAGES.map(async (page) => listPromqlBlocks(page, await readFile(repoPath('docs', page), 'utf8'))),
  )
).flat();

/** What is there only in trouble, or beside a feed or a probe: written by us, so that its queries are seen to find it. */
const TROUBLE: readonly Reading[] = [
  { name: 'ALERTS', labels: { alertname: 'AuroraLatencyBurnFast', alertstate: 'firing' }, value: 1 },
  { name: 'aurora_probe_alert', labels: { alert: 'meta_missing', severity: 'high' }, value: 1 },
  { name: 'aurora_probe_last_run_timestamp_seconds', labels: {}, value: Date.now() / 1000 },
  { name: 'up', labels: { job: 'aurora-live' }, value: 1 },
  { name: 'probe_success', labels: { job: 'aurora-health' }, value: 1 },
  { name: 'aurora_live_journal_present', labels: {}, value: 1 },
  { name: 'aurora_live_clients', labels: {}, value: 2 },
  { name: 'aurora_live_lines_total', labels: { kind: 'malformed' }, value: 10 },
  { name: 'aurora_live_dropped_total', labels: { reason: 'slow' }, value: 10 },
  { name: 'aurora_gate_recovery_seconds', labels: { mode: 'timeout' }, value: 3 },
  ...ROLLOUT_READINGS,
];

/** Divides the windows of the rules: the longest is 72 min then, and the soak's 45 s are many of the shortest. */
const TIME_SCALE = 60;

let dir = '';
let prometheus: OwnPrometheus;
let url = '';
let troubled: RunningPrometheus;
let run = '';
let [startedSec, endedSec] = [0, 0];
/** When trouble was pushed: short windows see it then. */
let troubledSec = 0;

/** A Prometheus with the rules of the service, which reads the target once that is known. */
async function startFilled(): Promise<void> {
  for (const [name, text] of Object.entries(await generateRules(AURORA, { timeScale: TIME_SCALE })))
    await writeFile(join(dir, name), text);
  await writeFile(join(dir, 'targets.json'), '[]');
  prometheus = await startServer(await ensureTool('prometheus'), dir);
  url = prometheus.target.url;
  await writeFile(
    join(dir, 'prometheus.yml'),
    JSON.stringify({
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: ['*.rules.yml'],
      scrape_configs: [
        { job_name: 'aurora', file_sd_configs: [{ files: ['targets.json'], refresh_interval: '1s' }] },
      ],
    }),
  );
  // It reads its configuration once more.
  prometheus.child.process.kill('SIGHUP');
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-boards-'));
  await startFilled();
  troubled = await startPrometheus();
  const nowMs = Date.now();
  const past = TROUBLE.map((one) => ({ ...one, value: one.value - (one.name.endsWith('_total') ? 5 : 0) }));
  await pushSnapshots(
    troubled.target,
    { service: 'aurora', run: 'crafted' },
    [
      { atMs: nowMs - 60_000, readings: past },
      { atMs: nowMs - 30_000, readings: past },
      { atMs: nowMs, readings: TROUBLE },
    ],
    5_000,
  );
  troubledSec = nowMs / 1000;
  startedSec = Date.now() / 1000;
  const { dir: runDir } = await runSoak(
    { ...COMPRESSED, OUTPUT_DIR: dir, PROMETHEUS_URL: url },
    {
      progress: {
        write: (line) => {
          const [, target] = /^http:\/\/(127\.0\.0\.1:\d+), seed/m.exec(String(line)) ?? [];
          if (target) void writeFile(join(dir, 'targets.json'), JSON.stringify([{ targets: [target] }]));
          return true;
        },
      },
      stop: new AbortController().signal,
    },
  ).then(({ files }) => files);
  run = runDir.split('/').at(-1) ?? '';
  endedSec = Date.now() / 1000;
});

afterAll(async () => {
  await prometheus?.child.stop('SIGKILL');
  await troubled?.[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

/** Whether an expression finds something at a moment of the run or at its end. @throws where Prometheus refuses it */
async function findsSomething(
  address: string,
  expression: string,
  moments: readonly number[],
): Promise<boolean> {
  for (const atSec of moments)
    if ((await createQuery(toServer('Prometheus', address)).at(expression, atSec)).length > 0) return true;
  return false;
}

describe('the queries of the pages', () => {
  it('are many', () => expect(blocks.length).toBeGreaterThan(40));
  test.each(blocks)('$page:$line $expression', async ({ expression, mayBeEmpty }) => {
    const moments = [startedSec + 30, endedSec - 8, endedSec];
    const found = await findsSomething(url, expression, moments);
    expect(found || mayBeEmpty).toBe(true);
    if (!found)
      expect(await findsSomething(troubled.url, expression, [troubledSec, Date.now() / 1000])).toBe(true);
  });
});

describe('the dashboards', async () => {
  const { monitored } = await loadRuleSource(AURORA);
  test.each(
    Object.entries(toDashboards(AURORA.service, monitored)),
  )('each expression of %s finds something', async (_, dashboard) => {
    const span = { fromSec: startedSec, toSec: endedSec, stepSec: 1 };
    const data = await fetchDashboard(createQuery(toServer('Prometheus', url)), dashboard, span, {
      service: 'aurora',
      run,
    });
    const empty = data.panels.flatMap(({ panel, series }) =>
      panel.targets
        .filter(({ refId }) => !series.some((one) => one.refId === refId && one.points.length > 0))
        .map(({ expr }) => `${panel.title}: ${expr}`),
    );
    expect(empty).toEqual([]);
  });

  test('each expression of a rollout finds something where there is one', async () => {
    const [rollout] = Object.values(toRolloutDashboards(AURORA.service, monitored));
    const filling = { service: 'aurora', run: 'r', rangeSec: 600, stepSec: 30 };
    const expressions = listPanels(rollout!).flatMap(({ targets }) => targets.map(({ expr }) => expr));
    expect(expressions.length).toBeGreaterThan(20);
    const found = await Promise.all(
      expressions.map(async (expr) => {
        const isFound = await findsSomething(troubled.url, fillExpression(expr, filling), [troubledSec]);
        return isFound ? [] : [expr];
      }),
    );
    expect(found.flat()).toEqual([]);
  });

  it('are drawn with marks in every panel', async () => {
    const files = await drawDashboards({
      loaded: AURORA,
      prometheus: toServer('Prometheus', url),
      outDir: join(dir, 'pictures'),
    });
    expect(files.map((file) => file.split('/').at(-1))).toEqual([
      'monitoring-overview.svg',
      'monitoring-soak.svg',
    ]);
    for (const file of files) {
      const picture = await readFile(file, 'utf8');
      expect(picture).toContain(DRAWN_BY.replaceAll("'", '&#39;'));
      const panels = picture.split('<g data-panel="').slice(1);
      expect(panels.length).toBeGreaterThan(10);
      expect(panels.filter((panel) => !panel.includes('class="mark"'))).toEqual([]);
    }
  });

  it('are not drawn of a run that is not there, or without a Prometheus', async () => {
    const request = { loaded: AURORA, outDir: join(dir, 'none') };
    await expect(
      drawDashboards({ ...request, prometheus: toServer('Prometheus', url), run: 'no_such' }),
    ).rejects.toThrow('Prometheus knows no run no_such');
    await expect(
      drawDashboards({ ...request, prometheus: toServer('Prometheus', 'http://127.0.0.1:1') }),
    ).rejects.toThrow('cannot be reached');
  });
});

test('an expression that Prometheus cannot read is refused, with its words', async () => {
  await expect(createQuery(toServer('Prometheus', url)).at('sum(', endedSec)).rejects.toThrow(
    /refused POST .*parse error/,
  );
});

describe.each(listServiceIds())('the expressions of the dashboards of %s', (id) => {
  it('are read by promtool', async () => {
    const source = await loadRuleSource(await loadService(id));
    const promtool = await ensureTool('promtool');
    const filling = { service: id, run: 'r', rangeSec: 60, stepSec: 5 };
    const { service, monitored } = source;
    const boards = { ...toDashboards(service, monitored), ...toRolloutDashboards(service, monitored) };
    const expressions = Object.values(boards)
      .flatMap(listPanels)
      .flatMap(({ targets }) => targets.map(({ expr }) => fillExpression(expr, filling)));
    const check = async (all: readonly string[]) => {
      const file = join(dir, `${id}.expressions.yml`);
      const rules = all.map((expr, n) => ({ record: `expression:${n}`, expr }));
      await writeFile(file, JSON.stringify({ groups: [{ name: 'expressions', rules }] }));
      const { code, output } = await runProgram(promtool, ['check', 'rules', '--lint=none', file]);
      return { code, output };
    };
    expect(await check(expressions)).toMatchObject({
      code: 0,
      output: expect.stringContaining(`${expressions.length} rules found`),
    });
    expect(await check([...expressions, 'sum('])).toMatchObject({ code: 1 });
  });
});

test('a soak that is over can still be asked for', async () => {
  const found = await waitFor('the verdict is there', 5_000, async () => {
    const series = await queryInstant(
      toApiServer(prometheus.target),
      `last_over_time(aurora_gate_verdict{run="${run}"}[5m])`,
    );
    return series.length > 0 ? series : undefined;
  });
  expect(found).toHaveLength(1);
});
