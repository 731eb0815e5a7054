import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { judge as judgeAurora } from './judge.ts';
import { judgeRollout, ROLLOUT_FACTS } from './rollout.ts';

const META = { rollout_variant: 'v2_core', rollout_bucket: 42, policy_version: 'p0' };
const HEADERS: Readonly<Record<string, string>> = {
  'x-aurora-variant': 'v2_core',
  'x-aurora-bucket': '42',
  'x-aurora-policy-version': 'p0',
};
const judge = (headers: Readonly<Record<string, string | undefined>>, body: unknown) =>
  judgeRollout((name) => headers[name], body).broken;

test.each<[string, Record<string, string | undefined>, unknown, readonly string[]]>([
  ['meta at the root', {}, { meta: META }, []],
  ['meta in the session patch', {}, { meta: null, session_patch: { meta: META } }, []],
  ['a bucket as text', {}, { meta: { ...META, rollout_bucket: '42' } }, []],
  ['the first bucket', { 'x-aurora-bucket': '0' }, { meta: { ...META, rollout_bucket: 0 } }, []],
  ['the last bucket', { 'x-aurora-bucket': '99' }, { meta: { ...META, rollout_bucket: 99 } }, []],
  ['no meta', {}, { cards: [] }, ['meta_missing']],
  ['meta null', {}, { meta: null }, ['meta_missing']],
  ['meta a list', {}, { meta: [] }, ['meta_missing']],
  ['another variant', {}, { meta: { ...META, rollout_variant: 'legacy' } }, ['variant_mismatch']],
  ['another bucket', {}, { meta: { ...META, rollout_bucket: 41 } }, ['bucket_mismatch']],
  ['another policy', {}, { meta: { ...META, policy_version: 'p1' } }, ['policy_version_mismatch']],
  ['a header that was stripped', { 'x-aurora-variant': undefined }, { meta: META }, ['variant_mismatch']],
  [
    'a fact that meta lost',
    {},
    { meta: { ...META, policy_version: undefined } },
    ['policy_version_mismatch'],
  ],
  ['a fact that is no text', {}, { meta: { ...META, rollout_variant: {} } }, ['variant_mismatch']],
  [
    'a bucket of 100',
    { 'x-aurora-bucket': '100' },
    { meta: { ...META, rollout_bucket: 100 } },
    ['bucket_out_of_range'],
  ],
  [
    'a bucket of -1',
    { 'x-aurora-bucket': '-1' },
    { meta: { ...META, rollout_bucket: -1 } },
    ['bucket_out_of_range'],
  ],
  [
    'a bucket of 1.5',
    { 'x-aurora-bucket': '1.5' },
    { meta: { ...META, rollout_bucket: 1.5 } },
    ['bucket_out_of_range'],
  ],
  [
    'a bucket of NaN',
    { 'x-aurora-bucket': 'NaN' },
    { meta: { ...META, rollout_bucket: 'NaN' } },
    ['bucket_out_of_range'],
  ],
  ['no meta, and a bucket of 100', { 'x-aurora-bucket': '100' }, {}, ['meta_missing', 'bucket_out_of_range']],
])('%s', (_, headers, body, broken) => {
  expect(judge({ ...HEADERS, ...headers }, body)).toEqual(broken);
});

describe('for any facts', () => {
  const variant = fc.string({ minLength: 1 });
  const bucket = fc.integer({ min: 0, max: 99 });
  const toHeaders = (v: string, b: number, p: string) => ({
    'x-aurora-variant': v,
    'x-aurora-bucket': String(b),
    'x-aurora-policy-version': p,
  });

  it('nothing is broken where headers repeat meta', () => {
    fc.assert(
      fc.property(variant, bucket, variant, (v, b, p) => {
        const meta = { rollout_variant: v, rollout_bucket: b, policy_version: p };
        expect(judge(toHeaders(v, b, p), { meta })).toEqual([]);
      }),
    );
  });

  it('exactly the fact that was changed is broken', () => {
    fc.assert(
      fc.property(
        variant,
        bucket,
        variant,
        fc.constantFrom(...ROLLOUT_FACTS),
        (v, b, p, { header, broken }) => {
          const meta = { rollout_variant: v, rollout_bucket: b, policy_version: p };
          const told: Record<string, string> = toHeaders(v, b, p);
          told[header] = header === 'x-aurora-bucket' ? String((b + 1) % 100) : `${told[header]}!`;
          expect(judge(told, { meta })).toEqual([broken]);
        },
      ),
    );
  });

  it('a number is in range exactly where it is whole and from 0 to 99', () => {
    const numbers = fc.oneof(fc.integer({ min: -200, max: 300 }), fc.double({ noNaN: true }));
    fc.assert(
      fc.property(numbers, (b) => {
        const meta = { ...META, rollout_bucket: b };
        const inRange = Number.isInteger(b) && b >= 0 && b <= 99;
        const broken = judge({ ...HEADERS, 'x-aurora-bucket': String(b) }, { meta });
        expect(broken.includes('bucket_out_of_range')).toBe(!inRange);
      }),
    );
  });

  it('no body at all makes it throw', () => {
    fc.assert(
      fc.property(fc.anything(), fc.option(fc.string()), (body, told) => {
        expect(() => judgeRollout(() => told ?? undefined, body)).not.toThrow();
      }),
    );
  });
});

describe('in the soak', () => {
  const judgeChat = (headers: Readonly<Record<string, string>>, body: unknown, route = 'chat') =>
    judgeAurora({ step: 'reco_chat', route, variant: 'EN' }, body, (name) => headers[name]);
  const GOOD = { cards: [{ type: 'profile', payload: { a: 1 } }], events: [], meta: META };

  it('an answer whose facts hold has no mark of it', () => {
    expect(judgeChat(HEADERS, GOOD)).toEqual({ broken: [], flags: [] });
  });

  it('a broken fact is a mark and no violation', () => {
    const told = { ...GOOD, meta: null };
    expect(judgeChat(HEADERS, told)).toEqual({
      broken: [],
      flags: ['rollout_broken'],
      note: 'no meta in the body, and none in its session_patch',
    });
    expect(judgeChat(HEADERS, told, 'analysis_skin').flags).toEqual([]);
  });
});
