// Each clause allows, denies, and cannot tell; nothing that nobody told ever allows; and each says what would change it.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { repoPath } from '../../lib/node/files/paths.ts';
import { toFullEffort } from '../effort/asked-effort.ts';
import { assessRelease } from './assess-release.ts';
import type { Facts } from './facts-schema.ts';
import { mayOverride } from './override.ts';
import type { ReleasePolicy } from './policy-schema.ts';
import { readReleasePolicyText } from './read-policy.ts';

const readProd = (): ReleasePolicy => {
  const reading = readReleasePolicyText('prod', readFileSync(repoPath('rollout/policy/prod.yaml'), 'utf8'));
  if ('faults' in reading) throw new Error(reading.faults.join('\n'));
  return reading.policy;
};
const PROD = readProd();
/** A Monday, 11:00 in Berlin. */
const MONDAY = Date.parse('2026-11-30T10:00:00Z');
const ago = (ms: number) => new Date(MONDAY - ms).toISOString();
const HOUR = 3_600_000;

const TRIED = toFullEffort({ profile: 'gate' });
const QUIET = { '5m': 0, '30m': 0, '1h': 0.001, '6h': 0.001, '3d': 0.001 };
const GOOD: Facts = {
  environment: 'prod',
  image: `registry.example/aurora/app@sha256:${'a'.repeat(64)}`,
  actor: 'ann',
  slos: { availability: { objectiveRatio: 0.995, leftRatio: 0.8, errorRatio: QUIET } },
  gate: { verdict: 'pass', profile: 'gate', finishedAt: ago(3 * HOUR), tried: TRIED },
  signatures: [
    { of: 'image', signer: 'ci' },
    { of: 'manifest', signer: 'ci' },
  ],
  promotions: [ago(3 * HOUR)],
  rollbacks: [],
};
const assess = (facts: Facts, policy = PROD, atMs = MONDAY) => assessRelease(policy, facts, atMs);
const find = (facts: Facts, id: string, policy = PROD, atMs = MONDAY) =>
  assess(facts, policy, atMs).clauses.find((clause) => clause.id === id);
const withSlo = (more: Partial<NonNullable<Facts['slos']>[string]>) => ({
  ...GOOD,
  slos: { availability: { objectiveRatio: 0.995, leftRatio: 0.8, errorRatio: QUIET, ...more } },
});
const withGate = (more: Partial<NonNullable<Facts['gate']>>): Facts => ({
  ...GOOD,
  gate: { verdict: 'pass', profile: 'gate', finishedAt: ago(3 * HOUR), tried: TRIED, ...more },
});

it('a good release is allowed, and every clause says why', () => {
  const assessment = assess(GOOD);
  expect(assessment.clauses.filter(({ outcome }) => outcome !== 'allow')).toEqual([]);
  expect(assessment).toMatchObject({ outcome: 'allow', takesBack: false, environment: 'prod' });
});

