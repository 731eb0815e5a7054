// The release policy is asked again and again; its sources are not.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { repoPath } from '../../lib/node/files/paths.ts';
import type { Override } from '../decision/override.ts';
import { readReleasePolicyText } from '../policy/read-policy.ts';
import { createReleaseCheck } from './release-check.ts';

const AT = Date.parse('2026-11-29T10:00:00Z');
const readProd = () => {
  const reading = readReleasePolicyText('p', readFileSync(repoPath('rollout/policy/prod.yaml'), 'utf8'));
  if ('faults' in reading) throw new Error(reading.faults.join());
  return reading.policy;
};
const OVERRIDE: Override = {
  to: 'promote',
  canary: 'new',
  by: 'on-call',
  reason: 'a fix',
  atMs: AT,
  untilMs: AT + 600_000,
  approvals: ['release-manager'],
};

function createRig(history: () => Promise<object>) {
  const told: string[] = [];
  let asked = 0;
  const check = createReleaseCheck({
    policy: readProd(),
    sources: { monitored: undefined, prometheus: undefined, gate: '', said: { environment: 'prod' } },
    history: async () => {
      asked += 1;
      return history();
    },
    tell: (line) => told.push(line),
  });
  return { check, told, asked: () => asked };
}

it('asks its sources once in a while, for each canary', async () => {
  const { check, asked } = createRig(async () => ({ promotions: [], rollbacks: [] }));
  const first = await check('new', undefined, AT);
  expect(first.clauses.find(({ id }) => id === 'limit:promotions')?.outcome).toBe('allow');
  await check('new', undefined, AT + 14_000);
  expect(asked()).toBe(1);
  await check('newer', undefined, AT + 14_000);
  await check('new', undefined, AT + 16_000);
  // Of a clock that was put back nothing is fresh.
  await check('new', undefined, AT);
  expect(asked()).toBe(4);
});

it('says once what cannot be read, and allows nothing by it', async () => {
  const { check, told } = createRig(async () => {
    throw new Error('the log is gone');
  });
  const found = await check('new', undefined, AT);
  await check('new', undefined, AT + 60_000);
  expect(told).toEqual(['release policy: the log is gone']);
  expect(found.clauses.find(({ id }) => id === 'limit:promotions')?.outcome).toBe('unknown');
});

it('takes the override of its canary, where somebody says promote and may', async () => {
  const { check } = createRig(async () => ({ promotions: [], rollbacks: [] }));
  const windowOf = async (override: Override | undefined) =>
    (await check('new', override, AT + 1_000)).clauses.find(({ id }) => id === 'window');
  expect(await windowOf(undefined)).toMatchObject({ outcome: 'deny' });
  expect(await windowOf(OVERRIDE)).toMatchObject({ outcome: 'allow', overriddenBy: 'on-call' });
  expect(await windowOf({ ...OVERRIDE, canary: 'old' })).toMatchObject({ outcome: 'deny' });
  expect(await windowOf({ ...OVERRIDE, to: 'retry' })).toMatchObject({ outcome: 'deny' });
  const { approvals: _, ...alone } = OVERRIDE;
  expect(await windowOf(alone)).toMatchObject({
    outcome: 'deny',
    text: expect.stringContaining('must agree'),
  });
});
