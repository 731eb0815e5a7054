import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  FLAKE,
  listFired,
  NO_ANSWER,
  PAGE,
  SERVER_ERROR,
  toProbeEvidence,
  toRun,
  toSample,
  toSplitRun,
} from '../../../test/aurora/probe-samples.ts';
import { ROLLOUT_BREAKS } from '../answer/rollout.ts';
import { decideAlerts, decideExitCode, decideOutcome, type ProbeEvidence } from './alerts.ts';
import { computeCounts } from './figures.ts';
import type { RunRecord } from './history.ts';
import { ALERT_RULES, type AlertId } from './rules.ts';
import type { Sample } from './samples.ts';

const EARLIER: RunRecord = {
  run_id: 'r0',
  at: '2027-01-15T08:00:00.000Z',
  base: 'http://bff',
  sample_count: 10,
  failed_count: 1,
  outcome: 'ok',
};
const broken = (...ids: readonly Sample['broken'][number][]) => toSample({ broken: ids });
const split = (shares: Record<string, number>) => ({ samples: toSplitRun(shares) });

/** For each rule: what must make it fire, and what must not. */
const CASES: Readonly<Record<AlertId, { fire: Partial<ProbeEvidence>[]; clear: Partial<ProbeEvidence>[] }>> =
  {
    meta_missing: {
      fire: [{ samples: toRun(10, [broken('meta_missing')]) }],
      clear: [{}, { samples: toRun(10, [SERVER_ERROR, NO_ANSWER, PAGE, FLAKE]) }],
    },
    header_meta_mismatch: {
      fire: (['variant_mismatch', 'bucket_mismatch', 'policy_version_mismatch'] as const).map((id) => ({
        samples: toRun(10, [broken(id)]),
      })),
      clear: [{}, { samples: toRun(10, [broken('meta_missing'), SERVER_ERROR]) }],
    },
    bucket_out_of_range: {
      fire: [{ samples: toRun(10, [broken('bucket_out_of_range')]) }],
      clear: [{}, { samples: toRun(10, [broken('bucket_mismatch'), SERVER_ERROR]) }],
    },
    elevated_failures: {
      fire: [SERVER_ERROR, NO_ANSWER, PAGE, FLAKE].map((sample) => ({
        samples: toRun(10, [sample]),
        failingRuns: [EARLIER],
      })),
      clear: [{ failingRuns: [EARLIER, EARLIER] }, { samples: toRun(10, [SERVER_ERROR]) }],
    },
    infra_flake_single_run: {
      fire: [{ samples: toRun(10, [FLAKE]) }, { samples: toRun(10, [FLAKE, FLAKE]) }],
      clear: [
        {},
        { samples: toRun(10, [FLAKE, SERVER_ERROR]) },
        { samples: toRun(10, [FLAKE]), failingRuns: [EARLIER] },
      ],
    },
    variant_split_drift: {
      fire: [split({ v2_core: 200, legacy: 100 }), split({ v2_core: 150, legacy: 150, shadow: 1 })],
      clear: [split({ v2_core: 150, legacy: 150 }), split({ v2_core: 160, legacy: 140 })],
    },
  };
const outcomeOf = (id: AlertId, change: Partial<ProbeEvidence>) =>
  decideAlerts(toProbeEvidence(change)).find((alert) => alert.id === id)?.outcome;

describe.each(ALERT_RULES.map(({ id }) => id))('%s', (id) => {
  test.each(CASES[id].fire.map((change, n) => [n, change] as const))('fires (%i)', (_, change) => {
    expect(outcomeOf(id, change)).toBe('fired');
  });
  test.each(CASES[id].clear.map((change, n) => [n, change] as const))('does not fire (%i)', (_, change) => {
    expect(outcomeOf(id, change)).toBe('clear');
  });
});

test.each<[AlertId, Partial<ProbeEvidence>]>([
  ['meta_missing', { samples: toRun(3, [SERVER_ERROR, SERVER_ERROR, SERVER_ERROR]) }],
  ['elevated_failures', { samples: toRun(10, [SERVER_ERROR]), failingRuns: { unknown: 'no state' } }],
  ['variant_split_drift', split({ v2_core: 299 })],
  ['variant_split_drift', { ...split({ v2_core: 200, legacy: 100 }), expectedSplit: undefined }],
])('%s is inconclusive where it cannot be known', (id, change) => {
  expect(outcomeOf(id, change)).toBe('inconclusive');
});

test('a run without a sample tells nothing at all', () => {
  const outcomes = decideAlerts(toProbeEvidence({ samples: [] })).map(({ outcome }) => outcome);
  expect(new Set(outcomes)).toEqual(new Set(['inconclusive']));
});

test('one flake among 300 does not switch the split off', () => {
  const samples = [...toSplitRun({ v2_core: 199, legacy: 100 }), FLAKE];
  expect(outcomeOf('variant_split_drift', { samples })).toBe('fired');
});

