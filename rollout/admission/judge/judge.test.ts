// The answer to one question: by what an object carries, and by the release policy. Each refusal has its word.
import { describe, expect, test } from 'vitest';
import type { Statement } from '../../../lib/core/evidence/statement-schema.ts';
import { toStatement } from '../../../lib/core/evidence/to-statement.ts';
import type { Json } from '../../../lib/core/text/json.ts';
import { toAsked } from '../../../test/rollout/admission-review.ts';
import { toFullEffort } from '../../effort/asked-effort.ts';
import type { ReleasePolicy } from '../../policy/policy-schema.ts';
import { BREAK_GLASS, EVIDENCE, SIGNATURE } from '../manifest/annotations.ts';
import { toPartDigest, toSignedPart, toTemplateDigest } from '../manifest/signed-part.ts';
import type { Stated } from './bundles.ts';
import { type Grounds, judgeAdmission } from './judge.ts';
import { isRefusal } from './refusal.ts';
import { parseReview, REVIEW } from './review.ts';

const NOW = Date.parse('2026-03-01T12:00:00.000Z');
const HOUR_MS = 3_600_000;
const IMAGE = `docker.io/local/app@sha256:${'a'.repeat(64)}`;
const POLICY = {
  environment: 'prod',
  requiredSignatures: [{ of: 'manifest', atLeast: 1 }],
  gate: { profile: 'gate', maxAgeS: 86_400 },
  evidenceMaxAgeS: 86_400,
  maxSkewS: 5,
  override: { clauses: ['gate'], by: ['ann', 'bob'], approvals: 0, maxMinutes: 60 },
} as unknown as ReleasePolicy;

/** Bundles are their statements here, with who signed: what verifies them is tried beside it. */
const verify: Grounds['verify'] = (bundle) => bundle as Stated;
const grounds = (more: Partial<Grounds> = {}): Grounds => ({
  policy: POLICY,
  verify,
  withoutGateRun: ['docker.io/local/tool'],
  admittedAtMs: () => undefined,
  returnWithinMs: 30 * 24 * HOUR_MS,
  ...more,
});

const OBJECT: Json = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop', annotations: { 'aurora-gate.dev/environment': 'prod' } },
  spec: { template: { spec: { containers: [{ name: 'app', image: IMAGE }] } } },
};
const DIGEST = toPartDigest(toSignedPart('Deployment', OBJECT));
const carrying = (annotations: Readonly<Record<string, unknown>>): Json => ({
  ...OBJECT,
  metadata: {
    ...(OBJECT.metadata as Json),
    annotations: {
      'aurora-gate.dev/environment': 'prod',
      ...Object.fromEntries(Object.entries(annotations).map(([key, value]) => [key, JSON.stringify(value)])),
    },
  },
});
const state = (
  kind: 'manifest' | 'break-glass',
  { by = 'ci', digest = DIGEST, atMs = NOW - HOUR_MS / 6, minutes = 30, reason = 'why' } = {},
): Stated => ({
  kind,
  signedBy: { name: by, id: by },
  statement: toStatement({
    kind,
    subjects: [{ name: 'x', digest: { sha256: digest } }],
    predicate: {
      at: new Date(atMs).toISOString(),
      actor: by,
      environment: 'prod',
      outcome: 'signed',
      reasons: reason === '' ? [] : [reason],
      details: { minutes },
    },
  }),
});
const FULL = toFullEffort({ profile: 'gate' });
const run = (verdict = 'pass', ageMs = HOUR_MS, details: object | undefined = FULL): Stated => ({
  kind: 'gate-run',
  signedBy: { name: 'ci', id: 'ci' },
  statement: {
    ...state('manifest', { digest: 'a'.repeat(64) }).statement,
    predicate: { environment: 'prod', verdict, finishedAt: new Date(NOW - ageMs).toISOString(), details },
  } as unknown as Statement,
});
const less = (change: object, ageMs = HOUR_MS) => run('pass', ageMs, { ...FULL, ...change });
/** As nobody who knew of details had signed it. */
const bare = (): Stated =>
  JSON.parse(
    JSON.stringify({ ...run(), details: undefined }, (key, value) => (key === 'details' ? undefined : value)),
  );
const judge = (object: Json, more: Partial<Grounds> = {}, request: Json = {}) => {
  const judged = judgeAdmission(toAsked(object, request), grounds(more), NOW);
  return isRefusal(judged) ? judged.refusal : judged.as;
};

const GOOD = { [SIGNATURE]: state('manifest'), [EVIDENCE]: [run()] };
const TWO = { ...POLICY, requiredSignatures: [{ of: 'manifest', atLeast: 2 }] } as ReleasePolicy;
const APPROVED = {
  ...POLICY,
  override: { clauses: ['gate'], by: ['ann', 'bob'], approvals: 1, maxMinutes: 60 },
} as ReleasePolicy;
const glass = (...by: readonly string[]) => by.map((one) => state('break-glass', { by: one }));

