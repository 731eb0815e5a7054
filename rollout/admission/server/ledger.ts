// What was admitted: signed records in the evidence log of the server, and the memory that is made of them.
import type { Evidence } from '../../../lib/core/evidence/statement-schema.ts';
import { OptionError } from '../../../lib/core/options/option-error.ts';
import { type EvidenceLog, openEvidenceLog } from '../../../lib/node/evidence/log.ts';
import type { Keys } from '../../../lib/node/evidence/read-keys.ts';
import type { Signer } from '../../../lib/node/evidence/signer.ts';
import { verifyLog } from '../../../lib/node/evidence/verify-log.ts';
import { toPolicyHash } from '../../policy/policy-hash.ts';
import type { ReleasePolicy } from '../../policy/policy-schema.ts';
import type { Admitted } from '../judge/judge.ts';
import { type Asked, toWho } from '../judge/review.ts';

/** The outcome of a record by which a manifest may come back. */
const SIGNED = 'signed' satisfies Admitted['as'];

export interface Ledger {
  /** When a signed part was last admitted by its signature, in epoch milliseconds. */
  admittedAtMs(digest: string): number | undefined;
  /** Writes down what passes; nothing of what changes nothing. @throws Error where it cannot be written: then nothing passes */
  note(asked: Asked, admitted: Admitted, policy: ReleasePolicy, atMs: number): Promise<void>;
  close(): Promise<void>;
}

/** What an admission is evidence of; undefined where nothing new runs. */
export function toEvidence(
  asked: Asked,
  admitted: Admitted,
  policy: ReleasePolicy,
  atMs: number,
): Evidence | undefined {
  const common = {
    at: new Date(atMs).toISOString(),
    actor: asked.user,
    environment: policy.environment,
    policyHash: toPolicyHash(policy).replace('sha256:', ''),
  };
  const ofPart = (digest: string) => [{ name: toWho(asked), digest: { sha256: digest } }];
  switch (admitted.as) {
    case 'unchanged':
    case 'put-in':
      return undefined;
    case 'signed':
      return {
        kind: 'admission',
        subjects: ofPart(admitted.digest),
        predicate: { ...common, outcome: admitted.as, reasons: [`signed by ${admitted.signers.join(', ')}`] },
      };
    case 'returned':
      return {
        kind: 'admission',
        subjects: ofPart(admitted.digest),
        predicate: {
          ...common,
          outcome: admitted.as,
          reasons: [`admitted before, at ${admitted.admittedAt}`],
        },
      };
    case 'break-glass': {
      const { by, approvals, reason, until } = admitted.glass;
      return {
        kind: 'break-glass',
        subjects: ofPart(admitted.digest),
        predicate: {
          ...common,
          outcome: admitted.as,
          reasons: [reason, `passed over: ${admitted.passedOver.says}`],
          details: { by, approvals: [...approvals], until },
        },
      };
    }
  }
}

/** A ledger without a log: nothing is signed, and what was admitted is forgotten when the server ends. */
export function createMemory(): Ledger {
  const admitted = new Map<string, number>();
  return {
    admittedAtMs: (digest) => admitted.get(digest),
    async note(_, passed, __, atMs) {
      if (passed.as === SIGNED) admitted.set(passed.digest, atMs);
    },
    close: async () => {},
  };
}

/**
 * Opens the log of a folder, and reads what was admitted before.
 * @param keys among them that of the signer
 * @throws OptionError where the log is not whole: what it says of the past is not believed then
 */
export async function openLedger(dir: string, signer: Signer, keys: Keys): Promise<Ledger> {
  const log: EvidenceLog = await openEvidenceLog(dir, signer);
  const { records, faults, head } = await verifyLog(dir, keys);
  const [fault] = head === undefined && records.length === 0 ? [] : faults;
  if (fault !== undefined)
    throw new OptionError(
      `EVIDENCE_LOG=${dir} is not whole (${fault.file} ${fault.text}); look into it with npm run evidence -- verify, and begin another`,
    );
  const admitted = new Map<string, number>();
  for (const { kind, statement } of records) {
    const { outcome, at } = statement.predicate;
    const sha256 = statement.subject[0]?.digest.sha256;
    if (kind === 'admission' && outcome === SIGNED && sha256 !== undefined)
      admitted.set(sha256, Date.parse(at));
  }
  return {
    admittedAtMs: (digest) => admitted.get(digest),
    async note(asked, passed, policy, atMs) {
      const evidence = toEvidence(asked, passed, policy, atMs);
      if (evidence === undefined) return;
      await log.append(evidence);
      if (passed.as === SIGNED) admitted.set(passed.digest, atMs);
    },
    close: () => log.close(),
  };
}
