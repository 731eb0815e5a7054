// Every gate of a verdict, from a run that must break it to one that must not. A gate without both rows fails here.

import { describe, expect, it, test } from 'vitest';
import type { Aftermath } from '../lib/core/chaos/aftermath.ts';
import type { JudgedWindow } from '../lib/core/chaos/slot-schema.ts';
import { INJECTIONS } from '../lib/core/faults/injection.ts';
import { type Gate, stops, toLimit } from '../lib/core/gates/gates.ts';
import type { Counts } from '../lib/core/journal/counters.ts';
import type { GateOutcome } from '../lib/core/outcome.ts';
import { assess, type Outcome, type RunEnd, type RunEvidence } from '../lib/core/verdict/verdict.ts';
import { SERVICE } from '../services/aurora/service.ts';
import { type DriftingRun, judgeDrift } from '../test/runs/drifting.ts';
import { GATES, PLAN, planOf, toChaos, toEvidence, toFigures, toWindow } from '../test/runs/good-run.ts';
import { listGates } from './gates.ts';

/** The score that is too much for one more error. */
const SCORE = toLimit(GATES.find(({ id }) => id === 'http_5xx_sequential')!);

const counted = (totals: Partial<Counts>, worst = {}) => toEvidence({ figures: toFigures(totals, worst) });
const ended = (end: Partial<RunEnd>, totals: Partial<Counts> = {}) =>
  toEvidence({ end: { ...toEvidence().end, ...end }, figures: toFigures(totals) });
const slots = (change: Partial<JudgedWindow>) => toEvidence({ chaos: toChaos(change) });
const latency = (effect: JudgedWindow['effect'], windows = [toWindow({ effect })]): RunEvidence =>
  toEvidence({
    chaos: {
      ...toChaos({}, { slots: windows }),
      modes: ['latency'],
      proof: { windows, modes: { latency: { effect, because: 'measured' } } },
    },
  });
const windows = (...changes: Partial<JudgedWindow>[]): RunEvidence => {
  const played = changes.map((change) => toWindow(change));
  const chaos = toChaos({}, { slots: played });
  return toEvidence({ chaos: { ...chaos, proof: { ...chaos.proof, windows: played } } });
};
const words = (
  honesty: Aftermath['honesty']['honesty'],
  degraded: number,
  rest: Partial<Aftermath> = {},
): RunEvidence =>
  toEvidence({
    chaos: toChaos({}, { honesty: { honesty, answers: 12, degraded, needed: 9 }, ...rest }),
  });
const baseline = (answers: number, degraded: number, maxDegradedRatio = 0.01): RunEvidence =>
  toEvidence({ baseline: { seen: { answers, degraded }, maxDegradedRatio } });
/** Segments by hand whose starts are so far apart, by clocks that nobody has compared. */
const apart = (startsApartSec: number, change: Partial<RunEvidence>): RunEvidence =>
  toEvidence({ unwatched: true, startsApartSec, ...change });
/** So many calls of runners that were cut off, of so many that were lost; what they lost first ended the run. */
const cutOff = (
  unanswered: number,
  lost: number,
  more: Partial<Counts> = {},
  change: Partial<RunEvidence> = {},
): RunEvidence => ({
  ...counted(
    { transport_errors: lost, ...more },
    {
      transport_errors_2h: lost,
      transport_error_rate_5m: lost / 900,
      http_5xx_rate_5m: (more.http_5xx ?? 0) / 900,
    },
  ),
  end: { ...toEvidence().end, ranSec: 80, stoppedBy: 'transport_errors_2h' },
  unanswered,
  ...change,
});
/** The same, where the windows of all runners were watched, and none of them ended the run. */
const HELD: Partial<RunEvidence> = { end: { ...toEvidence().end, ranSec: 80, stoppedBy: 'run_complete' } };
const LOST = { recovery: 'not_recovered', recover_s: null, recover_because: 'not back within 20 s' } as const;
const NEXT = { recovery: 'not_watched', recover_s: null, recover_because: 'watched for 0 s' } as const;
const GOOD = toEvidence();
const onEdge = (calls: number, losses: number) =>
  toEvidence({ edge: { met: { reset: { calls, losses } }, faults: INJECTIONS, lostProxy: null } });
