// How often two runs of one service are called different: drawn by seeds, COMPARE_PAIRS of them, 300 for the figure in the docs.
import { expect, test } from 'vitest';
import { type MadeService, makeRun } from '../../../test/runs/compared-runs.ts';
import { compareRuns } from './compare.ts';

const PAIRS = Number(process.env.COMPARE_PAIRS || '12');
const MAX_FALSE_ALARMS = 0.01;
const AS_USUAL = { ms: 100, ratio: 0.1 };
/** Whatever differs matters: nothing but the bands stands between two healthy runs and an alarm. */
const EVERYTHING_MATTERS = { ms: 0, ratio: 0 };

test.each<[string, Omit<MadeService, 'seed'>, typeof AS_USUAL]>([
  ['calls on their own', { swing: 0 }, EVERYTHING_MATTERS],
  ['seconds that swing', { swing: 0.4 }, EVERYTHING_MATTERS],
  ['swings of five seconds', { swing: 0.4, swingSec: 5 }, AS_USUAL],
  ['errors and degraded answers', { rates: { http_5xx: 0.004, degraded: 0.04 } }, AS_USUAL],
])(
  '%s',
  (_, service, tolerance) => {
    const verdicts = Array.from({ length: PAIRS }, (_, i) => {
      const [earlier, later] = [1, 2].map((n) => makeRun({ seed: i * 2 + n, ...service }));
      return compareRuns([earlier!], later!, tolerance).verdict;
    });
    const alarms = verdicts.filter((verdict) => verdict !== 'same');
    expect(alarms.length / PAIRS).toBeLessThanOrEqual(MAX_FALSE_ALARMS);
  },
  600_000,
);