test('the first sample that shows it is named', () => {
  const samples = toRun(10, [SERVER_ERROR, toSample(), broken('meta_missing'), broken('meta_missing')]);
  const alerts = decideAlerts(toProbeEvidence({ samples }));
  expect(alerts.find(({ id }) => id === 'meta_missing')?.firstFailure?.n).toBe(2);
});

test.each<[string, Partial<ProbeEvidence>, string]>([
  ['good', {}, 'ok'],
  ['one failure that is no flake', { samples: toRun(10, [SERVER_ERROR]) }, 'ok'],
  ['one flake', { samples: toRun(10, [FLAKE]) }, 'warn'],
  ['flakes alone', { samples: toRun(2, [FLAKE, FLAKE]) }, 'warn'],
  ['nothing but errors', { samples: toRun(2, [SERVER_ERROR, NO_ANSWER]) }, 'inconclusive'],
  ['no sample', { samples: [] }, 'inconclusive'],
  ['nothing but errors, again', { samples: toRun(1, [NO_ANSWER]), failingRuns: [EARLIER] }, 'high'],
  ['a broken invariant and a flake', { samples: toRun(10, [FLAKE, broken('meta_missing')]) }, 'high'],
])('a run with %s', (_, change, outcome) => {
  const evidence = toProbeEvidence(change);
  expect(decideOutcome(decideAlerts(evidence), computeCounts(evidence.samples))).toBe(outcome);
});

const ASKED = {
  none: { high: false, warn: false },
  high: { high: true, warn: false },
  warn: { high: false, warn: true },
};
test.each([
  ['ok', 'warn', true, 0],
  ['warn', 'none', true, 0],
  ['warn', 'high', true, 0],
  ['warn', 'warn', true, 1],
  ['high', 'none', true, 0],
  ['high', 'high', true, 2],
  ['high', 'warn', true, 2],
  ['inconclusive', 'none', true, 3],
  ['ok', 'none', false, 3],
  ['warn', 'warn', false, 3],
  ['high', 'high', false, 2],
] as const)('%s, asked to fail on %s, recorded %s: exit %i', (outcome, asked, recorded, code) => {
  expect(decideExitCode(outcome, ASKED[asked], recorded)).toBe(code);
});

describe('for any samples', () => {
  const anySample = fc.oneof(
    fc.constantFrom(FLAKE, SERVER_ERROR, NO_ANSWER, PAGE),
    fc.subarray([...ROLLOUT_BREAKS]).map((ids) => broken(...ids)),
  );
  const anyEvidence = fc
    .record({ samples: fc.array(anySample, { maxLength: 30 }), failing: fc.nat({ max: 3 }) })
    .map(({ samples, failing }) =>
      toProbeEvidence({ samples: toRun(samples.length, samples), failingRuns: Array(failing).fill(EARLIER) }),
    );

  it('every sample is counted once as what it is', () => {
    fc.assert(
      fc.property(anyEvidence, ({ samples }) => {
        const c = computeCounts(samples);
        expect(c.non_200_count + c.parse_error_count + c.no_answer_count).toBe(c.failed_count);
        expect(c.failed_count + c.judged_count).toBe(c.sample_count);
        expect(c.meta_null_count).toBeLessThanOrEqual(c.judged_count);
      }),
    );
  });

  it('failed requests alone are never high in a single run, and always in the second', () => {
    const failures = fc.array(fc.constantFrom(FLAKE, SERVER_ERROR, NO_ANSWER, PAGE), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(failures, (samples) => {
        const run = toRun(samples.length + 1, samples);
        const single = decideAlerts(toProbeEvidence({ samples: run }));
        const allFlakes = samples.every(({ infraFlake }) => infraFlake);
        expect(listFired(single)).toEqual(allFlakes ? ['infra_flake_single_run'] : []);
        const second = decideAlerts(toProbeEvidence({ samples: run, failingRuns: [EARLIER] }));
        expect(listFired(second)).toEqual(['elevated_failures']);
      }),
    );
  });

  it('one more broken sample never silences a rule that one sample can fire', () => {
    fc.assert(
      fc.property(anyEvidence, anySample, (evidence, extra) => {
        const oneSampleRules = ALERT_RULES.filter(({ trigger }) => trigger.kind === 'any').map(
          ({ id }) => id as string,
        );
        const fired = (samples: readonly Sample[]) =>
          listFired(decideAlerts({ ...evidence, samples })).filter((id) => oneSampleRules.includes(id));
        expect(fired([...evidence.samples, extra])).toEqual(expect.arrayContaining(fired(evidence.samples)));
      }),
    );
  });

  it('the order of the samples decides nothing', () => {
    fc.assert(
      fc.property(anyEvidence, (evidence) => {
        const turned = { ...evidence, samples: evidence.samples.toReversed() };
        expect(listFired(decideAlerts(turned))).toEqual(listFired(decideAlerts(evidence)));
      }),
    );
  });
});