const drift = (gate: string, rising: Partial<DriftingRun>): Row[] => [
  [gate, 'flat', GOOD, 'pass'],
  [gate, 'rises and rises', toEvidence({ drift: judgeDrift(rising) }), 'fail'],
  [
    gate,
    'rises, in a run too short to tell',
    toEvidence({ drift: judgeDrift({ ...rising, totalSec: 14 }) }),
    'skipped',
  ],
];
const NO_CHAOS = toEvidence({ chaos: null });
const ONE_PASS = toEvidence({ once: true, chaos: null, gates: listGates(SERVICE, { ...PLAN, once: true }) });

/** A run with faults on the edge has every gate of others, and one of its own. */
const EVERY_GATE = assess(onEdge(0, 0)).gates;

type Row = readonly [gate: string, history: string, evidence: RunEvidence, outcome: GateOutcome];
const invariant = (gate: string, of: keyof Counts, among: keyof Counts): Row[] => [
  [gate, 'none', GOOD, 'pass'],
  [gate, 'one', counted({ [of]: 1 }), 'fail'],
  [gate, 'one, and nothing to look for it in', counted({ [of]: 1, [among]: 0 }), 'fail'],
  [gate, 'nothing to look for it in', counted({ [among]: 0 }), 'inconclusive'],
];
const rolling = (gate: string, of: keyof Counts, among: keyof Counts): Row[] => [
  [gate, 'none', GOOD, 'pass'],
  [gate, 'just 0.5 % of the run', counted({ [of]: 5 }), 'pass'],
  [gate, '0.6 % of the run', counted({ [of]: 6 }), 'fail'],
  [gate, 'a window at its bound', counted({ [of]: 5 }, { [gate]: 0.005 }), 'pass'],
  [gate, 'a window over its bound in a run under it', counted({ [of]: 5 }, { [gate]: 0.0051 }), 'fail'],
  [gate, 'one of 199 tells nothing', counted({ [of]: 1, [among]: 199 }), 'inconclusive'],
  [gate, 'one of 200', counted({ [of]: 1, [among]: 200 }), 'pass'],
  [gate, 'two of 200', counted({ [of]: 2, [among]: 200 }), 'fail'],
  [
    gate,
    'few answers, but a window that no later one could mend',
    counted({ [of]: 9, [among]: 20 }, { [gate]: 0.01 }),
    'fail',
  ],
  [gate, 'nothing at all', counted({ [among]: 0 }), 'inconclusive'],
];

