import { describe, expect, it } from 'vitest';
import { decideOutcome } from '../../../lib/core/outcome.ts';
import {
  NO_ANSWER_PART,
  TIMED_OUT_PART,
  toPart,
  toRound,
  toRounds,
} from '../../../test/aurora/regression-rounds.ts';
import { decideChecks, type RegressionEvidence } from './checks.ts';
import { DEFAULT_HOTSET, parseHotset, toProductKey } from './hotset.ts';
import { parsePrewarmPlan, parseRegressionPlan } from './options.ts';
import { judgePart } from './rounds.ts';
import { computePercentile, summarizeRounds } from './summary.ts';

describe('the hot set', () => {
  it.each([
    ['neither form', '', '', DEFAULT_HOTSET.map(toProductKey)],
    ['a list', 'm:1, m:2', '', ['m:1', 'm:2']],
    ['JSON', '', '[{"product_ref":{"merchant_id":"m","product_id":"1"}}]', ['m:1']],
    ['JSON before a list', 'm:2', '[{"merchant_id":"m","product_id":"1"}]', ['m:1']],
  ])('out of %s', (_, list, json, keys) => expect(parseHotset(list, json).map(toProductKey)).toEqual(keys));

  it.each([
    ['half a product', 'm:1,m', '', /entry 2 names no product/],
    ['too many colons', 'm:1:2', '', /entry 1/],
    ['a product with blanks', 'm:a b', '', /entry 1/],
    ['a product told twice', 'm:1,m:1', '', /twice/],
    ['no JSON', '', '{', /no JSON list/],
    ['no list', '', '{}', /no JSON list/],
    ['an empty list', '', '[]', /0 products/],
    ['a number for a product', '', '[{"merchant_id":"m","product_id":1}]', /entry 1/],
    ['too many', Array.from({ length: 21 }, (__, i) => `m:${i}`).join(','), '', /21 products/],
  ])('refuses %s', (_, list, json, text) => expect(() => parseHotset(list, json)).toThrow(text));
});

describe('a part is ready where it is measured to be', () => {
  const toAnswer = (modules: unknown, status = 200, problem = '') => ({
    status,
    body: { modules },
    ms: 5,
    problem,
  });
  const reviews = { type: 'reviews_preview', data: { preview_items: [1] } };
  it.each([
    ['a list with an entry', toAnswer([reviews]), true],
    ['an empty list', toAnswer([{ ...reviews, data: { preview_items: [] } }]), false],
    ['no list', toAnswer([{ ...reviews, data: null }]), false],
    ['no module', toAnswer([{ type: 'offers' }]), false],
    ['no modules', toAnswer(undefined), false],
    ['a 408 with a page', toAnswer([reviews], 408), false],
    ['no answer', toAnswer([reviews], 0, 'reset'), false],
  ])('%s: %s', (_, answer, ready) => {
    const result = judgePart('reviews', answer);
    expect(result.ready).toBe(ready);
    expect(result.why === '').toBe(ready);
  });
  it('similar goes by two names', () => {
    const body = { modules: [{ type: 'recommendations', data: { items: [1] } }] };
    expect(judgePart('similar', { status: 200, body, ms: 1, problem: '' }).ready).toBe(true);
  });
});

describe('summaries', () => {
  // Of 1 to 10 the rank is 1 + 9 p, and the value the same.
  it.each([
    [0.5, 5.5],
    [0.95, 9.55],
    [0.99, 9.91],
  ])('the percentile %s is that of R-7: %s', (p, value) => {
    expect(computePercentile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], p)).toBeCloseTo(value, 10);
  });

  it('counts, and measures what is ready', () => {
    const rounds = [
      toRound(400, { reviews: TIMED_OUT_PART }),
      toRound(20),
      toRound(30, {}, { product: 'ipsa' }),
      toRound(60),
    ];
    const summary = summarizeRounds(rounds);
    expect(summary).toMatchObject({
      rounds: 4,
      est_e2e_avg_ms: 127.5,
      est_e2e_first_ms: 400,
      reviews_408_count: 1,
      similar_408_count: 0,
      reviews_ready_rate: 0.75,
      similar_ready_rate: 1,
    });
    expect(summary.by_product.ipsa).toMatchObject({ rounds: 1, est_e2e_first_ms: 30, reviews_ready_rate: 1 });
  });

  it('of nothing say nothing', () => {
    expect(summarizeRounds([])).toMatchObject({
      rounds: 0,
      est_e2e_p95_ms: null,
      reviews_ready_rate: null,
      by_product: {},
    });
  });
});

