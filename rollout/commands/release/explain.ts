// Whether a release may go forward by the release policy: which clause decides, and what would change it.
import { OptionError } from '../../../lib/core/options/option-error.ts';
import { OUTCOME_MARKS } from '../../../lib/core/outcome.ts';
import { toColumns } from '../../../lib/core/text/columns.ts';
import { gatherFacts } from '../../facts/gather-facts.ts';
import { type Assessment, assessRelease } from '../../policy/assess-release.ts';
import type { ClauseOutcome } from '../../policy/clauses/clause.ts';
import { type Action, refuseWord } from '../context.ts';
import { requireReleasePolicy, toFactSources } from './release-policy.ts';

/** By the table of exit codes. */
const EXIT_CODES: Readonly<Record<ClauseOutcome, number>> = { allow: 0, deny: 1, unknown: 3 };
const MARKS: Readonly<Record<ClauseOutcome, string>> = {
  allow: OUTCOME_MARKS.pass,
  deny: OUTCOME_MARKS.fail,
  unknown: OUTCOME_MARKS.inconclusive,
};

/** Gathers what is known, judges it at ROLLOUT_AT, and prints it. */
export const runExplain: Action = async (context) => {
  refuseWord(context, 'explain');
  const { options, say, tell } = context;
  const policy = await requireReleasePolicy(context);
  const atMs = toMoment(options.text('ROLLOUT_AT'), Date.now());
  const { facts, notes } = await gatherFacts(await toFactSources(context, policy.environment), atMs);
  for (const note of notes) tell(note);
  const assessment = assessRelease(policy, facts, atMs);
  if (options.isOn('ROLLOUT_JSON'))
    process.stdout.write(`${JSON.stringify({ ...assessment, facts }, null, 2)}\n`);
  else for (const line of toLines(assessment)) say(line);
  return EXIT_CODES[assessment.outcome];
};

/** @throws OptionError where it is no day of the calendar */
function toMoment(at: string, nowMs: number): number {
  if (at === '') return nowMs;
  const atMs = Date.parse(at);
  // A 31st of February is taken for a day in March.
  if (Number.isFinite(atMs) && new Date(atMs).toISOString().startsWith(at.slice(0, 10))) return atMs;
  throw new OptionError(`ROLLOUT_AT=${at} is no moment; give it in UTC, as ${new Date(nowMs).toISOString()}`);
}

const WORDS: Readonly<Record<ClauseOutcome, string>> = {
  allow: 'may go forward',
  deny: 'may not go forward',
  unknown: 'may not go forward, since it cannot be told',
};

/** The id of a clause as it is read; what stands behind `signature:` would be taken for one, and masked. */
const toShownId = (id: string) => id.replace(':', ' ');

/** An assessment as a person reads it. */
export function toLines({
  outcome,
  clauses,
  environment,
  at,
  takesBack,
  policyHash,
}: Assessment): readonly string[] {
  const back = takesBack ? '; what is under way is taken back' : '';
  const rows = clauses.map(({ id, outcome: one, text, change }) => [
    `${MARKS[one]} ${toShownId(id)}`,
    change === undefined ? text : `${text} → ${change}`,
  ]);
  return [
    `${outcome}: a release to ${environment} ${WORDS[outcome]} at ${at}${back}`,
    ...toColumns(rows).map((row) => `  ${row}`),
    `policy ${policyHash}`,
  ];
}