const ROWS: readonly Row[] = [
  ...invariant('answer_not_ours', 'answer_not_ours', 'answers_judged'),
  ...invariant('safety_with_recommendations', 'safety_with_recommendations', 'safety_blocks'),
  ...invariant('red_flag_not_blocked', 'red_flag_not_blocked', 'red_flag_chats'),
  ...invariant('low_med_treatment_leak', 'low_med_treatment_leak', 'low_confidence_answers'),
  ...invariant('notice_without_actions', 'notice_without_actions', 'notices'),
  ...invariant('empty_cards', 'empty_cards', 'answers_judged'),
  ...invariant('no_renderable_cards', 'no_renderable_cards', 'answers_judged'),
  ...invariant('schema_violation', 'schema_violations', 'answers_judged'),
  ...invariant('http_4xx', 'http_4xx', 'responses'),
  ...rolling('http_5xx_rate_5m', 'http_5xx', 'responses'),
  ['http_5xx_sequential', 'none', GOOD, 'pass'],
  [
    'http_5xx_sequential',
    'a stretch at its bound',
    counted({ http_5xx: 8 }, { http_5xx_sequential: SCORE }),
    'pass',
  ],
  [
    'http_5xx_sequential',
    'a stretch over it',
    counted({ http_5xx: 8 }, { http_5xx_sequential: SCORE + 0.1 }),
    'fail',
  ],
  ['http_5xx_sequential', 'few answers', counted({ responses: 199 }), 'inconclusive'],
  ...rolling('reco_output_guard_fallback_rate_10m', 'reco_output_guard_fallback', 'responses'),
  ...rolling('transport_error_rate_5m', 'transport_errors', 'calls'),
  ['transport_errors_2h', 'none', GOOD, 'pass'],
  ['transport_errors_2h', 'three in two hours', counted({}, { transport_errors_2h: 3 }), 'pass'],
  ['transport_errors_2h', 'four in two hours', counted({}, { transport_errors_2h: 4 }), 'fail'],
  [
    'transport_errors_2h',
    'more in a day, never in two hours',
    counted({ transport_errors: 5 }, { transport_errors_2h: 2 }),
    'pass',
  ],
  ['transport_errors_2h', 'no call', counted({ calls: 0 }), 'inconclusive'],
  ['transport_errors_2h', 'of a runner that was cut off, and three more', cutOff(9, 12), 'inconclusive'],
  ['transport_errors_2h', 'of a runner that was cut off, and four more', cutOff(9, 13), 'fail'],
  ['transport_errors_2h', 'the same, none of which ended the run', cutOff(9, 13, {}, HELD), 'inconclusive'],
  ['transport_errors_2h', 'the same, of segments', cutOff(9, 13, {}, { ...HELD, unwatched: true }), 'fail'],
  ['transport_errors_2h', 'none of a runner that was cut off', cutOff(0, 13, {}, HELD), 'fail'],
  ['transport_error_rate_5m', 'of a runner that was cut off, and three more', cutOff(9, 12), 'inconclusive'],
  ['transport_error_rate_5m', 'of a runner that was cut off, and five more', cutOff(9, 14), 'fail'],
  ['http_5xx_rate_5m', 'a runner that was cut off explains none', cutOff(9, 9, { http_5xx: 9 }), 'fail'],
  ['rollout_consistent', 'every chat', GOOD, 'pass'],
  ['rollout_consistent', 'one that was not', counted({ rollout_broken: 1 }), 'fail'],
  ['rollout_consistent', 'no chat', counted({ chat_answers: 0 }), 'inconclusive'],
  ['answer_language', 'every answer', GOOD, 'pass'],
  ['answer_language', 'one that was not', counted({ wrong_languages: 1 }), 'fail'],
  ['answer_language', 'none that tells', counted({ languages_told: 0 }), 'inconclusive'],
  ['load_offered', 'all of it', GOOD, 'pass'],
  ['load_offered', '1 % dropped', counted({ journeys_dropped: 3, journeys_due: 300 }), 'pass'],
  [
    'load_offered',
    'more than 1 % dropped',
    counted({ journeys_dropped: 4, journeys_due: 300 }),
    'inconclusive',
  ],
  ['load_offered', 'no journey due', counted({ journeys_due: 0 }), 'inconclusive'],
  ['calls_sent', 'all', GOOD, 'pass'],
  ['calls_sent', '1 % of the journeys not', counted({ calls_unsent: 3, journeys: 300 }), 'pass'],
  ['calls_sent', 'more than 1 % not', counted({ calls_unsent: 4, journeys: 300 }), 'inconclusive'],
  ['calls_sent', 'no journey', counted({ journeys: 0 }), 'inconclusive'],
  ['journeys_whole', 'all', GOOD, 'pass'],
  ['journeys_whole', '1 % stranded', counted({ journeys_stranded: 3, journeys: 300 }), 'pass'],
  ['journeys_whole', 'more than 1 %', counted({ journeys_stranded: 4, journeys: 300 }), 'inconclusive'],
  ['journeys_whole', 'no journey', counted({ journeys: 0 }), 'inconclusive'],
  ['suite_errors', 'none', GOOD, 'pass'],
  ['suite_errors', 'one', counted({ validator_errors: 1 }), 'inconclusive'],
  ['suite_errors', 'no call', counted({ calls: 0 }), 'inconclusive'],
  ['run_complete', 'to its end', GOOD, 'pass'],
  ['run_complete', 'a breath early', ended({ ranSec: 89 }), 'pass'],
  ['run_complete', 'cut at nine tenths', ended({ ranSec: 81 }), 'inconclusive'],
  ['run_complete', 'lost', ended({ lost: 'k6 ended with SIGKILL' }), 'inconclusive'],
  [
    'run_complete',
    'stopped by a gate that the figures confirm',
    ended({ ranSec: 9, stoppedBy: 'http_4xx' }, { http_4xx: 1 }),
    'pass',
  ],
  ['run_complete', 'stopped by a gate that they do not', ended({ stoppedBy: 'http_4xx' }), 'inconclusive'],
  ['run_complete', 'one pass has no length', { ...ONE_PASS, end: ended({ ranSec: 5 }).end }, 'pass'],
  ['rolling_windows_seen', 'every second', GOOD, 'pass'],
  ['rolling_windows_seen', 'half of them', counted({ sentinel_reads: 45 }), 'pass'],
  [
    'rolling_windows_seen',
    'half of the planned time, with last answers long after it',
    ended({ ranSec: 130 }, { sentinel_reads: 45 }),
    'pass',
  ],
  ['rolling_windows_seen', 'less', counted({ sentinel_reads: 44 }), 'inconclusive'],
  ['rolling_windows_seen', 'never', counted({ sentinel_reads: 0 }), 'inconclusive'],
  [
    'rolling_windows_seen',
    'never, in a run of a second',
    ended({ ranSec: 1, plannedSec: 1 }, { sentinel_reads: 0 }),
    'inconclusive',
  ],
  ['rolling_windows_seen', 'one pass has none', ONE_PASS, 'skipped'],
  ['toxics_on', 'all', GOOD, 'pass'],
  ['toxics_on', 'not read back', slots({ read_back: false }), 'inconclusive'],
  ['toxics_on', 'a mode without a slot', latency('shown', []), 'inconclusive'],
  ['toxics_on', 'no chaos asked for', NO_CHAOS, 'skipped'],
  ['toxics_bit', 'all', GOOD, 'pass'],
  ['toxics_bit', 'one slot hit nothing', slots({ effect: 'none' }), 'inconclusive'],
  ['toxics_bit', 'a mode not shown over all its slots', latency('too_few'), 'inconclusive'],
  ['toxics_bit', 'a slot too short to tell, in a mode that is shown', slots({ effect: 'too_few' }), 'pass'],
  ['toxics_bit', 'no chaos asked for', NO_CHAOS, 'skipped'],
  ['baseline_degraded', 'none', GOOD, 'pass'],
  ['baseline_degraded', 'one in 60 is chance', baseline(60, 1), 'pass'],
  ['baseline_degraded', 'four in 60 are not', baseline(60, 4), 'fail'],
  ['baseline_degraded', 'a run long enough to hold the bound itself', baseline(10_000, 100), 'pass'],
  ['baseline_degraded', 'twice the bound, for long', baseline(10_000, 200), 'fail'],
  ['baseline_degraded', 'all of a handful', baseline(3, 3), 'fail'],
  ['baseline_degraded', 'four in 60, of segments that began together', apart(1, baseline(60, 4)), 'fail'],
  ['baseline_degraded', 'of segments that are further apart', apart(1.1, baseline(60, 4)), 'inconclusive'],
  ['baseline_degraded', 'the same without a toxic', apart(9, { ...baseline(60, 4), chaos: null }), 'fail'],
  [
    'baseline_degraded',
    'the same of a fleet, whose clocks are compared',
    { ...apart(9, baseline(60, 4)), unwatched: false },
    'fail',
  ],
  ['baseline_degraded', 'none of 19', baseline(19, 0), 'inconclusive'],
  ['baseline_degraded', 'nothing was seen', baseline(0, 0), 'inconclusive'],
  ['baseline_degraded', 'one, where none is allowed', baseline(60, 1, 0), 'fail'],
  ['baseline_degraded', 'all, where all are allowed', baseline(60, 60, 1), 'pass'],
  ['baseline_degraded', 'one in one pass', { ...ONE_PASS, baseline: baseline(16, 1).baseline }, 'fail'],
  ['baseline_degraded', 'none in one pass', { ...ONE_PASS, baseline: baseline(16, 0).baseline }, 'pass'],
  [
    'baseline_degraded',
    'plain k6 does not know',
    toEvidence({ baseline: { seen: null, maxDegradedRatio: 0.01 } }),
    'skipped',
  ],
  ['chaos_degraded_honestly', 'all said so', GOOD, 'pass'],
  ['chaos_degraded_honestly', 'too few said so', words('pretended', 3), 'fail'],
  ['chaos_degraded_honestly', 'of segments that are apart', apart(9, words('pretended', 3)), 'inconclusive'],
  ['chaos_degraded_honestly', 'too few answers', words('too_few', 2), 'inconclusive'],
  ['chaos_degraded_honestly', 'no toxic made calls fail', words('nothing_failed', 0), 'skipped'],
  ['chaos_degraded_honestly', 'no chaos asked for', NO_CHAOS, 'skipped'],
  ['chaos_recovered', 'after every slot', GOOD, 'pass'],
  ['chaos_recovered', 'not after one slot', windows({}, { window: 1, ...LOST }), 'fail'],
  [
    'chaos_recovered',
    'not after one slot, of segments that are apart',
    apart(9, windows({}, { window: 1, ...LOST })),
    'inconclusive',
  ],
  ['chaos_recovered', 'late', windows({ ...LOST, recover_s: 45 }), 'fail'],
  ['chaos_recovered', 'watched after the last slot of each window', windows(NEXT, {}, { window: 1 }), 'pass'],
  ['chaos_recovered', 'watched in one window of two', windows({}, { window: 1, ...NEXT }), 'inconclusive'],
  ['chaos_recovered', 'too few answers', windows({ ...NEXT, recovery: 'unclear' }), 'inconclusive'],
  ['chaos_recovered', 'no slot', windows(), 'inconclusive'],
  ['chaos_recovered', 'no chaos asked for', NO_CHAOS, 'skipped'],
  ['toxics_healed', 'all', GOOD, 'pass'],
  ['toxics_healed', 'at the second try', slots({ rung: 'retried' }), 'pass'],
  ['toxics_healed', 'only by a restart', slots({ rung: 'restarted' }), 'inconclusive'],
  ['toxics_healed', 'not', slots({ healed: false, rung: 'failed' }), 'inconclusive'],
  ['toxics_healed', 'never taken off', slots({ healed: false, to: null, rung: null }), 'inconclusive'],
  ['toxics_healed', 'no chaos asked for', NO_CHAOS, 'skipped'],
  ...drift('latency_drift', { latencyMs: (sec) => 20 + 10 * sec }),
  ...drift('memory_drift', { rssBytes: (sec) => 100e6 + 8e6 * sec }),
  ...drift('descriptor_drift', { openFds: (sec) => 30 + 2 * sec }),
  ['edge_losses_explained', 'none', onEdge(100, 0), 'pass'],
  ['edge_losses_explained', 'as many as a reset explains', onEdge(100, 19), 'pass'],
  ['edge_losses_explained', 'more than that', onEdge(100, 20), 'fail'],
  ['edge_losses_explained', 'none, as no call met it', onEdge(0, 0), 'pass'],
];

