// How results come to one answer. Each gate for itself: thresholds/gates.test.ts.
import { describe, expect, it, test } from 'vitest';
import { judgeDrift } from '../../../test/runs/drifting.ts';
import { GATES, toChaos, toEvidence, toFigures } from '../../../test/runs/good-run.ts';
import { INJECTIONS } from '../faults/injection.ts';
import { computeMinimumDetectableRate } from '../gates/minimum-detectable-rate.ts';
import type { Counts } from '../journal/counters.ts';
import { assess, type Outcome, type RunEnd, type RunEvidence } from './verdict.ts';

const LEAK = { low_med_treatment_leak: 1 };
const END = toEvidence().end;
const LOST = { ...END, lost: 'k6 was killed' };
const CUT = { ...END, ranSec: 10, stoppedBy: 'low_med_treatment_leak' };
const advisory = GATES.map((gate) => ({ ...gate, severity: 'advisory' as const }));

test('a load machine in trouble is told with the remedy, before all that it left unclear', () => {
  const stopped = { ...CUT, stoppedBy: 'calls_sent' };
  const nothing = { calls: 0, responses: 0, answers_judged: 0, calls_unsent: 24, journeys: 24 };
  const figures = { ...toFigures(nothing), troubles: { descriptors: 24 } };
  const verdict = assess(toEvidence({ figures, end: stopped }));
  expect(verdict.outcome).toBe('inconclusive');
  expect(verdict.because).toMatch(
    /^calls_sent: 100 % > 1 % \(24 of 24 journeys\): 24 because this machine had no file descriptors left; raise `ulimit -n`, .*; \d+ more gates/,
  );
});

test('what was lost of a run is told before the gate that it crossed', () => {
  const end = { ...LOST, ranSec: 10, stoppedBy: 'transport_error_rate_5m' };
  const { because } = assess(toEvidence({ figures: toFigures({ calls: 20, responses: 20 }), end }));
  expect(because).toMatch(/^run_complete: k6 was killed; \d+ more gates/);
});

