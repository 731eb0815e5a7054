// Whether a person may pass over signature and gate in an emergency: by a statement about this very manifest that they signed.
import { mayOverride } from '../../policy/override.ts';
import type { ReleasePolicy } from '../../policy/policy-schema.ts';
import { isAbout, isStated, type Stated, type Unstated } from './bundles.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { Signable } from './signature.ts';

/** A break-glass that holds. */
export interface BrokenGlass {
  readonly by: string;
  readonly approvals: readonly string[];
  readonly reason: string;
  /** When it ends, ISO 8601. */
  readonly until: string;
}

const no = (why: string): Refusal =>
  refuse('break-glass', `carries a break-glass that does not hold: ${why}`);

/** Who signed first acts; who signed besides agrees. The names are those of the trust file, so that nobody signs for another. */
export function judgeBreakGlass(
  found: readonly (Stated | Unstated)[],
  { digest, environment }: Signable,
  policy: Pick<ReleasePolicy, 'override' | 'maxSkewS'>,
  atMs: number,
): BrokenGlass | Refusal {
  const [fault] = found.filter((one): one is Unstated => !isStated(one));
  if (fault !== undefined) return no(`the bundle ${fault.fault}; sign it with sign-manifest --break-glass`);
  const stated = found.filter(isStated);
  const wrong = stated.find(({ kind }) => kind !== 'break-glass');
  if (wrong !== undefined)
    return no(`it is a statement of another kind (${wrong.kind}); sign it with sign-manifest --break-glass`);
  if (stated.some((one) => !isAbout(one, digest)))
    return no('it was signed for another manifest; sign one for this');
  if (stated.some(({ statement }) => statement.predicate.environment !== environment))
    return no(`it was signed for another environment; sign one for ${environment}`);
  const [first] = stated;
  if (first === undefined) return no('it says nothing');
  const by = first.signedBy.name;
  const approvals = [...new Set(stated.slice(1).map(({ signedBy }) => signedBy.name))].filter(
    (name) => name !== by,
  );
  const permission = mayOverride(policy, { by, approvals }, 'gate');
  if (!permission.may) return no(permission.text);
  const { at, reasons, details } = first.statement.predicate;
  const reason = reasons.join(' ').trim();
  if (reason === '') return no('it gives no reason; give --reason');
  const fromMs = Date.parse(at);
  if (!(fromMs <= atMs + policy.maxSkewS * 1_000)) return no('it is of the future; set the clocks');
  const wanted = details?.minutes;
  const most = policy.override?.maxMinutes ?? 0;
  const minutes = typeof wanted === 'number' && wanted > 0 ? Math.min(wanted, most) : most;
  const untilMs = fromMs + minutes * 60_000;
  if (untilMs <= atMs) return no(`it ended at ${new Date(untilMs).toISOString()}; sign another one`);
  return { by, approvals, reason, until: new Date(untilMs).toISOString() };
}