test.each(ROWS)('%s: %s', (id, _, evidence, outcome) => {
  const verdict = assess(evidence);
  const result = verdict.gates.find((gate) => gate.id === id)!;
  expect(result.outcome, result.because).toBe(outcome);
  expect(result.because).not.toBe('');
  // Advice never decides: the same rows hold for it, but for the verdict.
  if (result.severity === 'advisory') return;
  if (outcome === 'fail') expect(verdict.outcome).toBe('fail');
  if (outcome === 'inconclusive') expect(verdict.outcome).toBe('inconclusive');
});

/** What is judged by more than counts, and is the service's own promise. */
const OF_THE_SERVICE = new Set([
  'baseline_degraded',
  'chaos_degraded_honestly',
  'chaos_recovered',
  'latency_drift',
  'memory_drift',
  'descriptor_drift',
  'edge_losses_explained',
]);

describe.each(EVERY_GATE.map(({ id }) => id))('%s', (id) => {
  const own = ROWS.filter(([gate]) => gate === id);
  const counted = GATES.find((gate) => gate.id === id)?.onCross;
  const onCross = counted ?? (OF_THE_SERVICE.has(id) ? 'fail' : 'inconclusive');

  it('has a history that must break it and one that must not', () => {
    expect(own.map(([, , , outcome]) => outcome)).toEqual(expect.arrayContaining(['pass', onCross]));
  });

  it('says why it exists', () => {
    expect(EVERY_GATE.find((gate) => gate.id === id)?.why).toMatch(/\w+ \w+/);
  });
});

