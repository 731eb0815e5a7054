// What a statement can be about: one table, from which predicate types, forms and docs are derived.

/** Kind → what a record of it says. */
export const KINDS = {
  decision: 'what was decided about a canary, and on which figures',
  'gate-run': 'what a run of the gate, or the checks of a release, came to',
  promotion: 'a version that was given all of the traffic, or its next share',
  rollback: 'traffic that was taken back, and what was read back afterwards',
  override: 'what a person decided in place of the policy',
  'break-glass': 'a rule that a person passed over in an emergency',
  manifest: 'manifests that were signed to be applied',
  admission: 'an object that the cluster was asked to take, and the answer',
} as const;
export type Kind = keyof typeof KINDS;
export const KIND_NAMES = Object.keys(KINDS) as readonly Kind[];

const BASE = 'https://aurora-gate.dev';
/** The signed head of an evidence log is a statement too, and no record. */
export const HEAD_TYPE = `${BASE}/log-head/v1`;
/** Where a pruned log begins: another type than its head, or an old head would do for it. */
export const BASE_TYPE = `${BASE}/log-base/v1`;

/** The predicate type of a kind, as in-toto wants one. */
export const toPredicateType = (kind: Kind): string => `${BASE}/${kind}/v1`;

/** The kind of a predicate type; undefined where it is none of ours. */
export const findKind = (predicateType: unknown): Kind | undefined =>
  KIND_NAMES.find((kind) => toPredicateType(kind) === predicateType);