// The facts, the clause, its outcome, a part of what it says, a part of what would change it.
test.each<[string, Facts, string, string, string, string]>([
  [
    'another environment',
    { ...GOOD, environment: 'staging' },
    'environment',
    'deny',
    'for staging',
    'policy of staging',
  ],
  [
    'another registry',
    { ...GOOD, image: 'evil.example/aurora/app:1' },
    'image',
    'deny',
    'none of the images',
    'push it',
  ],
  [
    'a longer name of the registry',
    { ...GOOD, image: 'registry.example.evil/aurora/app:1' },
    'image',
    'deny',
    'none',
    '',
  ],
  ['a deeper repository', { ...GOOD, image: 'registry.example/aurora/a/b:1' }, 'image', 'deny', 'none', ''],
  ['the folder alone', { ...GOOD, image: 'registry.example/aurora/:1' }, 'image', 'deny', 'none', ''],
  [
    'a tag',
    { ...GOOD, image: 'registry.example/aurora/app:1' },
    'image',
    'deny',
    'can be moved',
    'by its digest',
  ],
  [
    'a digest that is cut',
    { ...GOOD, image: 'registry.example/aurora/app@sha256:abc' },
    'image',
    'deny',
    '',
    '',
  ],
  [
    'no signature',
    { ...GOOD, signatures: [] },
    'signature:image',
    'deny',
    'nobody who counts',
    'be signed by',
  ],
  [
    'a signature of something else',
    { ...GOOD, signatures: [{ of: 'manifest', signer: 'ci' }] },
    'signature:image',
    'deny',
    '',
    '',
  ],
  ['a gate that failed', withGate({ verdict: 'fail' }), 'gate', 'deny', 'failed', 'mend'],
  [
    'a gate that could not tell',
    withGate({ verdict: 'inconclusive' }),
    'gate',
    'deny',
    'could not tell',
    'run again',
  ],
  [
    'a gate of another profile',
    withGate({ profile: 'quick', tried: toFullEffort({ profile: 'quick' }) }),
    'gate',
    'unknown',
    'ran with the profile quick, and the profile gate is asked for',
    '--profile gate',
  ],
  [
    'a gate that names two profiles',
    withGate({ tried: toFullEffort({ profile: 'quick' }) }),
    'gate',
    'unknown',
    'which cannot be',
    '--profile gate',
  ],
  [
    'a gate of a minute that calls itself one',
    withGate({ tried: { ...TRIED, seconds: 60 } }),
    'gate',
    'unknown',
    'played 60 s, and 7200 s are asked for',
    '--profile gate',
  ],
  [
    'a gate that does not say how much it tried',
    { ...GOOD, gate: { verdict: 'pass', profile: 'gate', finishedAt: ago(3 * HOUR) } },
    'gate',
    'unknown',
    'does not say how much it tried',
    '--profile gate',
  ],
  [
    'a short gate that failed',
    withGate({ verdict: 'fail', tried: { ...TRIED, seconds: 60 } }),
    'gate',
    'deny',
    'failed',
    'mend',
  ],
  [
    'a gate of yesterday',
    withGate({ finishedAt: ago(25 * HOUR) }),
    'gate',
    'deny',
    '1 d 1 h ago',
    'once more',
  ],
  ['a gate of the future', withGate({ finishedAt: ago(-60_000) }), 'gate', 'unknown', 'future', 'clocks'],
  [
    'a failed gate of the future',
    withGate({ verdict: 'fail', finishedAt: ago(-60_000) }),
    'gate',
    'unknown',
    'future',
    '',
  ],
  [
    'little budget',
    withSlo({ leftRatio: 0.05 }),
    'budget:availability',
    'deny',
    '5 % of the error budget',
    'regain 5 %',
  ],
  ['an overspent budget', withSlo({ leftRatio: -1.5 }), 'budget:availability', 'deny', '-150 %', ''],
  [
    'a budget that burns',
    withSlo({ errorRatio: { ...QUIET, '1h': 0.09, '5m': 0.08 } }),
    'burn:availability:fast',
    'deny',
    '18 times as fast',
    '7.2 % of the events of 5m',
  ],
  [
    'a budget that burns more slowly',
    withSlo({ errorRatio: { ...QUIET, '6h': 0.04, '30m': 0.05 } }),
    'burn:availability:fast',
    'deny',
    '8 times as fast',
    '',
  ],
  [
    'a budget that burns for days',
    withSlo({ errorRatio: { ...QUIET, '3d': 0.006, '6h': 0.006 } }),
    'burn:availability:slow',
    'deny',
    '1.2 times',
    '',
  ],
  [
    'four promotions today',
    { ...GOOD, promotions: [1, 2, 3, 4].map((n) => ago(n * 600_000)) },
    'limit:promotions',
    'deny',
    '4 promotions today',
    'Tue 2026-12-01 00:00',
  ],
  [
    'three rollbacks today',
    { ...GOOD, rollbacks: [3, 4, 5].map((n) => ago(n * HOUR)) },
    'limit:rollbacks',
    'deny',
    '3 rollbacks',
    'next day',
  ],
  [
    'a promotion of the future',
    { ...GOOD, promotions: [ago(-HOUR)] },
    'limit:promotions',
    'unknown',
    'future',
    'clocks',
  ],
  [
    'a rollback an hour ago',
    { ...GOOD, rollbacks: [ago(HOUR)] },
    'rule:quiet-after-rollback',
    'deny',
    'rollbacks is',
    'must hold',
  ],
])('%s is told', (_, facts, id, outcome, text, change) => {
  const clause = find(facts, id);
  expect(clause).toMatchObject({ outcome });
  expect(clause?.text).toContain(text);
  expect(clause?.change).toContain(change);
  expect(assess(facts).outcome).not.toBe('allow');
});

