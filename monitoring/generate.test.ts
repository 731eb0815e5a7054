import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { repoPath } from '../lib/node/files/paths.ts';
import { listServiceIds, loadService } from '../lib/node/service/load-service.ts';
import { MADE_UP } from '../test/e2e/made-up.ts';
import {
  ALERTS_FILE,
  FEED_FILE,
  type Files,
  listGenerated,
  loadRuleSource,
  RECORDING_FILE,
  toRuleFiles,
  writeGenerated,
} from './generate.ts';

const REMEDY = 'is not as it would be generated: npm run monitoring -- generate';

/** What of the files on the disk is other than generated, a sentence each. */
async function listDrift(files: Files, root: string): Promise<readonly string[]> {
  const faults = await Promise.all(
    Object.entries(files).map(async ([path, text]) => {
      const held = await readFile(join(root, path), 'utf8').catch(() => undefined);
      return held === text ? [] : [`${path} ${REMEDY}`];
    }),
  );
  return faults.flat();
}

const services = await Promise.all(listServiceIds().map(loadService));
const generated = await listGenerated(services);

test('what is committed is what is generated', async () => {
  expect(await listDrift(generated, repoPath())).toEqual([]);
  const held = await readdir(repoPath('monitoring/generated'), { recursive: true, withFileTypes: true });
  const paths = held
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(repoPath(), join(parentPath, name)));
  const ofServices = Object.keys(generated).filter((path) => path.startsWith('monitoring/generated/'));
  expect(paths.sort()).toEqual(ofServices.sort());
  expect(ofServices.length).toBeGreaterThanOrEqual(services.length * 8);
});

describe('writing', () => {
  it('makes folders, writes what is other, and leaves the rest alone', async () => {
    const root = await mkdtemp(join(tmpdir(), 'aurora-generate-'));
    try {
      const files = { 'a/b/one.yml': 'x\n', 'two.yml': 'y\n' };
      expect(await listDrift(files, root)).toHaveLength(2);
      await writeGenerated(files, root);
      expect(await listDrift(files, root)).toEqual([]);
      const before = (await stat(join(root, 'two.yml'))).ino;
      await writeGenerated({ ...files, 'a/b/one.yml': 'z\n' }, root);
      expect(await readFile(join(root, 'a/b/one.yml'), 'utf8')).toBe('z\n');
      expect((await stat(join(root, 'two.yml'))).ino).toBe(before);
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  });
});

interface YamlRule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}
const listYamlRules = (text = ''): readonly YamlRule[] =>
  (parse(text) as { groups: readonly { rules: readonly YamlRule[] }[] }).groups.flatMap(({ rules }) => rules);

describe('the rules of aurora', async () => {
  const files = toRuleFiles(await loadRuleSource(await loadService('aurora')), { feed: true });
  const recorded = listYamlRules(files[RECORDING_FILE]).flatMap(({ record }) => record ?? []);
  const alerts = [ALERTS_FILE, FEED_FILE].flatMap((file) => listYamlRules(files[file]));

  it('record eight series of the shares', () =>
    expect(recorded.filter((name) => name.startsWith('aurora:') && !name.startsWith('aurora:slo_'))).toEqual([
      'aurora:effectiveness_ratio:5m',
      'aurora:effectiveness_ratio:5m:all',
      'aurora:utilisation_pct:15m',
      'aurora:utilisation_pct:15m:all',
      'aurora:low_confidence_pct:15m',
      'aurora:low_confidence_pct:15m:all',
      'aurora:estimated_cost_30d_usd',
      'aurora:health_score:15m',
    ]));

  it('alert on a service that is down and on the five, with their severities and their patience', () =>
    expect(alerts.slice(0, 6).map((rule) => [rule.alert, rule.for, rule.labels?.severity])).toEqual([
      ['AuroraDown', '1m', 'critical'],
      ['AuroraEffectivenessDrop', '15m', 'warning'],
      ['AuroraLowConfidenceSpike', '15m', 'warning'],
      ['AuroraEffectivenessDropVip', '10m', 'critical'],
      ['AuroraLowConfidenceSpikeVip', '10m', 'critical'],
      ['AuroraHealthDegradation', '15m', 'warning'],
    ]));

  it('burn budgets by the factors of the workbook', () => {
    const fast = alerts.find(({ alert }) => alert === 'AuroraAvailabilityBurnFast')?.expr;
    // 14.4, 6 and 1 times what is left of 99.5 %.
    for (const text of [
      ':1h{slo="availability"} > 0.072',
      ':5m{slo="availability"} > 0.072',
      ':6h{slo="availability"} > 0.03',
      ':30m{slo="availability"} > 0.03',
    ])
      expect(fast).toContain(text);
    const slow = alerts.find(({ alert }) => alert === 'AuroraAvailabilityBurnSlow')?.expr;
    for (const text of [':3d{slo="availability"} > 0.005', ':6h{slo="availability"} > 0.005'])
      expect(slow).toContain(text);
  });

  it('say of each alert how grave it is, what to do, and where to read on', () => {
    for (const { alert = '', labels, annotations } of alerts) {
      expect(labels, alert).toMatchObject({
        severity: expect.stringMatching(/^(critical|warning|info)$/),
        service: 'aurora',
      });
      expect(annotations?.summary, alert).toMatch(/\S/);
      expect(annotations?.action, alert).toMatch(/\S/);
      expect(annotations?.runbook_url).toBe(`docs/on-call-runbook.md#${alert.toLowerCase()}`);
    }
  });
});

test('a service without tenants records no series for each, and has no alerts for VIPs', () => {
  const files = toRuleFiles(MADE_UP);
  expect(Object.keys(files)).toEqual([RECORDING_FILE, ALERTS_FILE]);
  const recorded = listYamlRules(files[RECORDING_FILE]).flatMap(({ record }) => record ?? []);
  expect(recorded.filter((name) => name.startsWith('post_office:') && !name.includes(':slo_'))).toEqual([
    'post_office:effectiveness_ratio:5m:all',
    'post_office:utilisation_pct:15m:all',
    'post_office:low_confidence_pct:15m:all',
    'post_office:estimated_cost_30d_usd',
    'post_office:health_score:15m',
  ]);
  expect(files[ALERTS_FILE]).not.toContain('Vip');
});

test('a service that shows nothing of itself has the rules of its runs alone', async () => {
  const files = toRuleFiles(await loadRuleSource(await loadService('example')));
  const alerts = listYamlRules(files[ALERTS_FILE]).map(({ alert }) => alert);
  expect(alerts.filter((alert) => !alert?.startsWith('Soak'))).toEqual([]);
  expect(alerts).toContain('SoakHttp5xxRate5m');
});

test('a faster clock compresses every window and every `for`', async () => {
  const source = await loadRuleSource(await loadService('aurora'));
  const rules = Object.values(toRuleFiles(source, { timeScale: 60, feed: true })).flatMap((text) =>
    listYamlRules(text),
  );
  const drop = rules.find(({ alert }) => alert === 'AuroraEffectivenessDrop');
  expect(drop).toMatchObject({ for: '15s', expr: expect.stringContaining('[5s]') });
  // What is pushed every five seconds, whatever the clock, is looked for as long as ever.
  const compressed = rules.filter(({ alert }) => alert !== 'SoakPromiseBroken');
  expect(compressed.filter(({ expr }) => /\[(?:5m|15m|30m|1h|6h|3d)\]/.test(expr))).toEqual([]);
});
