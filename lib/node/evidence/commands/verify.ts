// What was found of a log, of a run, or of a bundle.
import { readFile, stat } from 'node:fs/promises';
import type { Expected } from '../../../core/evidence/chain.ts';
import type { Fault } from '../../../core/evidence/faults.ts';
import type { Statement, Subject } from '../../../core/evidence/statement-schema.ts';
import { isAbout, parseSubject, toSubjectText } from '../../../core/evidence/subject.ts';
import { OptionError } from '../../../core/options/option-error.ts';
import { toMessage } from '../../../core/text/message.ts';
import type { Keys } from '../read-keys.ts';
import { isRun, verifyRun } from '../run/verify-run.ts';
import { MAX_BUNDLE_BYTES, type SignedBy, verifyBundle } from '../verify-bundle.ts';
import { verifyLog } from '../verify-log.ts';
import { type EvidenceContext, printJson, requireFolder, requireKeys } from './context.ts';

/** What is printed: lines, or JSON. */
interface Findings {
  readonly faults: readonly Fault[];
  readonly notes: readonly string[];
  /** What could not be looked at. */
  readonly unread: readonly string[];
  /** What was found whole, a line each. */
  readonly lines: readonly string[];
  /** The same for programs. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** With the wrong key every record has a fault. */
const MOST_SHOWN = 20;

/** Verifies, and prints what was found. */
export async function runVerify(context: EvidenceContext): Promise<number> {
  const path = requireFolder(context);
  const { options, print, say } = context;
  const keys = await requireKeys(context);
  const found = await findAny(path, keys, context);
  const { faults, notes, unread, lines, facts } = found;
  const outcome = faults.length > 0 ? 'fail' : unread.length > 0 ? 'inconclusive' : 'pass';
  if (options.isOn('EVIDENCE_JSON')) printJson(print, { outcome, ...facts, faults, notes, unread });
  else {
    for (const { kind, file, text } of faults.slice(0, MOST_SHOWN))
      say(`✗ ${kind}: ${file === '' ? path : file} ${text}`);
    if (faults.length > MOST_SHOWN) say(`✗ and ${faults.length - MOST_SHOWN} more; --json has all of them`);
    for (const line of unread) say(`? ${line}`);
    for (const line of notes) say(`· ${line}`);
    for (const line of lines) say(line);
    if (faults.length > 0)
      say(`${path} is not as it was signed: ${faults.length} fault${faults.length === 1 ? '' : 's'}`, 'fail');
  }
  return outcome === 'fail' ? 1 : outcome === 'inconclusive' ? 3 : 0;
}

async function findAny(path: string, keys: Keys, { options }: EvidenceContext): Promise<Findings> {
  const found = await stat(path).catch((error: unknown) => {
    throw new OptionError(
      `${path} cannot be read (${toMessage(error)}); name a log, the folder of a run, or a bundle`,
    );
  });
  const subject = options.text('EVIDENCE_SUBJECT');
  const asked = subject === '' ? undefined : parseSubject(subject, 'EVIDENCE_SUBJECT');
  const expected: Expected = {
    heads: options
      .text('EVIDENCE_EXPECT_HEAD')
      .split(',')
      .filter(Boolean)
      .map((hash) => hash.replace(/^sha256:/, '')),
    count: options.number('EVIDENCE_EXPECT_COUNT'),
  };
  const isOfLog = expected.heads.length > 0 || expected.count > 0;
  if (!found.isDirectory()) {
    if (isOfLog)
      throw new OptionError(`${path} is one bundle, and --expect-head and --expect-count are about logs`);
    return findOfBundle(path, keys, asked);
  }
  if (await isRun(path)) {
    if (isOfLog)
      throw new OptionError(
        `${path} is the folder of a run, and --expect-head and --expect-count are about logs`,
      );
    return findOfRun(path, keys, asked);
  }
  if (asked !== undefined)
    throw new OptionError('--subject is about a run or a bundle; list shows the records about one');
  return findOfLog(path, keys, expected);
}

async function findOfLog(dir: string, keys: Keys, expected: Expected): Promise<Findings> {
  const { records, faults, notes, unread, head, base } = await verifyLog(dir, keys, expected);
  const last = records.at(-1);
  const kept = last === undefined ? [] : [`head ${last.sha256}: keep it elsewhere, for --expect-head`];
  return {
    faults,
    notes: [
      ...notes,
      ...(base
        ? [`the records before ${base.size} were pruned at ${base.at} by ${base.actor}: ${base.reason}`]
        : []),
    ],
    unread,
    lines:
      faults.length > 0
        ? []
        : [`✓ ${records.length} records, each signed, in its place and unchanged`, ...kept],
    facts: {
      of: 'log',
      records: records.length,
      size: head?.size ?? records.length,
      head: last?.sha256 ?? null,
    },
  };
}

async function findOfRun(dir: string, keys: Keys, subject: Subject | undefined): Promise<Findings> {
  const { faults, statement, signedBy, unchanged } = await verifyRun(dir, keys, subject);
  return {
    faults,
    notes: [],
    unread: [],
    lines:
      statement && signedBy && faults.length === 0
        ? [`✓ ${unchanged} files as they were signed`, ...toLines(statement, signedBy)]
        : [],
    facts: { of: 'run', files: unchanged, ...toFacts(statement, signedBy) },
  };
}

async function findOfBundle(file: string, keys: Keys, subject: Subject | undefined): Promise<Findings> {
  const { size } = await stat(file);
  if (size > MAX_BUNDLE_BYTES) throw new OptionError(`${file} is larger than any bundle; name a bundle`);
  const verified = verifyBundle(await readFile(file, 'utf8'), keys);
  const whole = { notes: [], unread: [] };
  if ('fault' in verified)
    return {
      ...whole,
      faults: [{ kind: verified.kind, file, text: verified.fault }],
      lines: [],
      facts: { of: 'bundle' },
    };
  const { statement, signedBy } = verified;
  const isOther = subject !== undefined && !isAbout(statement.subject, subject);
  const text = `is about ${statement.subject.map(toSubjectText).join(', ')}, and not about what was asked for`;
  return {
    ...whole,
    faults: isOther ? [{ kind: 'subject', file, text }] : [],
    lines: isOther ? [] : toLines(statement, signedBy),
    facts: { of: 'bundle', ...toFacts(statement, signedBy) },
  };
}

const toLines = ({ subject, predicate }: Statement, { name, id }: SignedBy): readonly string[] => [
  `✓ signed by ${name} (${id})`,
  `  ${predicate.outcome}, at ${predicate.at} by ${predicate.actor}`,
  `  about ${subject.map(toSubjectText).join(', ')}`,
];
const toFacts = (statement: Statement | undefined, signedBy: SignedBy | undefined) =>
  statement === undefined ? {} : { statement, signedBy };
