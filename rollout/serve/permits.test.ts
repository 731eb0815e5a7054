import { beforeEach, describe, expect, it, test } from 'vitest';
import { createPermits, type Permits, toPermit } from './permits.ts';
import type { Decided, Question } from './watch.ts';

const NAME = { namespace: 'shop', rollout: 'bff' };
const decided = (decision: Decided['decision'], canary = 'new'): Decided => ({
  ...NAME,
  decision,
  reasons: [],
  health: null,
  heldS: 0,
  at: '2026-01-01T00:00:00.000Z',
  canary,
  stable: 'old',
  step: 0,
  policyHash: '',
  releasePolicyHash: null,
});

test.each<[string, Decided | undefined, string, boolean]>([
  ['nothing was decided', undefined, 'new', true],
  ['it is held', decided('hold'), 'new', true],
  ['it is promoted', decided('promote'), 'new', true],
  ['it is aborted', decided('abort'), 'new', false],
  ['it is rolled back', decided('rollback'), 'new', false],
  ['the canary is aborted, and stable asks', decided('abort'), 'old', true],
  ['another canary was aborted before', decided('abort', 'older'), 'new', true],
])('where %s', (_, decision, cohort, serve) => expect(toPermit(decision, cohort).serve).toBe(serve));

describe('questions of guards', () => {
  let asked: Question[];
  let newest: readonly Decided[];
  let nowMs: number;
  let permits: Permits;
  let noted: unknown[];
  beforeEach(() => {
    asked = [];
    newest = [];
    nowMs = 0;
    noted = [];
    permits = createPermits(
      {
        ask(question) {
          asked.push(question);
          return Promise.resolve(decided('hold'));
        },
        decisions: () => newest,
      },
      { note: (...what) => void noted.push(what) },
      () => nowMs,
    );
  });
  const ask = (canary: string, atS: number) => {
    nowMs = atS * 1000;
    return permits.ask({ ...NAME, canary, told: undefined });
  };
  const settleIn = () => {
    for (let s = 0; s <= 30; s++) ask('old', s);
  };

  it('begin the watch of a canary that came to a stable version', () => {
    settleIn();
    ask('new', 30);
    ask('new', 31);
    expect(asked).toEqual([{ ...NAME, canary: 'new', stable: 'old', step: undefined }]);
  });

  it('keep the watch going, also while nobody else asks', () => {
    settleIn();
    for (let s = 30; s < 65; s++) {
      ask('old', s);
      ask('new', s);
    }
    expect(asked.length).toBe(4);
  });

  it('begin none where a version is there alone', () => {
    settleIn();
    expect(asked).toEqual([]);
  });

  it('bring what the guard counted', () => {
    const told = { pod: 'p', ageMs: 1, calls: 2, unanswered: 1 };
    permits.ask({ ...NAME, canary: 'new', told });
    ask('new', 1);
    expect(noted).toEqual([['new', told]]);
  });

  it('are told of the newest decision', () => {
    settleIn();
    newest = [decided('abort')];
    expect(ask('new', 31)).toEqual({ serve: false, why: 'the decision is abort' });
    expect(ask('old', 31).serve).toBe(true);
  });

  it('are answered for so many rollouts and no more', () => {
    for (let n = 0; n < 300; n++)
      expect(permits.ask({ ...NAME, rollout: `r${n}`, canary: 'new', told: undefined }).serve).toBe(true);
    expect(permits.ask({ ...NAME, rollout: 'r299', canary: 'new', told: undefined }).why).toBe(
      'too many rollouts are asked about',
    );
  });
});
