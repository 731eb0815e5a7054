import { describe, expect, it, test } from 'vitest';
import type { HealthyRun } from './false-aborts.ts';
import {
  findFalseAlerts,
  type RunAlert,
  type ToldAlerts,
  toFalseAbortCode,
  toFalseAlertReport,
} from './false-alerts.ts';

const runOf = (name: string, more: Partial<HealthyRun> = {}): HealthyRun => ({
  n: 1,
  seed: 1,
  kind: 'as it is',
  outcome: 'pass',
  because: '',
  dir: `results/${name}`,
  name,
  crossed: [],
  ...more,
});
const firing = (run: string, gate: string, state: RunAlert['state'] = 'firing'): RunAlert => ({
  run,
  alert: `Soak_${gate}`,
  gate,
  state,
});
const told = (...alerts: readonly RunAlert[]): ToldAlerts => ({ seen: ['a', 'b'], alerts });
const [A, B] = [runOf('a'), runOf('b')];
const SLOW = runOf('b', { outcome: 'inconclusive', crossed: ['load_offered'] });

describe('an alert of a healthy run', () => {
  test.each<
    [
      string,
      readonly HealthyRun[],
      ToldAlerts,
      readonly [wrong: number, shared: number, pending: number],
      number,
    ]
  >([
    ['there is none', [A, B], told(), [0, 0, 0], 0],
    ['fired for a run that passed', [A, B], told(firing('b', 'empty_cards')), [1, 0, 0], 1],
    ['fired of no gate', [A, SLOW], told(firing('b', '')), [1, 0, 0], 1],
    ['fired, and the verdict says the same', [A, SLOW], told(firing('b', 'load_offered')), [0, 1, 0], 0],
    ['fired of another gate than the verdict names', [A, SLOW], told(firing('b', 'http_4xx')), [1, 0, 0], 1],
    [
      'was pending before it fired',
      [A, B],
      told(firing('a', 'x', 'pending'), firing('a', 'x')),
      [1, 0, 0],
      1,
    ],
    ['was pending alone', [A, B], told(firing('a', 'x', 'pending')), [0, 0, 1], 0],
    ['is of a run of somebody else', [A, B], told(firing('c', 'x')), [0, 0, 0], 0],
    ['is looked for in rules that saw one run', [A, B], { seen: ['a'], alerts: [] }, [0, 0, 0], 3],
    ['is looked for in rules that saw no run', [A, B], { seen: [], alerts: [] }, [0, 0, 0], 3],
    [
      'is false, and another run was not seen',
      [A, B],
      { seen: ['a'], alerts: [firing('a', 'x')] },
      [1, 0, 0],
      1,
    ],
  ])('%s', (_, runs, alerts, counts, code) => {
    const found = findFalseAlerts(runs, alerts);
    expect([found.wrong, found.shared, found.pending].map(({ length }) => length)).toEqual(counts);
    expect(toFalseAbortCode(runs, found)).toBe(code);
  });

  it('is not looked for in a run that never began', () => {
    const lost = runOf('', { outcome: 'lost' });
    expect(findFalseAlerts([A, lost], told())).toMatchObject({ seen: 1, unseen: [] });
  });
});

it('without a Prometheus the code is that of the runs', () => {
  expect(toFalseAbortCode([A], undefined)).toBe(0);
  expect(toFalseAbortCode([runOf('b', { outcome: 'fail' })], undefined)).toBe(1);
  expect(toFalseAbortCode([SLOW], undefined)).toBe(3);
});

it('the report names each false alert with its run, and the runs of which nothing can be told', () => {
  const report = toFalseAlertReport(
    findFalseAlerts([A, B], { seen: ['a'], alerts: [firing('a', 'empty_cards')] }),
  );
  expect(report).toContain('a  Soak_empty_cards  empty_cards');
  expect(report).toContain('nothing can be told of: b;');
  expect(report).toContain('false alerts: 1 for 1 runs');
});