// What lies on the right side of a bound.
test.each<[string, Facts, string]>([
  ['a gate at the edge of its age', withGate({ finishedAt: ago(24 * HOUR) }), 'gate'],
  ['a gate within the skew', withGate({ finishedAt: ago(-5_000) }), 'gate'],
  ['a budget at its bound', withSlo({ leftRatio: 0.1 }), 'budget:availability'],
  [
    'a burn that is over',
    withSlo({ errorRatio: { ...QUIET, '1h': 0.09, '5m': 0.001 } }),
    'burn:availability:fast',
  ],
  [
    'a burn that only began',
    withSlo({ errorRatio: { ...QUIET, '1h': 0.001, '5m': 0.5 } }),
    'burn:availability:fast',
  ],
  [
    'one window that is enough',
    withSlo({ errorRatio: { '5m': 0, '30m': 0, '6h': 0 } }),
    'burn:availability:slow',
  ],
  [
    'promotions of yesterday',
    { ...GOOD, promotions: [12, 13, 14, 15].map((n) => ago(n * HOUR)) },
    'limit:promotions',
  ],
  ['two rollbacks', { ...GOOD, rollbacks: [5, 6].map((n) => ago(n * HOUR)) }, 'limit:rollbacks'],
  [
    'an image on another port of the same name',
    { ...GOOD, image: `registry.example/aurora/x.y_z@sha256:${'b'.repeat(64)}` },
    'image',
  ],
])('%s is allowed', (_, facts, id) => {
  expect(find(facts, id)).toMatchObject({ outcome: 'allow' });
});

describe('what nobody told', () => {
  test.each<[keyof Facts, readonly string[]]>([
    ['environment', ['environment']],
    ['image', ['image']],
    ['slos', ['budget', 'burn']],
    ['gate', ['gate']],
    ['signatures', ['signature:image', 'signature:manifest']],
    ['promotions', ['limit:promotions']],
    ['rollbacks', ['limit:rollbacks', 'rule:quiet-after-rollback']],
  ])('of %s makes its clauses unknown, and the whole', (key, ids) => {
    const { [key]: _, ...facts } = GOOD;
    const assessment = assess(facts);
    expect(assessment.outcome).toBe('unknown');
    const unknown = assessment.clauses.filter(({ outcome }) => outcome === 'unknown');
    expect(unknown.map(({ id }) => id)).toEqual(ids);
    for (const { change } of unknown) expect(change).toBeTruthy();
  });

  it('of a window that decides, of an SLO that the policy names, of the time', () => {
    expect(find(withSlo({ errorRatio: { '1h': 0.09 } }), 'burn:availability:fast')?.outcome).toBe('unknown');
    expect(find(withSlo({ errorRatio: {} }), 'burn:availability:slow')?.outcome).toBe('unknown');
    const named = {
      ...PROD,
      errorBudget: { ...PROD.errorBudget, byId: { latency: PROD.errorBudget.each } },
    };
    expect(find(GOOD, 'budget:latency', named)?.outcome).toBe('unknown');
    expect(assess({ ...GOOD, slos: {} }).outcome).toBe('unknown');
    for (const atMs of [Number.NaN, Number.POSITIVE_INFINITY, 9e15])
      expect(assess(GOOD, PROD, atMs)).toMatchObject({ outcome: 'unknown', clauses: [{ id: 'clock' }] });
  });

  it('never allows, whatever else was told', () => {
    const keys = Object.keys(GOOD).filter((key) => key !== 'actor') as (keyof Facts)[];
    fc.assert(
      fc.property(fc.subarray(keys, { minLength: 1 }), (left) => {
        const facts = Object.fromEntries(
          Object.entries(GOOD).filter(([key]) => !left.some((one) => one === key)),
        );
        expect(assess(facts).outcome).toBe('unknown');
      }),
      { numRuns: 60 },
    );
  });
});

