// What the gates on chaos say, word by word. Which history must break which: thresholds/gates.test.ts.
import { describe, expect, it, test } from 'vitest';
import { toSlot, toWindow } from '../../../test/runs/good-run.ts';
import type { FaultId } from '../faults/table.ts';
import type { Aftermath } from './aftermath.ts';
import { assessChaos, type ChaosEvidence } from './chaos-gates.ts';
import type { ChaosEffect } from './chaos-proof.ts';

const SHOWN: ChaosEffect = { effect: 'shown', because: 'it moved' };
const HONEST: Aftermath['honesty'] = { honesty: 'honest', answers: 12, degraded: 11, needed: 9 };
const FIRST = toWindow();
const SECOND = toWindow({ window: 1, mode: 'timeout' });

/** Chaos of these slots in two modes, which both were seen to act. */
const chaosOf = (
  windows: readonly (typeof FIRST)[],
  aftermath: Partial<Aftermath> = {},
  modes: Readonly<Partial<Record<FaultId, ChaosEffect>>> = { latency: SHOWN, timeout: SHOWN },
): ChaosEvidence => ({
  modes: ['latency', 'timeout'],
  proof: { windows, modes },
  aftermath: {
    slots: windows,
    honesty: HONEST,
    assumed: false,
    baseline: { answers: 60, degraded: 0 },
    ...aftermath,
  },
  readings: { source: 'upstream', why: null },
  withinSec: 20,
});
const both = (change: Partial<typeof FIRST>) => chaosOf([FIRST, { ...SECOND, ...change }]);
const words = (honesty: Partial<Aftermath['honesty']>, assumed = false) =>
  chaosOf([FIRST, SECOND], { honesty: { ...HONEST, ...honesty }, assumed });

const NOT_BACK = { recovery: 'not_recovered', recover_s: null, recover_because: 'not back' } as const;
const LATE = { recovery: 'not_recovered', recover_s: 45, recover_because: 'late' } as const;
const UNWATCHED = { recovery: 'not_watched', recover_s: null, recover_because: 'the next came' } as const;
const BACK = { recovery: 'recovered', recover_s: 5.04, recover_because: 'p95 40 ms' } as const;

type Row = readonly [gate: string, history: string, chaos: ChaosEvidence, want: object];
const slots = (outcome: string, good: number, because: string, all = 2) => ({
  outcome,
  value: good,
  limit: all,
  samples: all,
  because,
});
const recovered = (outcome: string, value: number | null, samples: number, because: string) => ({
  outcome,
  value,
  limit: 20,
  samples,
  because,
});