test.each<[string, Partial<RunEvidence>, Outcome, string]>([
  ['all is well', {}, 'pass', '31 gates held'],
  ['no chaos was asked for', { chaos: null }, 'pass', '26 gates held, 5 not judged'],
  [
    'a promise was broken',
    { figures: toFigures(LEAK) },
    'fail',
    'low_med_treatment_leak: 1 answer recommended a treatment',
  ],
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
  const judge = () =>
    assess(
      toEvidence({
        end: CUT,
        figures: toFigures({ ...LEAK, responses: 20, sentinel_reads: 0 }),
        chaos: toChaos({ effect: 'none' }),
      }),
    );
  const outcomeOf = (id: string) => judge().gates.find((gate) => gate.id === id)?.outcome;

  it('has its answer, and its cut is no fault', () => {
    expect(judge().outcome).toBe('fail');
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

test.each([
  'low_med_treatment_leak',
  'low_confidence_answers',
])('what an earlier version did not count is no 0: %s', (counter) => {
  const gates = GATES.filter(({ of, among }) => [of, among].includes(counter));
  expect(gates).not.toEqual([]);
  const verdict = assess(toEvidence({ uncounted: [counter] }));
  expect(verdict.outcome).toBe('inconclusive');
  for (const { id } of gates)
    expect(verdict.gates.find((gate) => gate.id === id)).toMatchObject({
      outcome: 'inconclusive',
      because: `the run did not count ${counter}: its journal is of an earlier version`,
    });
});

describe('of a journal that is damaged', () => {
  const DAMAGED = { ...END, lost: '3 lines of the journal are no rows', damaged: true } as const;
  const judge = (change: Partial<RunEvidence>) => assess(toEvidence({ end: DAMAGED, ...change }));
  const leak = judge({ figures: toFigures(LEAK) });

  it('nothing is held against the service, and what was seen is shown', () => {
    expect(leak.outcome).toBe('inconclusive');
    expect(leak.because).toContain('3 lines of the journal are no rows');
    const gate = leak.gates.find(({ id }) => id === 'low_med_treatment_leak');
    expect(gate?.outcome).toBe('inconclusive');
    expect(gate?.because).toMatch(/^1 .*, as far as the journal can be read$/);
  });
  it('a pass is none', () => expect(judge({}).outcome).toBe('inconclusive'));
  it('nor is what toxics left behind that are no longer written down', () => {
    const seen = { answers: 60, degraded: 60 };
    expect(judge({ chaos: null, baseline: { seen, maxDegradedRatio: 0.01 } }).outcome).toBe('inconclusive');
  });
  it('what is whole fails', () => {
    expect(assess(toEvidence({ figures: toFigures(LEAK) })).outcome).toBe('fail');
  });
});

describe('in one sentence', () => {
  const figures = toFigures({ ...LEAK, safety_blocks: 0, http_4xx: 2 });

  it('a pass counts what held, what was not judged, and advice that was not kept', () => {
    const held = (change: Partial<RunEvidence>) => {
      const { because, gates } = assess(toEvidence(change));
      const judged = gates.filter(({ outcome }) => outcome === 'pass').length;
      return because.replace(`${judged} gates`, 'all gates');
    };
    expect(held({})).toBe('all gates held');
    expect(held({ gates: advisory, figures })).toBe('all gates held, 3 advisory did not');
    expect(held({ once: true })).toMatch(/^all gates held, [1-9] not judged$/);
  });

  it('a fail names each broken promise, and not what is unclear beside it', () => {
    expect(assess(toEvidence({ figures })).because).toBe(
      'low_med_treatment_leak: 1 answer recommended a treatment without confidence in the diagnosis, of 250 low confidence answers; none is allowed; http_4xx: 2 calls got a 4xx, of 1000 responses; none is allowed',
    );
  });

  it.each<[string, Partial<RunEvidence>, RegExp]>([
    [
      'each gate that cannot tell',
      { figures: toFigures({ sentinel_reads: 3, safety_blocks: 0 }) },
      /^safety_with_recommendations: only 0 .*; rolling_windows_seen: 3 readings, at least 45 needed$/,
    ],
    ['a lost run', { end: LOST }, /^run_complete: k6 was killed$/],
    [
      'a lost run, and the one it left unclear',
      { end: LOST, figures: toFigures({ sentinel_reads: 3 }) },
      /^run_complete: k6 was killed; 1 more gate is inconclusive$/,
    ],
    [
      'a lost run, and how many it left unclear',
      { end: LOST, figures: toFigures({ sentinel_reads: 3, safety_blocks: 0 }) },
      /^run_complete: k6 was killed; 2 more gates are inconclusive$/,
    ],
  ])('inconclusive names %s', (_, change, because) => {
    expect(assess(toEvidence(change)).because).toMatch(because);
  });
});

test('each counted gate says what this run could have seen', () => {
  const { gates } = assess(toEvidence());
  for (const gate of GATES) {
    const { samples, minimum_detectable_rate } = gates.find(({ id }) => id === gate.id)!;
    expect(minimum_detectable_rate, gate.id).toBe(computeMinimumDetectableRate(gate, samples, END.ranSec));
  }
});

const complete = {
  id: 'run_complete',
  why: 'a verdict is about the whole run that was asked for',
  severity: 'blocking',
  minimum_detectable_rate: null,
  limit: 0.98,
  samples: 1,
};
const seen = {
  id: 'rolling_windows_seen',
  why: 'the rolling windows were watched while the run went on',
  severity: 'blocking',
  minimum_detectable_rate: null,
};
const ended = (end: Partial<RunEnd>, totals: Partial<Counts> = {}): Partial<RunEvidence> => ({
  end: { ...END, ...end },
  figures: toFigures(totals),
});

test.each<[string, Partial<RunEvidence>, object]>([
  ['to its end', {}, { ...complete, outcome: 'pass', value: 1, because: '100 % of the planned time' }],
  [
    'to its end, and a little longer',
    ended({ ranSec: 99 }),
    { ...complete, outcome: 'pass', value: 1.1, because: '100 % of the planned time' },
  ],
  [
    'just far enough',
    ended({ ranSec: 98, plannedSec: 100 }),
    { ...complete, outcome: 'pass', value: 0.98, because: '98 % of the planned time' },
  ],
  [
    'cut',
    ended({ ranSec: 81 }),
    { ...complete, outcome: 'inconclusive', value: 0.9, because: '81.0 s of 90.0 s were run' },
  ],
  [
    'of a day, cut',
    ended({ ranSec: 21_600, plannedSec: 86_400 }),
    { ...complete, outcome: 'inconclusive', value: 0.25, because: '6 h of 24 h were run' },
  ],
  [
    'cut by somebody',
    ended({ ranSec: 81, interruptedBy: 'signal SIGINT' }),
    {
      ...complete,
      outcome: 'inconclusive',
      value: 0.9,
      because: '81.0 s of 90.0 s were run (interrupted: signal SIGINT)',
    },
  ],
  [
    'cut by somebody at its very end',
    ended({ interruptedBy: 'signal SIGTERM' }),
    {
      ...complete,
      outcome: 'pass',
      value: 1,
      because: '100 % of the planned time (interrupted: signal SIGTERM)',
    },
  ],
  [
    'lost',
    ended({ lost: 'k6 was killed' }),
    { ...complete, outcome: 'inconclusive', value: 1, because: 'k6 was killed' },
  ],
  [
    'stopped, and the figures show why',
    ended({ ranSec: 9, stoppedBy: 'http_4xx' }, { http_4xx: 1 }),
    { ...complete, outcome: 'pass', value: 0.1, because: 'stopped after 9.0 s' },
  ],
  [
    'cut by somebody after a promise was broken',
    ended({ ranSec: 9, interruptedBy: 'signal SIGINT' }, { http_4xx: 1 }),
    {
      ...complete,
      outcome: 'pass',
      value: 0.1,
      because: 'stopped after 9.0 s (interrupted: signal SIGINT)',
    },
  ],
  [
    'stopped, and the figures do not show why',
    ended({ stoppedBy: 'http_4xx' }),
    {
      ...complete,
      outcome: 'inconclusive',
      value: 1,
      because: 'stopped by http_4xx, which the figures do not show',
    },
  ],
  [
    'one pass, which has no length',
    { ...ended({ ranSec: 5 }), once: true },
    { ...complete, outcome: 'pass', value: 1, because: '100 % of the planned time' },
  ],
  [
    'watched',
    {},
    {
      ...seen,
      outcome: 'pass',
      value: 88,
      limit: 45,
      samples: 88,
      because: '88 readings, at least 45 needed',
    },
  ],
  [
    'not watched, for a second',
    ended({ ranSec: 1, plannedSec: 1 }, { sentinel_reads: 0 }),
    {
      ...seen,
      outcome: 'inconclusive',
      value: 0,
      limit: 0,
      samples: 0,
      because: '0 readings, at least 1 needed',
    },
  ],
  [
    'one pass, in which nothing is watched',
    { once: true },
    {
      ...seen,
      outcome: 'skipped',
      value: null,
      limit: null,
      samples: 0,
      because: 'one pass has no rolling windows',
    },
  ],
])('the whole row of a run that went %s', (_, change, want) => {
  const { id } = want as { id: string };
  expect(assess(toEvidence(change)).gates.find((gate) => gate.id === id)).toEqual(want);
});

test('chaos on the edge asks nothing about the upstream, which it leaves alone', () => {
  const edge = { met: { reset: { calls: 100, losses: 10 } }, faults: INJECTIONS, lostProxy: null };
  const skippedOf = (change: Partial<RunEvidence>) =>
    assess(toEvidence(change))
      .gates.filter(({ outcome }) => outcome === 'skipped')
      .map(({ id, because }) => `${id}: ${because}`);
  expect(skippedOf({})).toEqual([]);
  expect(skippedOf({ edge })).toEqual([
    'chaos_degraded_honestly: faults on the edge leave the upstream alone',
  ]);
});

describe('k6 says that a threshold was crossed', () => {
  const end = { ...END, k6Crossed: true };
  test.each<[string, Partial<RunEvidence>, Outcome, RegExp]>([
    [
      'and nothing here shows it',
      {},
      'inconclusive',
      /^run_complete: k6 saw a threshold crossed that the journal does not show/,
    ],
    [
      'nor does what only advises',
      { gates: advisory, figures: toFigures(LEAK) },
      'inconclusive',
      /^run_complete: k6 saw/,
    ],
    [
      'and a gate failed',
      { figures: toFigures(LEAK) },
      'fail',
      /^low_med_treatment_leak: 1 answer recommended a treatment/,
    ],
    [
      'and a gate cannot tell',
      { figures: toFigures({ safety_blocks: 0 }) },
      'inconclusive',
      /^safety_with_recommendations: only 0/,
    ],
    [
      'and the windows were not watched',
      { figures: toFigures({ sentinel_reads: 3 }) },
      'inconclusive',
      /^rolling_windows_seen/,
    ],
    // What Node alone judges is no threshold of k6's.
    [
      'and chaos hit nothing',
      { chaos: toChaos({ effect: 'none' }) },
      'inconclusive',
      /^run_complete: k6 saw .*; 1 more gate is inconclusive$/,
    ],
  ])('%s', (_, change, outcome, because) => {
    expect(assess(toEvidence({ ...change, end }))).toMatchObject({
      outcome,
      because: expect.stringMatching(because),
    });
  });

  test('and a gate failed: that is the threshold, and the run was seen to its end', () => {
    const { gates } = assess(toEvidence({ figures: toFigures(LEAK), end }));
    expect(gates.find(({ id }) => id === 'run_complete')).toMatchObject({ outcome: 'pass' });
  });
});

describe('of lost calls behind a proxy that was lost itself', () => {
  const lostProxy = 'Toxiproxy was lost';
  const met = { reset: { calls: 100, losses: 90 } };
  const figures = toFigures({ transport_errors: 300 });
  const outcomesOf = (edge: RunEvidence['edge'], change: Partial<RunEvidence> = {}) =>
    assess(toEvidence({ figures, ...(edge ? { edge } : {}), ...change }))
      .gates.filter(({ outcome }) => outcome !== 'pass')
      .map(({ id, outcome }) => `${id} ${outcome}`);

  test.each<[string, RunEvidence['edge'], string]>([
    ['on the edge nobody can tell whose they were', { met, faults: INJECTIONS, lostProxy }, 'inconclusive'],
    [
      'on the edge, with the proxy well, the service is asked',
      { met, faults: INJECTIONS, lostProxy: null },
      'fail',
    ],
  ])('%s', (_, edge, outcome) => {
    const outcomes = outcomesOf(edge);
    for (const id of ['transport_error_rate_5m', 'edge_losses_explained'])
      expect(outcomes).toContain(`${id} ${outcome}`);
  });

  test('a broken promise stays one', () => {
    const broken = toFigures({ transport_errors: 300, schema_violations: 1 });
    expect(outcomesOf({ met, faults: INJECTIONS, lostProxy }, { figures: broken })).toContain(
      'schema_violation fail',
    );
  });

  test('behind the service they are its own', () => {
    expect(outcomesOf(undefined)).toContain('transport_error_rate_5m fail');
  });
});

describe('a service that slows down', () => {
  const slowed = judgeDrift({ latencyMs: (sec) => 20 + 10 * sec });
  const resultOf = (evidence: Partial<RunEvidence>, id: string) =>
    assess(toEvidence(evidence)).gates.find((gate) => gate.id === id);

  it('is why journeys were not started, and the run fails for that', () => {
    const evidence = { drift: slowed, figures: toFigures({ journeys_dropped: 40, journeys_due: 350 }) };
    expect(assess(toEvidence(evidence))).toMatchObject({
      outcome: 'fail',
      because: expect.stringMatching(/^latency_drift: /),
    });
    expect(resultOf(evidence, 'load_offered')).toMatchObject({
      outcome: 'inconclusive',
      because: expect.stringContaining('waiting for the service, which slowed down'),
    });
  });

  it('is not, where nothing of it was seen', () => {
    const evidence = { figures: toFigures({ journeys_dropped: 40, journeys_due: 350 }) };
    expect(assess(toEvidence(evidence)).outcome).toBe('inconclusive');
    expect(resultOf(evidence, 'load_offered')?.because).not.toContain('slowed down');
  });

  it('ends a long run: what that run had no time for is not judged', () => {
    const end = { ...END, ranSec: 10, stoppedBy: 'latency_drift' };
    const evidence = { drift: slowed, end, figures: toFigures({ responses: 100, sentinel_reads: 1 }) };
    expect(assess(toEvidence(evidence)).because).toMatch(/^latency_drift: [^;]+$/);
    expect(resultOf(evidence, 'run_complete')?.outcome).toBe('pass');
  });
});
