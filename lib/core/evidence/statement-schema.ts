// The form of a statement: in-toto Statement v1 (in-toto/attestation, spec/v1/statement.md) with a predicate of ours.
import { type TSchema, Type } from 'typebox';
import {
  closed,
  count,
  exactly,
  isoTime,
  list,
  mapOf,
  optional,
  orNull,
  type ShapeOf,
  text,
  whole,
  words,
} from '../journal/format.ts';
import { BASE_TYPE, HEAD_TYPE, KIND_NAMES, KINDS, type Kind, toPredicateType } from './kinds.ts';

const SHA256 = '^[0-9a-f]{64}$';
const sha256 = (description: string) => text(description, SHA256);

export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';

const Subject = closed('What the statement is about.', {
  name: words('Its name: an image, a repository, a file.'),
  digest: Type.Object(
    {
      sha256: optional(sha256('SHA-256 of an image or a file, in hex.')),
      gitCommit: optional(text('A git commit.', '^(?:[0-9a-f]{40}|[0-9a-f]{64})$')),
      podTemplateHash: optional(
        text("Kubernetes' own hash of the template of a canary's pods.", '^[a-z0-9]{1,63}$'),
      ),
    },
    {
      description: 'What cannot change without another digest.',
      additionalProperties: false,
      minProperties: 1,
    },
  ),
});
export type Subject = ShapeOf<typeof Subject>;

/** A figure that a criterion can be held to: a number, a word, or nothing where it is not known. */
const figure = (description: string) =>
  Type.Unsafe<number | string | boolean | null>({
    type: ['number', 'string', 'boolean', 'null'],
    description,
  });

const Criterion = closed('One thing that was held against a bound.', {
  id: words('Its name.'),
  outcome: words('What it came to.'),
  text: optional(text('What was seen, in words.')),
  value: optional(figure('What was seen.')),
  limit: optional(figure('What it was held against.')),
  samples: optional(orNull(count('On how many samples; null where that is not known.'))),
});
export type Criterion = ShapeOf<typeof Criterion>;

const FileDigest = closed('A file by what it holds.', {
  name: words('Its path, from the folder of the run.'),
  sha256: sha256('SHA-256 of its bytes.'),
});

/** The place of a record in its log: what chains it to the record before. */
const LogPlace = closed('The place of a record in its log; a bundle outside a log has none.', {
  id: text('The log, by the name that it was given at random when it began.', '^[0-9a-f]{32}$'),
  index: whole('The place of the record, from 0 on.', { minimum: 0, maximum: 99_999_999 }),
  previous: orNull(sha256('SHA-256 of the file of the record before; null for the first.')),
  recordedAt: isoTime('When the log took it; never before the record before.'),
});
export type LogPlace = ShapeOf<typeof LogPlace>;

const COMMON = {
  at: isoTime('When it was decided.'),
  actor: words('Who or what decided.'),
  environment: optional(words('Where it holds.')),
  outcome: words('What was decided.'),
  reasons: list('Why, a sentence each.', text('A reason.')),
  policyHash: optional(sha256('SHA-256 of the policy that it follows from.')),
  criteria: optional(list('What was held against which bound.', Criterion)),
  metrics: optional(mapOf('The figures of that moment, by name.', figure('A figure.'))),
  details: optional(
    Type.Unsafe<Record<string, unknown>>({ type: 'object', description: 'What else belongs to it.' }),
  ),
  log: optional(LogPlace),
} as const;

/** What a kind has beside that. */
const GATE_RUN = {
  verdict: words('The verdict, or what the checks of a release came to.'),
  gates: list('Every gate with its figures.', Criterion),
  journal: optional(sha256("SHA-256 of the run's journal.")),
  files: list('The files of the run, as they were when it was signed.', FileDigest),
  finishedAt: isoTime('When the run ended.'),
} as const;

const Common = closed('What every predicate has.', COMMON);
const GateRun = closed('What a run of the gate came to.', { ...COMMON, ...GATE_RUN });
export type CommonPredicate = ShapeOf<typeof Common>;
export type GateRunPredicate = ShapeOf<typeof GateRun>;
/** The predicate of a kind. */
export type PredicateOf<K extends Kind> = K extends 'gate-run' ? GateRunPredicate : CommonPredicate;

const statement = (description: string, type: string, form: TSchema) =>
  closed(description, {
    _type: exactly('The version of in-toto statements.', STATEMENT_TYPE),
    subject: list('What it is about.', Subject, { minItems: 1 }),
    predicateType: exactly('What kind of statement it is.', type),
    predicate: form,
  });

/** The form of a statement of a kind. */
export const toStatementForm = (kind: Kind): TSchema =>
  statement(`A statement of ${KINDS[kind]}.`, toPredicateType(kind), kind === 'gate-run' ? GateRun : Common);

const Head = closed('The head of an evidence log: what it holds, all of it.', {
  id: text('The log.', '^[0-9a-f]{32}$'),
  size: whole('How many records the log has had.', { minimum: 1, maximum: 100_000_000 }),
  head: sha256('SHA-256 of the file of its last record, which commits to all before.'),
  at: isoTime('When the last record was taken.'),
});
export type Head = ShapeOf<typeof Head>;
export const HEAD_FORM = statement('The head of an evidence log.', HEAD_TYPE, Head);

const Base = closed('Where an evidence log begins since its older records were pruned.', {
  id: text('The log.', '^[0-9a-f]{32}$'),
  size: whole('How many records were pruned.', { minimum: 1, maximum: 100_000_000 }),
  head: sha256('SHA-256 of the file of the last record that was pruned.'),
  at: isoTime('When it was pruned.'),
  actor: words('Who pruned it.'),
  reason: words('Why it was allowed.'),
});
export type Base = ShapeOf<typeof Base>;
export const BASE_FORM = statement('The beginning of a pruned log.', BASE_TYPE, Base);

/** A statement of any kind. */
export type Statement = {
  readonly _type: typeof STATEMENT_TYPE;
  readonly subject: readonly Subject[];
  readonly predicateType: string;
  readonly predicate: CommonPredicate | GateRunPredicate;
};

/** What is handed to a log, or signed by itself. */
export interface Evidence<K extends Kind = Kind> {
  readonly kind: K;
  readonly subjects: readonly Subject[];
  readonly predicate: PredicateOf<K>;
}

export const EvidenceStatement = Type.Union(KIND_NAMES.map(toStatementForm), {
  description: 'A statement of any kind: the payload of a bundle.',
});