test.each<[string, Json, string, Partial<Grounds>?]>([
  ['signed, with a pass', GOOD, 'signed'],
  [
    'signed, where no gate is asked for',
    { [SIGNATURE]: state('manifest') },
    'signed',
    { policy: { ...POLICY, gate: undefined } as unknown as ReleasePolicy },
  ],
  ['nothing', {}, 'unsigned'],
  [
    'a signature of another manifest',
    { ...GOOD, [SIGNATURE]: state('manifest', { digest: 'f'.repeat(64) }) },
    'other-manifest',
  ],
  ['one signature of two', GOOD, 'too-few-signatures', { policy: TWO }],
  [
    'twice the same signer',
    { ...GOOD, [SIGNATURE]: [state('manifest'), state('manifest')] },
    'too-few-signatures',
    { policy: TWO },
  ],
  [
    'two signers',
    { ...GOOD, [SIGNATURE]: [state('manifest'), state('manifest', { by: 'qa' })] },
    'signed',
    { policy: TWO },
  ],
  ['no run', { [SIGNATURE]: state('manifest') }, 'no-gate-run'],
  ['a fault', { ...GOOD, [EVIDENCE]: [run('fail')] }, 'gate-not-passed'],
  ['a fault after a pass', { ...GOOD, [EVIDENCE]: [run(), run('fail', 60_000)] }, 'gate-not-passed'],
  ['a pass after a fault', { ...GOOD, [EVIDENCE]: [run('fail'), run('pass', 60_000)] }, 'signed'],
  ['a run of just in time', { ...GOOD, [EVIDENCE]: [run('pass', 86_400_000)] }, 'signed'],
  ['a run a second too old', { ...GOOD, [EVIDENCE]: [run('pass', 86_401_000)] }, 'gate-run-stale'],
  ['a run within the skew of clocks', { ...GOOD, [EVIDENCE]: [run('pass', -5_000)] }, 'signed'],
  ['a run of the future', { ...GOOD, [EVIDENCE]: [run('pass', -6_000)] }, 'gate-run-stale'],
  ['a short run', { ...GOOD, [EVIDENCE]: [less({ seconds: 90 })] }, 'gate-tried-less'],
  [
    'a short run after a full one',
    { ...GOOD, [EVIDENCE]: [run(), less({ seconds: 90 }, 60_000)] },
    'gate-tried-less',
  ],
  [
    'a full run after a short one',
    { ...GOOD, [EVIDENCE]: [less({ seconds: 90 }), run('pass', 60_000)] },
    'signed',
  ],
  [
    'a short run that failed',
    { ...GOOD, [EVIDENCE]: [run('fail', HOUR_MS, { ...FULL, seconds: 90 })] },
    'gate-not-passed',
  ],
  [
    'a run of another profile',
    { ...GOOD, [EVIDENCE]: [less(toFullEffort({ profile: 'quick' }))] },
    'gate-tried-less',
  ],
  ['a run of an unknown profile', { ...GOOD, [EVIDENCE]: [less({ profile: 'huge' })] }, 'gate-tried-less'],
  ['a run without faults', { ...GOOD, [EVIDENCE]: [less({ chaosS: 0, faults: [] })] }, 'gate-tried-less'],
  ['a run on a compressed clock', { ...GOOD, [EVIDENCE]: [less({ timeScale: 60 })] }, 'gate-tried-less'],
  ['a pass without load', { ...GOOD, [EVIDENCE]: [less({ once: true })] }, 'gate-tried-less'],
  [
    'a run of an older release',
    {
      ...GOOD,
      [EVIDENCE]: [run('pass', HOUR_MS, { of: 'soak', profile: 'gate', once: false, seconds: 7_200 })],
    },
    'gate-tried-less',
  ],
  ['a run without details', { ...GOOD, [EVIDENCE]: [bare()] }, 'gate-tried-less'],
  [
    'a release gate',
    { ...GOOD, [EVIDENCE]: [run('pass', HOUR_MS, { of: 'release-gate' })] },
    'gate-tried-less',
  ],
  [
    'a short run where a policy asks for no more',
    { ...GOOD, [EVIDENCE]: [less({ profile: 'quick', seconds: 30, chaosS: 0, spikeS: 0, faults: [] })] },
    'signed',
    {
      policy: {
        ...POLICY,
        gate: { profile: 'quick', leastS: 30, faults: false, maxAgeS: 86_400 },
      } as ReleasePolicy,
    },
  ],
  ['a break-glass', { [BREAK_GLASS]: glass('ann') }, 'break-glass'],
  ['a break-glass beside what passes', { ...GOOD, [BREAK_GLASS]: glass('eve') }, 'signed'],
  ['a break-glass of another person', { [BREAK_GLASS]: glass('eve') }, 'break-glass'],
  [
    'a break-glass that wants an approval',
    { [BREAK_GLASS]: glass('ann', 'ann') },
    'break-glass',
    { policy: APPROVED },
  ],
  ['too many bundles', { [SIGNATURE]: Array.from({ length: 25 }, () => state('manifest')) }, 'signature'],
])('%s', (_, annotations, is, more) => {
  expect(judge(carrying(annotations), more)).toBe(is);
});

