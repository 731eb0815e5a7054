// Facts from where they are: what cannot be read is unknown, and said.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { toEffort } from '../../lib/core/evidence/effort.ts';
import { MONITORED } from '../../services/aurora/monitoring.ts';
import { toRunSummary } from '../../test/runs/good-run.ts';
import { toBudgetQuery, toSloFacts } from '../measure/read-budgets.ts';
import { type Counted, toEvidenceHistory } from './evidence-history.ts';
import { type FactSources, gatherFacts } from './gather-facts.ts';
import { toJournalHistory } from './history.ts';

const NOTHING: FactSources = {
  monitored: undefined,
  prometheus: undefined,
  gate: '',
  history: undefined,
  said: {},
};
let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-facts-'));
});
afterAll(() => rm(dir, { recursive: true }));

it('nothing is known where nobody is asked', async () => {
  expect(await gatherFacts(NOTHING, 0)).toEqual({ facts: {}, notes: [] });
});

it('the verdict of the gate is read, and what was said wins over it', async () => {
  const file = join(dir, 'summary.json');
  const summary = { verdict: { outcome: 'pass' }, finished_at: '2026-11-30T09:00:00.000Z', profile: 'gate' };
  await writeFile(file, JSON.stringify(summary));
  const gate = { verdict: 'pass', profile: 'gate', finishedAt: '2026-11-30T09:00:00.000Z' } as const;
  expect((await gatherFacts({ ...NOTHING, gate: file }, 0)).facts).toEqual({ gate });
  const said = { gate: { ...gate, verdict: 'fail' } } as const;
  expect((await gatherFacts({ ...NOTHING, gate: file, said }, 0)).facts).toEqual(said);
  const whole = { ...toRunSummary(), finished_at: summary.finished_at };
  await writeFile(file, JSON.stringify(whole));
  expect((await gatherFacts({ ...NOTHING, gate: file }, 0)).facts.gate?.tried).toEqual(toEffort(whole));
  await writeFile(file, '{}');
  expect(await gatherFacts({ ...NOTHING, gate: file }, 0)).toEqual({
    facts: {},
    notes: [expect.stringContaining('holds no verdict')],
  });
});

it('a source that fails takes nothing else with it', async () => {
  const sources: FactSources = {
    ...NOTHING,
    gate: join(dir, 'nowhere.json'),
    history: async () => ({ promotions: [], rollbacks: [] }),
    said: { image: 'a' },
  };
  const { facts, notes } = await gatherFacts(sources, 0);
  expect(facts).toEqual({ image: 'a', promotions: [], rollbacks: [] });
  expect(notes).toEqual([expect.stringContaining('ENOENT')]);
});

describe('error budgets', () => {
  it('are asked for by the expressions of the alerts, and burn nothing without traffic', () => {
    const [slo] = MONITORED.slos;
    if (slo === undefined) throw new Error('the example has an SLO');
    const query = toBudgetQuery(MONITORED, slo);
    for (const window of ['5m', '30m', '1h', '6h', '3d', '30d']) {
      expect(query).toContain(`[${window}]`);
      expect(query).toContain(`"lookback", "${window}"`);
    }
    expect(query).toContain(`job="${MONITORED.job}"`);
    expect(query).toContain('or 0 * (sum (rate(');
  });

  test.each<[string, Readonly<Record<string, number>>, object]>([
    ['nothing told', {}, { objectiveRatio: 0.99, errorRatio: {} }],
    ['a window', { '5m': 0.5 }, { objectiveRatio: 0.99, errorRatio: { '5m': 0.5 } }],
    [
      'what is no share',
      { '5m': Number.NaN, '1h': 2, '6h': -0.1, '3d': Number.POSITIVE_INFINITY },
      { objectiveRatio: 0.99, errorRatio: {} },
    ],
    [
      'half of the budget',
      { '30d': 0.005 },
      { objectiveRatio: 0.99, errorRatio: {}, leftRatio: expect.closeTo(0.5, 9) },
    ],
    [
      'more than the budget',
      { '30d': 0.03 },
      { objectiveRatio: 0.99, errorRatio: {}, leftRatio: expect.closeTo(-2, 9) },
    ],
  ])('of %s', (_, ratios, facts) => {
    expect(toSloFacts({ objectiveRatio: 0.99 }, ratios)).toEqual(facts);
  });
});

it('a journal tells each version by its last decision, and not the one that is asked about', () => {
  const row = (canary: string, decision: string, at: string, type = 'decision') => ({
    ...{ type, namespace: 'shop', rollout: 'web', canary, decision, at },
  });
  const rows = [
    row('a', 'promote', '1'),
    row('a', 'promote', '2'),
    row('b', 'hold', '3'),
    row('c', 'promote', '4'),
    row('c', 'rollback', '5'),
    row('d', 'abort', '6'),
    row('own', 'promote', '7'),
    row('e', 'promote', '8', 'override'),
  ];
  expect(toJournalHistory(rows, 'own')).toEqual({ promotions: ['2'], rollbacks: ['5', '6'] });
});

it('evidence tells each version once, of its environment, and not the one that is asked about', () => {
  const record = (kind: string, digit: string, at: string, environment?: string): Counted => ({
    kind,
    statement: {
      subject: [{ name: 'app', digest: { sha256: digit.repeat(64) } }],
      predicate: {
        at,
        actor: 'x',
        outcome: 'x',
        reasons: [],
        ...(environment === undefined ? {} : { environment }),
      },
    },
  });
  const records = [
    record('promotion', 'a', '1', 'prod'),
    record('promotion', 'a', '2', 'prod'),
    record('promotion', 'b', '3', 'staging'),
    record('promotion', 'c', '4'),
    record('rollback', 'c', '5', 'prod'),
    record('rollback', 'c', '6', 'prod'),
    record('promotion', 'd', '7', 'prod'),
    record('decision', 'e', '8', 'prod'),
  ];
  const own = `registry.example/app@sha256:${'d'.repeat(64)}`;
  expect(toEvidenceHistory(records, 'prod', own)).toEqual({ promotions: ['1', '4'], rollbacks: ['5', '6'] });
  expect(toEvidenceHistory(records, 'prod', '').promotions).toEqual(['1', '4', '7']);
});

it('an evidence log that is not there tells nothing', async () => {
  const { readEvidenceHistory } = await import('./evidence-history.ts');
  await expect(readEvidenceHistory(dir, '', 'prod', '')).rejects.toThrow('EVIDENCE_KEYS');
});
