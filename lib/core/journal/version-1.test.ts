// A journal of version 1 is read as one of version 2, and one of version 2 as it is.
import { expect, test } from 'vitest';
import { parseRow } from './events.ts';
import { toVersion2 } from './version-1.ts';

test.each<[string, object, object]>([
  [
    'an answer: its language is a variant',
    { ts: 1, type: 'response', journey: 'j', lang: 'CN', notice: 1 },
    { ts: 1, type: 'response', journey: 'j', variant: 'CN', notice: 1 },
  ],
  [
    'the start: of the one service there was, its options under their new names',
    { ts: 1, type: 'run.started', options: { MAX_CALM_DEGRADED_RATE: '0.02', SEED: '1' } },
    {
      ts: 1,
      type: 'run.started',
      service: 'aurora',
      options: { MAX_BASELINE_DEGRADED_RATE: '0.02', SEED: '1' },
    },
  ],
  [
    'a start without options',
    { ts: 1, type: 'run.started' },
    { ts: 1, type: 'run.started', service: 'aurora', options: {} },
  ],
  [
    'a reading: its edge is a point',
    { ts: 1, type: 'upstream.read', edge: 'calm_start', calls: 3 },
    { ts: 1, type: 'upstream.read', point: 'baseline_start', calls: 3 },
  ],
  [
    'a reading of a slot',
    { type: 'upstream.read', edge: 'slot_end' },
    { type: 'upstream.read', point: 'slot_end' },
  ],
  ['calm that was none', { type: 'calm.disturbed', since: 4 }, { type: 'baseline.disturbed', since: 4 }],
  [
    'a gate',
    { type: 'gate.crossed', gate: 'calm_degraded' },
    { type: 'gate.crossed', gate: 'baseline_degraded' },
  ],
  ['another gate', { type: 'run.stopped', gate: 'http_4xx' }, { type: 'run.stopped', gate: 'http_4xx' }],
])('%s', (_, row, want) => {
  expect(toVersion2(row)).toEqual(want);
  // What is of version 2 already does not change.
  expect(toVersion2(toVersion2(row))).toEqual(want);
});

test('every line of a journal goes through it', () => {
  expect(parseRow('{"ts":1,"type":"calm.disturbed","since":2,"why":"w"}')).toEqual({
    ts: 1,
    type: 'baseline.disturbed',
    since: 2,
    why: 'w',
  });
});
