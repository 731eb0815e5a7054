// The parts of a game day, and whether each has happened: by what was read back, signed and verified, never by what was asked for. Pure.
import type { Kind } from '../../lib/core/evidence/kinds.ts';
import type { DrillFigures } from '../drills/figures/figures.ts';
import {
  ADMISSION_IDS,
  type Admission,
  type AdmissionAnswer,
  findWrongAnswer,
  toAdmissionTitle,
} from './admissions.ts';

/** A version that was released, by the digest of its image. */
export interface ReleasedVersion {
  readonly image: string;
  readonly sha256: string;
}

/** A record of the evidence log that was verified with the public key alone. */
export interface SeenRecord {
  readonly index: number;
  readonly kind: Kind;
  readonly outcome: string;
  /** SHA-256 of its subjects. */
  readonly subjects: readonly string[];
}

/** The log, as whoever has only the public key reads it. */
export interface SeenLog {
  readonly records: readonly SeenRecord[];
  /** What is wrong with it, a sentence each. */
  readonly faults: readonly string[];
}

/** What was done to a copy of the log, and must be found. */
export const TAMPERINGS = {
  'changed-byte': 'one byte of a record was changed',
  'missing-record': 'a record was removed from the middle',
  'cut-end': 'the last record was removed',
  'swapped-records': 'two records changed their places',
  'other-key': 'the log was verified by a key that did not sign it',
} as const;
export type Tampering = keyof typeof TAMPERINGS;

/** What a drill of the day came to. */
export interface SeenDrill {
  readonly id: string;
  readonly figures: DrillFigures;
  readonly reasons: readonly string[];
}

/** What the rollback engine came to, and what was seen beside it. */
export interface SeenRollback {
  readonly outcome: 'rolled-back' | 'unresolved';
  /** It found nothing to do. */
  readonly isAlready: boolean;
  readonly ordersGiven: number;
  readonly tookMs: number;
  readonly reasons: readonly string[];
  /** Answers on the users' path before and after, and how many of them the version gave that was to go. */
  readonly before: { readonly answers: number; readonly ofVersion: number };
  readonly after: { readonly answers: number; readonly ofVersion: number };
  /** What the pods run afterwards. */
  readonly images: readonly string[];
}

/** Everything that was seen. What is left out has not happened. */
export interface GameDayFacts {
  readonly good?: ReleasedVersion;
  readonly bad?: ReleasedVersion;
  readonly goodRelease?: SeenDrill;
  readonly badCanary?: SeenDrill;
  readonly rollback?: SeenRollback;
  readonly log?: SeenLog;
  readonly admissions: Readonly<Partial<Record<Admission, AdmissionAnswer>>>;
  readonly tamperings: Readonly<Partial<Record<Tampering, { readonly isFound: boolean }>>>;
}

export interface PartResult {
  readonly id: string;
  readonly title: string;
  readonly outcome: 'pass' | 'fail';
  /** What was seen, or what is missing. */
  readonly text: string;
}

type Judged = Pick<PartResult, 'outcome' | 'text'>;
const pass = (text: string): Judged => ({ outcome: 'pass', text });
const fail = (text: string): Judged => ({ outcome: 'fail', text });
const NOT_HAPPENED = 'it has not happened';

/** The first record of a kind with one of these outcomes about a digest. */
function findRecord(
  { log }: GameDayFacts,
  kind: Kind,
  outcomes: readonly string[],
  sha256: string | undefined,
): SeenRecord | undefined {
  if (sha256 === undefined) return undefined;
  return log?.records.find(
    (record) => record.kind === kind && outcomes.includes(record.outcome) && record.subjects.includes(sha256),
  );
}

const noRecord = (kind: Kind, outcome: string) =>
  fail(`no verified record says ${outcome} (${kind}) of that version`);

/** A drill that ended so, of which a record tells. */
function judgeDrill(
  facts: GameDayFacts,
  drill: SeenDrill | undefined,
  end: DrillFigures['end'],
  record: readonly [Kind, readonly string[]],
  version: ReleasedVersion | undefined,
): Judged {
  if (drill === undefined) return fail(NOT_HAPPENED);
  const { figures } = drill;
  if (figures.end !== end) return fail(`it ended ${figures.end}, and must end ${end}`);
  if (figures.canaryLooks === 0) return fail('no user ever saw the new version');
  const found = findRecord(facts, record[0], record[1], version?.sha256);
  if (found === undefined) return noRecord(record[0], record[1].join(' or '));
  return pass(
    end === 'promoted'
      ? `promoted after ${figures.promoteS} s; record ${found.index}`
      : `${figures.failedCalls} calls failed; decided after ${figures.detectS} s, users back on stable after ${figures.backS} s; record ${found.index}`,
  );
}

function judgeRecord(
  facts: GameDayFacts,
  kind: Kind,
  outcome: string,
  version: ReleasedVersion | undefined,
): Judged {
  const found = findRecord(facts, kind, [outcome], version?.sha256);
  return found === undefined ? noRecord(kind, outcome) : pass(`${outcome}; record ${found.index}`);
}