const ROWS: readonly Row[] = [
  ['toxics_on', 'all', both({}), slots('pass', 2, '2 of 2 slots')],
  [
    'toxics_on',
    'one not',
    both({ read_back: false }),
    slots('inconclusive', 1, 'window 2 timeout: it was not on'),
  ],
  [
    'toxics_on',
    'one not, and a mode never',
    chaosOf([{ ...FIRST, read_back: false }]),
    slots('inconclusive', 0, 'window 1 latency: it was not on; timeout was never on', 1),
  ],
  [
    'toxics_on',
    'one meddled with',
    both({ meddled: 'somebody disabled decision while timeout was on' }),
    slots('inconclusive', 1, 'window 2 timeout: somebody disabled decision while timeout was on'),
  ],
  ['toxics_bit', 'all', both({}), slots('pass', 2, "2 of 2 modes moved the service's upstream calls")],
  [
    'toxics_bit',
    'seen in answers',
    { ...both({}), readings: { source: 'answers', why: null } },
    slots('pass', 2, '2 of 2 modes showed in its answers: its upstream calls were not read'),
  ],
  [
    'toxics_bit',
    'counters that fell',
    { ...both({}), readings: { source: 'answers', why: 'a counter fell' } },
    slots('pass', 2, '2 of 2 modes showed in its answers: its upstream calls were not read; a counter fell'),
  ],
  [
    'toxics_bit',
    'a slot that hit nothing, in a mode that is not shown either',
    chaosOf(
      [FIRST, { ...SECOND, effect: 'none', because: 'no call failed' }],
      {},
      { latency: SHOWN, timeout: { effect: 'none', because: 'over all its slots' } },
    ),
    slots('inconclusive', 1, 'the chaos hit nothing in window 2 timeout: no call failed'),
  ],
  [
    'toxics_bit',
    'a slot that hit nothing, and a mode that is not shown',
    chaosOf(
      [{ ...FIRST, effect: 'none', because: 'as fast as ever' }, SECOND],
      {},
      { latency: SHOWN, timeout: { effect: 'too_few', because: '2 calls' } },
    ),
    slots('inconclusive', 0, 'the chaos hit nothing in window 1 latency: as fast as ever; timeout: 2 calls'),
  ],
  [
    'toxics_bit',
    'a mode that is not shown, and one without a slot',
    chaosOf([{ ...FIRST, effect: 'too_few' }], {}, { latency: { effect: 'too_few', because: '2 calls' } }),
    slots('inconclusive', 0, 'latency: 2 calls; timeout: not seen', 1),
  ],
  [
    'toxics_bit',
    'slots of one mode that hit nothing, each by figures of its own',
    chaosOf(
      [
        { ...FIRST, effect: 'none', because: '2 of 90 calls failed' },
        { ...SECOND, effect: 'none', because: '8 ms slower' },
        { ...FIRST, window: 2, effect: 'none', because: '3 of 80 calls failed' },
        { ...FIRST, window: 3, effect: 'none', because: 'no call' },
      ],
      {},
      { latency: SHOWN, timeout: SHOWN },
    ),
    slots(
      'inconclusive',
      0,
      'the chaos hit nothing in windows 1, 3 latency: 2 of 90 calls failed in the first; the chaos hit nothing in window 2 timeout: 8 ms slower; the chaos hit nothing in window 4 latency: no call',
      4,
    ),
  ],
  ['toxics_healed', 'all', both({ rung: 'retried' }), slots('pass', 2, '2 of 2 slots')],
  [
    'toxics_healed',
    'one by a restart',
    both({ rung: 'restarted' }),
    slots('inconclusive', 1, 'window 2 timeout: healed only by rung "restarted"'),
  ],
  [
    'toxics_healed',
    'none',
    chaosOf([
      { ...FIRST, healed: false },
      { ...SECOND, healed: false, rung: null },
    ]),
    slots('inconclusive', 0, 'window 1 latency: not healed; window 2 timeout: not healed'),
  ],
  [
    'chaos_degraded_honestly',
    'said so',
    words({}),
    {
      outcome: 'pass',
      value: 11,
      limit: 9,
      samples: 12,
      because: '11 of 12 answers that lost their upstream said that they are degraded, 9 needed',
    },
  ],
  [
    'chaos_degraded_honestly',
    'did not, as far as one may assume',
    words({ honesty: 'pretended', degraded: 2 }, true),
    {
      severity: 'advisory',
      outcome: 'fail',
      value: 2,
      limit: 9,
      samples: 12,
      because:
        '2 of 12 answers that lost their upstream said that they are degraded, 9 needed. How many upstream calls failed is not known, as the service does not count them: a toxic that lets nothing through is assumed to have failed them all',
    },
  ],
  [
    'chaos_degraded_honestly',
    'hardly lost it',
    words({ honesty: 'too_few', answers: 4, needed: 6 }),
    {
      outcome: 'inconclusive',
      value: null,
      limit: null,
      samples: 4,
      because: 'only 4 answers lost their upstream, 6 needed to tell',
    },
  ],
  [
    'chaos_degraded_honestly',
    'never lost it',
    words({ honesty: 'nothing_failed', answers: 0 }),
    {
      outcome: 'skipped',
      value: null,
      limit: null,
      samples: 0,
      because: 'no toxic made nearly every upstream call fail',
    },
  ],
  [
    'chaos_recovered',
    'each time',
    both(BACK),
    recovered('pass', 5.04, 2, 'recovered within 5 s, 20 s allowed; 2 of 2 slots could be judged'),
  ],
  [
    'chaos_recovered',
    'after the last slot of each window',
    chaosOf([{ ...FIRST, ...UNWATCHED }, FIRST, { ...SECOND, ...BACK }]),
    recovered('pass', 5.04, 2, 'recovered within 5 s, 20 s allowed; 2 of 3 slots could be judged'),
  ],
  [
    'chaos_recovered',
    'late once, and not once',
    chaosOf([{ ...FIRST, ...LATE }, FIRST, { ...SECOND, ...NOT_BACK }]),
    recovered('fail', 45, 3, 'window 1 latency: late; window 2 timeout: not back'),
  ],
  [
    'chaos_recovered',
    'unwatched in one window: its last slot is named',
    chaosOf([FIRST, { ...SECOND, ...UNWATCHED }, { ...SECOND, ...UNWATCHED, mode: 'reset' }]),
    recovered('inconclusive', 0, 1, 'window 2 reset: the next came'),
  ],
  [
    'chaos_recovered',
    'unwatched in the first window',
    chaosOf([{ ...FIRST, ...UNWATCHED }, SECOND]),
    recovered('inconclusive', 0, 1, 'window 1 latency: the next came'),
  ],
  [
    'chaos_recovered',
    'never',
    chaosOf([{ ...FIRST, ...NOT_BACK }]),
    recovered('fail', null, 1, 'window 1 latency: not back'),
  ],
  [
    'chaos_recovered',
    'no slot at all',
    chaosOf([]),
    recovered('inconclusive', null, 0, 'no slot was played'),
  ],
  [
    'chaos_recovered',
    'a slot of which nothing is known',
    chaosOf([FIRST, SECOND], { slots: [toSlot()] }),
    recovered('pass', 0, 1, 'recovered within 0 s, 20 s allowed; 1 of 1 slots could be judged'),
  ],
];

test.each(ROWS)('%s: %s', (id, _, chaos, want) => {
  const { why, ...row } = assessChaos(chaos).find((gate) => gate.id === id)!;
  expect(row).toEqual({ id, severity: 'blocking', minimum_detectable_rate: null, ...want });
  expect(why).not.toBe('');
});

test('where answers cannot say that they are degraded, only their honesty is left unjudged', () => {
  const skipped = assessChaos(both({}), { mayDegrade: false }).filter(({ outcome }) => outcome === 'skipped');
  expect(skipped.map(({ id, because }) => [id, because])).toEqual([
    ['chaos_degraded_honestly', 'answers of this service do not say that they are degraded'],
  ]);
});

test('on the edge, nothing is asked about the upstream', () => {
  const skipped = assessChaos(both({}), { onEdge: true }).filter(({ outcome }) => outcome === 'skipped');
  expect(skipped).toMatchObject([
    {
      id: 'chaos_degraded_honestly',
      severity: 'blocking',
      because: 'faults on the edge leave the upstream alone',
    },
  ]);
});

describe('without chaos', () => {
  it('skips each of them, for this reason', () => {
    const gates = assessChaos(null);
    expect(gates.map(({ id }) => id)).toEqual(assessChaos(both({})).map(({ id }) => id));
    for (const gate of gates)
      expect(gate).toMatchObject({
        outcome: 'skipped',
        severity: 'blocking',
        because: 'no chaos was injected',
      });
  });
});