describe('the checks', () => {
  const toEvidence = (change: Partial<RegressionEvidence> = {}): RegressionEvidence => ({
    plan: { formalRounds: 10, hotset: DEFAULT_HOTSET.slice(0, 1), max408: 0, minReadyRatio: 0.99 },
    rounds: toRounds(10, 50),
    prewarm: undefined,
    comparison: undefined,
    findMissing: () => undefined,
    ...change,
  });
  const compared = (verdict: 'better' | 'same' | 'worse' | 'inconclusive' | 'not_comparable') => ({
    comparison: { verdict, why: '', confidence: 0.98, metrics: [] },
  });
  const withOne = (parts: Parameters<typeof toRound>[1]) => ({
    rounds: [...toRounds(9, 50), toRound(50, parts)],
  });

  it.each<[string, Partial<RegressionEvidence>, string, readonly string[]]>([
    ['all is well', {}, 'pass', []],
    ['reviews time out', withOne({ reviews: TIMED_OUT_PART }), 'fail', ['backfill_408', 'parts_ready']],
    ['similar time out', withOne({ similar: TIMED_OUT_PART }), 'fail', ['backfill_408', 'parts_ready']],
    ['a part is empty', withOne({ offers: toPart({ ready: false, why: 'empty' }) }), 'fail', ['parts_ready']],
    [
      'a time-out in the warm-up',
      { rounds: [toRound(9, { reviews: TIMED_OUT_PART }, { phase: 'warmup' }), ...toRounds(10, 50)] },
      'pass',
      [],
    ],
    [
      'a visit without an answer',
      withOne({ offers: NO_ANSWER_PART, reviews: NO_ANSWER_PART }),
      'inconclusive',
      ['rounds_played'],
    ],
    ['a backfill that nobody took', withOne({ reviews: NO_ANSWER_PART }), 'inconclusive', ['rounds_played']],
    [
      'a backfill that failed',
      withOne({ reviews: toPart({ status: 500, ready: false }) }),
      'fail',
      ['parts_ready'],
    ],
    ['a visit too few', { rounds: toRounds(9, 50) }, 'inconclusive', ['rounds_played']],
    ['no visit', { rounds: [] }, 'inconclusive', ['rounds_played', 'backfill_408', 'parts_ready']],
    ['the prewarm failed', { prewarm: { outcome: 'fail', why: '' } }, 'fail', ['prewarmed']],
    ['the prewarm worked', { prewarm: { outcome: 'pass', why: '' } }, 'pass', []],
    ['worse than before', compared('worse'), 'fail', ['compared']],
    ['better than before', compared('better'), 'pass', []],
    ['same as before', compared('same'), 'pass', []],
    ['cannot tell', compared('inconclusive'), 'inconclusive', ['compared']],
    ['another set-up', compared('not_comparable'), 'inconclusive', ['compared']],
  ])('%s', (_, change, outcome, failing) => {
    const checks = decideChecks(toEvidence(change));
    expect(decideOutcome(checks)).toBe(outcome);
    expect(checks.filter((check) => check.outcome !== 'pass').map(({ id }) => id)).toEqual(failing);
  });
});

describe('the options', () => {
  const KEY = 'AURORA_BFF_PDP_HOTSET_PREWARM_ADMIN_KEY';
  const base = 'http://127.0.0.1:3300';
  it('has the defaults of the runbook', () => {
    expect(parseRegressionPlan({})).toMatchObject({
      base: '',
      warmupRounds: 1,
      formalRounds: 100,
      max408: 0,
      prewarm: false,
    });
    expect(parsePrewarmPlan({ AURORA_BASE_URL: `${base}/`, [KEY]: 'k' })).toMatchObject({
      base,
      adminKey: 'k',
      stateOnly: false,
    });
  });
  it.each([
    ['a base without its key', () => parsePrewarmPlan({ AURORA_BASE_URL: base }), new RegExp(KEY)],
    [
      'a prewarm without its key',
      () => parseRegressionPlan({ AURORA_BASE_URL: base, PREWARM: 'true' }),
      new RegExp(KEY),
    ],
    [
      'defects of another service',
      () => parseRegressionPlan({ AURORA_BASE_URL: base, DEFECTS: 'slow' }),
      /DEFECTS/,
    ],
    ['no formal round', () => parseRegressionPlan({ FORMAL_ROUNDS: '0' }), /FORMAL_ROUNDS/],
    ['half a round', () => parseRegressionPlan({ WARMUP_ROUNDS: '0.5' }), /WARMUP_ROUNDS/],
    ['a base that is none', () => parseRegressionPlan({ AURORA_BASE_URL: 'there' }), /AURORA_BASE_URL/],
  ])('refuses %s', (_, parse, text) => expect(parse).toThrow(text));
  it('needs no key where no ops route is called', () => {
    expect(parseRegressionPlan({ AURORA_BASE_URL: base }).adminKey).toBe('');
  });
  it('never repeats a key', () => {
    const parse = () => parsePrewarmPlan({ AURORA_BASE_URL: base, [KEY]: 'top secret\nkey' });
    expect(parse).toThrow(/give it without them/);
    expect(parse).not.toThrow(/top/);
  });
});
