// The folder of a run against what was signed of it.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fault } from '../../../core/evidence/faults.ts';
import { HEAD_FILE, RECORDS_DIR, RUN_EVIDENCE_FILE } from '../../../core/evidence/places.ts';
import type { Statement, Subject } from '../../../core/evidence/statement-schema.ts';
import { isAbout, toSubjectText } from '../../../core/evidence/subject.ts';
import { toPlain } from '../../../core/text/plain-text.ts';
import { readIfThere } from '../log-files.ts';
import type { Keys } from '../read-keys.ts';
import { MAX_BUNDLE_BYTES, type SignedBy, verifyBundle } from '../verify-bundle.ts';
import { digestFiles } from './sign-run.ts';

export interface RunVerification {
  readonly faults: readonly Fault[];
  readonly statement: Statement | undefined;
  readonly signedBy: SignedBy | undefined;
  /** How many files were found as they were signed. */
  readonly unchanged: number;
}

/** What a run, or a release gate, leaves from its beginning or at its end. */
const OF_RUN = [RUN_EVIDENCE_FILE, 'events.ndjson', 'release-gate.json'];

/** True for the folder of a run, signed or not; a log is none, whatever was put into it. */
export async function isRun(dir: string): Promise<boolean> {
  const names = await readdir(dir).catch((): string[] => []);
  return (
    OF_RUN.some((name) => names.includes(name)) &&
    ![RECORDS_DIR, HEAD_FILE].some((name) => names.includes(name))
  );
}

/**
 * Sees that a run's files are those that were signed, all of them and no other, and that the statement is about what was asked.
 * @param subject what it must be about; undefined for anything
 */
export async function verifyRun(dir: string, keys: Keys, subject?: Subject): Promise<RunVerification> {
  const file = RUN_EVIDENCE_FILE;
  const failed = (kind: Fault['kind'], text: string): RunVerification => ({
    faults: [{ kind, file, text }],
    statement: undefined,
    signedBy: undefined,
    unchanged: 0,
  });
  const bytes = await readIfThere(join(dir, file));
  if (bytes === undefined) return failed('unreadable', 'is missing: the run was not signed');
  if (bytes.length > MAX_BUNDLE_BYTES) return failed('unreadable', 'is larger than any bundle');
  const verified = verifyBundle(bytes.toString('utf8'), keys);
  if ('fault' in verified) return failed(verified.kind, verified.fault);
  const { kind, statement, signedBy } = verified;
  if (kind !== 'gate-run') return failed('form', `is a ${kind}, and not what a run came to`);
  const { predicate } = statement;
  const signed = 'files' in predicate ? predicate.files : [];
  const compared = compareFiles(signed, await digestFiles(dir));
  const other =
    subject !== undefined && !isAbout(statement.subject, subject)
      ? [
          {
            kind: 'subject' as const,
            file,
            text: `is about ${toPlain(statement.subject.map(toSubjectText).join(', '), 400)}, and not about ${toSubjectText(subject)}`,
          },
        ]
      : [];
  return {
    faults: [...other, ...compared],
    statement,
    signedBy,
    unchanged: signed.length - compared.filter(({ text }) => !text.startsWith(ADDED)).length,
  };
}

type Digests = readonly { readonly name: string; readonly sha256: string }[];
const ADDED = 'was added';

function compareFiles(signed: Digests, found: Digests): readonly Fault[] {
  const byName = new Map(found.map(({ name, sha256 }) => [name, sha256]));
  const known = new Set(signed.map(({ name }) => name));
  const fault = (name: string, text: string): Fault => ({ kind: 'changed', file: toPlain(name, 400), text });
  return [
    ...signed.flatMap(({ name, sha256 }) => {
      const now = byName.get(name);
      if (now === undefined) return fault(name, 'is missing, and was there when the run was signed');
      return now === sha256 ? [] : fault(name, 'was changed since the run was signed');
    }),
    ...found
      .filter(({ name }) => !known.has(name))
      .map(({ name }) => fault(name, `${ADDED} after the run was signed`)),
  ];
}
