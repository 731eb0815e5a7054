import { expect, test } from 'vitest';
import { toSkipped } from '../../gates/gates.ts';
import type { RowOf } from '../../journal/events.ts';
import type { Outcome, Verdict } from '../verdict.ts';
import { describeOwnVerdict } from './own-verdict.ts';

const gates = ['http_4xx', 'load_offered', 'run_complete'].map((id) =>
  toSkipped({ id, why: 'w', severity: 'blocking' }, 'b'),
);
const ofOutcome = (outcome: Outcome, because: string): Verdict => ({ outcome, because, gates });
const row = (outcome: Outcome, why: string): RowOf<'verdict'> => ({ ts: 1, type: 'verdict', outcome, why });

test.each<[string, RowOf<'verdict'> | undefined, Verdict, string | undefined]>([
  ['none', undefined, ofOutcome('pass', '3 gates held'), undefined],
  ['the same', row('pass', '3 gates held'), ofOutcome('pass', '3 gates held'), undefined],
  [
    'the same in other words',
    row('pass', '2 gates held'),
    ofOutcome('pass', '3 gates held, 1 not judged'),
    undefined,
  ],
  [
    'the same gates with other figures',
    row('fail', 'http_4xx: 1 call got a 4xx; load_offered: 2 %'),
    ofOutcome('fail', 'http_4xx: 2 calls got a 4xx; load_offered: 3 %'),
    undefined,
  ],
  [
    'another outcome',
    row('pass', '3 gates held'),
    ofOutcome('inconclusive', 'run_complete: rows are out of place; 2 more gates are inconclusive'),
    "the run's own verdict was pass, and its journal comes to inconclusive by run_complete: it was judged by another version, or the journal was changed",
  ],
  [
    'another gate',
    row('fail', 'http_4xx: 1 call got a 4xx'),
    ofOutcome('fail', 'load_offered: 3 %'),
    "the run's own verdict was fail by http_4xx, and its journal comes to fail by load_offered: it was judged by another version, or the journal was changed",
  ],
  [
    'one gate more',
    row('fail', 'http_4xx: of run_complete: no word'),
    ofOutcome('fail', 'http_4xx: 1 call; load_offered: 3 %'),
    "the run's own verdict was fail by http_4xx, and its journal comes to fail by http_4xx, load_offered: it was judged by another version, or the journal was changed",
  ],
])('a run whose own verdict is %s', (_, own, verdict, told) =>
  expect(describeOwnVerdict(own, verdict)).toBe(told));