describe('a break-glass', () => {
  const judgeGlass = (bundles: readonly Stated[], policy = POLICY) => {
    const judged = judgeAdmission(toAsked(carrying({ [BREAK_GLASS]: bundles })), grounds({ policy }), NOW);
    return isRefusal(judged) ? judged.says : judged.as;
  };
  test.each<[string, readonly Stated[], string, ReleasePolicy?]>([
    ['of one who may', glass('ann'), 'break-glass'],
    ['of one who may not', glass('eve'), 'eve may not'],
    ['without the approval that is wanted', glass('ann'), 'must agree', APPROVED],
    ['that somebody else approves', glass('ann', 'bob'), 'break-glass', APPROVED],
    ['that is over', [state('break-glass', { by: 'ann', atMs: NOW - HOUR_MS })], 'it ended at'],
    [
      'for longer than the policy lets',
      [state('break-glass', { by: 'ann', atMs: NOW - 2 * HOUR_MS, minutes: 600 })],
      'it ended at',
    ],
    ['without a reason', [state('break-glass', { by: 'ann', reason: ' ' })], 'gives no reason'],
    ['of the future', [state('break-glass', { by: 'ann', atMs: NOW + HOUR_MS })], 'of the future'],
    [
      'where the policy lets nobody',
      glass('ann'),
      'lets nobody',
      { ...POLICY, override: undefined } as unknown as ReleasePolicy,
    ],
  ])('%s', (_, bundles, says, policy) => {
    expect(judgeGlass(bundles, policy)).toContain(says);
  });
});

describe('an update', () => {
  const update = (old: Json) => ({ operation: 'UPDATE', oldObject: old });
  test('that changes nothing that is signed passes without a signature', () => {
    const old = { ...OBJECT, spec: { ...(OBJECT.spec as Json), replicas: 3 } };
    expect(judge(OBJECT, {}, update(old))).toBe('unchanged');
  });
  test.each<[number, string]>([
    [24 * HOUR_MS, 'returned'],
    [31 * 24 * HOUR_MS, 'unsigned'],
  ])('to what was admitted %i ms ago', (agoMs, is) => {
    const old = { ...OBJECT, spec: { other: true } };
    const more = { admittedAtMs: (digest: string) => (digest === DIGEST ? NOW - agoMs : undefined) };
    expect(judge(OBJECT, more, update(old))).toBe(is);
    // The template of its pods may come back alone, as by an undo, and not with another change.
    const template = toTemplateDigest(toSignedPart('Deployment', OBJECT));
    const ofTemplate = { admittedAtMs: (digest: string) => (digest === template ? NOW - agoMs : undefined) };
    const undone = (spec: Json): Json => ({
      ...OBJECT,
      spec: { ...spec, template: { spec: { other: true } } },
    });
    expect(judge(OBJECT, ofTemplate, update(undone(OBJECT.spec as Json)))).toBe(is);
    expect(judge(OBJECT, ofTemplate, update(undone({ minReadySeconds: 9 })))).toBe('unsigned');
    // What is made anew asks for evidence, whatever was admitted once.
    expect(judge(OBJECT, more)).toBe('unsigned');
  });
});

test.each<[string, string, string]>([
  ['a tool', `docker.io/local/tool@sha256:${'c'.repeat(64)}`, 'put-in'],
  ['a service', IMAGE, 'no-gate-run'],
  ['an image by its tag', 'docker.io/local/tool:1', 'no-gate-run'],
])('put into a running pod: %s', (_, image, is) => {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p' },
    spec: { ephemeralContainers: [{ name: 'd', image }] },
  };
  expect(
    judge(pod, {}, { operation: 'UPDATE', subResource: 'ephemeralcontainers', oldObject: { spec: {} } }),
  ).toBe(is);
});

const QUESTION = { uid: '1', namespace: 'a', operation: 'CREATE', object: OBJECT };
test('a question of our version is read', () => {
  expect(parseReview({ ...REVIEW, request: QUESTION })).toMatchObject({ kind: 'Deployment', namespace: 'a' });
});
test.each<[string, unknown]>([
  ['nothing', undefined],
  ['a text', 'x'],
  ['no request', {}],
  [
    'another kind',
    { ...REVIEW, request: { uid: '1', namespace: 'a', operation: 'CREATE', object: { kind: 'Service' } } },
  ],
  ['another version', { ...REVIEW, apiVersion: 'admission.k8s.io/v1beta1', request: QUESTION }],
  ['another kind of review', { ...REVIEW, kind: 'ConversionReview', request: QUESTION }],
  ['a removal', { ...REVIEW, request: { uid: '1', namespace: 'a', operation: 'DELETE', object: OBJECT } }],
])('%s is no question', (_, body) => {
  expect(parseReview(body)).toBeUndefined();
});