test('what is only assumed of the upstream decides nothing', () => {
  const verdict = assess(words('pretended', 0, { assumed: true }));
  const gate = verdict.gates.find(({ id }) => id === 'chaos_degraded_honestly');
  expect(gate).toMatchObject({ outcome: 'fail', severity: 'advisory' });
  expect(verdict.outcome).toBe('pass');
});

test('every row is of a gate that exists', () => {
  const ids = EVERY_GATE.map(({ id }) => id);
  expect([...new Set(ROWS.map(([gate]) => gate))].sort()).toEqual([...ids].sort());
});

test('every violation is held by a gate that can fail, but for calls that the load machine could not make', () => {
  for (const id of SERVICE.violations.filter((violation) => violation !== 'call_unsent'))
    expect(
      GATES.some((gate) => gate.of === SERVICE.counterOf[id] && gate.onCross === 'fail'),
      id,
    ).toBe(true);
});

describe('one pass', () => {
  it('allows none of what a soak bounds by a share, and needs no 200 answers', () => {
    const few = { calls: 26, responses: 26, answers_judged: 26, journeys: 8, journeys_due: 8 };
    const outcomeOf = (totals: Partial<Counts>) =>
      assess({ ...ONE_PASS, figures: toFigures({ ...few, ...totals }) }).outcome;
    expect(outcomeOf({})).toBe('pass');
    expect(outcomeOf({ calls_unsent: 1 })).toBe('inconclusive');
    for (const of of ['http_5xx', 'reco_output_guard_fallback', 'transport_errors'] as const)
      expect(outcomeOf({ [of]: 1 }), of).toBe('fail');
    expect(outcomeOf({ journeys_dropped: 1 })).toBe('inconclusive');
  });
});

