import { describe, expect, it, test } from 'vitest';
import type { Slo } from '../../lib/core/monitoring/monitored.ts';
import { assessBudget, toBrokenShare } from './budgets.ts';
import { assessVerdict, type NewestVerdict, parseVerdict } from './newest.ts';

const SLO: Slo = {
  id: 'availability',
  title: 'Availability',
  why: 'x',
  objectiveRatio: 0.99,
  bad: 'bad',
  all: 'all',
};

describe('the budget of an SLO', () => {
  test.each<[number | undefined, string, RegExp]>([
    [0, 'pass', /^availability 100 % left$/],
    [0.005, 'pass', /^availability 50 % left$/],
    [0.01, 'fail', /1\.0 % of calls broke it, and 1\.0 % may/],
    [0.5, 'fail', /50 % of calls broke it/],
    [undefined, 'inconclusive', /no traffic is known/],
    [Number.NaN, 'inconclusive', /no traffic is known/],
  ])('%s broken is %s', (ratio, outcome, because) => {
    const found = assessBudget(SLO, ratio);
    expect(found.outcome).toBe(outcome);
    expect(found.because).toMatch(because);
  });

  it('is counted by what breaks it, or by what keeps it', () => {
    expect(toBrokenShare(SLO)).toBe('(sum(increase(bad[30d])) or vector(0)) / (sum(increase(all[30d])) > 0)');
    const { bad: _, ...rest } = SLO;
    expect(toBrokenShare({ ...rest, good: 'good' })).toBe(
      '1 - (sum(increase(good[30d])) or vector(0)) / (sum(increase(all[30d])) > 0)',
    );
  });
});

const NOW = new Date('2026-11-29T12:00:00Z');
const RUN: NewestVerdict = {
  run: 'run',
  outcome: 'pass',
  because: 'x',
  service: 'shop',
  finishedAt: new Date('2026-11-29T10:00:00Z'),
};

describe('the newest verdict', () => {
  test.each<[string, Partial<NewestVerdict>, string, RegExp]>([
    ['a pass', {}, 'pass', /run passed 2\.0 h ago/],
    ['a fail', { outcome: 'fail' }, 'fail', /did not pass \(x\)/],
    ['inconclusive', { outcome: 'inconclusive' }, 'inconclusive', /is inconclusive/],
    ['of another service', { service: 'post' }, 'fail', /is a run of post/],
    [
      'too old',
      { finishedAt: new Date('2026-11-28T11:00:00Z') },
      'fail',
      /25\.0 h ago, and 24 h are allowed/,
    ],
  ])('%s', (_, other, outcome, because) => {
    const found = assessVerdict({ ...RUN, ...other }, 'shop', 24, NOW);
    expect(found.outcome).toBe(outcome);
    expect(found.because).toMatch(because);
  });

  it('is read from a summary, and from nothing else', () => {
    const summary = {
      verdict: { outcome: 'pass', because: 'x' },
      service: 'shop',
      finished_at: '2026-11-29T10:00:00.000Z',
    };
    expect(parseVerdict('run', JSON.stringify(summary))).toEqual(RUN);
    for (const text of ['', '{"half', '[]', '{}', '{"verdict":{"outcome":"pass"},"finished_at":"soon"}'])
      expect(parseVerdict('run', text)).toBeUndefined();
  });
});
