// What is signed of evidence.
import { BASE_TYPE, HEAD_TYPE, toPredicateType } from './kinds.ts';
import {
  type Base,
  type Evidence,
  type Head,
  type LogPlace,
  STATEMENT_TYPE,
  type Statement,
} from './statement-schema.ts';

/** The statement of evidence, with its place where a log takes it. */
export function toStatement({ kind, subjects, predicate }: Evidence, log?: LogPlace): Statement {
  return {
    _type: STATEMENT_TYPE,
    subject: subjects,
    predicateType: toPredicateType(kind),
    predicate: log === undefined ? predicate : { ...predicate, log },
  };
}

/** The statement of the head of a log: its subject is the last record, which commits to all before. */
export const toHeadStatement = (head: Head) => ({
  _type: STATEMENT_TYPE,
  subject: [{ name: `record ${head.size - 1}`, digest: { sha256: head.head } }],
  predicateType: HEAD_TYPE,
  predicate: head,
});

/** The statement of the beginning of a pruned log: its subject is the last record that was pruned. */
export const toBaseStatement = (base: Base) => ({
  _type: STATEMENT_TYPE,
  subject: [{ name: `record ${base.size - 1}`, digest: { sha256: base.head } }],
  predicateType: BASE_TYPE,
  predicate: base,
});