test('advice changes no verdict', () => {
  const crossed = assess(counted({ http_5xx: 5 }, { http_5xx_sequential: 99 }));
  expect(crossed.outcome).toBe('pass');
  expect(crossed.because).toBe('30 gates held, 1 advisory did not');
});

/** Five errors in a window that holds 900, and none in the rest: chance, as the sequential gate has it. */
const CHANCE = counted({ http_5xx: 5 }, { http_5xx_rate_5m: 5 / 900, http_5xx_sequential: SCORE });
/** Never more than the windows allow, and for so long that chance does not explain it. */
const FOR_LONG = counted({ http_5xx: 5 }, { http_5xx_rate_5m: 0.005, http_5xx_sequential: SCORE + 0.1 });

test.each<['rolling' | 'sequential', string, RunEvidence, Outcome, string | undefined]>([
  ['rolling', 'a window that chance may have crossed', CHANCE, 'fail', 'http_5xx_rate_5m'],
  ['rolling', 'errors that no window tells', FOR_LONG, 'pass', undefined],
  ['sequential', 'a window that chance may have crossed', CHANCE, 'pass', undefined],
  ['sequential', 'errors that no window tells', FOR_LONG, 'fail', 'http_5xx_sequential'],
  ['sequential', 'a good run', GOOD, 'pass', undefined],
  [
    'sequential',
    'lost calls, which no sequential gate counts',
    counted({ transport_errors: 3 }, { transport_error_rate_5m: 0.006 }),
    'fail',
    'transport_error_rate_5m',
  ],
])('where the %s gates decide, %s', (by, _, evidence, outcome, decisive) => {
  const gates = listGates(SERVICE, { ...PLAN, deciding: { ...PLAN.deciding, by } });
  const verdict = assess({ ...evidence, gates });
  expect(verdict.outcome, verdict.because).toBe(outcome);
  const failed = verdict.gates.filter((gate) => gate.outcome === 'fail' && gate.severity === 'blocking');
  expect(failed.map(({ id }) => id)).toEqual(decisive === undefined ? [] : [decisive]);
});

