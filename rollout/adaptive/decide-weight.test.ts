// The next share of the users: it rises with evidence within its limits, goes back with a suspicion, and ends with an abort.
import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { ACTIONS, type Decision } from '../decision/decision.ts';
import { decideWeight, type WeightLimits, type WeightStep } from './decide-weight.ts';

const LIMITS: WeightLimits = { firstPct: 5, maxRisePct: 30, stepMs: 10_000 };
type Told = Pick<Decision, 'decision' | 'evidence'>;
const told = (decision: Told['decision'], good: number, harm = 0): Told => ({
  decision,
  evidence: { good, harm },
});

test.each<[string, number, Told, number, WeightStep['do'], number | undefined]>([
  ['begins small', 0, { decision: 'hold' }, 0, 'set', 5],
  ['begins small whatever is known', 0, told('promote', 1), 0, 'set', 5],
  ['stays without evidence', 5, { decision: 'hold' }, 60_000, 'stay', undefined],
  ['rises with it', 5, told('hold', 0.3), 60_000, 'set', 24],
  ['rises by one step at most', 5, told('hold', 1), 60_000, 'set', 35],
  ['rises no sooner', 5, told('hold', 1), 9_999, 'stay', undefined],
  ['leaves the rest to the decision', 70, told('hold', 1), 60_000, 'stay', undefined],
  ['gets the rest by it', 70, told('promote', 1), 60_000, 'set', 100],
  ['gets there step by step', 20, told('promote', 1), 60_000, 'set', 50],
  ['ends with all', 100, told('promote', 1), 0, 'end', undefined],
  ['is not taken for less evidence', 60, told('hold', 0.1), 60_000, 'stay', undefined],
  ['goes back at a suspicion', 60, told('hold', 1, 0.5), 0, 'set', 5],
  ['stays small while there is one', 5, told('promote', 1, 0.9), 60_000, 'stay', undefined],
  ['is taken back by an abort', 60, told('abort', 1), 0, 'roll-back', undefined],
  ['is taken back by a rollback', 100, told('rollback', 1), 0, 'roll-back', undefined],
  ['stays with evidence that is no number', 5, told('hold', Number.NaN), 60_000, 'stay', undefined],
])('%s', (_, pct, decided, sinceMs, does, next) => {
  const step = decideWeight({ pct, raisedAtMs: 0 }, decided, LIMITS, sinceMs);
  expect(step.do).toBe(does);
  expect(step.do === 'set' ? step.pct : undefined).toBe(next);
});

it('never rises past its limits, and never without a decision to promote to all', () => {
  const part = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 100 }),
      fc.constantFrom(...ACTIONS),
      part,
      part,
      (pct, decision, good, harm) => {
        const step = decideWeight({ pct, raisedAtMs: 0 }, told(decision, good, harm), LIMITS, 60_000);
        if (step.do !== 'set') return;
        expect(step.pct).toBeLessThanOrEqual(
          pct === 0 ? LIMITS.firstPct : Math.max(LIMITS.firstPct, pct + LIMITS.maxRisePct),
        );
        if (decision !== 'promote' && step.pct > pct) expect(step.pct).toBeLessThanOrEqual(70);
        expect(['promote', 'hold']).toContain(decision);
      },
    ),
  );
});
