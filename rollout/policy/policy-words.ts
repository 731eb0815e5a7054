// The words of a release policy that others read too, without loading its form.

/** The kinds of clauses, in the order in which they are told. The id of a clause is its kind, or its kind and a name, as `budget:latency`. */
export const CLAUSE_KINDS = [
  'clock',
  'environment',
  'image',
  'signature',
  'gate',
  'budget',
  'burn',
  'window',
  'freeze',
  'limit',
  'rule',
] as const;
export type ClauseKind = (typeof CLAUSE_KINDS)[number];

/** Those that a policy may let people set aside. Which image goes where, and that it is signed, is never among them. */
export const OVERRIDABLE = ['gate', 'budget', 'burn', 'window', 'freeze', 'limit', 'rule'] as const;
export type Overridable = (typeof OVERRIDABLE)[number];

/** In the order of a week; the first is ISO's 1. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** What comes of a clause that is broken: nothing goes forward; or what is under way is taken back as well. */
export const CONSEQUENCES = ['hold', 'take-back'] as const;
export type Consequence = (typeof CONSEQUENCES)[number];

/** What can be signed. */
export const SIGNED = ['image', 'manifest'] as const;
export type Signed = (typeof SIGNED)[number];
