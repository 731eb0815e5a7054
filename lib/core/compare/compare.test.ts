import { describe, expect, it, test } from 'vitest';
import { type MadeRun, makeRun } from '../../../test/runs/compared-runs.ts';
import { planOf, toChaos, toEvidence, toFigures } from '../../../test/runs/good-run.ts';
import type { OptionValues } from '../options/option.ts';
import { compareRuns, toComparisonExitCode } from './compare.ts';
import type { Comparison } from './comparison-schema.ts';

const TOLERANCE = { ms: 100, ratio: 0.1 };
const compare = (earlier: Partial<MadeRun>, later: Partial<MadeRun>): Comparison =>
  compareRuns([makeRun({ seed: 1, ...earlier })], makeRun({ seed: 2, ...later }), TOLERANCE);
const named = ({ lines }: Comparison, verdict: string) =>
  lines.filter((line) => line.verdict === verdict).map(({ scope, name }) => `${scope} ${name}`);
const stopped = (gate: 'http_4xx' | 'http_5xx'): Partial<MadeRun> => ({
  status: 'stopped',
  evidence: toEvidence({
    figures: toFigures({ [gate]: 20 }),
    end: { ranSec: 12, plannedSec: 90, stoppedBy: 'x', lost: null, k6Crossed: false },
  }),
});
/** Five times the load, so that there is enough to tell rates by. */
const MANY = { load: 5 };

describe('two runs', () => {
  test.each<[string, Partial<MadeRun>, Partial<MadeRun>, Comparison['verdict'], RegExp]>([
    ['of one service', {}, {}, 'same', /no difference beyond the tolerance/],
    ['the later one slower by 300 ms', {}, { slowerMs: 300 }, 'worse', /p50 latency of the whole run/],
    ['the later one faster by 300 ms', { slowerMs: 300 }, {}, 'better', /p50 latency of the whole run/],
    [
      'slower by what may matter, or not',
      {},
      { slowerMs: 110 },
      'inconclusive',
      /p50 latency of the whole run: the difference may be larger/,
    ],
    ['slower by what nobody feels', {}, { slowerMs: 60 }, 'same', /no difference/],
    [
      'one answer in ten lost to 5xx',
      MANY,
      { ...MANY, rates: { http_5xx: 0.1 } },
      'worse',
      /http_5xx in the whole run/,
    ],
    [
      'the same, the other way round',
      { ...MANY, rates: { http_5xx: 0.1 } },
      MANY,
      'better',
      /http_5xx in the whole run/,
    ],
    [
      'as many 5xx then as now',
      { ...MANY, rates: { http_5xx: 0.1 } },
      { ...MANY, rates: { http_5xx: 0.1 } },
      'same',
      /no diff/,
    ],
    ['one 5xx in a thousand more', MANY, { ...MANY, rates: { http_5xx: 0.001 } }, 'same', /no difference/],
    [
      'more degraded answers',
      MANY,
      { ...MANY, rates: { timeout_degraded: 0.12 } },
      'worse',
      /timeout_degraded in the whole run/,
    ],
    [
      'more calls without an answer',
      MANY,
      { ...MANY, rates: { transport_errors: 0.1 } },
      'worse',
      /transport_errors in the whole/,
    ],
    [
      'more guard fallbacks',
      MANY,
      { ...MANY, rates: { reco_output_guard_fallback: 0.1 } },
      'worse',
      /guard_fallback in the whole/,
    ],
    [
      'a gate that held and does not',
      {},
      { evidence: toEvidence({ figures: toFigures({ transport_errors: 4 }, { transport_errors_2h: 4 }) }) },
      'worse',
      /^transport_errors_2h: 4 calls got no answer within 2 h/,
    ],
    [
      'a gate that did not hold and does',
      { evidence: toEvidence({ figures: toFigures({ transport_errors: 4 }, { transport_errors_2h: 4 }) }) },
      {},
      'better',
      /transport_errors_2h: then 4 calls got no answer within 2 h/,
    ],
    [
      'advice crossed',
      {},
      { evidence: toEvidence({ figures: toFigures({ rollout_broken: 1 }) }) },
      'same',
      /no difference/,
    ],
    [
      'an inconclusive gate',
      {},
      { evidence: toEvidence({ figures: toFigures({ red_flag_chats: 0 }) }) },
      'inconclusive',
      /^red_flag_not_blocked/,
    ],
    [
      'toxics that hit nothing',
      {},
      { evidence: toEvidence({ chaos: toChaos({ effect: 'none' }) }) },
      'inconclusive',
      /^toxics_bit/,
    ],
    [
      'the later one stopped by a gate',
      {},
      stopped('http_4xx'),
      'worse',
      /^http_4xx: 20 calls got a 4xx, of 1000 responses/,
    ],
    [
      'the earlier one stopped by a gate',
      stopped('http_4xx'),
      {},
      'better',
      /^http_4xx: then 20 calls got a 4xx, of 1000 responses/,
    ],
    [
      'both stopped by the same gate',
      stopped('http_4xx'),
      stopped('http_4xx'),
      'not_comparable',
      /an incomplete run: run_1/,
    ],
    [
      'the later one interrupted',
      {},
      { status: 'interrupted' },
      'not_comparable',
      /an incomplete run: run_2 was interrupted/,
    ],
    [
      'the earlier one interrupted',
      { status: 'interrupted' },
      {},
      'not_comparable',
      /an incomplete run: run_1 was interrupted/,
    ],
    [
      'the later one lost',
      {},
      { status: 'stopped' },
      'not_comparable',
      /an incomplete run: run_2 was stopped/,
    ],
    ['too few answers', { load: 0.1 }, { load: 0.1 }, 'inconclusive', /needed/],
    [
      'a different schema version',
      { run: { schemaVersion: 0 } },
      {},
      'not_comparable',
      /different schema version: run_1 has 0, this program writes 2/,
    ],
    ['the version before', { run: { schemaVersion: 1 } }, {}, 'same', /./],
    ['another service', { run: { embedded: false } }, {}, 'not_comparable', /different target/],
  ])('%s', (_, earlier, later, verdict, reason) => {
    const comparison = compare(earlier, later);
    expect({ ...comparison, lines: named(comparison, 'worse') }).toMatchObject({ verdict });
    expect(comparison.reasons[0]).toMatch(reason);
  });

  const other = (values: OptionValues) => ({ plan: planOf(values) });
  test.each<[string, OptionValues]>([
    ['profile', { PROFILE: 'dry' }],
    ['length, s', { DURATION_SECONDS: '91' }],
    ['journeys/s', { BASE_RPS: '2' }],
    ['schedule, min', { CHAOS_WINDOW_MIN: '0.5' }],
    ['time scale', { TIME_SCALE: '1.01' }],
    ['one pass', { ONCE: 'true' }],
    ['mix', { CN_PERCENT: '51' }],
    ['chaos leg', { CHAOS: 'edge', BASE: 'http://127.0.0.1:1' }],
    ['chaos leg', { TOXIPROXY_ENABLED: 'false' }],
    ['faults', { TOXIPROXY_MODES: 'latency' }],
    ['faults', { TOXICS: 'latency.latency=1500' }],
    ['thresholds', { MAX_5XX_RATE_5M: '0.01' }],
    ['thresholds', { ROLLOUT_FACTS: 'blocking' }],
    ['thresholds', { GATES: 'sequential' }],
  ])('of another %s are not comparable: %j', (name, values) => {
    const { verdict, reasons, lines } = compare({}, other(values));
    expect(verdict).toBe('not_comparable');
    expect(reasons.join('\n')).toContain(`different ${name}: `);
    expect(lines).toEqual([]);
  });

  it('a slow service is worse in its latency alone', () => {
    const comparison = compare({}, { slowerMs: 300 });
    expect(comparison.lines.filter(({ verdict }) => verdict === 'worse').map(({ group }) => group)).toEqual(
      expect.arrayContaining(['latency']),
    );
    expect(
      new Set(comparison.lines.filter((l) => l.verdict === 'worse').map(({ group }) => group)).size,
    ).toBe(1);
  });

  it('every figure has a verdict and says why', () => {
    const { lines } = compare({}, {});
    expect(lines.length).toBe(4 * (3 + 5 + 1) + 5);
    expect(lines.filter(({ why }) => why === '')).toEqual([]);
    expect(lines.find(({ scope, name }) => scope === 'baseline' && name === 'p99')).toMatchObject({
      verdict: 'inconclusive',
      why: expect.stringMatching(/^answers: \d+ \(worth \d+\) then, \d+ \(worth \d+\) now, \d+ needed$/),
    });
  });
});

