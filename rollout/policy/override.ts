// Who may set clauses of a release policy aside, and what comes of it.

import { toLengthText } from './calendar/zone.ts';
import { type Clause, toKind } from './clauses/clause.ts';
import type { Facts } from './facts-schema.ts';
import type { ReleasePolicy } from './policy-schema.ts';
import { type ClauseKind, OVERRIDABLE } from './policy-words.ts';

/** Names are the same whatever their case and the blanks around them. */
const toName = (name: string) => name.trim().toLowerCase();

/** Whether somebody may, and why not. */
export interface Permission {
  readonly may: boolean;
  /** A sentence without a full stop. */
  readonly text: string;
}

/**
 * Whether a person may set a kind of clauses aside, with those who agree. Nobody approves what is their own, and nobody counts twice.
 * @param kind left out: any
 */
export function mayOverride(
  { override }: Pick<ReleasePolicy, 'override'>,
  { by, approvals }: { readonly by: string; readonly approvals: readonly string[] },
  kind?: ClauseKind,
): Permission {
  if (override === undefined) return { may: false, text: 'the policy lets nobody set a clause aside' };
  if (kind !== undefined && !override.clauses.some((one) => one === kind))
    return {
      may: false,
      text: `the policy lets nobody set ${kind} aside, only ${override.clauses.join(', ')}`,
    };
  const may = new Set(override.by.map(toName));
  if (!may.has(toName(by)))
    return { may: false, text: `${by} may not: the policy names ${override.by.join(', ')}` };
  const others = new Set(approvals.map(toName).filter((name) => may.has(name) && name !== toName(by)));
  if (others.size < override.approvals)
    return {
      may: false,
      text: `${override.approvals} of ${override.by.join(', ')} other than ${by} must agree, and ${others.size} did`,
    };
  return { may: true, text: `${by} may${others.size === 0 ? '' : `, as ${[...others].join(', ')} agreed`}` };
}

const isOverridable = (kind: ClauseKind) => OVERRIDABLE.some((one) => one === kind);

/** A clause after an override had its say: set aside where it denies or is unknown, and the override may and still holds. */
export function judgeOverride(
  policy: ReleasePolicy,
  override: Facts['override'],
  clause: Clause,
  atMs: number,
): Clause {
  const kind = toKind(clause);
  if (override === undefined || clause.outcome === 'allow' || !isOverridable(kind)) return clause;
  const change = (why: string): Clause => ({
    ...clause,
    text: `${clause.text}; an override does not hold: ${why}`,
  });
  const permission = mayOverride(policy, override, kind);
  if (!permission.may) return change(permission.text);
  if (override.reason.trim() === '') return change('it gives no reason');
  const fromMs = Date.parse(override.at);
  const minutes = Math.min(override.minutes, policy.override?.maxMinutes ?? 0);
  if (!(fromMs <= atMs + policy.maxSkewS * 1_000)) return change('it is of the future; set the clocks');
  const endedMs = atMs - (fromMs + minutes * 60_000);
  if (endedMs >= 0) return change(`it ended ${toLengthText(endedMs)} ago`);
  const { change: _, ifBroken: __, ...rest } = clause;
  return {
    ...rest,
    outcome: 'allow',
    text: `${clause.text}; ${permission.text}: ${override.reason}`,
    overriddenBy: override.by,
  };
}