describe('a clause that is broken', () => {
  it('asks to take back what is under way only where the policy says so', () => {
    const fast = withSlo({ errorRatio: { ...QUIET, '1h': 0.09, '5m': 0.08 } });
    expect(assess(fast).takesBack).toBe(true);
    expect(assess(withSlo({ leftRatio: 0 })).takesBack).toBe(false);
    expect(assess({}).takesBack).toBe(false);
    const freeze = { id: 'now', from: '2026-11-30T00:00', to: '2026-12-01T00:00', text: 'Now.' };
    for (const ifBroken of ['hold', 'take-back'] as const)
      expect(assess(GOOD, { ...PROD, freezes: [{ ...freeze, ifBroken }] })).toMatchObject({
        outcome: 'deny',
        takesBack: ifBroken === 'take-back',
      });
  });
});

describe('an override', () => {
  const SUNDAY = MONDAY - 24 * HOUR;
  const override = {
    by: 'on-call',
    approvals: ['release-manager'],
    reason: 'a fix of what is broken',
    at: new Date(SUNDAY - 600_000).toISOString(),
    minutes: 60,
  };
  const early: Facts = {
    ...GOOD,
    ...withGate({ finishedAt: new Date(SUNDAY - HOUR).toISOString() }),
    promotions: [],
  };
  const onSunday = (more: Partial<typeof override> = {}, facts: Facts = early) =>
    assess({ ...facts, override: { ...override, ...more } }, PROD, SUNDAY);

  it('lets a window be, and says who and why', () => {
    expect(assess(early, PROD, SUNDAY).outcome).toBe('deny');
    const assessment = onSunday();
    expect(assessment.outcome).toBe('allow');
    const clause = assessment.clauses.find(({ id }) => id === 'window');
    expect(clause).toMatchObject({ overriddenBy: 'on-call' });
    expect(clause?.text).toMatch(/No change window.*on-call may, as release-manager agreed: a fix/);
  });

  test.each<[string, Partial<typeof override>, string]>([
    ['of somebody else', { by: 'ann' }, 'ann may not'],
    ['that nobody agreed to', { approvals: [] }, 'must agree, and 0 did'],
    ['that they agreed to themselves', { approvals: ['on-call', ' On-Call '] }, 'must agree, and 0 did'],
    ['that somebody else agreed to', { approvals: ['ann'] }, 'must agree, and 0 did'],
    ['without a reason', { reason: '  ' }, 'gives no reason'],
    ['that is over', { minutes: 5 }, 'ended 5 min ago'],
    [
      'that is over by the policy',
      { minutes: 1e6, at: new Date(SUNDAY - 3 * HOUR).toISOString() },
      'ended 1 h ago',
    ],
    ['of the future', { at: new Date(SUNDAY + HOUR).toISOString() }, 'of the future'],
  ])('%s does nothing', (_, more, why) => {
    const assessment = onSunday(more);
    expect(assessment.outcome).toBe('deny');
    expect(assessment.clauses.find(({ id }) => id === 'window')?.text).toContain(why);
  });

  test.each<[string, Facts, string]>([
    ['an image', { ...early, image: 'evil.example/app:1' }, 'image'],
    ['a signature', { ...early, signatures: [] }, 'signature:image'],
    ['an environment', { ...early, environment: 'staging' }, 'environment'],
    ['a gate', withGate({ verdict: 'fail', finishedAt: early.gate?.finishedAt ?? '' }), 'gate'],
    [
      'a burn',
      { ...early, slos: withSlo({ errorRatio: { ...QUIET, '1h': 0.09, '5m': 0.08 } }).slos },
      'burn:availability:fast',
    ],
  ])('does not set %s aside in production', (_, facts, id) => {
    const assessment = onSunday({}, facts);
    expect(assessment.outcome).toBe('deny');
    expect(assessment.clauses.find((clause) => clause.id === id)?.outcome).toBe('deny');
  });

  it('is asked by kind', () => {
    const who = { by: 'On-Call', approvals: ['release-manager'] };
    expect(mayOverride(PROD, who).may).toBe(true);
    expect(mayOverride(PROD, who, 'window').may).toBe(true);
    expect(mayOverride(PROD, who, 'gate')).toEqual({
      may: false,
      text: expect.stringContaining('budget, window'),
    });
    expect(mayOverride({}, who).may).toBe(false);
  });
});