describe('several earlier runs', () => {
  const now = makeRun({ seed: 9, slowerMs: 250 });
  const base = (...slower: number[]) => slower.map((slowerMs, i) => makeRun({ seed: i + 1, slowerMs }));
  it('that differ as much as the later one does from them show no difference', () => {
    expect(compareRuns(base(0), now, TOLERANCE).verdict).toBe('worse');
    expect(compareRuns(base(0, 20, 10), now, TOLERANCE).verdict).toBe('worse');
    expect(compareRuns(base(0, 300, 20), now, TOLERANCE).verdict).toBe('same');
  });
  it('must all be whole', () => {
    const broken = makeRun({ seed: 5, ...stopped('http_4xx') });
    const { verdict, reasons } = compareRuns([...base(0), broken], now, TOLERANCE);
    expect(verdict).toBe('not_comparable');
    expect(reasons[0]).toContain('an incomplete run: run_5 was stopped');
  });
  it('have failed a gate where one of them has', () => {
    const failed = toEvidence({ figures: toFigures({ transport_errors: 4 }, { transport_errors_2h: 4 }) });
    const { gates } = compareRuns(
      [...base(0), makeRun({ seed: 3, evidence: failed })],
      makeRun({ seed: 4, evidence: failed }),
      TOLERANCE,
    );
    expect(gates.find(({ id }) => id === 'transport_errors_2h')).toMatchObject({ verdict: 'same' });
  });
});

test.each([
  ['same', 0],
  ['better', 0],
  ['worse', 1],
  ['inconclusive', 3],
  ['not_comparable', 3],
] as const)('%s: exit code %d', (verdict, code) => {
  expect(toComparisonExitCode(verdict)).toBe(code);
});
