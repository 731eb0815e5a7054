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
import type { Refusal } from '../judge/refusal.ts';
import { type Asked, toWho } from '../judge/review.ts';
import { toPartDigest, toSignedPart } from '../manifest/signed-part.ts';
import { toSentence } from './answer.ts';
import { createRefusals } from './refusals.ts';

/** The outcome of a record by which a manifest may come back. */
const SIGNED = 'signed' satisfies Admitted['as'];
const REFUSED = 'refused';
/** A sentence holds what somebody else wrote, as the name of an image. */
const MOST_CHARS = 1_000;

export interface Ledger {
  /** When a signed part, or the template of its pods, was last admitted by its signature, in epoch milliseconds. */
  admittedAtMs(digest: string): number | undefined;
  /** Writes down what passes; nothing of what changes nothing. @throws Error where it cannot be written: then nothing passes */
  note(asked: Asked, admitted: Admitted, policy: ReleasePolicy, atMs: number): Promise<void>;
  /** Writes down what is refused, unless that was written down of late. @throws Error where it cannot be written */
  noteRefusal(asked: Asked, refusal: Refusal, policy: ReleasePolicy, atMs: number): Promise<void>;
  close(): Promise<void>;
}

const toCommon = ({ user }: Asked, policy: ReleasePolicy, atMs: number) => ({
  at: new Date(atMs).toISOString(),
  actor: user,
  environment: policy.environment,
  policyHash: toPolicyHash(policy).replace('sha256:', ''),
});

/** What an admission is evidence of; undefined where nothing new runs. */
export function toEvidence(
  asked: Asked,
  admitted: Admitted,
  policy: ReleasePolicy,
  atMs: number,
): Evidence | undefined {
  const common = toCommon(asked, policy, atMs);
  const ofPart = (digest: string) => [{ name: toWho(asked), digest: { sha256: digest } }];
  switch (admitted.as) {
    case 'unchanged':
    case 'put-in':
      return undefined;
    case 'signed':
      return {
        kind: 'admission',
        subjects: [
          ...ofPart(admitted.digest),
          ...(admitted.template === undefined
            ? []
            : [{ name: `${toWho(asked)} spec.template`, digest: { sha256: admitted.template } }]),
        ],
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

/** What a refusal is evidence of. @param leftOut so many were not written down since the one before */
function toRefusalEvidence(
  asked: Asked,
  refusal: Refusal,
  policy: ReleasePolicy,
  atMs: number,
  leftOut: number,
): Evidence {
  return {
    kind: 'admission',
    subjects: [{ name: toWho(asked), digest: { sha256: toDigest(asked) } }],
    predicate: {
      ...toCommon(asked, policy, atMs),
      outcome: REFUSED,
      reasons: [toSentence(asked, refusal).slice(0, MOST_CHARS)],
      details: { reason: refusal.refusal, operation: asked.operation, leftOut },
    },
  };
}

const toDigest = ({ kind, object }: Asked): string => toPartDigest(toSignedPart(kind, object));

/** The same for the same refusal: of this object as it is, for this reason, to this user. */
const toRefusalKey = (...words: readonly unknown[]): string => JSON.stringify(words);

function remember(admitted: Map<string, number>, passed: Admitted, atMs: number): void {
  if (passed.as !== SIGNED) return;
  for (const digest of [passed.digest, passed.template]) if (digest !== undefined) admitted.set(digest, atMs);
}

/** A ledger without a log: nothing is signed, and what was admitted is forgotten when the server ends. */
export function createMemory(): Ledger {
  const admitted = new Map<string, number>();
  return {
    admittedAtMs: (digest) => admitted.get(digest),
    async note(_, passed, __, atMs) {
      remember(admitted, passed, atMs);
    },
    noteRefusal: async () => {},
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
  const refusals = createRefusals();
  for (const { kind, statement } of records) {
    const { outcome, at, actor, environment, details } = statement.predicate;
    if (kind !== 'admission') continue;
    const [subject] = statement.subject;
    if (outcome === REFUSED)
      refusals.remember(
        toRefusalKey(environment, subject?.name, actor, details?.reason, subject?.digest.sha256),
        Date.parse(at),
      );
    if (outcome === SIGNED)
      for (const { digest } of statement.subject)
        if (digest.sha256 !== undefined) admitted.set(digest.sha256, Date.parse(at));
  }
  return {
    admittedAtMs: (digest) => admitted.get(digest),
    async note(asked, passed, policy, atMs) {
      const evidence = toEvidence(asked, passed, policy, atMs);
      if (evidence === undefined) return;
      await log.append(evidence);
      remember(admitted, passed, atMs);
    },
    async noteRefusal(asked, refusal, policy, atMs) {
      const key = toRefusalKey(
        policy.environment,
        toWho(asked),
        asked.user,
        refusal.refusal,
        toDigest(asked),
      );
      const leftOut = refusals.take(key, atMs);
      if (leftOut !== undefined) await log.append(toRefusalEvidence(asked, refusal, policy, atMs, leftOut));
    },
    close: () => log.close(),
  };
}
