// The records of a log, as a table or one by one.
import { isAbout, parseSubject, toSubjectText } from '../../../core/evidence/subject.ts';
import { OptionError } from '../../../core/options/option-error.ts';
import { type EvidenceContext, printJson, requireWhole } from './context.ts';

/** Prints a line for each record of a log that is whole. */
export async function runList(context: EvidenceContext): Promise<number> {
  const { options, print, say } = context;
  const { records } = await requireWhole(context);
  const given = options.text('EVIDENCE_SUBJECT');
  const subject = given === '' ? undefined : parseSubject(given, 'EVIDENCE_SUBJECT');
  const listed = records.filter(
    ({ statement }) => subject === undefined || isAbout(statement.subject, subject),
  );
  if (options.isOn('EVIDENCE_JSON')) {
    printJson(print, listed);
    return 0;
  }
  for (const { index, kind, statement, signedBy } of listed) {
    const { at, actor, outcome, environment = '–' } = statement.predicate;
    say(
      [
        index,
        at,
        kind,
        outcome,
        environment,
        actor,
        statement.subject.map(toSubjectText).join(', '),
        signedBy.name,
      ].join('  '),
    );
  }
  return 0;
}

/** Prints what a record says, who signed it, and its hash. */
export async function runShow(context: EvidenceContext): Promise<number> {
  const { index, folder, print } = context;
  if (!/^\d{1,8}$/.test(index))
    throw new OptionError(
      `${index || 'nothing'} is no index of a record; give one, like 3, behind the folder`,
    );
  const { records } = await requireWhole(context);
  const record = records.find((one) => one.index === Number(index));
  if (record === undefined)
    throw new OptionError(`${folder} has no record ${index}; list shows which it has`);
  const { file, sha256, signedBy, statement } = record;
  printJson(print, { file, sha256, signedBy, statement });
  return 0;
}
