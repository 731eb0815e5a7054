// What is recorded of answers, and that refusals without end leave records that have one.
import { generateKeyPairSync } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Json } from '../../../lib/core/text/json.ts';
import { toTrustedKey } from '../../../lib/node/evidence/read-keys.ts';
import { createKeySigner } from '../../../lib/node/evidence/signer.ts';
import { verifyLog } from '../../../lib/node/evidence/verify-log.ts';
import { withTemporaryDir } from '../../../lib/node/files/temporary.ts';
import { toAsked } from '../../../test/rollout/admission-review.ts';
import type { ReleasePolicy } from '../../policy/policy-schema.ts';
import { refuse } from '../judge/refusal.ts';
import { openLedger } from './ledger.ts';
import { createRefusals, MOST_REFUSALS } from './refusals.ts';

const NOW = Date.parse('2026-03-01T12:00:00.000Z');
const HOUR_MS = 3_600_000;
const POLICY = { environment: 'prod' } as unknown as ReleasePolicy;
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const KEYS = { keys: [toTrustedKey(publicKey, { name: 'own' })], identities: [] };
const SIGNER = createKeySigner(privateKey);

const ask = (name: string, more: Json = {}) =>
  toAsked({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'shop' } }, more);
const UNSIGNED = refuse('unsigned', 'is not signed');

const withLog = (act: (dir: string) => Promise<void>) => withTemporaryDir('ledger', act);
const count = async (dir: string) => (await verifyLog(dir, KEYS)).records.length;

test('a refusal is recorded with who asked, what for and why, and a break-glass with who signed it', () =>
  withLog(async (dir) => {
    const ledger = await openLedger(dir, SIGNER, KEYS);
    await ledger.noteRefusal(ask('web'), refuse('unsigned', `is ${'x'.repeat(5_000)}`), POLICY, NOW);
    const glass = { by: 'ann', approvals: ['bob'], reason: 'it burns', until: '2026-03-01T13:00:00.000Z' };
    await ledger.note(
      ask('web'),
      { as: 'break-glass', digest: 'a'.repeat(64), glass, passedOver: UNSIGNED },
      POLICY,
      NOW,
    );
    await ledger.close();
    const { records, faults } = await verifyLog(dir, KEYS);
    expect(faults).toEqual([]);
    expect(records.map(({ kind, statement }) => [kind, statement.predicate])).toEqual([
      [
        'admission',
        expect.objectContaining({
          actor: 'eve',
          environment: 'prod',
          outcome: 'refused',
          details: { reason: 'unsigned', operation: 'CREATE', leftOut: 0 },
        }),
      ],
      [
        'break-glass',
        expect.objectContaining({
          reasons: ['it burns', 'passed over: is not signed'],
          details: { by: 'ann', approvals: ['bob'], until: glass.until },
        }),
      ],
    ]);
    const [reason = ''] = records[0]?.statement.predicate.reasons ?? [];
    expect(reason).toMatch(/^Deployment shop\/web is x/);
    expect(reason).toHaveLength(1_000);
  }));

test('the same refusal is recorded once an hour, also by a server that began anew', () =>
  withLog(async (dir) => {
    const ledger = await openLedger(dir, SIGNER, KEYS);
    for (const n of [0, 1, 2]) await ledger.noteRefusal(ask('web'), UNSIGNED, POLICY, NOW + n);
    expect(await count(dir)).toBe(1);
    for (const other of [
      ask('other'),
      ask('web', { userInfo: { username: 'bob' } }),
      ask('web', {
        object: {
          kind: 'Deployment',
          metadata: { name: 'web', namespace: 'shop' },
          spec: { paused: 1, a: 1 },
        },
      }),
    ])
      await ledger.noteRefusal(other, UNSIGNED, POLICY, NOW);
    await ledger.noteRefusal(ask('web'), refuse('no-gate-run', 'shows none'), POLICY, NOW);
    expect(await count(dir)).toBe(5);
    await ledger.close();
    const next = await openLedger(dir, SIGNER, KEYS);
    await next.noteRefusal(ask('web'), UNSIGNED, POLICY, NOW + HOUR_MS - 1);
    expect(await count(dir)).toBe(5);
    await next.noteRefusal(ask('web'), UNSIGNED, POLICY, NOW + HOUR_MS);
    expect(await count(dir)).toBe(6);
    await next.close();
  }));

test('of refusals without end so many are recorded an hour, and the next one says how many were not', () => {
  const refusals = createRefusals();
  const taken = (fromMs: number, some: number) =>
    Array.from({ length: some }, (_, n) => refusals.take(`${fromMs} ${n}`, fromMs + n));
  expect(taken(NOW, 10_000).filter((one) => one !== undefined)).toHaveLength(MOST_REFUSALS);
  const [first, second] = taken(NOW + HOUR_MS + 10_000, 2);
  expect([first, second]).toEqual([10_000 - MOST_REFUSALS, 0]);
});

test('a log that cannot be written is told to whoever asks', () =>
  withLog(async (dir) => {
    const ledger = await openLedger(join(dir, 'log'), SIGNER, KEYS);
    await ledger.noteRefusal(ask('web'), UNSIGNED, POLICY, NOW);
    await rm(join(dir, 'log'), { recursive: true });
    await expect(ledger.noteRefusal(ask('other'), UNSIGNED, POLICY, NOW)).rejects.toThrow();
    await ledger.close();
  }));