describe('where the sequential gates decide', () => {
  const plan = planOf({ GATES: 'sequential' });
  const stopping = (gates: readonly Gate[]) => gates.filter(stops).map(({ id }) => id);

  it('they end the run, and the windows on the same count do not', () => {
    const [usual, other] = [stopping(GATES), stopping(listGates(SERVICE, plan))];
    expect(usual.filter((id) => !other.includes(id))).toEqual(['http_5xx_rate_5m']);
    expect(other.filter((id) => !usual.includes(id))).toEqual(['http_5xx_sequential']);
  });

  it('a bound from which nothing can be told leaves its window to decide', () => {
    const gates = listGates(SERVICE, { ...plan, bounds: { ...plan.bounds, max5xxRatio: 0 } });
    expect(stopping(gates)).toContain('http_5xx_rate_5m');
  });

  it('one pass is judged as ever', () => {
    expect(listGates(SERVICE, { ...plan, once: true })).toEqual(listGates(SERVICE, { ...PLAN, once: true }));
  });
});

test.each([
  ['advisory', 'pass'],
  ['blocking', 'fail'],
] as const)('a chat whose headers and meta disagree, %s: the run is a %s', (rollout, outcome) => {
  const { figures } = counted({ rollout_broken: 1 });
  expect(
    assess(
      toEvidence({
        gates: listGates(SERVICE, { ...PLAN, own: { ...PLAN.own, ROLLOUT_FACTS: rollout } }),
        figures,
      }),
    ).outcome,
  ).toBe(outcome);
});

test.each([0, 1])('where the bound of the 5xx share is %d, there is nothing to test', (max5xxRatio) => {
  const ids = listGates(SERVICE, { ...PLAN, bounds: { ...PLAN.bounds, max5xxRatio } }).map(({ id }) => id);
  expect(ids).not.toContain('http_5xx_sequential');
});

test('bounds come from the plan, windows from the runbook', () => {
  const gates = listGates(SERVICE, {
    once: false,
    bounds: {
      max5xxRatio: 0.1,
      maxTransportErrorRatio: 0.3,
      maxTransportErrors: 9,
      maxBaselineDegradedRatio: 0.4,
      maxRecoverSec: undefined,
      maxLatencyDriftRatio: 0.25,
      maxMemoryDriftRatio: 0.25,
      maxDescriptorDriftRatio: 0.25,
    },
    deciding: PLAN.deciding,
    own: { MAX_GUARD_FALLBACK_RATE_10M: '0.2', ROLLOUT_FACTS: 'advisory' },
  });
  const limits = gates.flatMap((gate) =>
    gate.windowSec === undefined
      ? []
      : [[gate.id, gate.windowSec, gate.kind === 'ratio' ? gate.maxRatio : gate.max]],
  );
  expect(limits).toEqual([
    ['http_5xx_rate_5m', 300, 0.1],
    ['transport_error_rate_5m', 300, 0.3],
    ['transport_errors_2h', 7200, 9],
    ['reco_output_guard_fallback_rate_10m', 600, 0.2],
  ]);
});

describe('in one pass', () => {
  const gateOf = (id: string) => listGates(SERVICE, { ...PLAN, once: true }).find((gate) => gate.id === id);

  it('a share becomes a count that must be 0, and one answer is enough to tell', () => {
    expect(gateOf('http_5xx_rate_5m')).toMatchObject({
      kind: 'count',
      max: 0,
      minSamples: 1,
      minSamplesWhy: 'nothing was seen',
    });
  });

  it('a count stays as it is', () => {
    for (const gate of GATES.filter(({ kind }) => kind === 'count')) expect(gateOf(gate.id)).toEqual(gate);
  });

  it('what is bounded by a gate of its own has no sequential one', () => {
    expect(GATES.filter(({ kind }) => kind === 'sequential').map(({ id }) => gateOf(id))).toEqual([
      undefined,
    ]);
  });
});

test.each(
  SERVICE.promises.map(({ flag, id = flag, severityOption }) => [id, severityOption] as const),
)('%s is advisory by its option alone: %s', (id, option) => {
  const severityOf = (own: Readonly<Record<string, string>>) =>
    listGates(SERVICE, { ...PLAN, own: { ...PLAN.own, ...own } }).find((gate) => gate.id === id)?.severity;
  if (option === undefined) return expect(severityOf({})).toBe('blocking');
  expect([severityOf({ [option]: 'advisory' }), severityOf({ [option]: 'blocking' })]).toEqual([
    'advisory',
    'blocking',
  ]);
});