/** A version that had users, and that the engine took from them; the pods and the users' path must say so, too. */
function judgeRollback(facts: GameDayFacts): Judged {
  const { rollback, good, bad } = facts;
  if (rollback === undefined) return fail(NOT_HAPPENED);
  const { outcome, isAlready, ordersGiven, tookMs, reasons, before, after, images } = rollback;
  if (outcome !== 'rolled-back') return fail(`${outcome}: ${reasons.join('; ')}`);
  if (before.ofVersion === 0) return fail('no user had the version that was to go');
  if (isAlready || ordersGiven === 0) return fail('the engine found nothing to do');
  if (after.answers === 0) return fail('nobody looked at the users’ path afterwards');
  if (after.ofVersion > 0)
    return fail(`the version gave ${after.ofVersion} of ${after.answers} answers afterwards`);
  if (good === undefined || !images.includes(good.image) || (bad && images.includes(bad.image)))
    return fail(`the pods run ${images.join(', ') || 'nothing'} afterwards`);
  const found = findRecord(facts, 'rollback', [outcome], bad?.sha256);
  if (found === undefined) return noRecord('rollback', outcome);
  return pass(
    `rolled back after ${(tookMs / 1_000).toFixed(1)} s; it gave ${before.ofVersion} of ${before.answers} answers before, and none of ${after.answers} afterwards; the pods run ${good.image}; record ${found.index}`,
  );
}

/** An answer of the API server; where it took something, a record must tell of that very manifest. */
function judgeAdmission(facts: GameDayFacts, id: Admission): Judged {
  const answer = facts.admissions[id];
  if (answer === undefined) return fail(NOT_HAPPENED);
  const wrong = findWrongAnswer(id, answer, facts.good?.image);
  if (wrong !== undefined) return fail(wrong);
  if (answer.refusal !== undefined) return pass(answer.refusal);
  const { signedPart = '' } = answer;
  const found = findRecord(facts, 'admission', ['signed'], signedPart);
  return found === undefined
    ? noRecord('admission', 'signed')
    : pass(`${answer.imageThere} is there; record ${found.index}`);
}

interface Part {
  readonly title: string;
  readonly judge: (facts: GameDayFacts) => Judged;
}

/** The parts in the order of the day. */
const PARTS: Readonly<Record<string, Part>> = {
  versions: {
    title: 'Two versions are two images',
    judge: ({ good, bad }) => {
      if (good === undefined || bad === undefined) return fail(NOT_HAPPENED);
      return good.sha256 === bad.sha256
        ? fail('both have one digest, so no evidence could tell them apart')
        : pass(`${good.image} and ${bad.image}`);
    },
  },
  'good-release': {
    title: 'A good release gets its users step by step, and is promoted',
    judge: (facts) =>
      judgeDrill(facts, facts.goodRelease, 'promoted', ['promotion', ['promoted']], facts.good),
  },
  'good-gate': {
    title: 'The gate passes it under its own load',
    judge: (facts) => judgeRecord(facts, 'gate-run', 'pass', facts.good),
  },
  'bad-canary': {
    title: 'A bad canary is decided against, and its users go back',
    judge: (facts) =>
      judgeDrill(facts, facts.badCanary, 'aborted', ['decision', ['abort', 'rollback']], facts.bad),
  },
  'bad-gate': {
    title: 'The gate fails it under its own load',
    judge: (facts) => judgeRecord(facts, 'gate-run', 'fail', facts.bad),
  },
  rollback: {
    title: 'Promoted all the same, it is taken back by the rollback engine',
    judge: judgeRollback,
  },
  ...Object.fromEntries(
    ADMISSION_IDS.map((id): [string, Part] => [
      `admission:${id}`,
      { title: toAdmissionTitle(id), judge: (facts) => judgeAdmission(facts, id) },
    ]),
  ),
  evidence: {
    title: 'The evidence is whole, by the public key alone',
    judge: ({ log }) => {
      if (log === undefined) return fail(NOT_HAPPENED);
      if (log.faults.length > 0) return fail(log.faults.join('; '));
      return log.records.length === 0 ? fail('it is empty') : pass(`${log.records.length} records, no fault`);
    },
  },
  ...Object.fromEntries(
    Object.entries(TAMPERINGS).map(([id, what]): [string, Part] => [
      `tampering:${id}`,
      {
        title: `It is found where ${what}`,
        judge: ({ tamperings }) => {
          const seen = tamperings[id as Tampering];
          if (seen === undefined) return fail(NOT_HAPPENED);
          return seen.isFound ? pass('found') : fail('it was not found');
        },
      },
    ]),
  ),
};
export const PART_IDS = Object.keys(PARTS);

/** Every part of the day, in its order. The day has passed where each of them has. */
export const assessGameDay = (facts: GameDayFacts): readonly PartResult[] =>
  Object.entries(PARTS).map(([id, { title, judge }]) => ({ id, title, ...judge(facts) }));
