import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../lib/core/evidence/statement-schema.ts';
import { toStatement } from '../../lib/core/evidence/to-statement.ts';
import { readPayload } from '../../lib/node/evidence/statement-form.ts';
import type { Override } from '../decision/override.ts';
import type { Decided } from './asked-decided.ts';
import { createDecisionRecorder, toDecisionEvidence, toOverrideEvidence } from './evidence.ts';

const POLICY = 'ab'.repeat(32);
const toDecided = (decision: Decided['decision']): Decided => ({
  namespace: 'shop',
  rollout: 'web',
  decision,
  reasons: [
    { id: 'latency', outcome: 'fail', text: 'it is slower' },
    { id: 'gate', outcome: 'pass', text: 'it passed' },
  ],
  health: null,
  at: '2026-03-01T12:00:00.000Z',
  canary: '6f7d9b',
  stable: '5c9b44',
  step: 2,
  heldS: 31,
  policyHash: POLICY,
  releasePolicyHash: null,
});
const OVERRIDE: Override = {
  to: 'hold',
  canary: '6f7d9b',
  by: 'Ann',
  reason: 'a freeze',
  atMs: 0,
  untilMs: 60_000,
};
const NAME = { namespace: 'shop', rollout: 'web' };

describe('what is signed', () => {
  it.each([
    toDecisionEvidence(toDecided('abort'), 'prod'),
    toDecisionEvidence(toDecided('promote'), 'prod'),
    toOverrideEvidence(NAME, OVERRIDE, 'prod'),
  ])('has the form of its kind: %#', (evidence) => {
    expect(readPayload(Buffer.from(JSON.stringify(toStatement(evidence))))).toMatchObject({
      kind: evidence.kind,
    });
  });

  it('names the canary, the policy, who decided, and why', () => {
    expect(toDecisionEvidence(toDecided('abort'), 'prod')).toMatchObject({
      subjects: [{ name: 'shop/web', digest: { podTemplateHash: '6f7d9b' } }],
      predicate: {
        outcome: 'abort',
        reasons: ['it is slower'],
        environment: 'prod',
        policyHash: POLICY,
      },
    });
    expect(toOverrideEvidence(NAME, OVERRIDE, 'prod')).toMatchObject({
      predicate: { actor: 'Ann', outcome: 'hold', reasons: ['a freeze'] },
    });
  });
});

describe('a recorder', () => {
  const create = (record: ((evidence: Evidence) => Promise<void>) | undefined) => {
    const told: string[] = [];
    return { recorder: createDecisionRecorder(record, 'prod', (line) => told.push(line)), told };
  };
  const broken = () => Promise.reject(new Error('the disk is full'));

  it('signs what changes something, and no hold', async () => {
    const signed: string[] = [];
    const { recorder } = create(
      async ({ kind, predicate }) => void signed.push(`${kind} ${predicate.outcome}`),
    );
    for (const decision of ['hold', 'promote', 'abort', 'rollback'] as const)
      expect(await recorder.decision(toDecided(decision))).toEqual(toDecided(decision));
    recorder.override(NAME, OVERRIDE);
    await recorder.close();
    expect(signed).toEqual(['decision promote', 'decision abort', 'decision rollback', 'override hold']);
  });

  it('holds a promotion that cannot be signed', async () => {
    const { recorder, told } = create(broken);
    const decided = await recorder.decision(toDecided('promote'));
    expect(decided.decision).toBe('hold');
    expect(decided.reasons[0]).toMatchObject({ id: 'evidence', outcome: 'inconclusive' });
    expect(told).toEqual([expect.stringContaining('the disk is full')]);
  });

  it.each([
    'abort',
    'rollback',
  ] as const)('holds up no %s, and tells what could not be signed', async (decision) => {
    const { recorder, told } = create(broken);
    expect((await recorder.decision(toDecided(decision))).decision).toBe(decision);
    await recorder.close();
    expect(told).toEqual([expect.stringContaining('the disk is full')]);
  });

  it.each([
    'abort',
    'rollback',
  ] as const)('gives an %s at once, however long signing takes', async (decision) => {
    let finish = () => {};
    const { recorder } = create(() => new Promise((resolve) => (finish = resolve)));
    expect((await recorder.decision(toDecided(decision))).decision).toBe(decision);
    finish();
    await recorder.close();
  });

  it('changes nothing where nothing is signed', async () => {
    const { recorder, told } = create(undefined);
    expect(await recorder.decision(toDecided('promote'))).toEqual(toDecided('promote'));
    expect(told).toEqual([]);
  });
});
