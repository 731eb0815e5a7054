// What is signed of what the decision server decides.
import type { Evidence } from '../../lib/core/evidence/statement-schema.ts';
import type { Override } from '../decision/override.ts';
import type { Decided } from './asked-decided.ts';
import type { RolloutName } from './store.ts';

const toSubjects = ({ namespace, rollout }: RolloutName, canary: string): Evidence['subjects'] => [
  { name: `${namespace}/${rollout}`, digest: { podTemplateHash: canary } },
];

/** A decision, with every reason and figure that it was made on. */
export function toDecisionEvidence(decided: Decided, environment: string): Evidence {
  const { decision, reasons, health, at, canary, stable, step, heldS, policyHash, releasePolicyHash } =
    decided;
  const deciding = reasons.filter(({ outcome }) => outcome === (decision === 'promote' ? 'pass' : 'fail'));
  return {
    kind: 'decision',
    subjects: toSubjects(decided, canary),
    predicate: {
      at,
      actor: 'decision server',
      outcome: decision,
      reasons: deciding.map(({ text }) => text),
      criteria: reasons.map(({ id, outcome, text }) => ({ id, outcome, text })),
      metrics: { health, step, heldS },
      details: { stable, releasePolicyHash },
      environment,
      policyHash,
    },
  };
}

/** What a person has decided. */
export function toOverrideEvidence(name: RolloutName, override: Override, environment: string): Evidence {
  const { to, by, reason, canary, atMs, untilMs } = override;
  return {
    kind: 'override',
    subjects: toSubjects(name, canary),
    predicate: {
      at: new Date(atMs).toISOString(),
      actor: by,
      outcome: to,
      reasons: [reason],
      details: { until: new Date(untilMs).toISOString() },
      environment,
    },
  };
}

/** Signs what is decided. */
export interface DecisionRecorder {
  /**
   * Signs a decision that changes something. A promotion is waited for, and held where it cannot be signed; an abort and a rollback
   * are not held up by it.
   * @returns the decision that may be given
   */
  decision(decided: Decided): Promise<Decided>;
  override(name: RolloutName, override: Override): void;
  /** Waits for what is being signed. */
  close(): Promise<void>;
}

/**
 * @param record writes it; undefined where nothing is signed
 * @param tell is told of what could not be signed
 */
export function createDecisionRecorder(
  record: ((evidence: Evidence) => Promise<void>) | undefined,
  environment: string,
  tell: (line: string) => void,
): DecisionRecorder {
  const pending = new Set<Promise<unknown>>();
  /** @returns why it is not signed; undefined where it is */
  const write = (evidence: Evidence): Promise<string | undefined> => {
    if (record === undefined) return Promise.resolve(undefined);
    const written = record(evidence).then(
      () => undefined,
      (error: unknown) => {
        const why = `what was decided is not signed (${evidence.predicate.outcome}): ${error instanceof Error ? error.message : error}`;
        tell(why);
        return why;
      },
    );
    pending.add(written);
    return written.finally(() => pending.delete(written));
  };
  return {
    async decision(decided) {
      if (decided.decision === 'hold') return decided;
      const written = write(toDecisionEvidence(decided, environment));
      if (decided.decision !== 'promote') return decided;
      const why = await written;
      if (why === undefined) return decided;
      const reasons = [{ id: 'evidence', outcome: 'inconclusive', text: why } as const, ...decided.reasons];
      return { ...decided, decision: 'hold', reasons };
    },
    override(name, override) {
      void write(toOverrideEvidence(name, override, environment));
    },
    close: async () => void (await Promise.all(pending)),
  };
}
