// How results come to one answer. Each gate for itself: thresholds/gates.test.ts.
import { describe, expect, it, test } from 'vitest';
import { GATES, toChaos, toEvidence, toFigures } from '../../test/runs.ts';
import { assess, type Outcome, type RunEvidence } from './verdict.ts';

const LEAK = { low_med_treatment_leak: 1 };
const CUT = { ranSec: 10, plannedSec: 90, stoppedBy: 'low_med_treatment_leak', lost: null };
const advisory = GATES.map((gate) => ({ ...gate, severity: 'advisory' as const }));

test.each<[string, Partial<RunEvidence>, Outcome, string]>([
  ['all is well', {}, 'pass', '23 gates held'],
  ['no chaos was asked for', { chaos: null }, 'pass', '18 gates held, 5 not judged'],
  ['a promise was broken', { figures: toFigures(LEAK) }, 'fail', 'low_med_treatment_leak: 1 > 0'],
  [
    'broken beats unclear',
    { figures: toFigures({ ...LEAK, safety_blocks: 0 }) },
    'fail',
    'low_med_treatment_leak',
  ],
  [
    'nothing was seen',
    { figures: toFigures({ safety_blocks: 0 }) },
    'inconclusive',
    'safety_with_recommendations: only 0',
  ],
  [
    'advice never decides',
    { gates: advisory, figures: toFigures({ ...LEAK, safety_blocks: 0 }) },
    'pass',
    'gates held',
  ],
  ['chaos that hit nothing', { chaos: toChaos({ effect: 'none' }) }, 'inconclusive', 'toxics_bit'],
])('%s', (_, change, outcome, because) => {
  const verdict = assess(toEvidence(change));
  expect(verdict.outcome).toBe(outcome);
  expect(verdict.because).toContain(because);
});

describe('a run that stopped at a broken promise', () => {
  const verdict = assess(
    toEvidence({
      end: CUT,
      figures: toFigures({ ...LEAK, responses: 20, sentinel_reads: 0 }),
      chaos: toChaos({ effect: 'none' }),
    }),
  );
  const outcomeOf = (id: string) => verdict.gates.find((gate) => gate.id === id)?.outcome;

  it('has its answer, and its cut is no fault', () => {
    expect(verdict.outcome).toBe('fail');
    expect(outcomeOf('run_complete')).toBe('pass');
  });

  it('skips what it had no time to see', () => {
    expect([
      outcomeOf('http_5xx_rate_5m'),
      outcomeOf('rolling_windows_seen'),
      outcomeOf('toxics_bit'),
    ]).toEqual(['skipped', 'skipped', 'skipped']);
  });
});

it('names every gate that decided', () => {
  const { because } = assess(toEvidence({ figures: toFigures({ ...LEAK, http_4xx: 2 }) }));
  expect(because).toContain('low_med_treatment_leak');
  expect(because).toContain('http_4xx');
});
